"""Handing a case in hand over to a colleague: one act with words, the colleague told, on record.

At the hotline it is whoever keeps the case in mind (at first who logged it), with the call-backs
that he has taken; in a body whoever handles its part.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import codes, policies
from complaints.codes import CallBackState, NoteKind
from complaints.models import Assignment, Case
from complaints.services import steps
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_anywhere, holders_of
from credit_portal.common.errors import Invalid, NotAllowed


@transaction.atomic
def hand_over(
    *, actor: User, case_id: UUID, user_id: UUID, text: str, expected_version: int | None = None
) -> Case:
    """Hand what one has of a case over to a colleague, saying what he must know.

    Raises NotFound, Stale, NotAllowed ("not_in_hand"), Invalid ("person_unknown",
    "words_missing").
    """
    row = steps.locked(actor, case_id, expected_version)
    if not may_hand_over(actor, row):
        raise NotAllowed("not_in_hand", _("You do not have this case in hand."))
    found = next((one for one in colleagues(actor, row) if one.pk == user_id), None)
    if found is None:
        raise Invalid("person_unknown", _("Choose somebody else from the list."), field="user_id")
    words = steps.words(text, "text", 2000)
    part = _part(actor, row)
    _give(row, part, found)
    said = steps.say(
        row, NoteKind.INTERNAL, f"交接给{found.title}{found.display_name}：{words}", author=actor,
        for_body=part is not None,
    )  # fmt: skip
    name = "handed_over" if part is None else "handed_on"
    steps.note(row, name, actor, about=said, to=str(found.pk))
    steps.tell("complaint_handed_over", row, [found], "handed_over")
    return row


def _give(row: Case, part: Assignment | None, colleague: User) -> None:
    row.version += 1
    if part is not None:
        part.handler = colleague
        part.save(update_fields=["handler"])
        row.save(update_fields=["version"])
        return
    row.call_backs.filter(state=CallBackState.OPEN, taker=in_hand_of(row)).exclude(
        taker=None
    ).update(taker=colleague)
    row.keeper = colleague
    row.save(update_fields=["version", "keeper"])


def in_hand_of(row: Case) -> User | None:
    """Who of the hotline keeps the case in mind; nobody yet of one that came from elsewhere."""
    found: User | None = row.keeper or row.operator
    return found


def may_hand_over(actor: User, row: Case) -> bool:
    """Whether the actor has something of the case in hand, or leads who has, and it goes on."""
    if row.state in codes.ENDED:
        return False
    if _part(actor, row) is not None:
        return True
    if policies.is_own(actor, row.accused):
        return False
    if actor.may(policies.SUPERVISE, row.accused):
        return True
    return in_hand_of(row) == actor and bool(actor.may(policies.TAKE, row.accused))


def colleagues(actor: User, row: Case) -> list[User]:
    """Who can go on with it: whoever holds the same verb and may know of the case."""
    part = _part(actor, row)
    if part is not None:
        found, has = holders_of(policies.HANDLE, part.organisation), part.handler
    elif row.accused is not None:
        found, has = holders_of(policies.TAKE, row.accused), in_hand_of(row)
    else:
        found, has = holders_anywhere(policies.TAKE), in_hand_of(row)
    rest = {one.pk: one for one in found if one != has and steps.sees(one, row)}
    return sorted(rest.values(), key=lambda one: one.username)


def _part(actor: User, row: Case) -> Assignment | None:
    """The part of a body that the actor handles, or whose handler he heads."""
    parts = row.assignments.select_related("organisation", "handler")
    for one in parts.filter(state__in=codes.ASSIGNED_NOW, handler__isnull=False):
        of_body = one.handler_id == actor.pk and actor.may(policies.HANDLE, one.organisation)
        if of_body or actor.may(policies.APPROVE, one.organisation):
            return one
    return None
