"""The body asks for repair: draft, files, signed commitment, filing with a receipt, completing."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.files import services as files
from credit_portal.workflow import receipts
from credit_portal.workflow import services as workflow
from integrity_files import policies_repair as policies
from integrity_files import rules_repair as rules
from integrity_files import selectors_records as records
from integrity_files import selectors_repair as selectors
from integrity_files.codes_repair import AT_OFFICE, TAKEN_STATES, RepairState, RepairUse
from integrity_files.models import Record, Repair, RepairFile, RepairParty
from integrity_files.services import outside_parties
from integrity_files.services import record_publication as publication
from integrity_files.services import repair_steps as steps
from integrity_files.services.outside_parties import OutsideActor

PURPOSE = "repair"
SAID = ("done_zh", "done_on", "self_zh", "training_zh")


def require_eligible(record: Record) -> rules.Facts:
    """What the rule knows of the record. Raises Conflict ("repair_early" with the day from which it
    is possible, "repair_objected", "repair_revoked", "repair_expired", "repair_twice" …)."""
    facts = selectors.facts(record)
    if facts is None:
        raise Conflict("repair_not_determined", _("Only a determined record can be repaired."))
    found = rules.refusal(facts, clock.today())
    if found is not None:
        raise Conflict(*found)
    return facts


def require_repairable(record: Record) -> None:
    """Raises Conflict where no day will come on which it could be repaired."""
    facts = selectors.facts(record)
    if facts is None:
        raise Conflict("repair_not_determined", _("Only a determined record can be repaired."))
    found = rules.bar(facts, clock.today())
    if found is not None and found[0] != "repair_objected":
        raise Conflict(*found)


@transaction.atomic
def keep_repair(
    *, actor: User, record_id: UUID, done: str, done_on: date | None = None, correction: str = "",
    training: str = "", upload: Any = None, proof: Any = None,
    expected_version: int | None = None,
) -> Repair:  # fmt: skip
    """Keep a draft of the application, with evidence (`upload`) and proof of self-correction or
    training (`proof`). Raises Conflict as `require_eligible`, ("repair_open"), Invalid."""
    row, actor = _draft(actor, record_id, expected_version)
    say(row, actor, done, done_on, [correction, training])
    _attach_both(row, upload, proof, actor)
    return row


@transaction.atomic
def keep_self_correction(
    *, actor: User, record_id: UUID, correction: str = "", training: str = "", proof: Any = None,
    expected_version: int | None = None,
) -> Repair:  # fmt: skip
    """Hand in self-correction or training from the determination on, before repair is possible too:
    it is kept with the draft and counts in once the application is filed.

    Raises Conflict where nothing can be repaired any more or an application is handled, Invalid
    ("self_missing") for nothing.
    """
    row, actor = _draft(actor, record_id, expected_version, early=True)
    if not (correction.strip() or training.strip() or proof):
        raise Invalid(
            "self_missing", _("Say what was done, or attach its proof."), field="correction"
        )
    row.self_zh, row.training_zh = correction.strip()[:3000], training.strip()[:2000]
    row.writer = actor
    steps.save(row, "self_zh", "training_zh", "writer")
    _attach_both(row, None, proof, actor)
    steps.note(row, "self_corrected", actor)
    return row


@transaction.atomic
def file_repair(
    *, actor: User, record_id: UUID, done: str, done_on: date | None = None, correction: str = "",
    training: str = "", pledged: bool = False, upload: Any = None, proof: Any = None,
    expected_version: int | None = None,
) -> Repair:  # fmt: skip
    """File it, free of charge; the answer carries the receipt once, as `receipt_code`.

    Evidence is needed unless the rectification of the record was accepted. Raises Conflict as
    `require_eligible`, ("repair_open"), Invalid ("pledge_missing", "evidence_missing" …).
    """
    row, actor = _draft(actor, record_id, expected_version)
    say(row, actor, done, done_on, [correction, training])
    _attach_both(row, upload, proof, actor)
    code, digest = receipts.issue()
    hand_in(row, actor, digest, pledged=pledged)
    row.receipt_code = code  # type: ignore[attr-defined]
    return row


def hand_in(
    row: Repair, actor: Any, digest: bytes, *, pledged: bool, field: str = "upload"
) -> Repair:
    """Check commitment and evidence of a locked draft and file it under the receipt's digest.
    Raises Invalid ("pledge_missing", "evidence_missing" at `field`)."""
    if not pledged:
        raise Invalid(
            "pledge_missing", _("Without the signed commitment it is not taken."), field="pledged"
        )
    has_evidence = row.files.filter(use=RepairUse.EVIDENCE).exists()
    if row.record.corrected_on is None and not has_evidence:
        raise Invalid(
            "evidence_missing",
            _("Attach evidence that the breach is corrected and the duty performed."),
            field=field,
        )
    row.receipt, row.pledge_zh, row.filed_on = digest, rules.PLEDGE_ZH, clock.today()
    row.pledger = None if row.is_by_form else actor
    steps.move(row, "file", actor, "receipt", "pledge_zh", "pledger", "filed_on")
    steps.start(steps.ACCEPT, row)
    steps.start(steps.SITE, row)
    steps.note(row, "filed_by_form" if row.is_by_form else "filed", actor)
    steps.tell_filed(row)
    return row


def _draft(
    actor: User, record_id: UUID, expected: int | None, *, early: bool = False
) -> tuple[Repair, Any]:
    """The draft of a record's application, begun where there is none, and who acts; `early`: also
    while repair is not possible yet, or the record is under objection."""
    record = records.locked(str(selectors.record_to_repair(actor, record_id).pk))
    policies.require(actor, policies.APPLY, record.organisation)
    actor = steps.capacity(actor, policies.APPLY, record)
    if early:
        require_repairable(record)
    else:
        require_eligible(record)
    found = selectors.open_of(record)
    if found is None:
        now = clock.now()
        found = Repair.objects.create(
            record=record, writer=actor, is_demo=record.is_demo, created_at=now, updated_at=now
        )
    elif found.state != RepairState.DRAFT:
        raise is_open()
    else:
        found = steps.locked(actor, found.pk, policies.APPLY, expected)
    found.record = record
    return found, actor


def is_open() -> Conflict:
    """Why no second application is taken."""
    return Conflict("repair_open", _("An application for this record is being handled."))


def say(row: Repair, actor: Any, done: str, done_on: date | None, more: list[str]) -> None:
    """What the body says, on a draft; `more`: self-correction and training."""
    row.done_zh = steps.words(done, "done")
    row.done_on = steps.past(done_on, "done_on") if done_on is not None else None
    row.self_zh, row.training_zh = more[0].strip()[:3000], more[1].strip()[:2000]
    row.writer = actor
    steps.save(row, *SAID, "writer")


def _attach_both(row: Repair, upload: Any, proof: Any, actor: Any) -> None:
    if upload:
        attach(row, upload, RepairUse.EVIDENCE, actor, "upload")
    if proof:
        attach(row, proof, RepairUse.SELF, actor, "proof")


def attach(row: Repair, upload: Any, use: RepairUse, actor: Any, field: str = "upload") -> None:
    """Keep a file of an application. Raises Invalid ("file_twice", `file_…`)."""
    outside = isinstance(actor, OutsideActor)
    kept = files.store(upload=upload, owner=actor, purpose=PURPOSE, anonymous=outside)
    if RepairFile.objects.filter(repair=row, sha256=kept.original_sha256).exists():
        raise Invalid(
            "file_twice", _("This very file is attached to the application already."), field=field
        )
    RepairFile.objects.create(
        repair=row, use=use, file=kept, sha256=kept.original_sha256,
        adder=None if outside else actor, added_at=clock.now(),
    )  # fmt: skip


@transaction.atomic
def complete_repair(
    *, actor: User, repair_id: UUID, text: str, upload: Any = None,
    expected_version: int | None = None,
) -> Repair:  # fmt: skip
    """Hand in what was missing; the clock of acceptance runs again. Raises Conflict, Invalid."""
    row = steps.locked(actor, repair_id, policies.APPLY, expected_version)
    actor = steps.capacity(actor, policies.APPLY, row.record)
    return completed(row, actor, text, upload)


def completed(
    row: Repair, actor: Any, text: str, upload: Any, *, field: str = "text"
) -> Repair:  # fmt: skip
    """What was missing is there, on a locked row: acceptance goes on."""
    row.completed_zh, row.completed_on = steps.words(text, field, 3000), clock.today()
    steps.move(row, "complete", actor, "completed_zh", "completed_on")
    if upload:
        attach(row, upload, RepairUse.COMPLETION, actor, "file" if field == "words" else "upload")
    workflow.satisfy(steps.COMPLETE, row)
    steps.go_on(row, SYSTEM if isinstance(actor, OutsideActor) else actor)
    steps.note(row, "completed", actor)
    steps.tell("repair_filed", row, steps.office(row, policies.HANDLE), "completed")
    return row


@transaction.atomic
def confirm_repair(
    *, actor: User, repair_id: UUID, expected_version: int | None = None
) -> Repair:  # fmt: skip
    """The desk stands by what was filed in its name by a form: from now on it binds the body, with
    its credit commitment, which an accepted one shows to the public. Raises NotAllowed, Conflict
    ("state_conflict")."""
    row = steps.locked(actor, repair_id, policies.APPLY, expected_version)
    if row.binds_body or row.state not in AT_OFFICE:
        raise Conflict("state_conflict", _("There is nothing to confirm about this application."))
    actor = steps.capacity(actor, policies.APPLY, row.record)
    row.confirmer, row.confirmed_on = actor, clock.today()
    steps.save(row, "confirmer", "confirmed_on")
    steps.note(row, "confirmed", actor)
    if row.state in TAKEN_STATES and row.accepter is not None:
        publication.restate(row.record, proposer=actor, approver=row.accepter)
    return row


@transaction.atomic
def withdraw_repair(
    *, actor: User, repair_id: UUID, expected_version: int | None = None
) -> Repair:  # fmt: skip
    """Take the application back before a result is proposed; another may follow. The public page
    tells it no longer."""
    row = steps.locked(actor, repair_id, policies.APPLY, expected_version)
    actor = steps.capacity(actor, policies.APPLY, row.record)
    return withdrawn(row, actor)


def withdrawn(row: Repair, actor: Any) -> Repair:
    """It ends, on a locked row; who applied without an account is erased."""
    row.ended_on = clock.today()
    steps.move(row, "withdraw", actor, "ended_on")
    steps.end_clocks(row)
    outside_parties.erase(RepairParty, row)
    steps.note(row, "withdrawn", actor)
    publication.take_back_repair(row.record)
    return row
