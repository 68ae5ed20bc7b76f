"""What an objector does: object, complete, add facts, withdraw, appeal; and anyone's tip.

Nobody is signed in but a body's desk. A receipt's digest names the case; who objects and how he is
reached is sealed at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotAllowed
from credit_portal.notices.services import notify
from credit_portal.workflow import receipts
from credit_portal.workflow import services as workflow
from integrity_files import codes_objections as codes
from integrity_files import parties
from integrity_files import policies_objections as policies
from integrity_files import selectors_objections as selectors
from integrity_files.models import Objection, ObjectionEvent, ObjectionParty, Tip
from integrity_files.services import objection_steps as steps
from integrity_files.services import outside_parties

MOST_ADDITIONS = 20
S = codes.ObjectionState


@transaction.atomic
def file_objection(
    *,
    actor: Actor,
    receipt_digest: bytes,
    ref: str,
    objector: str,
    ground: str,
    words: str,
    party: Mapping[str, str],
    proof_file: Any,
    upload: Any = None,
) -> Objection:
    """Object to a record as its subject, without an account.

    `party`: name, email, mobile (one of the two), proof (kind of document). Raises NotFound,
    Conflict ("record_gone", "receipt_used"), Invalid with the field.
    """
    found = selectors.target(ref)
    outside_parties.require_unused(Objection, receipt_digest=receipt_digest)
    if objector not in codes.Objector.values or objector == codes.Objector.BODY:
        raise Invalid("objector_unknown", _("Say who objects."), field="objector")
    checked = outside_parties.checked(party, proof_file, _("Say who objects."))
    row = _new(found, objector, ground)
    row.receipt_digest = receipt_digest
    row.save(force_insert=True)
    ObjectionParty.objects.create(
        objection=row,
        proof_file=steps.store(proof_file, actor),
        **outside_parties.sealed(row, checked),
    )
    said = steps.say(row, codes.NoteKind.CLAIM, words, steps.store(upload, actor), field="words")
    steps.note(row, "filed", actor, said, ground=ground)
    _ask_for_examination(row)
    return row


@transaction.atomic
def object_by_desk(
    *, actor: User, ref: str, ground: str, words: str, upload: Any = None
) -> Objection:
    """A body objects to a record of its own: its first objection marks it at once, without
    acceptance; a later one is examined first, as anybody's is.

    Raises NotAllowed for a record of another body, Conflict ("already_open", "record_gone").
    """
    return file_by_desk(actor, selectors.target(ref), ground=ground, words=words, upload=upload)


def file_by_desk(
    actor: User, found: selectors.Target, *, ground: str, words: str, upload: Any
) -> Objection:
    """File the objection of a body's desk to what was found for it. Raises as `object_by_desk`."""
    row = _new(found, codes.Objector.BODY, ground)
    if not actor.may(policies.OBJECT, row.organisation):
        raise NotAllowed("not_allowed", _("Your role does not include this step here."))
    is_first = _is_first_of_desk(found)
    acting = steps.capacity(actor, policies.OBJECT, row)
    row.filer = acting
    if is_first:
        row.state, row.accepted_on = S.ACCEPTED, clock.today()
    row.save(force_insert=True)
    said = steps.say(row, codes.NoteKind.CLAIM, words, steps.store(upload, actor), field="words")
    steps.note(row, "filed_by_desk", acting, said, ground=ground)
    if not is_first:
        _ask_for_examination(row)
        return row
    steps.start(steps.TRANSFER, row)
    steps.restate(row)
    _tell_officers(row)
    return row


def _is_first_of_desk(found: selectors.Target) -> bool:
    """Whether nothing was objected by the desk before, decided, refused or withdrawn: else a body
    could keep its record marked for ever. Raises Conflict ("already_open")."""
    steps.lock_source(found.source_type, found.source_id)
    before = selectors.of_desk(found)
    if before.filter(state__in=codes.OPEN).exists():
        raise Conflict(
            "already_open",
            _("Your body has an open objection to this record already. All grounds go into one."),
            field="ground",
        )
    return not before.exists()


def _new(found: selectors.Target, objector: str, ground: str) -> Objection:
    """An unsaved objection. Raises Invalid for an unknown ground."""
    if ground not in codes.Ground.values:
        raise Invalid("ground_unknown", _("Say what is wrong."), field="ground")
    now = clock.now()
    return Objection(
        ref=found.ref, rec=found.rec, kind=found.kind, source_type=found.source_type,
        source_id=found.source_id, title_zh=found.title_zh, title_en=found.title_en,
        organisation=found.organisation, objector=objector, ground=ground,
        language=get_language() or "zh-hans", filed_on=clock.today(),
        is_demo=found.organisation.is_demo, created_at=now, updated_at=now,
    )  # fmt: skip


def _ask_for_examination(row: Objection) -> None:
    steps.start(steps.EXAMINE, row)
    _tell_officers(row)


def _tell_officers(row: Objection) -> None:
    """Once a day and record, so that a flood of objections is no flood of messages."""
    key = f"filed:{row.source_id}:{clock.today()}"
    steps.tell("objection_filed", row, steps.officers(row, policies.HANDLE), key)


def _of_receipt(receipt_digest: bytes) -> Objection:
    found = receipts.case(selectors.by_receipt(receipt_digest))
    return lock(Objection.objects.select_related("organisation"), found.pk)


