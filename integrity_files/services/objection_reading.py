"""Looking at who objected and at files, each look on record; answering tips; erasing."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, NotAllowed, NotFound
from credit_portal.files import services as files
from credit_portal.files.models import StoredFile
from credit_portal.notices import outside
from credit_portal.workflow import services as workflow
from integrity_files import codes_objections as codes
from integrity_files import policies_objections as policies
from integrity_files import selectors_objections as selectors
from integrity_files.models import Objection, ObjectionNote, ObjectionParty, Tip
from integrity_files.services import objection_steps as steps


@transaction.atomic
def show_party(*, actor: User, objection_id: UUID) -> selectors.Party:
    """Who objected, in clear, for the office only. Raises NotFound, NotAllowed."""
    row = selectors.objection(actor, objection_id)
    if not policies.is_office(actor, row):
        raise NotAllowed("not_allowed", _("Your role does not include seeing who objected."))
    found = selectors.party_of(row)
    if found is None:
        raise NotFound("party_erased", _("Nothing is kept about who objected."))
    steps.trail("objection_party_seen", actor, row)
    return found


@transaction.atomic
def read_proof(*, actor: User, objection_id: UUID) -> StoredFile:
    """The document that shows who objects, for the clerk only. Raises NotFound, NotAllowed."""
    row = selectors.objection(actor, objection_id)
    if not policies.may(actor, policies.HANDLE, row):
        raise NotAllowed("not_allowed", _("Only the clerk who handles it sees this document."))
    party = ObjectionParty.objects.select_related("proof_file").filter(pk=row.pk).first()
    if party is None or party.proof_file is None:
        raise NotFound("not_found", selectors.NOT_THERE)
    steps.trail("objection_proof_seen", actor, row)
    return party.proof_file


@transaction.atomic
def read_file(*, actor: User, note_id: UUID) -> StoredFile:
    """The file of a note on an objection that the actor may see; a body opens its own ones, not
    what the office and the source organ gave. Raises NotFound."""
    seen = selectors.visible_to(actor).order_by().values("pk")
    rows = ObjectionNote.objects.select_related("file", "objection__organisation")
    found = rows.filter(pk=note_id, objection__in=seen, file__isnull=False).first()
    if found is None or found.file is None or not _is_told(actor, found):
        raise NotFound("not_found", selectors.NOT_THERE)
    steps.trail("objection_file_seen", actor, found.objection, note=str(found.pk))
    return found.file


def _is_told(actor: User, note: ObjectionNote) -> bool:
    return note.kind in codes.OWN_NOTES or policies.is_office(actor, note.objection)


@transaction.atomic
def read_tip_file(*, actor: User, tip_id: UUID) -> StoredFile:
    """The file of a tip that the actor may see."""
    row = selectors.tip(actor, tip_id)
    if row.file is None:
        raise NotFound("not_found", selectors.NOT_THERE)
    steps.trail("tip_file_seen", actor, row)
    return row.file


@transaction.atomic
def erase_party(
    *, actor: User, objection_id: UUID, expected_version: int | None = None
) -> Objection:
    """Erase who objected, once it has ended and no appeal is open to him, with all words and files
    given on the way; the steps stay. Raises Conflict ("objection_open")."""
    row = steps.locked(actor, objection_id, policies.DECIDE, expected_version)
    if not row.has_ended or selectors.may_appeal(row, clock.today()):
        raise Conflict("objection_open", _("As long as it is open the objector can be asked."))
    steps.erase_party(row)
    kept = list(row.notes.exclude(file=None).values_list("file_id", flat=True))
    row.notes.all().delete()
    files.erase(kept)
    steps.note(row, "erased", actor)
    return row


@transaction.atomic
def answer_tip(
    *, actor: User, tip_id: UUID, words: str, expected_version: int | None = None
) -> Tip:
    """Answer a tip; whoever sent it reads it under his receipt. The record stays as it is."""
    row = lock(selectors.tips_visible_to(actor), tip_id)
    policies.require(actor, policies.HANDLE, row)
    steps.require_version(row, expected_version)
    if row.state == codes.TipState.ANSWERED:
        raise Conflict("tip_answered", _("This has been answered already."))
    row.answer, row.answerer = steps.words(words, "answer"), actor
    row.state, row.answered_on = codes.TipState.ANSWERED, clock.today()
    row.version += 1
    row.save(update_fields=["answer", "answerer", "state", "answered_on", "version"])
    workflow.satisfy(steps.TIP, row)
    steps.trail("tip_answered", actor, row)
    email, mobile = selectors.contact_of_tip(row)
    outside.tell(
        email=email, mobile=mobile, template="outside_progress", language=row.language,
        context=steps.outside_context(row.ref, "answered", tip=True),
        dedupe_key=f"integrity_files.tip:{row.pk}",
    )  # fmt: skip
    return row
