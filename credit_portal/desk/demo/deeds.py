"""What steps of the plan do. Each is a service for `acts.run`: plain arguments in, a row out.

Arguments are texts, numbers, dates and ids only, so that a repeated step has the same
fingerprint; whatever is seen or made on the way (previews, files) is made inside.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from commitments import codes, disclosures
from commitments import services as commitments
from commitments.models import Commitment, PerformanceReport, Verification
from credit_portal.accounts import services as accounts
from credit_portal.accounts.models import DeputyRequest, Role, RoleGrant, User
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.desk.demo import (
    article_deeds,
    breach_deeds,
    clock_deeds,
    complaint_deeds,
    deeds_ending,
    deeds_kept,
    old_deeds,
    personal,
    reform,
    sheet_deeds,
)
from credit_portal.directory import services as directory
from credit_portal.directory import uscc
from credit_portal.directory.models import Appointment, Division, Organisation, Person, Post
from credit_portal.notices import services as notices
from credit_portal.publishing.services import document_sha

Id = UUID | str
Papers = Sequence[Mapping[str, Any]]


# -- the cast ------------------------------------------------------------------------------------
def add_division(
    *, actor: Actor, code: str, name: Sequence[str], level: str, parent: str = "", kind: str = ""
) -> Division:
    """A fictional division."""
    above = Division.objects.get(pk=parent) if parent else None
    return directory.create_division(
        actor=actor,
        code=code,
        name_zh=name[0],
        name_en=name[1],
        level=level,
        parent=above,
        kind=kind,
    )


def add_body(
    *,
    actor: Actor,
    number: int,
    name: Sequence[str],
    short: str,
    kind: str,
    division: str,
    parent_id: Id | None = None,
) -> Organisation:
    """A fictional body with a code that no real body has."""
    return directory.create_organisation(
        actor=actor,
        kind=kind,
        name_zh=name[0],
        name_en=name[1],
        short_name_zh=short,
        code=uscc.fictional(number),
        code_is_fictional=True,
        division=Division.objects.get(pk=division),
        parent=Organisation.objects.get(pk=parent_id) if parent_id else None,
        is_demo=True,
    )


def rename_body(*, actor: Actor, body_id: Id, name: Sequence[str], on: dt.date) -> Organisation:
    """A new name from a day on."""
    body = Organisation.objects.get(pk=body_id)
    directory.rename(
        actor=actor, organisation=body, effective_on=on, name_zh=name[0], name_en=name[1]
    )
    return body


def add_post(
    *, actor: Actor, body_id: Id, title: Sequence[str], principal: bool, public: bool
) -> Post:
    """A post in a body."""
    return directory.create_post(
        actor=actor,
        organisation=Organisation.objects.get(pk=body_id),
        title_zh=title[0],
        title_en=title[1],
        is_principal=principal,
        is_public=public,
    )


def add_person(*, actor: Actor, name: str) -> Person:
    """A fictional person."""
    return directory.create_person(actor=actor, name=name, is_demo=True)


def appoint(
    *, actor: Actor, post_id: Id, person_id: Id, starts_on: dt.date, kind: str, basis: str
) -> Appointment:
    """Put a person into a post."""
    return directory.appoint(
        actor=actor,
        post=Post.objects.get(pk=post_id),
        person=Person.objects.get(pk=person_id),
        starts_on=starts_on,
        kind=kind,
        basis=basis,
    )


def relieve(*, actor: Actor, appointment_id: Id, ends_on: dt.date) -> Appointment:
    """End an appointment."""
    found = Appointment.objects.get(pk=appointment_id)
    return directory.end_appointment(actor=actor, appointment=found, ends_on=ends_on)


def add_account(
    *,
    actor: Actor,
    username: str,
    display_name: str,
    body_id: Id,
    post_id: Id,
    role: str,
    over_id: Id | None,
    person_id: Id | None = None,
) -> User:
    """An account with one role over one body, or without any."""
    over = Organisation.objects.get(pk=over_id) if over_id else None
    return accounts.ensure_demo_user(
        actor=actor,
        username=username,
        display_name=display_name,
        organisation=Organisation.objects.get(pk=body_id),
        roles=[(role, over)] if role else [],
        post=Post.objects.get(pk=post_id),
        person=Person.objects.get(pk=person_id) if person_id else None,
    )


def propose_grant(*, actor: User, user_id: Id, role: str, over_id: Id, reason: str) -> RoleGrant:
    """A role for somebody, waiting for a second administrator."""
    return accounts.propose_grant(
        actor=actor,
        user_id=UUID(str(user_id)),
        role=Role.objects.get(pk=role),
        organisation=Organisation.objects.get(pk=over_id),
        starts_on=clock.today(),
        reason=reason,
    )


def ask_for_deputy(
    *, actor: User, deputy_id: Id, starts_on: dt.date, ends_on: dt.date, reason: str
) -> DeputyRequest:
    """The holder of a role asks that somebody stand in for him."""
    return accounts.ask_for_deputy(
        actor=actor,
        basis_id=actor.grants.get(kind=RoleGrant.Kind.REGULAR).pk,
        deputy_id=UUID(str(deputy_id)),
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
    )


def take_up_deputy(*, actor: User, request_id: Id) -> RoleGrant:
    """An administrator proposes what a holder asked for."""
    return accounts.take_up_deputy(actor=actor, request_id=UUID(str(request_id)))


def confirm_grant(*, actor: User, grant_id: Id) -> RoleGrant:
    """Another administrator confirms a grant."""
    return accounts.confirm_grant(actor=actor, grant_id=UUID(str(grant_id)))


def read_notices(*, actor: User) -> None:
    """Somebody reads all that has been sent to him."""
    notices.mark_all_read(actor=actor)


# -- a promise -----------------------------------------------------------------------------------
def draft(
    *,
    actor: User,
    post_id: Id,
    fields: Mapping[str, Any],
    milestones: Sequence[Mapping[str, Any]] = (),
) -> Commitment:
    """Begin a filing."""
    return commitments.create_draft(
        actor=actor, post_id=UUID(str(post_id)), fields=fields, milestones=milestones, is_demo=True
    )


def mend(*, actor: User, commitment_id: Id, fields: Mapping[str, Any]) -> Commitment:
    """Change a draft or a returned filing."""
    return commitments.edit_draft(
        actor=actor, commitment_id=UUID(str(commitment_id)), expected_version=None, fields=fields
    )


def submit(*, actor: User, commitment_id: Id) -> Commitment:
    """Hand a filing in."""
    return commitments.submit(actor=actor, commitment_id=UUID(str(commitment_id)))


def take_back(*, actor: User, commitment_id: Id) -> Commitment:
    """Take a filing back."""
    return commitments.take_back(actor=actor, commitment_id=UUID(str(commitment_id)))


def send_back(
    *, actor: User, commitment_id: Id, reason: str, marks: Sequence[Sequence[str]]
) -> Commitment:
    """Return a filing with marks."""
    return commitments.return_for_changes(
        actor=actor,
        commitment_id=UUID(str(commitment_id)),
        reason=reason,
        marks=[(field, note) for field, note in marks],
    )


def approve(*, actor: User, commitment_id: Id) -> Commitment:
    """Look at the preview and approve what is seen."""
    row = Commitment.objects.get(pk=commitment_id)
    seen = document_sha(disclosures.registration_preview(row, actor))
    return commitments.approve(actor=actor, commitment_id=row.pk, doc_sha=seen)


# -- performance ---------------------------------------------------------------------------------
def report(
    *,
    actor: User,
    commitment_id: Id,
    claim: str,
    text: Sequence[str],
    done_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    figures: tuple[str, str] | None = None,
    papers: Papers = (),
) -> PerformanceReport:
    """Report, with evidence; `ends_on` names the measuring period of `figures`."""
    row = Commitment.objects.get(pk=commitment_id)
    period = row.periods.get(ends_on=ends_on).pk if ends_on else None
    top, bottom = (Decimal(part) for part in figures) if figures else (None, None)
    return commitments.file_report(
        actor=actor,
        commitment_id=row.pk,
        claim=claim,
        text_zh=text[0],
        text_en=text[1],
        done_on=done_on,
        period_id=period,
        numerator=top,
        denominator=bottom,
        evidence=[_attachment(paper) for paper in papers],
    )


def _attachment(paper: Mapping[str, Any]) -> commitments.Attachment:
    # Imported late: drawing and tables are needed by the loader only, not by the web process.
    from credit_portal.desk.demo import papers  # noqa: PLC0415

    upload = papers.make(paper["kind"], paper["title"], paper["lines"], paper["rows"])
    return commitments.Attachment(upload, paper["title"], paper["public"])


# -- verification --------------------------------------------------------------------------------
def _verification(
    row: Commitment, ends_on: dt.date | None, states: Sequence[str]
) -> Verification | None:
    found = Verification.objects.filter(commitment=row, state__in=states)
    wanted = found.filter(period__ends_on=ends_on) if ends_on else found.filter(period=None)
    return wanted.first()


def look_into(
    *, actor: User, commitment_id: Id, reason: str, ends_on: dt.date | None = None
) -> Verification:
    """Open a verification of one's own accord."""
    row = Commitment.objects.get(pk=commitment_id)
    period = row.periods.get(ends_on=ends_on).pk if ends_on else None
    return commitments.open_verification(
        actor=actor, commitment_id=row.pk, period_id=period, reason=reason
    )


