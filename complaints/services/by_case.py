"""Acts on a part of a case, called through the case: its version is checked, the part is its own.

Pages and the API name the case and the part; nobody reaches a part through another case.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.models import Case
from complaints.services import call_backs, letters, motions, replies, steps
from credit_portal.accounts.models import User
from credit_portal.common.errors import NotFound


def _case(actor: User, case_id: UUID, version: int | None, parts: str, part_id: UUID) -> Case:
    row = steps.locked(actor, case_id, version)
    if not getattr(row, parts).filter(pk=part_id).exists():
        raise NotFound("not_found", _("This does not belong to the case."))
    return row


@transaction.atomic
def draft(
    *,
    actor: User,
    case_id: UUID,
    reply_version: int | None = None,
    expected_version: int | None = None,
    **given: Any,
) -> Case:
    """Write or change the draft of the answer, which is at `reply_version` (`replies.draft`)."""
    row = steps.locked(actor, case_id, expected_version)
    replies.draft(actor=actor, case_id=row.pk, expected_version=reply_version, **given)
    return row


@transaction.atomic
def ask_motion(
    *,
    actor: User,
    case_id: UUID,
    kind: str,
    reason: str,
    ground: str = "",
    expected_version: int | None = None,
) -> Case:
    """Ask for more time or for a pause (`motions.ask`)."""
    made = motions.ask(
        actor=actor, case_id=case_id, kind=kind, reason=reason, ground=ground,
        expected_version=expected_version,
    )  # fmt: skip
    return made.case


@transaction.atomic
def decide_motion(
    *,
    actor: User,
    case_id: UUID,
    motion_id: UUID,
    grant: bool,
    reason: str = "",
    expected_version: int | None = None,
) -> Case:
    """Grant or refuse a request for time (`motions.decide`)."""
    row = _case(actor, case_id, expected_version, "motions", motion_id)
    motions.decide(actor=actor, motion_id=motion_id, grant=grant, reason=reason)
    return row


@transaction.atomic
def issue_letter(
    *, actor: User, case_id: UUID, text: str, expected_version: int | None = None
) -> Case:
    """Issue a supervision letter (`letters.issue`)."""
    letters.issue(actor=actor, case_id=case_id, text=text, expected_version=expected_version)
    return steps.locked(actor, case_id)


@transaction.atomic
def answer_letter(
    *,
    actor: User,
    case_id: UUID,
    letter_id: UUID,
    text: str,
    expected_version: int | None = None,
) -> Case:
    """Answer a supervision letter (`letters.answer`)."""
    row = _case(actor, case_id, expected_version, "letters", letter_id)
    letters.answer(actor=actor, letter_id=letter_id, text=text)
    return row


@transaction.atomic
def take_call(
    *, actor: User, case_id: UUID, call_back_id: UUID, expected_version: int | None = None
) -> Case:
    """Take a call to make (`call_backs.take`)."""
    row = _case(actor, case_id, expected_version, "call_backs", call_back_id)
    call_backs.take(actor=actor, call_back_id=call_back_id)
    return row


@transaction.atomic
def not_reached(
    *, actor: User, case_id: UUID, call_back_id: UUID, expected_version: int | None = None
) -> Case:
    """Nobody answered the call (`call_backs.not_reached`)."""
    row = _case(actor, case_id, expected_version, "call_backs", call_back_id)
    call_backs.not_reached(actor=actor, call_back_id=call_back_id)
    return row


@transaction.atomic
def told(
    *, actor: User, case_id: UUID, call_back_id: UUID, expected_version: int | None = None
) -> Case:
    """The reporter was told what was decided (`call_backs.told`)."""
    row = _case(actor, case_id, expected_version, "call_backs", call_back_id)
    call_backs.told(actor=actor, call_back_id=call_back_id)
    return row


@transaction.atomic
def reached(
    *,
    actor: User,
    case_id: UUID,
    call_back_id: UUID,
    expected_version: int | None = None,
    **said: Any,
) -> Case:
    """What the reporter said in the call (`call_backs.reached`)."""
    row = _case(actor, case_id, expected_version, "call_backs", call_back_id)
    call_backs.reached(actor=actor, call_back_id=call_back_id, **said)
    return row
