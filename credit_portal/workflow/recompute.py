"""Counting deadlines anew: one after a pause or extension, a batch after a calendar was loaded."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from psycopg2.extras import Json, execute_values

from credit_portal.common import clock
from credit_portal.common.db import take_turns, turn_and_ask
from credit_portal.workdays import selectors as workdays
from credit_portal.workdays.selectors import Calendar, Result
from credit_portal.workflow import explanations, registry
from credit_portal.workflow.models import Deadline

#: Whoever counts shares this lock; who loads a calendar takes it.
TURNS = zlib.crc32(b"workflow.calendar")
_WRITE = """
update workflow_deadline d
   set due_on = v.due_on, raw_due_on = v.raw_due_on, provisional = v.provisional,
       explanation = v.explanation, updated_at = v.at, moved_by = v.moved_by,
       reminded_before = case when d.due_on = v.due_on then d.reminded_before end
  from (values %s) as v (id, due_on, raw_due_on, provisional, explanation, at, moved_by)
 where d.id = v.id and d.outcome = '' and d.overdue_at is null
"""
_TEMPLATE = "(%s::uuid, %s::date, %s::date, %s::bool, %s::jsonb, %s::timestamptz, %s)"


@dataclass(frozen=True)
class Told:
    """A deadline that came out otherwise: another day, or no longer provisional.

    `kept`: its certain date would have moved to a day that has passed, so it stands.
    """

    deadline: Deadline
    old_due_on: date
    was_provisional: bool
    due_on: date
    provisional: bool
    kept: bool = False

    @property
    def moved(self) -> bool:
        """Whether it has another due day."""
        return self.due_on != self.old_due_on and not self.kept

    @property
    def confirmed(self) -> bool:
        """Whether it was provisional and is certain now."""
        return self.was_provisional and not self.provisional


@dataclass
class Batch:
    """What counting a batch did."""

    counted: int = 0
    told: list[Told] = field(default_factory=list)


def hold_calendar(*, alone: bool = False) -> None:
    """Until the transaction ends: no calendar is loaded (or, `alone`, nothing else is counted).

    Without it a deadline counted by the old calendar could commit just after the recount had
    passed, and stay provisional for ever. Shared holders do not wait for each other. Raises
    TransactionManagementError outside of a transaction, where nothing would be held.
    """
    take_turns(TURNS, share=not alone)


def held_calendar() -> Calendar:
    """`hold_calendar` and what the calendar is from then on, in one round trip."""
    return workdays.calendar_of(turn_and_ask(TURNS, workdays.VERSION, share=True))


def of(
    deadline: Deadline, more: Sequence[tuple[str, int]] = (), resume_on: date | None = None
) -> Result:
    """The result of one stored deadline, with its finished pauses and its extensions.

    `more` are extensions that are not stored, `resume_on` a day on which an open pause is taken to
    end. One given as a date moves by as many calendar days
    as its clock stood still.
    """
    pauses, extensions = _intervals(deadline, resume_on)
    if deadline.count is None:
        first = deadline.raw_due_on
        told = explanations.of_moved_date(deadline.explanation, first, pauses)
        due = date.fromisoformat(told["due"])
        return Result(due, first, False, told)
    return result(deadline, pauses, [*extensions, *more])


def _intervals(
    deadline: Deadline, resume_on: date | None = None
) -> tuple[list[tuple[date, date]], list[tuple[str, int]]]:
    """Its finished pauses and its extensions, as the counting takes them."""
    ends = [(p.stopped_on, p.resumed_on or resume_on) for p in deadline.pauses.all()]
    pauses = [(first, last) for first, last in ends if last is not None]
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


def touched(first: date, last: date) -> "QuerySet[Deadline]":
    """Deadlines still running, not yet overdue, that count over days from `first` to `last`.

    What is satisfied, closed or overdue is not among them and never moves: on an overdue one a
    verification is open, and a person weighs a corrected calendar.
    """
    reached = Q(due_on__gte=first) | Q(provisional=True)
    rows = Deadline.objects.filter(reached, outcome="", overdue_at=None, start_on__lt=last)
    return rows.exclude(unit="")


def lock_cases(kinds: dict[str, list[UUID]]) -> None:
    """Let the apps lock the cases of these deadlines, as every act on a case does first."""
    for kind in sorted(kinds):
        spec = registry.deadline_kind(kind) if registry.knows(kind) else None
        if spec is not None and spec.lock_cases is not None:
            spec.lock_cases(kinds[kind], clock.today())


def recount(ids: Sequence[UUID], known: Calendar, report_id: UUID) -> Batch:
    """Count these deadlines anew (those still running), write what differs in one statement, and
    let the apps take the new dates over. Due days that moved ask for their reminders again; the
    calendar report `report_id` is the act that moves them."""
    rows = Deadline.objects.filter(pk__in=ids, outcome="", overdue_at=None)
    rows = rows.select_for_update(of=("self",)).select_related("rule").order_by("pk")
    batch, values, now = Batch(), [], clock.now()
    alike: dict[tuple[object, ...], Result] = {}  # many begin on one day under one rule
    for deadline in rows.prefetch_related("pauses", "extensions"):
        batch.counted += 1
        new = _result_of(deadline, known, alike)
        explained = new.explanation
        if deadline.suspended_on:
            explained = explanations.stopped(explained, deadline.suspended_on)
        if explained == deadline.explanation:
            continue
        told = _compared(deadline, new)
        if not told.kept:
            written = (deadline.pk, new.due, new.raw_due, new.provisional, Json(explained), now,
                       f"recount:{report_id}")  # fmt: skip
            values.append(written)
        if told.moved or told.confirmed or told.kept:
            batch.told.append(told)
    if values:
        with connection.cursor() as cursor:
            execute_values(cursor.cursor, _WRITE, values, template=_TEMPLATE, page_size=len(values))
    _hand_over(batch)
    return batch


def _result_of(
    deadline: Deadline, known: Calendar, alike: dict[tuple[object, ...], Result]
) -> Result:
    """The result of a deadline; of those without pause or extension each kind is counted once."""
    pauses, extensions = _intervals(deadline)
    if pauses or extensions:
        return result(deadline, pauses, extensions, known)
    key = (deadline.start_on, deadline.unit, deadline.count, deadline.roll, deadline.rule_id)
    if key not in alike:
        alike[key] = result(deadline, (), (), known)
    return alike[key]


def _compared(deadline: Deadline, new: Result) -> Told:
    """A date on which people relied never moves into the past; a provisional one had said so."""
    kept = (
        new.due != deadline.due_on
        and not deadline.provisional
        and new.due < clock.today() <= deadline.due_on
    )
    return Told(
        deadline, deadline.due_on, deadline.provisional, new.due, new.provisional, kept=kept
    )


def _hand_over(batch: Batch) -> None:
    """Call the apps' handlers with what moved or became certain."""
    kinds: dict[str, list[UUID]] = {}
    for told in batch.told:
        if not told.kept:
            kinds.setdefault(told.deadline.kind, []).append(told.deadline.pk)
    for kind in sorted(kinds):
        spec = registry.deadline_kind(kind) if registry.knows(kind) else None
        if spec is not None and spec.on_moved is not None:
            spec.on_moved(kinds[kind], clock.today())