def propose(
    *,
    actor: User,
    commitment_id: Id,
    outcome: str,
    findings: Sequence[str],
    kept_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    papers: Papers = (),
) -> Verification:
    """Propose an outcome; opens the verification when none is open (a provisional due date)."""
    row = Commitment.objects.get(pk=commitment_id)
    task = _verification(row, ends_on, codes.LIVE_VERIFICATION)
    if task is None:
        task = look_into(actor=actor, commitment_id=row.pk, reason=findings[0], ends_on=ends_on)
    return commitments.propose_outcome(
        actor=actor,
        verification_id=task.pk,
        outcome=outcome,
        findings_zh=findings[0],
        findings_en=findings[1],
        kept_on=kept_on,
        evidence=[_attachment(paper) for paper in papers],
    )


def _proposed(commitment_id: Id, ends_on: dt.date | None) -> Verification:
    row = Commitment.objects.get(pk=commitment_id)
    task = _verification(row, ends_on, [codes.VerificationState.PROPOSED])
    if task is None:
        raise Verification.DoesNotExist(f"nothing is proposed for {commitment_id}")
    return task


def confirm(*, actor: User, commitment_id: Id, ends_on: dt.date | None = None) -> Verification:
    """Look at the preview and confirm what is seen."""
    task = _proposed(commitment_id, ends_on)
    seen = document_sha(disclosures.outcome_preview(task, actor))
    return commitments.confirm_outcome(actor=actor, verification_id=task.pk, doc_sha=seen)


