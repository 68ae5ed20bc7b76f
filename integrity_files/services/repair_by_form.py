"""A body asks for repair without an account: whoever acts for it files by a form from the public
record, shows who he is, and gets a receipt; with it he completes, withdraws, has the certificate.

Nothing public changes before the office has looked at the proof and accepted it. Such a filing
never stands in the way of the body's own desk: only what was accepted does. It binds the body only
once its desk has confirmed it (`confirm_repair`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, NotAllowed, NotFound
from credit_portal.files.models import StoredFile
from credit_portal.workflow import receipts
from integrity_files import parties
from integrity_files import policies_repair as policies
from integrity_files import selectors_objections as public
from integrity_files import selectors_records as records
from integrity_files import selectors_repair as selectors
from integrity_files.codes_repair import RepairUse
from integrity_files.models import Record, Repair, RepairParty
from integrity_files.services import outside_parties, repair_certificate
from integrity_files.services import repair_filing as filing
from integrity_files.services import repair_steps as steps
from integrity_files.services.outside_parties import OutsideActor

APPLICANT = OutsideActor("applicant", "信用修复申请人", "Applicant")
GONE = _(
    "This record has not been on public display since %(day)s. There is no display left to end."
)

HIDDEN = _(
    "This record is hidden from the public at present. The desk of the body may apply for its"
    " repair from its page on the desk."
)


def record_of(ref: str) -> Record:
    """The record on display under a public reference. Raises NotFound ("record_unknown"), Conflict
    ("record_hidden", "record_gone", "not_repairable")."""
    if records.is_hidden_under(ref):
        raise Conflict("record_hidden", HIDDEN, field="record")
    found = public.target(ref, gone=GONE)
    if found.source_type != Record._meta.label_lower:
        raise Conflict(
            "not_repairable",
            _("Only a record of broken trust is repaired; this is another kind of record."),
            field="record",
        )
    return records.by_source(found.source_id)


@transaction.atomic
def file_by_form(
    *, actor: Actor, receipt_digest: bytes, ref: str, said: Mapping[str, Any],
    party: Mapping[str, str], proof_file: Any, pledged: bool = False, upload: Any = None,
    self_file: Any = None,
) -> Repair:  # fmt: skip
    """File it for the body of a record on display, free of charge.

    `said`: done, done_on, correction, training; `party`: name, email, mobile (one of the two),
    proof (kind of document). Raises as `file_repair`, NotFound, Conflict ("receipt_used"), Invalid
    with the field.
    """
    record = records.locked(str(record_of(ref).pk))
    filing.require_eligible(record)
    outside_parties.require_unused(Repair, receipt=receipt_digest)
    if selectors.open_at_office(record) is not None:
        raise filing.is_open()
    checked = outside_parties.checked(party, proof_file, _("Say who applies, and for which body."))
    now = clock.now()
    row = Repair.objects.create(record=record, is_demo=record.is_demo, created_at=now,
                                updated_at=now)  # fmt: skip
    filing.say(row, None, said["done"], said.get("done_on"),
               [said.get("correction", ""), said.get("training", "")])  # fmt: skip
    kept = outside_parties.store(proof_file, actor, filing.PURPOSE)
    RepairParty.objects.create(repair=row, proof_file=kept, language=get_language() or "zh-hans",
                               **outside_parties.sealed(row, checked))  # fmt: skip
    for given, use, field in ((upload, RepairUse.EVIDENCE, "file"),
                              (self_file, RepairUse.SELF, "self_file")):  # fmt: skip
        if given:
            filing.attach(row, given, use, actor, field)
    return filing.hand_in(row, actor, receipt_digest, pledged=pledged, field="file")


def _of_receipt(digest: bytes) -> Repair:
    """The application under a receipt, locked after its record. Raises NotFound, NotAllowed for one
    that the body's desk filed: it goes on from there."""
    found = receipts.case(selectors.by_receipt(digest))
    if not found.is_by_form:
        raise NotAllowed("by_desk", _("The desk of the body filed this and goes on with it."))
    record = records.locked(str(found.record_id))
    row = lock(Repair, found.pk)
    row.record = record
    return row


@transaction.atomic
def complete_by_receipt(
    *, actor: Actor, receipt_digest: bytes, words: str, upload: Any = None
) -> Repair:
    """Hand in what was missing. Raises NotFound, NotAllowed, Conflict, Invalid."""
    row = _of_receipt(receipt_digest)
    return filing.completed(row, actor, words, upload, field="words")


@transaction.atomic
def withdraw_by_receipt(*, actor: Actor, receipt_digest: bytes) -> Repair:
    """Take it back before a result is proposed; who applied is erased. Raises NotFound,
    NotAllowed, Conflict."""
    return filing.withdrawn(_of_receipt(receipt_digest), actor)


@transaction.atomic
def certificate_by_receipt(*, actor: Actor, receipt_digest: bytes) -> bytes:
    """The certificate as PDF. Raises NotFound, NotAllowed, Conflict ("not_granted")."""
    row = _of_receipt(receipt_digest)
    return repair_certificate.made(row, actor)


def _office(actor: User, repair_id: UUID, verbs: tuple[str, ...]) -> Repair:
    row = selectors.repair(actor, repair_id)
    if not any(policies.may(actor, verb, row.record.organisation) for verb in verbs):
        raise NotAllowed("not_allowed", _("Your role does not include this step here."))
    return row


@transaction.atomic
def show_applicant(*, actor: User, repair_id: UUID) -> parties.Party:
    """Who applied, in clear, for the office only; the look is on record. Raises NotFound,
    NotAllowed."""
    row = _office(actor, repair_id, policies.OFFICE)
    found = selectors.party_of(row)
    if found is None:
        raise NotFound("party_erased", _("Nothing is kept about who applied."))
    _look("repair_applicant_seen", actor, row)
    return found


@transaction.atomic
def read_applicant_proof(*, actor: User, repair_id: UUID) -> StoredFile:
    """The document that shows who applied, for the clerk only. Raises NotFound, NotAllowed."""
    row = _office(actor, repair_id, (policies.HANDLE,))
    party = RepairParty.objects.select_related("proof_file").filter(pk=row.pk).first()
    if party is None or party.proof_file is None:
        raise NotFound("not_found", _("There is no document."))
    _look("repair_proof_seen", actor, row)
    return party.proof_file


@transaction.atomic
def erase_applicant(
    *, actor: User, repair_id: UUID, expected_version: int | None = None
) -> Repair:  # fmt: skip
    """Erase who applied, once it has ended; the steps stay. Raises Conflict ("repair_open")."""
    row = steps.locked(actor, repair_id, policies.DECIDE, expected_version)
    if not row.has_ended:
        raise Conflict("repair_open", _("As long as it is open the applicant can be asked."))
    outside_parties.erase(RepairParty, row)
    steps.note(row, "applicant_erased", steps.capacity(actor, policies.DECIDE, row.record))
    return row


def _look(name: str, actor: User, row: Repair) -> None:
    audit.record(
        f"integrity_files.{name}", actor=actor, target=row, organisation=row.record.organisation
    )
