"""Calls as the switch tells them, and how an operator ends one.

The number of a call is no argument of any act here: it goes to the vault's memory (`tell_vault`),
and nowhere else. Each event is told again without harm; the switch may tell them in any order.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints import policies, vault_client
from complaints.codes import CallOutcome, DeskStatus
from complaints.desk_endings import BY_NAME
from complaints.models import Call, OperatorStatus
from complaints.services import identity_sealing
from complaints.vault.numbers import normal
from complaints.vault_client import VaultAway
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, Invalid, NotFound

#: A call without an end is not believed for longer (as long as the vault keeps its number).
LONGEST = timedelta(hours=2)


@transaction.atomic
def rang(*, actor: Actor, switch_id: str, line: str = "") -> Call:
    """A new call; told again, the same one."""
    row = _call(switch_id)
    if line and not row.line:
        row.line = line
        row.save(update_fields=["line"])
    return row


@transaction.atomic
def answered(*, actor: Actor, switch_id: str, operator: str, at: int = 0) -> Call:
    """Somebody took the call; handed on to a colleague, it is his from then on.

    `at` is the switch's own time of the event, in seconds since 1970: told once more after a
    colleague took the call, it does not give it back. Raises Invalid ("operator_unknown") when
    nobody of the desk is called so.
    """
    found = User.objects.filter(username=operator, is_active=True).first()
    if found is None or not policies.is_hotline(found):
        raise Invalid(
            "operator_unknown", _("Nobody of the desk has this user name."), field="operator"
        )
    row = _call(switch_id)
    if row.ended_at is None and row.operator_id != found.pk and at >= row.told_at:
        row.operator, row.told_at = found, at
        row.answered_at = row.answered_at or clock.now()
        row.save(update_fields=["operator", "told_at", "answered_at"])
    return row


@transaction.atomic
def hung_up(*, actor: Actor, switch_id: str) -> Call:
    """The line is free again; who rang off while waiting is counted as missed."""
    row = _call(switch_id)
    if row.ended_at is None:
        row.ended_at = clock.now()
        if row.answered_at is None:
            row.outcome = CallOutcome.MISSED
        row.save(update_fields=["ended_at", "outcome"])
    return row


@transaction.atomic
def end_without_case(*, actor: User, ending: str, call_id: UUID | None = None) -> Call:
    """End a call that becomes no case, in one of the ways of `desk_endings`. A desk without a
    switch has no call yet: it is counted all the same.

    Raises Invalid ("ending_unknown"), NotFound, Conflict ("call_ended").
    """
    policies.require(actor, policies.TAKE)
    found = BY_NAME.get(ending)
    if found is None:
        raise Invalid("ending_unknown", _("Choose how the call ends."), field="ending")
    row = own(actor, call_id) if call_id is not None else _by_hand(actor)
    return finish(row, found.outcome, found.office_zh)


def finish(row: Call, outcome: str, office_zh: str = "") -> Call:
    """Set the outcome of a locked call; its number can be asked for no longer."""
    row.outcome, row.office_zh = outcome, office_zh
    row.ended_at = row.ended_at or clock.now()
    row.save(update_fields=["outcome", "office_zh", "ended_at"])
    return row


def own(actor: User, call_id: UUID) -> Call:
    """The operator's own call, locked, that has no outcome yet. Raises NotFound, Conflict."""
    row = Call.objects.select_for_update().filter(pk=call_id, operator=actor).first()
    if row is None:
        raise NotFound("not_found", pgettext_lazy("call", "There is no such call."))
    if row.outcome:
        raise Conflict("call_ended", _("This call has its end already."))
    return row


def tell_vault(row: Call, number: str) -> bool:
    """Give the number of a call that goes on to the vault's memory; whether it is known there now.

    Called after the call stands in the database. A number withheld, or a vault away, is no fault
    of the caller's: the call is taken without it.
    """
    known = normal(number)
    if not known or row.ended_at is not None:
        return False
    try:
        vault_client.call_started(row.pk, known, identity_sealing.bucket_of(known))
    except VaultAway:
        return False
    return True


def forget(call_id: UUID) -> None:
    """Let the vault forget the number; a vault away forgets by itself."""
    with suppress(VaultAway):
        vault_client.call_forgotten(call_id)


@transaction.atomic
def set_status(*, actor: User, status: str) -> OperatorStatus:
    """Say whether one takes calls. Raises Invalid ("status_unknown")."""
    policies.require(actor, policies.TAKE)
    if status not in DeskStatus.values:
        raise Invalid("status_unknown", _("Choose from the list."), field="status")
    given = {"status": status, "since": clock.now()}
    row, _made = OperatorStatus.objects.update_or_create(operator=actor, defaults=given)
    return row


def _call(switch_id: str) -> Call:
    """The call of the switch, locked; made where an event tells of it first."""
    Call.objects.bulk_create(
        [Call(switch_id=switch_id, rang_at=clock.now())], ignore_conflicts=True
    )
    return Call.objects.select_for_update().get(switch_id=switch_id)


def _by_hand(actor: User) -> Call:
    now: datetime = clock.now()
    return Call.objects.create(
        switch_id=f"desk-{uuid4()}", operator=actor, rang_at=now, answered_at=now
    )
