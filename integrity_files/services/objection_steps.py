"""What every act on an objection does: lock, move, say, note, tell, restate the mark."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.apps import apps

from credit_portal.accounts.capacity import in_capacity
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_of
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.common.db import lock
from credit_portal.files.models import StoredFile
from credit_portal.notices import outside
from credit_portal.publishing import services as publishing
from credit_portal.workflow import moves
from credit_portal.workflow import services as workflow
from integrity_files import machine_objections as machine
from integrity_files import policies_objections as policies
from integrity_files import selectors_objections as selectors
from integrity_files.codes_objections import ObjectionState, Objector
from integrity_files.models import (
    Objection,
    ObjectionNote,
    ObjectionParty,
    Tip,
)
from integrity_files.services import case_steps, outside_parties
from integrity_files.services.case_steps import require_version
from integrity_files.services.outside_parties import OutsideActor

__all__ = ["require_version"]
FILES = "objection"
EXAMINE = "integrity_files.objection_mark"
COMPLETE = "integrity_files.objection_complete"
TRANSFER = "integrity_files.objection_transfer"
ANSWER = "integrity_files.objection_answer"
APPEAL = "integrity_files.objection_appeal"
TIP = "integrity_files.tip_answer"
RULES = {EXAMINE: "OBJ-MARK", COMPLETE: "OBJ-COMPLETE", TRANSFER: "OBJ-TRANSFER",
         ANSWER: "OBJ-ANSWER", APPEAL: "OBJ-ANSWER", TIP: "OBJ-ANSWER"}  # fmt: skip
#: What the objector is told by mail or SMS, by step: words of the portal, nothing of the case.
TOLD: dict[str, tuple[str, str]] = {
    "returned": ("请补正材料", "please complete it"),
    "lapsed": (
        "逾期未补正，已终止办理，可以重新提出",
        "closed, since it was not completed in time; you may file it anew",
    ),
    "refused": ("不予受理", "not accepted"),
    "accepted": ("已受理并标注异议", "accepted, the record is marked"),
    "accepted_unseen": ("已受理，该记录目前不公示", "accepted; the record is not shown now"),
    "transferred": ("已转送信息提供单位", "transferred to the source organ"),
    "clock_stopped": ("暂停计时", "the time stands still"),
    "clock_resumed": ("恢复计时", "the time runs again"),
    "repeated": ("已按原处理决定答复", "answered by the earlier decision"),
    "earlier_changed": (
        "答复所依据的原处理决定已经复核变更",
        "the decision that answered it was changed on appeal",
    ),
    "decided": ("已作出处理决定", "decided"),
    "appeal_decided": ("已作出复核决定", "the appeal was decided"),
}


OBJECTOR = OutsideActor("objector", "异议申请人", "Objector")


def locked(actor: Actor, objection_id: UUID | str, verb: str, expected: int | None) -> Objection:
    """The objection, locked after its source; the actor holds the verb over it. Raises NotFound,
    NotAllowed, Stale."""
    seen = selectors.visible_to(actor)
    source = seen.filter(pk=objection_id).values_list("source_type", "source_id").first()
    if source is not None:
        lock_source(*source)
    row = lock(seen, objection_id)
    policies.require(actor, verb, row)
    require_version(row, expected)
    return row


def lock_source(source_type: str, source_id: str) -> None:
    """Lock what is objected to, always before the objection itself: whatever is judged on one
    record (objections, repair, proposals of the office) is judged one after the other, and nobody
    waits for a record while he holds one of its cases."""
    rows = apps.get_model(source_type)._base_manager.select_for_update()
    rows.filter(pk=source_id).values_list("pk").first()


def capacity(actor: Any, verb: str, row: Any) -> Any:
    """The actor as he does the verb over the body."""
    return in_capacity(actor, verb, row.organisation)


def move(row: Objection, name: str, actor: Actor, *also: str) -> None:
    """Take a transition on the locked row; ``also`` names fields saved with it."""
    body = row.organisation if isinstance(actor, User) else None
    moves.move(machine.OBJECTION, row, name, actor=actor, organisation=body, also=also)


def words(text: str, field: str = "reason") -> str:
    """Words that are given. Raises Invalid where there are too few."""
    return case_steps.words(text, field)


def store(upload: Any, actor: Actor) -> StoredFile | None:
    """Keep an upload, checked and cleaned, without its name and moment; None for none."""
    return outside_parties.store(upload, actor, FILES)


def say(
    row: Objection, kind: str, text: str, file: StoredFile | None = None, *, field: str = "reason"
) -> ObjectionNote:
    """Keep words, and a file with them, where they can be erased."""
    return ObjectionNote.objects.create(
        objection=row, kind=kind, text=words(text, field), file=file, made_at=clock.now()
    )


def note(
    row: Objection, name: str, actor: Actor, said: ObjectionNote | None = None, **data: Any
) -> None:
    """Write one step of the story and its audit row: codes, dates and ids only."""
    case_steps.event(
        row.events, name, actor, note_id=said.pk if said else None,
        data={**data, "title_en": str(getattr(actor, "title_en", ""))},
    )  # fmt: skip
    trail(f"objection_{name}", actor, row, **data)


def trail(name: str, actor: Actor, row: Objection | Tip, **data: Any) -> None:
    """The audit row of an act; an objector without an account is nobody."""
    case_steps.trail(name, actor, row, row.organisation, **data)


def erase_party(row: Objection) -> None:
    """Erase who objected and the document that proved it; the steps and words stay."""
    outside_parties.erase(ObjectionParty, row)


def start(kind: str, row: Objection | Tip) -> None:
    """Start a clock by its rule."""
    workflow.start_deadline(
        kind=kind, case=row, organisation=row.organisation, start_on=clock.today(),
        rule=RULES[kind],
    )  # fmt: skip


def tell(template: str, row: Objection, recipients: Iterable[User], key: str, **more: Any) -> None:
    """A message to staff: which record, and the body; nobody's name. With a `url` of the public
    page it goes to the body of the record, which does not see the objection itself."""
    case_steps.tell(
        template, row, recipients, key=f"objection:{key}", body=row.organisation,
        titles=(row.title_zh or row.ref, row.title_en or row.title_zh or row.ref),
        target="url" not in more,
        **{"url": f"/staff/objections/{row.pk}/", "reference": row.ref, **more},
    )  # fmt: skip


def tell_objector(row: Objection, step: str) -> None:
    """Tell whoever objected: a desk by a notice, others by mail or SMS as they asked for."""
    if row.objector == Objector.BODY:
        filer = [row.filer] if row.filer is not None else []
        tell("objection_progress", row, filer, f"{step}:{row.pk}:{row.version}")
        return
    party = selectors.party_of(row)
    if party is None:
        return
    outside.tell(
        email=party.email,
        mobile=party.mobile,
        template="outside_progress",
        context=outside_context(row.ref, step),
        language=row.language,
        dedupe_key=f"integrity_files.objection:{step}:{row.pk}:{row.version}",
    )


def note_repetitions(row: Objection, name: str, *, tell: bool = False) -> None:
    """What becomes of a decision stands in the story of each objection that it answered."""
    rows = row.repetitions.filter(state=ObjectionState.REPEATED).select_related("organisation")
    for one in rows.select_related("filer").order_by("pk"):
        note(one, name, SYSTEM, result=row.appeal_result)
        if tell:
            tell_objector(one, name)


def outside_context(ref: str, step: str, *, tip: bool = False) -> dict[str, str]:
    """What a mail may say: the public number of the record and the step."""
    told = ("已答复", "answered") if tip else TOLD[step]
    return {
        "title_zh": f"{'纠错线索' if tip else '异议申请'}（{ref}）",
        "title_en": f"{'Correction tip' if tip else 'Objection'} ({ref})",
        "step_zh": told[0],
        "step_en": told[1],
        "url": "/progress/",
    }


def officers(row: Any, verb: str) -> list[User]:
    """Those of the credit office who may work on it."""
    return [one for one in holders_of(verb, row.organisation) if policies.may(one, verb, row)]


def restate(row: Objection, proposer: Any = SYSTEM, approver: Actor | None = None) -> None:
    """Publish the record with the mark that it bears now, or without it."""
    publishing.restate_mark(
        source_type=row.source_type,
        source_id=row.source_id,
        proposer=proposer,
        approver=approver,
    )
