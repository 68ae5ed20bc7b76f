"""Verification: the credit office finds out, a second person confirms, both records follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import codes, disclosures, machine, policies, rules
from commitments.models import Commitment, CommitmentPeriod, Verification, VoidFinding
from commitments.services import entries, milestone_clocks, old_follow, steps
from commitments.services.approval import DUE, PERIOD_REPORT
from commitments.services.compensation import owe
from commitments.services.ending import close_acts, end, require_no_review
from commitments.services.outcomes import PROBLEMS, outcome_problem
from commitments.services.performance import (
    Attachment,
    attach,
    new_verification,
    period_data,
    period_of,
    require_undetermined,
)
from commitments.services.publication_of import publish_decided
from commitments.services.status import publish_status
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_of
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.files.models import StoredFile
from credit_portal.notices.references import ref
from credit_portal.notices.services import acted_by
from credit_portal.publishing import services as publishing
from credit_portal.workflow import services as workflow


@transaction.atomic
def open_verification(
    *, actor: User, commitment_id: UUID, period_id: UUID | None = None, reason: str
) -> Verification:
    """The credit office looks into a promise of its own accord. Raises Conflict
    ("already_open", "already_determined"), NotAllowed ("own_body")."""
    row = steps.locked(actor, commitment_id)
    period = period_of(row, period_id)
    policies.require_verify(actor, row, period)
    actor = policies.capacity(actor, policies.VERIFY, row.organisation)
    if row.is_standing and period is None:
        raise Invalid("period_wanted", _("Choose the measuring period."), field="period")
    require_undetermined(row, period)
    steps.require_running(row)
    if row.verifications.filter(period=period, state__in=codes.LIVE_VERIFICATION).exists():
        raise Conflict("already_open", _("A verification of this is open already."))
    remark = steps.say(row, actor, reason)
    made = new_verification(row, period, codes.OpenedBecause.MANUAL)
    steps.note(row, "verification_opened", actor, remark=remark, **period_data(period))
    steps.trail("open_verification", actor, row, reason=reason, verification=str(made.pk))
    publish_status([row.pk])
    return made


@transaction.atomic
def propose_outcome(
    *,
    actor: User,
    verification_id: UUID,
    outcome: str,
    findings_zh: str,
    findings_en: str = "",
    kept_on: dt.date | None = None,
    expected_version: int | None = None,
    evidence: Sequence[Attachment] = (),
) -> Verification:
    """Propose what became of the promise, with findings; a second person confirms.

    ``kept_on`` is the day of fulfilment: needed for kept and kept late, on or before and after
    the due date; a period needs none. Raises Invalid, Stale, Conflict, NotAllowed.
    """
    task = steps.locked_verification(actor, verification_id)
    row = task.commitment
    policies.require_verify(actor, row, task.period, kept_on)
    actor = policies.capacity(actor, policies.VERIFY, row.organisation)
    steps.check_version(task, expected_version)
    if not (findings_zh.strip() or findings_en.strip()):
        raise Invalid("findings_missing", _("Say what was found."), field="findings_zh")
    if outcome == codes.Outcome.VOID:  # found with its grounds only, by ``propose_void``
        raise Invalid("outcome_unknown", PROBLEMS["outcome_unknown"], field="outcome")
    _check_outcome(task, outcome, kept_on)
    task.outcome, task.kept_on = outcome, kept_on
    task.findings_zh, task.findings_en = findings_zh.strip(), findings_en.strip()
    VoidFinding.objects.filter(verification=task).delete()
    return hand_over(task, actor, evidence)


def hand_over(task: Verification, actor: User, evidence: Sequence[Attachment] = ()) -> Verification:
    """Lay the outcome set on a locked verification before the second person, with its files."""
    row = task.commitment
    _set_proposer(task, actor)
    steps.move(machine.VERIFICATION, task, "propose", actor, *PROPOSED_FIELDS)
    attach(row, actor, evidence, verification=task)
    _withhold_rejected(row)
    steps.note(row, "outcome_proposed", actor, outcome=task.outcome, **period_data(task.period))
    steps.trail("propose_outcome", actor, row, new=task.outcome, verification=str(task.pk))
    _tell_reviewers(task, actor)
    return task


def _withhold_rejected(row: Commitment) -> None:
    """What the virus scan rejected is not for the public; otherwise nothing could be confirmed."""
    rejected = row.evidence.filter(is_public=True, file__state=StoredFile.State.REJECTED)
    rejected.update(is_public=False)


PROPOSED_FIELDS = (
    "outcome", "kept_on", "findings_zh", "findings_en", "proposer", "proposer_body",
    "proposer_path", "proposed_at",
)  # fmt: skip


def _set_proposer(task: Verification, actor: User) -> None:
    task.proposer, task.proposer_body = actor, actor.organisation
    task.proposer_path = actor.organisation.path if actor.organisation else ""
    task.proposed_at = clock.now()


def _tell_reviewers(task: Verification, actor: User) -> None:
    row = task.commitment
    reviewers = [
        user
        for user in holders_of(policies.CONFIRM, row.organisation)
        if policies.may_confirm(user, task)
    ]
    steps.tell(
        "outcome_proposed",
        row,
        reviewers,
        f"commitments.to_confirm:{task.pk}:{task.version}",
        outcome=task.outcome,
        **acted_by(actor),
        url=steps.verification_url(task),
    )


def _check_outcome(task: Verification, outcome: str, kept_on: dt.date | None) -> None:
    problem = outcome_problem(task, outcome, kept_on, clock.today())
    if problem is not None:
        field = "kept_on" if problem.startswith(("kept", "late", "broken")) else "outcome"
        raise Invalid(problem, PROBLEMS[problem], field=field)


@transaction.atomic
def return_outcome(
    *, actor: User, verification_id: UUID, reason: str, expected_version: int | None = None
) -> Verification:
    """The second person sends a proposed outcome back with a reason. Raises Stale."""
    task = steps.locked_verification(actor, verification_id)
    row = task.commitment
    policies.require_confirm(actor, task)
    actor = policies.capacity(actor, policies.CONFIRM, row.organisation)
    steps.check_version(task, expected_version)
    steps.move(machine.VERIFICATION, task, "return_", actor)
    remark = steps.say(row, actor, reason)
    steps.note(row, "outcome_returned", actor, remark=remark, **period_data(task.period))
    steps.trail("return_outcome", actor, row, reason=reason, verification=str(task.pk))
    if task.proposer is not None:
        steps.tell(
            "outcome_returned",
            row,
            [task.proposer],
            f"commitments.outcome_returned:{task.pk}:{task.version}",
            **acted_by(actor),
            reason_ref=ref(remark),
            url=steps.verification_url(task),
        )
    return task


@transaction.atomic
def confirm_outcome(
    *, actor: User, verification_id: UUID, doc_sha: str, expected_version: int | None = None
) -> Verification:
    """Confirm a proposed outcome: it stands, is published, and enters the record of the body
    and of the holder of the responsible post on the responsible day, in one transaction.

    ``doc_sha`` is the digest of ``disclosures.outcome_preview``. Raises Conflict
    ("content_changed", "file_unchecked", or why the outcome can no longer stand), Stale,
    NotAllowed ("four_eyes", "own_body", "took_part" …).
    """
    # 1. may he, does it wait for him, is it what he saw
    task = steps.locked_verification(actor, verification_id)
    row, today = task.commitment, clock.today()
    policies.require_confirm(actor, task)
    actor = policies.capacity(actor, policies.CONFIRM, row.organisation)
    steps.check_version(task, expected_version)
    steps.check_move(machine.VERIFICATION, task, "confirm", actor)
    _require_standing(task, today)
    document = _seen(task, actor, today, doc_sha)
    # 2. the outcome, the public, both records
    proposer = str(task.proposer_id)
    _close(task, actor, today)
    _apply(row, task, document["outcome"], today)
    span = {**period_data(task.period), **task.review_data}
    steps.note(row, "outcome_confirmed", actor, outcome=task.outcome, **span)
    publish_decided(row, document, proposer, actor)
    entries.enter(row, task, actor, today)
    old_follow.determined(row)
    # 3. the trail, the people
    steps.trail("confirm_outcome", actor, row, new=task.outcome, verification=str(task.pk),
                doc_sha=doc_sha)  # fmt: skip
    key = f"commitments.outcome:{task.pk}"
    steps.tell("outcome_confirmed", row, [row.filer], key, outcome=task.outcome)
    return task


def _require_standing(task: Verification, today: dt.date) -> None:
    """Raise Conflict when the proposed outcome cannot stand any more (a date has moved)."""
    problem = outcome_problem(task, task.outcome, task.kept_on, today)
    if problem is not None:
        raise Conflict(problem, PROBLEMS[problem])
    if task.outcome == codes.Outcome.VOID:
        require_no_review(task.commitment)
        document = task.void_finding.document
        steps.require_clean(document.file if document else None)


def _seen(task: Verification, actor: User, today: dt.date, doc_sha: str) -> dict[str, Any]:
    """The document that confirming would publish; Conflict unless it is the one he saw."""
    found = disclosures.facts([task.commitment_id])[0]
    steps.require_checked(found.evidence)
    document = disclosures.outcome_of(found, task.pk, actor, today)
    if publishing.document_sha(document) != doc_sha:
        raise Conflict(
            "content_changed",
            _("What would be published is no longer what you saw. Look at the preview again."),
        )
    return document


def _close(task: Verification, actor: User, today: dt.date) -> None:
    task.confirmer, task.confirmer_body = actor, actor.organisation
    task.confirmer_path = actor.organisation.path if actor.organisation else ""
    task.closed_at, task.closed_on = clock.now(), today
    steps.move(
        machine.VERIFICATION,
        task,
        "confirm",
        actor,
        "confirmer",
        "confirmer_body",
        "confirmer_path",
        "closed_at",
        "closed_on",
    )


def _apply(row: Commitment, task: Verification, outcome: str, today: dt.date) -> None:
    """Set the outcome of the promise, or of the period and of the series."""
    period = task.period
    if outcome == codes.Outcome.VOID:
        end(row, outcome, today, task.pk)
        owe(row, task.void_finding, today)
        return
    if period is None:
        close_acts(row, today)
        row.kept_on = task.kept_on
        performed = task.outcome in rules.PERFORMED
        _close_clock(DUE, row, task.kept_on if performed else None)
        milestone_clocks.close(row)
    else:
        period.outcome, period.outcome_on, period.report = task.outcome, today, task.report
        period.save(update_fields=["outcome", "outcome_on", "report"])
        _close_clock(PERIOD_REPORT, period, task.report.filed_on if task.report else None)
    row.outcome = outcome
    row.outcome_on = None if outcome == codes.Outcome.OPEN else today
    row.version += 1
    row.updated_at = clock.now()
    row.save(update_fields=["outcome", "outcome_on", "kept_on", "version", "updated_at"])


def _close_clock(kind: str, case: Commitment | CommitmentPeriod, day: dt.date | None) -> None:
    """Close a clock by the day on which the duty was done; without one it was missed."""
    if day is None:
        workflow.close_missed(kind, case)
    else:
        workflow.satisfy(kind, case, at=dt.datetime.combine(day, dt.time(), clock.TZ))


@transaction.atomic
def dismiss_verification(*, actor: User, verification_id: UUID, reason: str) -> Verification:
    """Close a verification without an outcome, because the report proved nothing yet.

    Only while the promise still has time (or has no due date). Raises Conflict
    ("outcome_needed") afterwards: then somebody has to say what became of it.
    """
    task = steps.locked_verification(actor, verification_id)
    row, today = task.commitment, clock.today()
    policies.require_verify(actor, row, task.period)
    actor = policies.capacity(actor, policies.VERIFY, row.organisation)
    passed = rules.certainly_passed(row.due_on, row.due_unsettled, today)
    if task.period_id is not None or passed or task.is_review:
        raise Conflict(
            "outcome_needed", _("The due date has passed; an outcome has to be determined.")
        )
    task.closed_at, task.closed_on = clock.now(), today
    steps.move(machine.VERIFICATION, task, "dismiss", actor, "closed_at", "closed_on")
    VoidFinding.objects.filter(verification=task).delete()
    remark = steps.say(row, actor, reason)
    steps.note(row, "verification_dismissed", actor, remark=remark)
    steps.trail("dismiss_verification", actor, row, reason=reason, verification=str(task.pk))
    publish_status([row.pk])
    steps.tell(
        "verification_dismissed",
        row,
        [row.filer],
        f"commitments.dismissed:{task.pk}",
        **acted_by(actor),
        reason_ref=ref(remark),
    )
    return task
