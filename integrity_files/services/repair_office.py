"""The credit office on an application: missing papers once, acceptance, extension, proposal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, Invalid, NotFound
from credit_portal.common.templatetags._dates import long_date
from credit_portal.files.models import StoredFile
from credit_portal.workflow import services as workflow
from credit_portal.workflow.selectors import deadline_of
from integrity_files import policies_repair as policies
from integrity_files import rules_repair as rules
from integrity_files import selectors_repair as selectors
from integrity_files.codes_repair import RepairOutcome, RepairState
from integrity_files.models import Record, Repair
from integrity_files.services import record_publication as publication
from integrity_files.services import repair_steps as steps
from integrity_files.services.outside_parties import OutsideActor

NOT_CONFIRMED = _(
    "The desk of the body has not confirmed this application, so false material cannot be held"
    " against the body. Propose not to grant it."
)
PROPOSED = ("outcome", "finding_zh", "proposer", "proposed_on", "back_zh")


def _handled(actor: User, repair_id: UUID, expected: int | None) -> tuple[Repair, Any]:
    row = steps.locked(actor, repair_id, policies.HANDLE, expected)
    return row, steps.capacity(actor, policies.HANDLE, row.record)


@transaction.atomic
def ask_missing(
    *, actor: User, repair_id: UUID, asked: str, expected_version: int | None = None
) -> Repair:
    """Ask for everything that is missing, once; the body has the time of REP-COMPLETE, and the
    clock of acceptance stands still. Raises Conflict ("asked_once"), Invalid."""
    row, actor = _handled(actor, repair_id, expected_version)
    if row.asked_on is not None:
        raise Conflict(
            "asked_once",
            _("Missing papers were asked for already, on %(day)s. They are asked for once.")
            % {"day": long_date(row.asked_on, False)},
        )
    row.asked_zh, row.asker = steps.words(asked, "asked", 3000), actor
    row.asked_on = clock.today()
    steps.move(row, "ask", actor, "asked_zh", "asker", "asked_on")
    steps.pause(row, actor)
    deadline = steps.start(steps.COMPLETE, row)
    steps.note(row, "asked", actor)
    due_on = deadline.due_on.isoformat() if deadline is not None else ""
    steps.tell_body("repair_asked", row, "asked", due_on=due_on)
    return row


@transaction.atomic
def accept_repair(
    *, actor: User, repair_id: UUID, expected_version: int | None = None
) -> Repair:  # fmt: skip
    """Accept it for examination (REP-ACCEPT); the time of REP-RESULT begins, and the public page of
    the record says so, with the commitment where the body stands by it. Raises Conflict as filing
    does."""
    row, actor = _handled(actor, repair_id, expected_version)
    record = row.record
    require_standing(record)
    other = selectors.taken_of(record)
    if other is not None and other.pk != row.pk:
        raise Conflict("repair_open", _("Another application for this record was accepted."))
    row.accepter, row.answered_on = actor, clock.today()
    steps.move(row, "accept", actor, "accepter", "answered_on")
    workflow.satisfy(steps.ACCEPT, row)
    steps.start(steps.RESULT, row)
    steps.note(row, "accepted", actor)
    steps.tell_body("repair_answered", row, "accepted")
    applicant = OutsideActor(f"applicant:{row.pk}", "信用修复申请人", "Applicant")
    proposer = row.pledger or row.confirmer or applicant
    publication.restate(record, proposer=proposer, approver=actor)
    return row


def require_standing(record: Record, outcome: str = "") -> None:
    """Raises Conflict where the record was revoked, repaired, or is under objection meanwhile, and
    for a grant also where it is too early by now. That its display ended meanwhile bars nothing:
    the sharing is still to be stopped. Nor does an objection bar any outcome but a grant."""
    facts = selectors.facts(record)
    if facts is None:
        return
    granting = outcome == RepairOutcome.GRANT
    found = (rules.refusal if granting else rules.bar)(facts, clock.today())
    passing = {"repair_expired"} | ({"repair_objected"} if outcome and not granting else set())
    if found is not None and found[0] not in passing:
        raise Conflict(*found)


def may_be_refused(row: Repair) -> Conflict | None:
    """Why acceptance cannot be refused yet: the time to complete the papers still runs."""
    deadline = deadline_of(steps.COMPLETE, row)
    if row.state != RepairState.INCOMPLETE or deadline is None:
        return None
    if deadline.due_on < clock.today() and not deadline.provisional:
        return None
    return Conflict(
        "completion_runs",
        _("The body may complete its papers until %(day)s.")
        % {"day": long_date(deadline.due_on, False)},
    )


@transaction.atomic
def refuse_acceptance(
    *, actor: User, repair_id: UUID, reasons: str, expected_version: int | None = None
) -> Repair:
    """Not accepted, with the reasons; the body may file anew. Raises Conflict ("completion_runs")
    while papers may still be completed."""
    row, actor = _handled(actor, repair_id, expected_version)
    if barred := may_be_refused(row):
        raise barred
    return _refused(row, actor, steps.words(reasons, "reasons", 3000))


@transaction.atomic
def close_unanswered(
    *, actor: User, repair_id: UUID, expected_version: int | None = None
) -> Repair:  # fmt: skip
    """Not accepted, since the papers did not come in their time; the body may file anew. Raises
    Conflict ("completion_runs", "state_conflict")."""
    row, actor = _handled(actor, repair_id, expected_version)
    if row.state != RepairState.INCOMPLETE:
        raise Conflict("state_conflict", _("No papers are awaited for this application."))
    if barred := may_be_refused(row):
        raise barred
    return _refused(row, actor, UNANSWERED_ZH)


UNANSWERED_ZH = "逾期未补正材料，不予受理；可以重新提出申请。"
"""What the body reads: like every reason in Chinese, as it was written."""


def _refused(row: Repair, actor: User, reasons: str) -> Repair:
    row.answer_zh = reasons
    row.accepter, row.answered_on, row.ended_on = actor, clock.today(), clock.today()
    steps.move(row, "refuse", actor, "answer_zh", "accepter", "answered_on", "ended_on")
    workflow.close_missed(steps.COMPLETE, row)
    workflow.satisfy(steps.ACCEPT, row)
    workflow.satisfy(steps.SITE, row)
    steps.note(row, "refused", actor)
    steps.tell_body("repair_answered", row, "refused")
    return row


@transaction.atomic
def extend_result(
    *, actor: User, repair_id: UUID, ground: str, expected_version: int | None = None
) -> Repair:
    """Extend the time of the result once (REP-EXT): complex, or in need of checks. The body is told
    of the new day, which is its answer within REP-SITE. Raises Conflict ("extended_enough" …)."""
    row, actor = _handled(actor, repair_id, expected_version)
    deadline = workflow.extend(
        steps.RESULT, row, ground=steps.words(ground, "ground", 60), actor=actor
    )
    workflow.satisfy(steps.SITE, row)
    steps.save(row)
    steps.note(row, "extended", actor)
    steps.tell_body("repair_extended", row, "extended",
                    due_on=deadline.due_on.isoformat())  # fmt: skip
    return row


@transaction.atomic
def propose_repair(
    *, actor: User, repair_id: UUID, outcome: str, finding: str,
    expected_version: int | None = None,
) -> Repair:  # fmt: skip
    """Propose to grant it, not to grant it, or that false material was handed in, with the
    reasons. Raises Invalid ("outcome_unknown"), Conflict ("not_confirmed": what came by a form and
    no desk confirmed has no consequences for the body)."""
    row, actor = _handled(actor, repair_id, expected_version)
    if outcome not in RepairOutcome.values:
        raise Invalid("outcome_unknown", _("Choose a result from the list."), field="outcome")
    if outcome == RepairOutcome.FALSE and not row.binds_body:
        raise Conflict("not_confirmed", NOT_CONFIRMED, field="outcome")
    row.outcome, row.finding_zh = outcome, steps.words(finding, "finding")
    row.proposer, row.proposed_on, row.back_zh = actor, clock.today(), ""
    steps.move(row, "propose", actor, *PROPOSED)
    steps.note(row, "proposed", actor, outcome=outcome)
    told = [one for one in steps.office(row, policies.DECIDE) if steps.may_decide(one, row)]
    steps.tell("repair_proposed", row, told, "proposed")
    return row


@transaction.atomic
def return_repair(
    *, actor: User, repair_id: UUID, reason: str, expected_version: int | None = None
) -> Repair:
    """Send a proposal back; the reason stands on its page until the next one."""
    row = steps.locked(actor, repair_id, policies.DECIDE, expected_version)
    actor = steps.capacity(actor, policies.DECIDE, row.record)
    row.back_zh = steps.words(reason, "reason", 2000)
    steps.move(row, "send_back", actor, "back_zh")
    steps.note(row, "sent_back", actor)
    if row.proposer is not None:
        steps.tell("repair_sent_back", row, [row.proposer], "sent_back")
    return row


@transaction.atomic
def read_repair_file(*, actor: User, repair_id: UUID, file_id: UUID) -> StoredFile:
    """A file of an application, and the trace of the look. Raises NotFound."""
    row = selectors.repair(actor, repair_id)
    found = next((one for one in row.files.all() if one.file_id == file_id), None)
    if found is None:
        raise NotFound("not_found", _("There is no document."))
    audit.record(
        "integrity_files.repair_file_seen", actor=actor, target=row,
        organisation=row.record.organisation, use=found.use,
    )  # fmt: skip
    return found.file
