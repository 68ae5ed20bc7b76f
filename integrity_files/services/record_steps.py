"""What every act on a record does: lock, move, note, trail, tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.capacity import in_capacity
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_of
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Invalid
from credit_portal.common.templatetags._dates import long_date
from credit_portal.workflow import moves
from credit_portal.workflow import services as workflow
from integrity_files import machine_records
from integrity_files import policies as base
from integrity_files import policies_records as policies
from integrity_files import selectors_records as selectors
from integrity_files.models import Record
from integrity_files.selectors_responsible import require_other
from integrity_files.services import case_steps
from integrity_files.services.case_steps import require_version, words

__all__ = ["words"]
RECTIFY = "integrity_files.record_rectify"
STATEMENT = "integrity_files.record_statement"
REMOVAL = "integrity_files.record_removal"
HIDDEN = "integrity_files.record_hidden"
RECTIFY_RULE, STATEMENT_RULE, HIDE_RULE = "REC-RECTIFY", "REC-STATEMENT", "REC-HIDE"
REMOVAL_RULE, HIDDEN_RULE = "REV-DEL", "REC-HIDDEN"
KIND = "breach"
ALWAYS = frozenset({"E1", "E2", "E3", "E4"})
"""Blamed on one of these, a breach is always a breach (no. 1103 of 2023)."""


def locked(actor: Actor, record_id: UUID | str, verb: str, expected: int | None = None) -> Record:
    """The record, locked; the actor holds the verb over its body.
    Raises NotFound, NotAllowed ("about_yourself" …), Stale."""
    row = lock(selectors.visible_to(actor), record_id)
    policies.require(actor, verb, row.organisation)
    if verb not in policies.OF_BODY:
        require_other(actor, row)
    require_version(row, expected)
    return row


def capacity(actor: Any, verb: str, row: Record) -> Any:
    """The actor as he does the verb over the body."""
    return in_capacity(actor, verb, row.organisation)


def move(row: Record, name: str, actor: Actor, *also: str) -> None:
    """Take a transition on the locked row; ``also`` names fields saved with it."""
    moves.move(
        machine_records.RECORD, row, name, actor=actor, organisation=row.organisation, also=also
    )


def save(row: Record, *fields: str) -> None:
    """Save fields that no transition goes with."""
    row.updated_at, row.version = clock.now(), row.version + 1
    row.save(update_fields=[*fields, "updated_at", "version"])


def past(day: date | None, field: str) -> date:
    """A day that is not still to come. Raises Invalid ("date_missing", "date_future")."""
    if day is None:
        raise Invalid("date_missing", _("Give the day."), field=field)
    if day > clock.today():
        raise Invalid(
            "date_future",
            _("This day is still to come. It can be entered from %(day)s on.")
            % {"day": long_date(day, with_weekday=False)},
            field=field,
        )
    return day


def end_clocks(row: Record) -> None:
    """Whatever still runs falls away."""
    for kind in (RECTIFY, STATEMENT, HIDDEN):
        workflow.cancel(kind, row)


def note(row: Record, name: str, actor: Actor, **data: Any) -> None:
    """Write one step of the story and its audit row: codes, dates and ids only."""
    case_steps.event(row.events, name, actor, data=data)
    case_steps.trail(f"record_{name}", actor, row, row.organisation, **data)


def tell(template: str, row: Record, recipients: Iterable[User], key: str, **more: Any) -> None:
    """A message about a record: what it is about and the body."""
    case_steps.tell(
        template, row, recipients, key=f"record:{key}:{row.pk}:{row.version}",
        titles=(row.name_zh, row.name_zh), body=row.organisation,
        url=f"/staff/records/{row.pk}/", **more,
    )  # fmt: skip


def office(row: Record, verb: str) -> list[User]:
    """Those of the credit office who may do the verb on it."""
    found = holders_of(verb, row.organisation)
    return [one for one in found if base.bar(one, row.organisation) is None]


def body(row: Record) -> list[User]:
    """Those who answer for the body."""
    return holders_of(policies.ANSWER, row.organisation)