@transaction.atomic
def add_facts(*, actor: Actor, receipt_digest: bytes, words: str, upload: Any = None) -> Objection:
    """Add facts or a file; what had been returned is examined again.

    Raises NotFound, Conflict once it was decided or closed ("objection_lapsed") or when too much
    was added, Invalid.
    """
    row = _of_receipt(receipt_digest)
    if row.state == S.LAPSED:
        raise Conflict(
            "objection_lapsed",
            _("The time to complete it has passed, so it was closed. You may file it anew."),
        )
    if not row.is_open:
        raise Conflict(
            "objection_ended", _("This has been decided; nothing can be added any more.")
        )
    if ObjectionEvent.objects.filter(objection=row, name="facts_added").count() >= MOST_ADDITIONS:
        raise Conflict("too_many_additions", _("You have added facts twenty times already."))
    file = steps.store(upload, actor)
    said = steps.say(row, codes.NoteKind.FACTS, words, file, field="words")
    if row.state == S.INCOMPLETE:
        steps.move(row, "complete", actor)
        workflow.satisfy(steps.COMPLETE, row)
        steps.note(row, "completed", actor, said)
        _ask_for_examination(row)
    else:
        steps.note(row, "facts_added", actor, said)
    return row


@transaction.atomic
def withdraw(*, actor: Actor, receipt_digest: bytes) -> Objection:
    """Take it back: the mark goes, who objected is erased. Raises NotFound, Conflict."""
    return _withdrawn(_of_receipt(receipt_digest), actor)


@transaction.atomic
def withdraw_by_desk(
    *, actor: User, objection_id: Any, expected_version: int | None = None
) -> Objection:
    """A body takes the objection of its desk back."""
    row = steps.locked(actor, objection_id, policies.OBJECT, expected_version)
    _require_desk(row)
    return _withdrawn(row, steps.capacity(actor, policies.OBJECT, row))


def _require_desk(row: Objection) -> None:
    if row.objector != codes.Objector.BODY:
        raise NotAllowed("not_yours", _("Only whoever objected does this."))


def _withdrawn(row: Objection, actor: Actor) -> Objection:
    row.ended_on = clock.today()
    steps.move(row, "withdraw", actor, "ended_on")
    for kind in (steps.EXAMINE, steps.COMPLETE, steps.TRANSFER, steps.ANSWER):
        workflow.cancel(kind, row)
    steps.erase_party(row)
    steps.note(row, "withdrawn", actor)
    steps.restate(row)
    return row


@transaction.atomic
def appeal(*, actor: Actor, receipt_digest: bytes, words: str, upload: Any = None) -> Objection:
    """Appeal against the decision, within its time limit. Raises NotFound, Conflict
    ("appeal_too_late", "state_conflict")."""
    return _appealed(_of_receipt(receipt_digest), actor, words, upload)


@transaction.atomic
def appeal_by_desk(
    *, actor: User, objection_id: Any, words: str, upload: Any = None,
    expected_version: int | None = None,
) -> Objection:  # fmt: skip
    """A body appeals against the decision on the objection of its desk."""
    row = steps.locked(actor, objection_id, policies.OBJECT, expected_version)
    _require_desk(row)
    return _appealed(row, steps.capacity(actor, policies.OBJECT, row), words, upload)


def _appealed(row: Objection, actor: Actor, words: str, upload: Any) -> Objection:
    if row.state == S.DECIDED and not selectors.may_appeal(row, clock.today()):
        raise Conflict(
            "appeal_too_late",
            _("The time to appeal has passed. Reconsideration and court action stay open to you."),
        )
    row.appealed_on, row.ended_on = clock.today(), None
    steps.move(row, "appeal", actor, "appealed_on", "ended_on")
    said = steps.say(row, codes.NoteKind.APPEAL, words, steps.store(upload, actor), field="words")
    steps.start(steps.APPEAL, row)
    steps.note(row, "appealed", actor, said)
    steps.note_repetitions(row, "earlier_appealed")
    told = [
        one
        for one in steps.officers(row, policies.HANDLE)
        if policies.lets(policies.require_appeal, one, row)
    ]
    steps.tell("objection_filed", row, told, f"appealed:{row.pk}")
    return row


@transaction.atomic
def file_tip(
    *, actor: Actor, receipt_digest: bytes, ref: str, ground: str, words: str,
    email: str = "", mobile: str = "", upload: Any = None,
) -> Tip:  # fmt: skip
    """Anyone says that a public record is wrong: answered on a clock, never a mark.

    Raises NotFound, Conflict ("receipt_used"), Invalid with the field.
    """
    number, rec, title_zh, title_en, body = selectors.tip_target(ref)
    outside_parties.require_unused(Tip, receipt_digest=receipt_digest)
    if ground not in codes.Ground.values:
        raise Invalid("ground_unknown", _("Say what is wrong."), field="ground")
    mail, phone = outside_parties.contact(email, mobile, wanted=False)
    row = Tip(
        ref=number, rec=rec, title_zh=title_zh, title_en=title_en, organisation=body,
        ground=ground, words=steps.words(words, "words"), file=steps.store(upload, actor),
        receipt_digest=receipt_digest, language=get_language() or "zh-hans",
        filed_on=clock.today(), is_demo=body.is_demo,
    )  # fmt: skip
    row.email_sealed = parties.sealed(row, "email", mail)
    row.mobile_sealed = parties.sealed(row, "mobile", phone)
    row.save(force_insert=True)
    steps.start(steps.TIP, row)
    steps.trail("tip_filed", actor, row, ground=ground)
    notify(
        recipients=steps.officers(row, policies.HANDLE),
        template="objection_filed",
        context={
            "title_zh": f"纠错线索：{title_zh or number}",
            "title_en": f"correction tip on {title_en or title_zh or number}",
            "organisation_zh": body.name_zh,
            "organisation_en": body.name_en or body.name_zh,
            "url": "/staff/objections/tips/",
        },
        dedupe_key=f"integrity_files.tip:{rec}:{clock.today()}",
        organisation=body,
    )
    return row
