"""A confirmed consequence is carried out with proof, accepted by somebody else, or lifted."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.common.errors import Invalid, NotFound
from credit_portal.files import services as files
from credit_portal.files.models import StoredFile
from credit_portal.workflow import services as workflow
from integrity_files import policies as base
from integrity_files import policies_consequences as policies
from integrity_files import selectors_consequences as selectors
from integrity_files.codes_consequences import IN_FORCE, TERMED, ConsequenceState, LiftReason
from integrity_files.models import Consequence, Record
from integrity_files.services import consequence_steps as steps
from integrity_files.services.record_steps import past, words

PURPOSE = "consequence"


@transaction.atomic
def report_consequence(
    *, actor: User, consequence_id: UUID, text: str, done_on: date | None, upload: Any = None,
    expected_version: int | None = None,
) -> Consequence:  # fmt: skip
    """The owner says what was done on which day, with proof. Raises Invalid ("date_future",
    "proof_missing", `file_…`), Conflict, NotAllowed."""
    row = steps.locked(actor, consequence_id, policies.CARRY, expected_version)
    actor = steps.capacity(actor, policies.CARRY, row)
    row.report_zh, row.done_on = words(text, "text"), past(done_on, "done_on")
    if row.done_on < (row.confirmed_on or row.done_on):
        raise Invalid(
            "date_before", _("It was confirmed only after this day."), field="done_on"
        )  # fmt: skip
    if not upload:
        raise Invalid("proof_missing", _("Attach the proof."), field="file")
    row.proof = files.store(upload=upload, owner=actor, purpose=PURPOSE)
    row.reporter, row.reported_on = actor, clock.today()
    steps.move(row, "report", actor, "report_zh", "done_on", "proof", "reporter", "reported_on")
    steps.note(row, "reported", actor)
    told = [one for one in steps.office(row, policies.ACCEPT) if one.pk != row.orderer_id]
    steps.tell("consequence_reported", row, told, "reported")
    return row


def _answer(
    actor: User, consequence_id: UUID, expected: int | None, finding: str
) -> tuple[Consequence, Any]:
    row = steps.locked(actor, consequence_id, policies.ACCEPT, expected)
    base.require_second(actor, row.orderer, row.ordered_on)
    base.require_second(actor, row.reporter, row.reported_on or clock.today())
    actor = steps.capacity(actor, policies.ACCEPT, row)
    row.accepter, row.answered_on = actor, clock.today()
    row.answer_zh = words(finding, "finding", 3000)
    return row, actor


@transaction.atomic
def accept_consequence(
    *, actor: User, consequence_id: UUID, finding: str, expected_version: int | None = None
) -> Consequence:
    """Accept it: the duty is done, on the day it was reported; a term runs on to its last day.
    Raises NotAllowed ("four_eyes", "own_body"), Conflict."""
    row, actor = _answer(actor, consequence_id, expected_version, finding)
    steps.move(row, "accept", actor, "accepter", "answered_on", "answer_zh")
    reported = row.reported_on or clock.today()
    workflow.satisfy(steps.DUTY, row, at=datetime.combine(reported, time(12), clock.TZ))
    steps.note(row, "accepted", actor)
    steps.tell("consequence_answered", row, steps.owners(row), "accepted")
    return row


@transaction.atomic
def refuse_consequence(
    *, actor: User, consequence_id: UUID, finding: str, expected_version: int | None = None
) -> Consequence:
    """Do not accept it: the clock has run on all the time, the owner reports again.
    Raises NotAllowed ("four_eyes", "own_body"), Conflict."""
    row, actor = _answer(actor, consequence_id, expected_version, finding)
    steps.move(row, "refuse", actor, "accepter", "answered_on", "answer_zh")
    steps.note(row, "refused", actor)
    steps.tell("consequence_answered", row, steps.owners(row), "refused")
    return row


@transaction.atomic
def lift_consequences(
    record: Record, reason: str = LiftReason.REVOKED, *, actor: Actor = SYSTEM
) -> int:
    """Lift whatever still follows a record that was revoked or repaired; how many were lifted.

    Called in the transaction that ends the record, after `revoked_on` or `repaired_on` is saved.
    What is done and accepted stays done; a term still running ends today. Sanctions of persons
    are the decisions of other organs and end by those. Safe twice.
    """
    today, lifted = clock.today(), 0
    rows = Consequence.objects.filter(
        record=record, state__in=[ConsequenceState.ORDERED, *IN_FORCE]
    ).select_related("record__organisation", "record__lead", "owner")
    for row in rows.order_by("pk").select_for_update(of=("self",)):
        if row.state == ConsequenceState.ACCEPTED and not _term_runs(row, today):
            continue
        row.lift_reason, row.lifted_on = LiftReason(reason), today
        steps.move(row, "lift", actor, "lift_reason", "lifted_on")
        workflow.cancel(steps.DUTY, row)
        steps.note(row, "lifted", actor, reason=row.lift_reason)
        if row.confirmer_id is not None:
            steps.tell("consequence_lifted", row, steps.owners(row), "lifted")
        lifted += 1
    return lifted


def _term_runs(row: Consequence, today: date) -> bool:
    return row.kind in TERMED and (row.ends_on is None or row.ends_on >= today)


@transaction.atomic
def read_proof(*, actor: User, consequence_id: UUID) -> StoredFile:
    """The proof of a visible consequence, and the trace of the look. Raises NotFound."""
    row = selectors.consequence(actor, consequence_id)
    if row.proof is None:
        raise NotFound("not_found", _("There is no document."))
    audit.record(
        "integrity_files.consequence_proof_seen", actor=actor, target=row,
        organisation=row.record.organisation,
    )  # fmt: skip
    return row.proof
