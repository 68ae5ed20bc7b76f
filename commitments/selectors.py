"""Every read of commitments by staff. The public reads what was published, never this."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commitments import codes, policies
from commitments.models import (
    ChangeStep,
    ClockRequest,
    Commitment,
    CommitmentEvent,
    CommitmentPeriod,
    Compensation,
    CoResponsibility,
    Evidence,
    Inheritance,
    LawfulChange,
    Milestone,
    PerformanceReport,
    Remark,
    Verification,
)
from credit_portal.accounts.models import User
from credit_portal.accounts.scope import within
from credit_portal.accounts.sides import deputies_of
from credit_portal.common import clock
from credit_portal.common.errors import NotFound
from credit_portal.directory.models import Appointment, Organisation

M = TypeVar("M", bound=Model)
NOT_THERE = _("There is no such entry, or it is not yours to see.")


def key(value: UUID | str) -> UUID:
    """An id as typed into an address. Raises NotFound for what is none."""
    try:
        return value if isinstance(value, UUID) else UUID(value)
    except (ValueError, AttributeError, TypeError) as error:
        raise NotFound("not_found", NOT_THERE) from error


def _scope(user: Any, verb: str, field: str) -> Q:
    """Bodies over which the user holds the verb; another government's list by its own rule."""
    scope = within(user, verb, field)
    if getattr(user, "is_authenticated", False) and policies.over_lists(user, verb):
        scope |= Q(**{f"{field}__kind__in": sorted(policies.FOREIGN_KINDS)})
    return scope


def scope(user: Any, verb: str, field: str) -> Q:
    """Bodies over which the user holds the verb, for selectors of one topic."""
    return _scope(user, verb, field)


def visible_to(user: Any) -> QuerySet[Commitment]:
    """What a member of staff sees: filings of his bodies, registered ones of those he verifies."""
    own = _scope(user, policies.FILE, "organisation") | _scope(
        user, policies.APPROVE, "organisation"
    )
    verified = _scope(user, policies.VERIFY, "organisation") | _scope(
        user, policies.CONFIRM, "organisation"
    )
    rows = Commitment.objects.filter(
        own | (verified & Q(state=codes.State.REGISTERED)) | _borne_by(user)
    )
    # what belongs to a sheet that is not approved yet is seen with the sheet alone
    rows = rows.filter(Q(sheet=None) | Q(sheet__state=codes.SheetState.APPROVED))
    return rows.select_related("organisation", "post", "filer", "approver", "personal").order_by(
        "-created_at", "-id"
    )


def _borne_by(user: Any) -> Q:
    """His own commitments, from the moment on which they are filed; nobody's for who has none."""
    person = getattr(user, "person_id", None)
    if person is None:
        return Q(pk__in=())
    return Q(personal__person=person) & ~Q(state__in=codes.EDITABLE_STATES)


def borne_by(user: User) -> QuerySet[Commitment]:
    """The user's own commitments that are to be agreed to or kept, the next due date first."""
    rows = visible_to(user).filter(_borne_by(user), outcome=codes.Outcome.OPEN)
    return rows.exclude(state=codes.State.DISCARDED).order_by("due_on", "id")


def verifications_visible_to(user: Any) -> QuerySet[Verification]:
    """Verifications of the commitments a member of staff sees, oldest first."""
    rows = Verification.objects.filter(commitment__in=visible_to(user).order_by().values("pk"))
    return rows.select_related(
        "commitment__organisation",
        "commitment__post",
        "commitment__personal",
        "period",
        "report",
        "proposer",
        "confirmer",
        "body",
    ).order_by("opened_on", "id")


def visible(user: Any, commitment_id: UUID | str) -> Commitment:
    """One visible commitment by itself, to act on. Raises NotFound."""
    found = visible_to(user).filter(pk=key(commitment_id)).first()
    if found is None:
        raise NotFound("not_found", NOT_THERE)
    return found


def case(user: Any, commitment_id: UUID | str) -> Commitment:
    """One visible commitment with everything its case page shows. Raises NotFound."""
    found = _with_everything(visible_to(user)).filter(pk=key(commitment_id)).first()
    if found is None:
        raise NotFound("not_found", NOT_THERE)
    return found


def verification(user: Any, verification_id: UUID | str) -> Verification:
    """One visible verification. Raises NotFound."""
    found = verifications_visible_to(user).filter(pk=key(verification_id)).first()
    if found is None:
        raise NotFound("not_found", NOT_THERE)
    return found


def evidence(user: Any, evidence_id: UUID | str) -> Evidence:
    """One piece of evidence of a visible commitment, with its file. Raises NotFound."""
    rows = Evidence.objects.select_related("file", "commitment")
    found = rows.filter(
        pk=key(evidence_id), commitment__in=visible_to(user).order_by().values("pk")
    ).first()
    if found is None:
        raise NotFound("not_found", NOT_THERE)
    return found


