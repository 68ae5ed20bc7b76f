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
from credit_portal.audit import services as audit
from credit_portal.common import acts, clock
from credit_portal.common.actors import Actor, actor_id
from credit_portal.common.db import lock
from credit_portal.common.errors import Invalid, Stale
from credit_portal.common.templatetags._dates import long_date
from credit_portal.notices.services import notify
from credit_portal.workflow import moves
from credit_portal.workflow import services as workflow
from integrity_files import machine_records
from integrity_files import policies as base
from integrity_files import policies_records as policies
from integrity_files import selectors_records as selectors
from integrity_files.models import Record, RecordEvent
from integrity_files.selectors_responsible import require_other

RECTIFY = "integrity_files.record_rectify"
STATEMENT = "integrity_files.record_statement"
HIDDEN = "integrity_files.record_hidden"
RECTIFY_RULE, STATEMENT_RULE, HIDE_RULE = "REC-RECTIFY", "REC-STATEMENT", "REC-HIDE"
HIDDEN_RULE = "REC-HIDDEN"
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
    if expected is not None and row.version != expected:
        raise Stale(
            "stale",
            _("Somebody else changed this meanwhile. Reload the page and look again."),
        )
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


def words(text: Any, field: str, limit: int = 5000) -> str:
    """Words of a finding or a reason. Raises Invalid where there are too few."""
    found = str(text or "").strip()
    if len(found) < 2:
        raise Invalid("words_missing", _("Say it in words."), field=field)
    return found[:limit]


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
    RecordEvent.objects.create(
        record=row,
        act_id=acts.current_act_id(),
        name=name,
        at=clock.now(),
        on=clock.today(),
        actor_id=actor_id(actor),
        actor_title=actor.title[:200],
        data=data,
    )
    audit.record(
        f"integrity_files.record_{name}",
        actor=actor,
        target=row,
        new={"state": row.state},
        organisation=row.organisation,
        **data,
    )


def tell(template: str, row: Record, recipients: Iterable[User], key: str, **more: Any) -> None:
    """A message about a record: what it is about and the body."""
    notify(
        recipients=recipients,
        template=template,
        context={
            "title_zh": row.name_zh,
            "title_en": row.name_zh,
            "organisation_zh": row.organisation.name_zh,
            "organisation_en": row.organisation.name_en or row.organisation.name_zh,
            "url": f"/staff/records/{row.pk}/",
            **more,
        },
        dedupe_key=f"integrity_files.record:{key}:{row.pk}:{row.version}",
        organisation=row.organisation,
        target=row,
    )


def office(row: Record, verb: str) -> list[User]:
    """Those of the credit office who may do the verb on it."""
    found = holders_of(verb, row.organisation)
    return [one for one in found if base.bar(one, row.organisation) is None]


def body(row: Record) -> list[User]:
    """Those who answer for the body."""
    return holders_of(policies.ANSWER, row.organisation)
