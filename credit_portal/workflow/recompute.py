"""Counting deadlines anew: one after a pause or extension, many after a calendar was loaded."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from psycopg2.extras import Json, execute_values

from credit_portal.accounts import selectors as accounts
from credit_portal.common import clock
from credit_portal.directory.models import Organisation
from credit_portal.notices import services as notices
from credit_portal.workdays import selectors as workdays
from credit_portal.workdays.calendar_file import NoticeDays
from credit_portal.workdays.selectors import Calendar, Result
from credit_portal.workflow import explanations, registry
from credit_portal.workflow.models import Deadline

CHUNK = 2000
FOLLOW = "workflow.follow_deadlines"

_WRITE = """
update workflow_deadline d
   set due_on = v.due_on, raw_due_on = v.raw_due_on, provisional = v.provisional,
       explanation = v.explanation, updated_at = v.at,
       reminded_before = case when d.due_on = v.due_on then d.reminded_before end
  from (values %s) as v (id, due_on, raw_due_on, provisional, explanation, at)
 where d.id = v.id and d.outcome = '' and d.overdue_at is null
"""
_TEMPLATE = "(%s::uuid, %s::date, %s::date, %s::bool, %s::jsonb, %s::timestamptz)"


@dataclass
class Recomputed:
    """What a recount did: `moved` got another due day, `confirmed` lost the provisional flag."""

    counted: int = 0
    moved: list[UUID] = field(default_factory=list)
    confirmed: list[UUID] = field(default_factory=list)
    touched: dict[UUID, list[date]] = field(default_factory=dict)
    kinds: dict[str, list[UUID]] = field(default_factory=dict)


def hold_calendar(*, alone: bool = False) -> None:
    """Until the transaction ends: no calendar is loaded (or, `alone`, nothing else is counted).

    Without it a deadline counted by the old calendar could commit just after the recount had
    passed, and stay provisional for ever. Shared holders do not wait for each other.
    """
    function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}(%s)", [zlib.crc32(b"workflow.calendar")])


def of(deadline: Deadline) -> Result:
    """The result of one stored deadline, with its finished pauses and its extensions."""
    pauses, extensions = _intervals(deadline)
    return result(deadline, pauses, extensions)


def _intervals(deadline: Deadline) -> tuple[list[tuple[date, date]], list[tuple[str, int]]]:
    """Its finished pauses and its extensions, as the counting takes them."""
    pauses = [(p.stopped_on, p.resumed_on) for p in deadline.pauses.all() if p.resumed_on]
    return pauses, [(extra.unit, extra.count) for extra in deadline.extensions.all()]


def result(
    deadline: Deadline,
    pauses: Sequence[tuple[date, date]],
    extensions: Sequence[tuple[str, int]],
    known: Calendar | None = None,
) -> Result:
    """Count a deadline that has a unit and a length."""
    if deadline.count is None:
        raise ValueError("a deadline given as a date is not counted")
    return workdays.compute_on(
        known or workdays.calendar(), deadline.start_on, deadline.unit, deadline.count,
        roll=deadline.roll, pauses=pauses, extensions=extensions, rule=deadline.rule,
    )  # fmt: skip


def recompute_open(changed: Sequence[date]) -> Recomputed:
    """Count anew all open deadlines not yet overdue that the changed days touch.

    Due days that moved ask for their reminders again. Overdue ones stay as they are: a
    verification is open, and a person weighs a corrected calendar.
    """
    done = Recomputed()
    if not changed:
        return done
    _lock_cases(min(changed), max(changed))
    known, last = workdays.calendar(), UUID(int=0)
    while chunk := _chunk(min(changed), max(changed), last):
        _recount(chunk, known, done)
        last = chunk[-1].pk
    today = clock.today()
    for kind, ids in done.kinds.items():
        handler = registry.deadline_kind(kind).on_moved if registry.knows(kind) else None
        if handler is not None:
            for first in range(0, len(ids), registry.LARGEST_BATCH):
                handler(ids[first : first + registry.LARGEST_BATCH], today)
    return done


def _lock_cases(first: date, last: date) -> None:
    """Let the apps lock their cases before their deadlines, as every act on a case does."""
    for kind in registry.deadline_kinds():
        if kind.lock_cases is not None:
            rows = _counting_over(first, last).filter(kind=kind.kind)
            if ids := list(rows.values_list("pk", flat=True)):
                kind.lock_cases(ids, clock.today())


def _counting_over(first: date, last: date) -> "QuerySet[Deadline]":
    """Deadlines still running that count over days from `first` to `last`."""
    reached = Q(due_on__gte=first) | Q(provisional=True)
    rows = Deadline.objects.filter(reached, outcome="", overdue_at=None, start_on__lt=last)
    return rows.exclude(unit="")


def _chunk(first: date, last: date, after: UUID) -> list[Deadline]:
    """The next deadlines, by id, that count over days from `first` to `last`; locked."""
    rows = _counting_over(first, last).filter(pk__gt=after).select_for_update(of=("self",))
    rows = rows.select_related("rule").order_by("pk")
    return list(rows.prefetch_related("pauses", "extensions")[:CHUNK])


def _recount(chunk: list[Deadline], known: Calendar, done: Recomputed) -> None:
    """Count a chunk and write in one statement what is different."""
    now, values = clock.now(), []
    for deadline in chunk:
        new = result(deadline, *_intervals(deadline), known)
        told = new.explanation
        if deadline.suspended_on:
            told = explanations.stopped(told, deadline.suspended_on)
        done.counted += 1
        if told == deadline.explanation:
            continue
        values.append((deadline.pk, new.due, new.raw_due, new.provisional, Json(told), now))
        _note(done, deadline, new)
    if values:
        with connection.cursor() as cursor:
            execute_values(cursor.cursor, _WRITE, values, template=_TEMPLATE, page_size=len(values))


def _note(done: Recomputed, deadline: Deadline, new: Result) -> None:
    """Remember what changed for the people who follow the deadline."""
    moved = new.due != deadline.due_on
    confirmed = deadline.provisional and not new.provisional
    if moved:
        done.moved.append(deadline.pk)
    if confirmed:
        done.confirmed.append(deadline.pk)
    if moved or confirmed:
        done.touched.setdefault(deadline.organisation_id, []).append(new.due)
        done.kinds.setdefault(deadline.kind, []).append(deadline.pk)


def tell(done: Recomputed, arrangement: Sequence[NoticeDays]) -> None:
    """One notice per body and follower: how many due days were counted anew, and the first."""
    token = workdays.calendar().token
    bodies = Organisation.objects.filter(pk__in=done.touched).order_by("path")
    for body in bodies:
        days = done.touched[body.pk]
        notices.notify(
            recipients=accounts.nearest_holders_of(FOLLOW, body),
            template="calendar_loaded",
            context=_told(arrangement, body, days),
            dedupe_key=f"calendar:{token}:{body.pk}",
            organisation=body,
        )


def _told(
    arrangement: Sequence[NoticeDays], body: Organisation, days: list[date]
) -> dict[str, Any]:
    first = arrangement[0]
    return {
        "title_zh": first.title_zh,
        "title_en": first.title_en or first.title_zh,
        "organisation_zh": body.name_zh,
        "organisation_en": body.name_en or body.name_zh,
        "due_on": min(days).isoformat(),
        "count": len(days),
        "url": "/staff/",
    }
