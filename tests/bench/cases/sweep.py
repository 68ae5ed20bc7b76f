"""P8: the deadline sweep against one SQL statement, and against the usual loop.

The limit marks all overdue rows and inserts their effects by one statement; every way must leave
the same marks and effects behind.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.db import transaction

from credit_portal.common import clock
from credit_portal.workdays import selectors
from credit_portal.workflow import registry, sweeps
from credit_portal.workflow.models import Deadline
from tests.bench.cases.people import body, run_sql
from tests.bench.figures import Goal, Mismatch
from tests.bench.harness import Case, Way

KIND, TODAY = "bench.duty", date(2026, 6, 1)
EFFECT = "insert into common_jobrun (job, day, ran_at) "
STATEMENT = f"""
with marked as (
    update workflow_deadline set overdue_at = %(now)s, updated_at = %(now)s
     where kind = '{KIND}' and outcome = '' and overdue_at is null and suspended_on is null
       and not provisional and due_on < %(today)s
    returning id)
{EFFECT} select id, %(today)s, %(now)s from marked on conflict do nothing"""
SEED = f"""
insert into workflow_deadline (id, kind, case_type, case_id, organisation_id, unit,
      count, roll, start_on, raw_due_on, due_on, provisional, explanation, outcome,
      created_at, updated_at)
    select gen_random_uuid(), '{KIND}', 'bench.case', gen_random_uuid(), %s, 'working_day',
           20, false, d - 30, d, d, false, %s::jsonb, '', now(), now()
      from (select case when n <= %s then %s::date - 1 - n %% 60
                        else %s::date + 8 + n %% 700 end d
              from generate_series(1, %s) n) x"""
LIMIT, DEFAULT, SMALL = "one SQL statement", "batches of 20,000", "batches of 5,000"
AGAIN, LOOP = "again, nothing new", "row by row"
LOOPED = 500


def effect(ids: list[UUID], today: date) -> None:
    """What a handler does, set-based: one row for each deadline."""
    sql = f"{EFFECT} select unnest(%s::uuid[])::text, %s, %s on conflict do nothing"
    run_sql(sql, [ids, today, clock.now()])


@contextmanager
def only_this_kind() -> Iterator[None]:
    """No handler of the portal takes part."""
    before = dict(registry._kinds)
    registry._kinds.clear()
    registry.register_deadline_kind(
        KIND, on_remind=effect, on_due=effect, on_overdue=effect,
        escalate_after=365, on_escalate=effect,
    )  # fmt: skip
    try:
        yield
    finally:
        registry._kinds.clear()
        registry._kinds.update(before)


def start(rows: int) -> Sequence[Way]:
    """Seed the deadlines, a quarter of them overdue, and let each way do the whole work once."""
    overdue = rows // 4
    told = json.dumps(selectors.compute(date(2026, 4, 1), "working_day", 20).explanation)
    run_sql(SEED, [body().pk, told, overdue, TODAY, TODAY, rows])
    ways = [
        Way(LIMIT, lambda: _pass(_statement), reset, once=True),
        Way(DEFAULT, lambda: _pass(_sweep), reset, once=True),
        Way(SMALL, lambda: _pass(lambda: _sweep(5000)), reset, once=True),
        Way(AGAIN, lambda: _pass(_sweep), _done, once=True),
    ]
    for way in ways:
        way.prepare()
        way.step()
        if _marked() != (overdue, overdue):
            raise Mismatch(f"{way.name} marked {_marked()} of {overdue} deadlines")
    return [*ways, Way(LOOP, lambda: _looped() / overdue, reset, once=True)]


def _pass(work: Callable[[], None]) -> float:
    """One pass over everything."""
    work()
    return 1.0


def _statement() -> None:
    run_sql(STATEMENT, {"now": clock.now(), "today": TODAY})


def _sweep(batch: int = sweeps.BATCH) -> None:
    sweeps.check_deadlines(today=TODAY, batch=batch)


def _done() -> None:
    reset()
    _sweep()


def _marked() -> tuple[int, int]:
    """Deadlines marked, and effects."""
    rows = run_sql(
        f"select (select count(*) from workflow_deadline where kind = '{KIND}'"
        " and overdue_at is not null), (select count(*) from common_jobrun)"
    )
    return rows[0][0], rows[0][1]


def reset() -> None:
    """Nothing is marked, no effect is there."""
    run_sql(
        f"update workflow_deadline set overdue_at = null where kind = '{KIND}'"
        " and overdue_at is not null"
    )
    run_sql("delete from common_jobrun")
    for table in ("workflow_deadline", "common_jobrun"):
        run_sql(f"vacuum analyze {table}", alias="owner")


def _looped() -> int:
    """The usual way: a query, a save and an insert for each of some rows; how many."""
    due = Deadline.objects.filter(kind=KIND, outcome="", overdue_at=None, due_on__lt=TODAY)
    keys = list(due.values_list("pk", flat=True)[:LOOPED])
    for key in keys:
        with transaction.atomic():
            row = Deadline.objects.select_for_update().get(pk=key)
            row.overdue_at = clock.now()
            row.save()
            effect([row.pk], TODAY)
    return len(keys)


CASE = Case(
    name="sweep",
    title="the deadline sweep, a quarter overdue, P8",
    unit="passes",
    goals=(
        Goal("P8", DEFAULT, LIMIT, 1.5, slower=True),
        Goal("P8, again", AGAIN, LIMIT, 0.4, slower=True),
    ),
    start=start,
    surroundings=only_this_kind,
)
