"""Time passes: remind, due, overdue, escalate. Set-based, safe twice, late and in parallel.

Each stage of each kind takes batches of at most 20,000 deadlines. One batch is one transaction:
a single UPDATE claims the rows by their stored condition and returns the ids, the app's handler
writes the effects, commit. Killed anywhere, a batch leaves nothing behind and is taken again.
Two guards keep parallel beats apart: a transaction-level advisory lock (who fails to get it
leaves: another is at work), and the condition in the UPDATE itself, which PostgreSQL checks again
after waiting for a row.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import OperationalError, connection
from django.db.models import Min, Q

from credit_portal.common import acts, clock
from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.common.db import advisory_lock
from credit_portal.workdays import selectors as workdays
from credit_portal.workflow import recount, reminders
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import (
    LARGEST_BATCH,
    DeadlineKind,
    Handler,
    deadline_kinds,
)

logger = logging.getLogger(__name__)
BATCH: Final = LARGEST_BATCH
LOCK: Final = "workflow.check_deadlines"
#: Stages that must not rest on a date that is about to be counted anew.
ADVERSE: Final = frozenset({"overdue", "escalate"})
Place = tuple[date, UUID]
#: First due day of a kind's running deadlines, and of the overdue ones of which nobody was told.
Nearest = dict[str, tuple[date | None, date | None]]
BEGINNING: Final[Place] = (date.min, UUID(int=0))

#: Claims one batch in the order of the partial index; `{where}` and `{set}` per stage.
_CLAIM = """
with picked as (
    select d.id from workflow_deadline d
     where d.kind = %(kind)s and d.outcome = '' and {where}
       and (d.due_on, d.id) > (%(after_day)s, %(after_id)s)
     order by d.due_on, d.id limit %(limit)s
)
update workflow_deadline d set {set}, updated_at = %(now)s
  from picked
 where d.id = picked.id and d.outcome = '' and {where}