def return_outcome(
    *, actor: User, commitment_id: Id, reason: str, ends_on: dt.date | None = None
) -> Verification:
    """Send a proposed outcome back to the verifier."""
    task = _proposed(commitment_id, ends_on)
    return commitments.return_outcome(actor=actor, verification_id=task.pk, reason=reason)


def dismiss(*, actor: User, commitment_id: Id, reason: str) -> Verification:
    """Close a verification without an outcome."""
    row = Commitment.objects.get(pk=commitment_id)
    task = _verification(row, None, codes.LIVE_VERIFICATION)
    if task is None:
        raise Verification.DoesNotExist(f"nothing is open for {commitment_id}")
    return commitments.dismiss_verification(actor=actor, verification_id=task.pk, reason=reason)


DEEDS: dict[str, Callable[..., Any]] = {
    deed.__name__: deed
    for deed in (
        add_division,
        add_body,
        rename_body,
        add_post,
        add_person,
        appoint,
        relieve,
        add_account,
        propose_grant,
        ask_for_deputy,
        take_up_deputy,
        confirm_grant,
        read_notices,
        draft,
        mend,
        submit,
        take_back,
        send_back,
        approve,
        report,
        look_into,
        propose,
        confirm,
        return_outcome,
        dismiss,
        *deeds_ending.DEEDS,
        *sheet_deeds.DEEDS,
    )
}
PARTS = [article_deeds, breach_deeds, clock_deeds, complaint_deeds, old_deeds, deeds_kept]
for part in (*PARTS, reform, personal):
    DEEDS |= part.DEEDS
"""Every deed by its name in the plan."""
