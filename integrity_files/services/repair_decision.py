"""The result, decided by a second person: granted, not granted, or false material found.

A grant has two effects, each logged for itself (order 36, art. 3): the display ends, and the
sharing stops. What shares records further reads `stopped_sharing_at` and its event.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.publishing.models import Act, Removal
from credit_portal.workdays import selectors as workdays
from credit_portal.workflow import receipts
from credit_portal.workflow import services as workflow
from integrity_files import policies as base
from integrity_files import policies_repair as policies
from integrity_files import rules_repair as rules
from integrity_files import selectors_records as records
from integrity_files.codes_consequences import LiftReason
from integrity_files.codes_repair import AT_OFFICE, RepairOutcome
from integrity_files.models import Record, RecordCorrection, Repair
from integrity_files.services import record_decisions as decisions
from integrity_files.services import record_publication as publication
from integrity_files.services import record_steps
from integrity_files.services import repair_steps as steps
from integrity_files.services.consequence_duties import lift_consequences
from integrity_files.services.entries import earlier_entry, record_entry
from integrity_files.services.repair_office import require_standing

BASIS = "R01"
CATEGORY = "O6"
RESULT = ("decider", "decided_on", "ended_on", "display_ended_at", "stopped_sharing_at",
          "without_repair_until", "code")  # fmt: skip


@transaction.atomic
def decide_repair(
    *, actor: User, repair_id: UUID, expected_version: int | None = None
) -> Repair:  # fmt: skip
    """Decide what was proposed: entered into the file of the body, which is told (what came by a
    form, was not confirmed and is not granted leaves no entry); granted, the record leaves every
    surface and a certificate can be had.

    Raises NotAllowed ("four_eyes", "own_body"), ReauthenticationNeeded, Conflict when the record
    was revoked or is under objection meanwhile, or ("proposer_moved").
    """
    row = steps.locked(actor, repair_id, policies.DECIDE, expected_version)
    record = row.record
    require_apart(actor, row)
    if row.proposer is not None:
        base.require_outside(row.proposer, record.organisation)
    require_standing(record, row.outcome)
    actor = steps.capacity(actor, policies.DECIDE, record)
    row.decider, row.decided_on, row.ended_on = actor, clock.today(), clock.today()
    _prepare(row, record)
    steps.move(row, "decide", actor, *RESULT)
    workflow.satisfy(steps.RESULT, row)
    workflow.satisfy(steps.SITE, row)
    steps.note(row, "decided", actor, outcome=row.outcome)
    _carry_out(row, record, actor)
    if row.binds_body or row.outcome == RepairOutcome.GRANT:
        _enter(row, record, actor)
    steps.tell_body("repair_decided", row, "decided", outcome=row.outcome)
    return row


def require_apart(actor: User, row: Repair) -> None:
    """Raise NotAllowed ("four_eyes") for whoever accepted or proposed it, or decided on the record
    before (its determination, a correction, an objection to it …)."""
    for person, on in steps.before(row):
        base.require_second(actor, person, on)


def _prepare(row: Repair, record: Record) -> None:
    """What the result brings, on the row; saved with its transition."""
    if row.outcome == RepairOutcome.GRANT:
        row.stopped_sharing_at = clock.now()
        row.display_ended_at = clock.now() if records.is_published(record) else None
        row.code = receipts.normalise(receipts.issue()[0])
    elif row.outcome == RepairOutcome.FALSE:
        months = workdays.rule_on(steps.FALSE_RULE, clock.today()).count
        row.without_repair_until = rules.without_repair_until(clock.today(), months)


def _carry_out(row: Repair, record: Record, actor: User) -> None:
    if row.outcome == RepairOutcome.GRANT:
        _end_display(row, record, actor)
        _stop_sharing(row, record, actor)
        fall_away(record, actor, "superseded")
    elif row.outcome == RepairOutcome.FALSE:
        _show_longer(row, record, actor)
    else:
        _restate(row, record, actor)


def _end_display(row: Repair, record: Record, actor: User) -> None:
    """First effect: no surface shows it; a tombstone without content stays."""
    record.repaired_on = clock.today()
    record_steps.save(record, "repaired_on")
    record_steps.note(record, "repaired", actor)
    record_steps.end_clocks(record)
    if row.display_ended_at is None or row.proposer is None:
        return
    publication.remove(
        record, act=Act.REPAIR, proposer=row.proposer, approver=actor, basis=BASIS,
        reason=Removal.Reason.REPAIRED,
    )  # fmt: skip
    steps.note(row, "display_ended", actor)


def _stop_sharing(row: Repair, record: Record, actor: User) -> None:
    """Second effect: it is neither shared nor used any more; consequences end with it."""
    steps.note(row, "sharing_stopped", actor)
    lift_consequences(record, LiftReason.REPAIRED, actor=actor)


def _show_longer(row: Repair, record: Record, actor: User) -> None:
    """False material: shown longer, and said on the page; nothing comes back that had ended."""
    was = record.last_day
    if row.without_repair_until is None or row.proposer is None:
        return
    until = rules.longer_display(was, clock.today(), row.without_repair_until)
    if until is not None:
        RecordCorrection.objects.create(
            record=record, record_version=record.version + 1, changes={"last_day": [was, until]},
            why_zh=row.finding_zh[:3000], proposer=row.proposer, decider=actor, on=clock.today(),
        )  # fmt: skip
        record.last_day = until
        record_steps.save(record, "last_day")
        record_steps.note(record, "prolonged", actor)
        _enter_record(record, actor)
    _restate(row, record, actor)


def _restate(row: Repair, record: Record, actor: User) -> None:
    if row.proposer is not None:
        publication.restate(record, proposer=row.proposer, approver=actor)


def _enter_record(record: Record, actor: User) -> None:
    former = earlier_entry(
        subject=record.organisation, category=decisions.CATEGORY, source=record, actor=actor
    )
    decisions.enter(record, actor, version=record.version, corrects=former)


def _enter(row: Repair, record: Record, actor: User) -> None:
    """The entry in the file of the body: codes, days and ids only."""
    until = row.without_repair_until
    record_entry(
        subject=record.organisation, category=CATEGORY, source=row, actor=actor,
        occurred_on=clock.today(),
        data={
            "record": str(record.pk), "outcome": row.outcome, "filed_on": str(row.filed_on),
            "decided_on": str(row.decided_on), "severity": record.severity,
            "has_self_correction": bool(row.self_zh), "has_training": bool(row.training_zh),
            **({"without_repair_until": str(until)} if until else {}),
        },
    )  # fmt: skip


@transaction.atomic
def fall_away(record: Record, actor: User, step: str = "moot") -> None:
    """The record was revoked, or repaired by another application (`step` "superseded"): what was
    filed and is open falls away; a draft can only be taken back by its body."""
    rows = Repair.objects.select_for_update().filter(record=record, state__in=AT_OFFICE)
    for row in rows.order_by("pk"):
        row.record, row.ended_on = record, clock.today()
        steps.move(row, "moot", actor, "ended_on")
        steps.end_clocks(row)
        steps.note(row, step, actor)
        steps.tell_body("repair_ended", row, step)