returning d.id, d.due_on
"""


@dataclass(frozen=True)
class Stage:
    """One step of one kind: the stored condition, the mark, and the handler of the app."""

    name: str
    kind: str
    where: str
    mark: str
    parameters: dict[str, Any]
    handler: Handler | None

    def reaches(self, nearest: Nearest, today: date) -> bool:
        """Whether some deadline of the kind can be meant: most stages of most days have none, and
        no transaction is opened for them."""
        running, late = nearest.get(self.kind, (None, None))
        first = late if self.name == "escalate" else running
        return first is not None and first <= max(today, self.parameters.get("until", today))


@dataclass
class Report:
    """What a sweep did: rows by (kind, stage), and the stages that failed."""

    done: dict[tuple[str, str], int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    postponed: int = 0
    busy: bool = False

    @property
    def total(self) -> int:
        """Rows marked."""
        return sum(self.done.values())

    def note_failure(self, stage: Stage, place: Place, error: Exception) -> None:
        """A row that somebody holds is postponed to the next beat; anything else is a failure."""
        if isinstance(error, OperationalError):
            self.postponed += 1
            return
        logger.error("%s %s failed after %s", stage.kind, stage.name, place, exc_info=error)
        self.failed.append(f"{stage.kind} {stage.name}: {type(error).__name__}")


class SweepFailed(RuntimeError):
    """Some handlers failed; everything else was done. The job is taken again at the next beat."""


class _Busy(Exception):
    """Another process holds the sweep."""


def check_deadlines(*, today: date | None = None, batch: int = BATCH) -> Report:
    """Do all that the passing of time asks for up to `today` (the portal's clock by default).

    Selects by stored conditions only, so that it may run twice, late, or never for a month. While
    a newly loaded calendar is still being counted nothing becomes overdue. Raises SweepFailed
    after trying everything, when some handler failed.
    """
    day, report = today or clock.today(), Report()
    counting = recount.is_running()
    nearest = _nearest()
    for kind in deadline_kinds():
        for stage in stages(kind, day):
            if (counting and stage.name in ADVERSE) or not stage.reaches(nearest, day):
                continue
            before = report.total
            try:
                _run(stage, day, batch, report)
            except _Busy:
                report.busy = True
                return report
            if report.total != before:  # late now, or opened by what was done
                nearest = _nearest()
    if report.failed:
        raise SweepFailed("; ".join(report.failed))
    return report


def _nearest() -> Nearest:
    rows = Deadline.objects.filter(outcome="").order_by().values_list("kind")
    running = Q(overdue_at=None, suspended_on=None)
    late = Q(overdue_at__isnull=False, escalated_at=None)
    found = rows.annotate(
        first=Min("due_on", filter=running), second=Min("due_on", filter=late)
    )  # fmt: skip
    return {kind: (first, second) for kind, first, second in found}


def stages(kind: DeadlineKind, today: date) -> Iterator[Stage]:
    """The steps of a kind in order: overdue, escalate, then what is due, then reminders.

    Overdue comes first, so that a deadline found after a long silence is not also reminded of.
    Provisional dates are never overdue; stopped clocks are passed over. The nearest reminder
    comes first and thereby silences the farther ones.
    """
    running = "d.overdue_at is null and d.suspended_on is null"
    yield Stage(
        "overdue", kind.kind, f"{running} and not d.provisional and d.due_on < %(today)s",
        "overdue_at = %(now)s", {}, kind.on_overdue,
    )  # fmt: skip
    planned = reminders.planned_offsets() if kind.planned else None
    if (silence := _silence(kind, today, planned is not None)) is not None:
        passed, values = silence
        yield Stage(
            "escalate", kind.kind,
            f"d.overdue_at is not null and d.escalated_at is null and {passed}",
            "escalated_at = %(now)s", values, kind.on_escalate,
        )  # fmt: skip
    steps: list[tuple[int, Handler | None]] = [(0, kind.on_due)] if kind.on_due else []
    if kind.on_remind:
        days = {*kind.remind_before, *(planned or ())}
        steps += [(offset, kind.on_remind) for offset in sorted(days)]
    wanted = "" if planned is None else f" and {reminders.asks_for(kind.remind_before)}"
    for offset, handler in steps:
        yield Stage(
            f"remind-{offset}" if offset else "due", kind.kind,
            f"{running} and d.due_on >= %(today)s and d.due_on <= %(until)s"
            " and (d.reminded_before is null or d.reminded_before > %(offset)s)"
            f"{wanted if offset else ''}",
            "reminded_before = %(offset)s",
            {"until": today + timedelta(days=offset), "offset": offset}, handler,
        )  # fmt: skip


def _silence(kind: DeadlineKind, today: date, planned: bool) -> tuple[str, dict[str, Any]] | None:
    """SQL condition that a deadline has passed for long enough to tell the superior body, with its
    values; None when nobody is told."""
    after = kind.escalate_after
    if isinstance(after, str):
        until = workdays.latest_start(after, today)
        return None if until is None else ("d.due_on <= %(until)s", {"until": until})
    if after is None:
        return None
    days = reminders.escalated_from() if planned else "%(after)s"
    return f"d.due_on <= %(today)s::date - {days}", {"after": after}


def _run(stage: Stage, today: date, batch: int, report: Report) -> None:
    """All batches of a stage. After a failure the batches are small until the bad row is passed."""
    place, size = BEGINNING, batch
    while True:
        try:
            found = _batch(stage, today, place, size)
        except _Busy:
            raise
        except Exception as error:
            if size > 1:
                size = max(size // 20, 1)
                continue
            report.note_failure(stage, place, error)
            following = _next_place(stage, today, place)
            if following is None:
                return
            place, size = following, batch
            continue
        if not found:
            return
        key = (stage.kind, stage.name)
        report.done[key] = report.done.get(key, 0) + len(found)
        place = max((due_on, key_id) for key_id, due_on in found)


def _batch(stage: Stage, today: date, place: Place, size: int) -> list[tuple[UUID, date]]:
    """One batch in one durable transaction: claim, effects, commit."""
    done = acts.run(claim, actor=SYSTEM, answer=lambda _value: {},
                    stage=stage, today=today, place=place, size=size)  # fmt: skip
    return list(done.value)


def claim(
    *, actor: Actor, stage: Stage, today: date, place: Place, size: int
) -> list[tuple[UUID, date]]:
    """Mark up to `size` deadlines after `place` and let the app act on them; returns them.

    Runs inside the transaction of `check_deadlines`. A row held by somebody for longer than a
    second makes the batch give way (it is tried smaller, and again at the next beat), so that
    the sweep never makes a person's own act fail.
    """
    if not advisory_lock(LOCK):
        raise _Busy
    with connection.cursor() as cursor:
        cursor.execute("set local lock_timeout = '900ms'")
        statement = _CLAIM.format(where=stage.where, set=stage.mark)
        cursor.execute(statement, _parameters(stage, today, place, size, clock.now()))
        found = [(UUID(str(row[0])), row[1]) for row in cursor.fetchall()]
    if found and stage.handler:
        stage.handler([key for key, _due_on in found], today)
    return found


def _parameters(
    stage: Stage, today: date, place: Place, size: int, now: datetime
) -> dict[str, Any]:
    return stage.parameters | {
        "kind": stage.kind, "today": today, "now": now, "limit": size,
        "after_day": place[0], "after_id": place[1],
    }  # fmt: skip


def _next_place(stage: Stage, today: date, place: Place) -> Place | None:
    """The row that failed alone, so that the sweep can go on behind it."""
    statement = f"""
        select d.due_on, d.id from workflow_deadline d
         where d.kind = %(kind)s and d.outcome = '' and {stage.where}
           and (d.due_on, d.id) > (%(after_day)s, %(after_id)s)
         order by d.due_on, d.id limit 1"""  # noqa: S608 - conditions of this module, no input
    with connection.cursor() as cursor:
        cursor.execute(statement, _parameters(stage, today, place, 1, clock.now()))
        row = cursor.fetchone()
    return (row[0], UUID(str(row[1]))) if row else None