def _with_endings(rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """With lawful changes, both texts, compensation, authority to promise and incentives."""
    return rows.select_related(
        "replaces__old_account",
        "change_case__commitment__compensation",
        "change_case__superior",
        "authority_check",
        "compensation",
    ).prefetch_related(
        "incentives",
        "change_case__steps",
        Prefetch(
            "lawful_changes",
            LawfulChange.objects.select_related("successor", "superior", "commitment__compensation")
            .prefetch_related(Prefetch("steps", ChangeStep.objects.order_by("done_on", "id")))
            .order_by("created_at", "id"),
        ),
    )


def _with_everything(rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    found = rows.select_related(
        "organisation__division", "organisation__parent", "post", "filer", "approver",
        "old_account", "personal__person", "personal__appointment", "sheet",
    )  # fmt: skip
    return _with_endings(found).prefetch_related(
        Prefetch("milestones", Milestone.objects.select_related("report").order_by("position")),
        Prefetch(
            "clock_requests",
            ClockRequest.objects.select_related("requester", "evidence", "remark"),
        ),
        Prefetch("periods", CommitmentPeriod.objects.select_related("report").order_by("number")),
        Prefetch(
            "reports",
            PerformanceReport.objects.select_related("period").order_by("filed_at", "id"),
        ),
        Prefetch(
            "evidence",
            Evidence.objects.select_related("file", "report", "verification").order_by(
                "added_at", "id"
            ),
        ),
        Prefetch(
            "verifications",
            Verification.objects.select_related(
                "report", "period", "proposer", "confirmer", "body", "void_finding"
            ).order_by("opened_on", "id"),
        ),
        Prefetch("events", CommitmentEvent.objects.order_by("id")),
        Prefetch(
            "inheritances",
            Inheritance.objects.select_related(
                "succession", "from_organisation", "from_post"
            ).order_by("id"),
        ),
        Prefetch(
            "co_responsibilities",
            CoResponsibility.objects.select_related("post").order_by("position", "id"),
        ),
    )


def with_changes(rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Commitments with the lawful changes that ended or made them, and the texts beyond."""
    return rows.select_related("change_case__commitment").prefetch_related(
        Prefetch("lawful_changes", LawfulChange.objects.select_related("successor"))
    )


def for_disclosure(ids: Iterable[UUID]) -> list[Commitment]:
    """Commitments with everything their public documents are made of; a fixed number of queries."""
    return list(_with_everything(Commitment.objects.filter(pk__in=list(ids))).order_by("pk"))


def my_drafts(user: User) -> QuerySet[Commitment]:
    """What the user wrote and has not submitted, returned ones first."""
    rows = visible_to(user).filter(state__in=codes.EDITABLE_STATES, replaces=None)
    return rows.filter(Q(filer=user) | Q(authors__contains=[user.pk])).order_by(
        "-state", "-updated_at"
    )


def waiting_for_approval(user: Any) -> QuerySet[Commitment]:
    """Submitted ones the user may approve: of his bodies, not written by himself; oldest first."""
    rows = visible_to(user).filter(
        _scope(user, policies.APPROVE, "organisation"), state=codes.State.SUBMITTED
    )
    return rows.exclude(policies.written_by_side(user)).order_by("submitted_at", "id")


def board(user: Any) -> QuerySet[Commitment]:
    """Everything visible but discarded drafts, the next due date first."""
    return visible_to(user).exclude(state=codes.State.DISCARDED).order_by("due_on", "-created_at")


def to_verify(user: Any) -> QuerySet[Verification]:
    """Open or returned verifications the user may work on; his own body's are left out."""
    rows = verifications_visible_to(user).filter(
        _scope(user, policies.VERIFY, "commitment__organisation"),
        state__in=[codes.VerificationState.OPEN, codes.VerificationState.RETURNED],
    )
    return _not_own(user, rows)


def to_confirm(user: Any) -> QuerySet[Verification]:
    """Proposed outcomes the user may confirm: from outside, and not proposed by himself."""
    rows = verifications_visible_to(user).filter(
        _scope(user, policies.CONFIRM, "commitment__organisation"),
        state=codes.VerificationState.PROPOSED,
    )
    return _not_own(user, rows).exclude(policies.proposed_by_side(user))


def _not_own(user: Any, rows: QuerySet[Verification]) -> QuerySet[Verification]:
    """Leave out the user's own body, bodies that it stands inside, bodies that he files or
    approves for, and promises that he had a part in."""
    own = getattr(user, "organisation", None)
    if own is None:
        return rows.none()
    above = paths_above(own)
    rows = without_part(user, rows)
    return rows.exclude(body_id=own.pk).exclude(barred_path__in=above)


def paths_above(body: Organisation) -> list[str]:
    """Paths of the body and of all bodies that it stands inside."""
    steps = body.path.strip("/").split("/")
    return ["/" + "/".join(steps[: n + 1]) + "/" for n in range(len(steps))]


def without_part(user: Any, rows: QuerySet[M]) -> QuerySet[M]:
    """Leave out rows about promises (by their ``commitment``) that the user had a part in, or of
    bodies that he files or approves for."""
    mine = sorted(policies.accounts_of(user))
    stood_in = deputies_of(user)
    part = policies.written_by_side(user, "commitment__") | Q(commitment__approver_id__in=mine)
    for one in stood_in:
        days = Q(commitment__registered_on__range=(one.first, one.last))
        part |= Q(commitment__approver_id__in=one.accounts) & days
    reports = PerformanceReport.objects.filter(policies.reported_by_side(mine, stood_in))
    reported = reports.values("commitment_id")
    for verb in (policies.FILE, policies.APPROVE):
        if user.organisation_paths(verb):
            rows = rows.exclude(_scope(user, verb, "commitment__organisation"))
    return rows.exclude(part).exclude(commitment_id__in=reported)


def open_duties(user: Any) -> QuerySet[Commitment]:
    """Registered one-off commitments of his bodies that are still being performed."""
    return (
        visible_to(user)
        .filter(
            _scope(user, policies.FILE, "organisation"),
            state=codes.State.REGISTERED,
            outcome=codes.Outcome.OPEN,
            due_on__isnull=False,
        )
        .order_by("due_on", "id")
    )


def going_on() -> QuerySet[Commitment]:
    """Registered and not done with: open, a standing one of which a period is still measured, one
    whose compensation is unpaid, or whose outcome is verified anew. A person's own is not among
    them: it stays with him, whoever takes over. `succession_sql.GOING_ON` is the same."""
    measured = CommitmentPeriod.objects.filter(
        commitment=OuterRef("pk"), outcome=codes.PeriodOutcome.OPEN
    )
    still = Exists(measured) & ~Q(outcome__in=codes.ENDED)
    unpaid = Compensation.objects.filter(commitment=OuterRef("pk"), paid_on=None)
    anew = Verification.objects.filter(commitment=OuterRef("pk"), state__in=codes.LIVE_VERIFICATION)
    rows = Commitment.objects.filter(state=codes.State.REGISTERED, personal=None)
    return rows.filter(Q(outcome=codes.Outcome.OPEN) | still | Exists(unpaid) | Exists(anew))


def open_of_body(body_id: UUID) -> QuerySet[Commitment]:
    """Commitments of a body still to be kept; its page in the directory counts them."""
    return going_on().filter(organisation=body_id)


def promised_under(appointment: Appointment) -> bool:
    """Whether a published promise of the post names, or has named, this holder: it was registered,
    or its outcome determined, while he held the post."""
    of_post = Q(post=appointment.post_id) | Q(inheritances__from_post=appointment.post_id)
    rows = Commitment.objects.filter(of_post, state=codes.State.REGISTERED)
    last = appointment.ends_on or dt.date.max
    span = (appointment.starts_on, last)
    return rows.filter(Q(registered_on__range=span) | Q(outcome_on__range=span)).exists()


def open_report_duties(user: Any, until: dt.date) -> QuerySet[CommitmentPeriod]:
    """Ended measuring periods of his bodies without figures, whose report is due by ``until``."""
    mine = visible_to(user).filter(
        _scope(user, policies.FILE, "organisation"),
        ~Q(outcome__in=codes.ENDED),
        state=codes.State.REGISTERED,
    )
    return (
        CommitmentPeriod.objects.filter(
            commitment__in=mine.order_by().values("pk"),
            outcome=codes.PeriodOutcome.OPEN,
            reports=None,
            ends_on__lt=clock.today(),
            report_due_on__lte=until,
        )
        .select_related("commitment__organisation", "commitment__post")
        .order_by("report_due_on", "id")
    )


def reportable_periods(commitment: Commitment, today: dt.date) -> list[CommitmentPeriod]:
    """Periods that have ended and are not determined yet: those figures may be filed for."""
    if commitment.outcome in codes.ENDED:
        return []
    return [
        period
        for period in commitment.periods.all()
        if period.ends_on < today and period.outcome == codes.PeriodOutcome.OPEN
    ]


def last_return(commitment: Commitment) -> Remark | None:
    """Why it was returned the last time, with the field marks; None when it never was."""
    event = commitment.events.filter(name="returned").order_by("-id").first()
    if event is None or event.remark_id is None:
        return None
    return Remark.objects.prefetch_related("marks").filter(pk=event.remark_id).first()


def remarks_of(commitment: Commitment) -> dict[UUID, Remark]:
    """The words said on the way, by id; erased ones are absent."""
    rows = Remark.objects.filter(commitment=commitment).prefetch_related("marks")
    return {remark.pk: remark for remark in rows}


def words_of_remarks(ids: Collection[str]) -> dict[str, str]:
    """The words of remarks by id, for notices that refer to them; erased ones are absent."""
    rows = Remark.objects.filter(pk__in=ids).values_list("pk", "text")
    return {str(pk): text for pk, text in rows}


def visible_ids(user: Any, ids: Collection[str]) -> set[str]:
    """Which of these commitments the user sees now, for notices about them."""
    rows = visible_to(user).filter(pk__in=ids).order_by().values_list("pk", flat=True)
    return {str(pk) for pk in rows}


def latest_report(
    commitment: Commitment, period: CommitmentPeriod | None
) -> PerformanceReport | None:
    """The newest report, of one period or of a one-off commitment."""
    rows = commitment.reports.filter(period=period)
    if period is None:
        rows = rows.exclude(claim=codes.Claim.PROGRESS)
    return rows.order_by("-filed_at", "-id").first()
