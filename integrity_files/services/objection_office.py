"""What the credit office does with an objection until it is verified: examine, accept and mark,
refuse, answer by the earlier decision, transfer to the source organ, stop the clock, verify."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.workflow import services as workflow
from integrity_files import codes_objections as codes
from integrity_files import policies_objections as policies
from integrity_files import selectors_objected as objected
from integrity_files import selectors_objections as selectors
from integrity_files.models import Objection
from integrity_files.services import objection_steps as steps

H = policies.HANDLE


def _begin(actor: User, objection_id: UUID, expected: int | None) -> tuple[Objection, Any]:
    row = steps.locked(actor, objection_id, H, expected)
    return row, steps.capacity(actor, H, row)


@transaction.atomic
def ask_to_complete(
    *, actor: User, objection_id: UUID, reason: str, expected_version: int | None = None
) -> Objection:
    """Ask once for what is missing; the time of OBJ-COMPLETE runs. Raises Conflict ("asked_once")
    the second time, ("by_desk") for a body, which completes nothing by a receipt."""
    row, acting = _begin(actor, objection_id, expected_version)
    if row.objector == codes.Objector.BODY:
        raise Conflict("by_desk", _("A body files all of it at once. Accept it now, or refuse it."))
    if row.asked_once:
        raise Conflict(
            "asked_once", _("What is missing is asked for once. Accept it now, or refuse it.")
        )
    row.asked_once = True
    steps.move(row, "ask", acting, "asked_once")
    workflow.satisfy(steps.EXAMINE, row)
    steps.start(steps.COMPLETE, row)
    said = steps.say(row, codes.NoteKind.REASON, reason)
    steps.note(row, "returned", acting, said)
    steps.tell_objector(row, "returned")
    return row


@transaction.atomic
def refuse(
    *, actor: User, objection_id: UUID, reason: str, expected_version: int | None = None
) -> Objection:
    """Not accepted, with the reason: not the subject, or not completed. Nothing was marked."""
    row, acting = _begin(actor, objection_id, expected_version)
    row.ended_on = clock.today()
    steps.move(row, "refuse", acting, "ended_on")
    workflow.satisfy(steps.EXAMINE, row)
    said = steps.say(row, codes.NoteKind.REASON, reason)
    steps.note(row, "refused", acting, said)
    steps.tell_objector(row, "refused")
    return row


@transaction.atomic
def accept(*, actor: User, objection_id: UUID, expected_version: int | None = None) -> Objection:
    """Accept it: the record bears the mark on every surface (rule OBJ-MARK).

    Raises Conflict ("record_gone") when it does not stand any more. A breach record that is hidden
    by now stands in its file; the public sees neither it nor the mark.
    """
    row, acting = _begin(actor, objection_id, expected_version)
    objected.require_target(row)
    row.acceptor, row.accepted_on = actor, clock.today()
    steps.move(row, "accept", acting, "acceptor", "accepted_on")
    workflow.satisfy(steps.EXAMINE, row)
    steps.start(steps.TRANSFER, row)
    steps.note(row, "accepted", acting)
    steps.restate(row, f"objector:{row.pk}", actor)
    steps.tell_objector(row, "accepted" if objected.is_seen(row) else "accepted_unseen")
    return row


@transaction.atomic
def answer_by_reference(
    *, actor: User, objection_id: UUID, earlier_id: UUID, reason: str,
    expected_version: int | None = None,
) -> Objection:  # fmt: skip
    """A repetition without new facts is answered by the earlier decision, also after acceptance:
    the mark goes then. Raises Invalid ("earlier_unfit") for a decision on another record or ground,
    or against which an appeal is open."""
    row, acting = _begin(actor, objection_id, expected_version)
    earlier = selectors.citable(row).filter(pk=earlier_id).first()
    if earlier is None:
        raise Invalid(
            "earlier_unfit",
            _(
                "Choose a decision on the same record and the same ground against which no appeal"
                " is open."
            ),
            field="earlier_id",
        )
    row.earlier, row.handler, row.ended_on = earlier, actor, clock.today()
    steps.move(row, "repeat", acting, "earlier", "handler", "ended_on")
    for kind in (steps.EXAMINE, steps.TRANSFER, steps.ANSWER):
        workflow.satisfy(kind, row)
    said = steps.say(row, codes.NoteKind.REASON, reason)
    steps.note(row, "repeated", acting, said, earlier=str(earlier.pk))
    steps.restate(row)
    steps.tell_objector(row, "repeated")
    return row


@transaction.atomic
def transfer(
    *, actor: User, objection_id: UUID, organ: str, letter_number: str, reason: str,
    upload: Any = None, expected_version: int | None = None,
) -> Objection:  # fmt: skip
    """Record the letter to the source organ; the time to answer runs (rule OBJ-ANSWER)."""
    row, acting = _begin(actor, objection_id, expected_version)
    if not organ.strip() or not letter_number.strip():
        raise Invalid(
            "letter_missing", _("A letter has an addressee and a number."), field="letter_number"
        )
    row.handler, row.transferred_on = actor, clock.today()
    row.organ, row.letter_number = organ.strip()[:200], letter_number.strip()[:100]
    steps.move(row, "transfer", acting, "handler", "transferred_on", "organ", "letter_number")
    workflow.satisfy(steps.TRANSFER, row)
    steps.start(steps.ANSWER, row)
    said = steps.say(row, codes.NoteKind.LETTER, reason, steps.store(upload, actor))
    steps.note(row, "transferred", acting, said)
    steps.tell_objector(row, "transferred")
    return row


@transaction.atomic
def stop_clock(
    *, actor: User, objection_id: UUID, ground: str, reason: str,
    expected_version: int | None = None,
) -> Objection:  # fmt: skip
    """Stop the time to answer for an inspection, an appraisal or a review by experts."""
    row, acting = _begin(actor, objection_id, expected_version)
    if ground not in codes.Stop.values:
        raise Invalid("ground_unknown", _("Choose why the time stands still."), field="ground")
    workflow.suspend(steps.ANSWER, row, ground=ground, actor=actor)
    said = steps.say(row, codes.NoteKind.REASON, reason)
    steps.note(row, "clock_stopped", acting, said, ground=ground)
    steps.tell_objector(row, "clock_stopped")
    return row


@transaction.atomic
def resume_clock(
    *, actor: User, objection_id: UUID, expected_version: int | None = None
) -> Objection:
    """The inspection is done: the time runs again."""
    row, acting = _begin(actor, objection_id, expected_version)
    workflow.resume(steps.ANSWER, row, actor=actor)
    steps.note(row, "clock_resumed", acting)
    steps.tell_objector(row, "clock_resumed")
    return row


@transaction.atomic
def verify(
    *, actor: User, objection_id: UUID, reason: str, answered_on: date | None = None,
    upload: Any = None, expected_version: int | None = None,
) -> Objection:  # fmt: skip
    """Say what was found, with the organ's answer (its day and paper) where it was transferred.

    Raises Invalid ("answer_day") for an answer without its day, or one before the letter or ahead.
    """
    row, acting = _begin(actor, objection_id, expected_version)
    today = clock.today()
    if row.transferred_on is None:
        workflow.satisfy(steps.TRANSFER, row)
        answered_on = None
    elif answered_on is None or not row.transferred_on <= answered_on <= today:
        raise Invalid(
            "answer_day",
            _("Give the day of the answer: not before the letter and not after today."),
            field="answered_on",
        )
    had_clock = row.transferred_on is not None
    row.handler, row.answered_on = actor, answered_on
    steps.move(row, "verify", acting, "handler", "answered_on")
    if not had_clock:
        steps.start(steps.ANSWER, row)
    said = steps.say(row, codes.NoteKind.FINDING, reason, steps.store(upload, actor))
    steps.note(row, "verified", acting, said)
    return row
