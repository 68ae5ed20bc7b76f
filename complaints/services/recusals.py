"""Keeping out of a case: because one says so oneself, or because a supervisor does. For good.

Why is asked of nobody: the reason would tell of family, money or the reporter.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import codes, policies, selectors_identity
from complaints.codes import AssignmentState, CallBackState, Part, UnsealState
from complaints.models import Assignment, Case, Recusal
from complaints.services import steps
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_anywhere, holders_of
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, Invalid

RUNNING = (UnsealState.ASKED, UnsealState.CONFIRMED)


@transaction.atomic
def recuse_self(*, actor: User, case_id: UUID, expected_version: int | None = None) -> None:
    """Keep out of a case; from now on it does not exist for him, nor for who stands in for him."""
    row = steps.locked(actor, case_id, expected_version)
    steps.note(row, "recused", actor)
    _keep_out(row, actor, actor)


@transaction.atomic
def recuse(
    *, actor: User, case_id: UUID, user_id: UUID, expected_version: int | None = None
) -> Case:
    """A supervisor keeps somebody out of a case. Raises Invalid ("person_unknown"), Conflict
    ("recused_already")."""
    row = steps.locked(actor, case_id, expected_version)
    actor = steps.capacity(actor, policies.SUPERVISE, row)
    found = User.objects.filter(pk=user_id).first()
    if found is None or found.pk == actor.pk:
        raise Invalid("person_unknown", _("Choose somebody else from the list."), field="user_id")
    if row.recusals.filter(user=found).exists():
        raise Conflict("recused_already", _("He keeps out of this case already."))
    steps.note(row, "recused_by_head", actor, user=str(found.pk))
    _keep_out(row, found, actor)
    return row


def people_of(actor: User, row: Case) -> list[User]:
    """Whom a supervisor may have keep out: whoever holds a role that might know of the case, but
    himself and those who keep out already."""
    over = [(verb, row.accused) for verb in (*policies.HOTLINE, policies.REVIEW, policies.CONVERT)]
    for part in row.assignments.select_related("organisation"):
        over += [(verb, part.organisation) for verb in policies.OF_BODY]
    found: dict[UUID, User] = {}
    for verb, body in over:
        holders = holders_of(verb, body) if body is not None else holders_anywhere(verb)
        found |= {one.pk: one for one in holders if one.pk != actor.pk}
    out = set(row.recusals.values_list("user_id", flat=True))
    return sorted((one for one in found.values() if one.pk not in out), key=lambda u: u.username)


def _keep_out(row: Case, user: User, maker: User) -> None:
    """What he had in hand is nobody's now; who can take it over is told."""
    Recusal.objects.create(case=row, user=user, maker=maker, made_on=clock.today())
    row.version += 1
    row.keeper = None if row.keeper_id == user.pk else row.keeper
    row.save(update_fields=["version", "keeper"])
    row.call_backs.filter(taker=user, state=CallBackState.OPEN).update(taker=None)
    row.unsealings.filter(asker=user, state__in=RUNNING).update(state=UnsealState.ENDED)
    parts = row.assignments.filter(handler=user, state__in=codes.ASSIGNED_NOW)
    for part in parts.select_related("organisation"):
        _free(row, part)


def _free(row: Case, part: Assignment) -> None:
    """Nobody handles this part now; who can take it over is told."""
    part.handler = None
    part.save(update_fields=["handler"])
    told = steps.of_body(policies.HANDLE, part.organisation, row)
    steps.tell("complaint_to_take_over", row, told, f"to_take_over:{part.pk}")


def free_barred(row: Case) -> None:
    """What those have in hand who see the case no more is nobody's now."""
    if row.keeper is not None and not steps.sees(row.keeper, row):
        row.keeper = None
        row.save(update_fields=["keeper"])
    for made in row.call_backs.filter(state=CallBackState.OPEN).exclude(taker=None):
        if not steps.sees(made.taker, row):
            made.taker = None
            made.save(update_fields=["taker"])
    for request in row.unsealings.filter(state__in=RUNNING).select_related("asker"):
        if not selectors_identity.cases_for(request.asker).filter(pk=row.pk).exists():
            request.state, request.version = UnsealState.ENDED, request.version + 1
            request.save(update_fields=["state", "version"])
    for part in row.assignments.filter(state__in=codes.ASSIGNED_NOW).exclude(handler=None):
        if not steps.sees(part.handler, row):
            _free(row, part)


@transaction.atomic
def take_over(*, actor: User, case_id: UUID, expected_version: int | None = None) -> Case:
    """Go on with a case of one's body whose handler keeps out of it.

    Raises Conflict ("nothing_to_take_over").
    """
    row = steps.locked(actor, case_id, expected_version)
    part = _left(actor, row)
    if part is None:
        raise Conflict("nothing_to_take_over", _("Somebody handles it, or your body has no part."))
    part.handler = actor
    part.save(update_fields=["handler"])
    row.version += 1
    row.save(update_fields=["version"])
    steps.note(row, "taken_over", actor, body=str(part.organisation_id))
    return row


def _left(actor: User, row: Case) -> Assignment | None:
    """The signed leading part of a body of his that nobody handles."""
    rows = row.assignments.select_related("organisation").filter(
        part=Part.LEAD, state=AssignmentState.SIGNED, handler=None
    )
    return next((one for one in rows if actor.may(policies.HANDLE, one.organisation)), None)


def may_take_over(actor: User, row: Case) -> bool:
    """Whether there is something to take over."""
    return _left(actor, row) is not None
