"""The deadline sweep against one SQL statement, measured back to back (docs/performance.md).

    python -m tests.workflow.bench_sweep [--rows 200000] [--overdue 50000] [--rounds 7]

Wants a migrated database of its own (DATABASE_URL, DATABASE_OWNER_URL): it fills it and leaves it
full. Limit, sweep and re-run are measured in each round in rotated order; only the ratios inside
a round mean anything.
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "credit_portal.settings")
django.setup()

from django.db import connection, connections, transaction  # noqa: E402 - after setup

from credit_portal.common import clock  # noqa: E402
from credit_portal.common.actors import SYSTEM  # noqa: E402
from credit_portal.directory.models import Organisation  # noqa: E402
from credit_portal.directory.services import create_organisation  # noqa: E402
from credit_portal.workdays import selectors, services  # noqa: E402
from credit_portal.workflow import registry, sweeps  # noqa: E402
from credit_portal.workflow.models import Deadline  # noqa: E402

KIND, TODAY = "bench.duty", date(2026, 6, 1)
EFFECT = "insert into common_jobrun (job, day, ran_at) "
LIMIT = f"""
with marked as (
    update workflow_deadline set overdue_at = %(now)s, updated_at = %(now)s
     where kind = '{KIND}' and outcome = '' and overdue_at is null and suspended_on is null
       and not provisional and due_on < %(today)s
    returning id)
{EFFECT} select id, %(today)s, %(now)s from marked on conflict do nothing"""
LOOPED = 1500


def run_sql(sql: str, parameters: Any = None, alias: str = "default") -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(sql, parameters)


def effect(ids: list[UUID], today: date) -> None:
    """What a handler does, set-based: one row for each deadline."""
    sql = f"{EFFECT} select unnest(%s::uuid[])::text, %s, %s on conflict do nothing"
    run_sql(sql, [ids, today, clock.now()])


def seed(rows: int, overdue: int) -> None:
    run_sql("set statement_timeout = 0")
    services.load_reference()
    body = Organisation.objects.first() or create_organisation(
        actor=SYSTEM, name_zh="示例局", name_en="Demonstration", kind="department", parent=None
    )
    told = selectors.compute(date(2026, 4, 1), "working_day", 20).explanation
    Deadline.objects.filter(kind=KIND).update(outcome="cancelled")
    run_sql(
        f"""insert into workflow_deadline (id, kind, case_type, case_id, organisation_id, unit,
              count, roll, start_on, raw_due_on, due_on, provisional, explanation, outcome,
              created_at, updated_at)
            select gen_random_uuid(), '{KIND}', 'bench.case', gen_random_uuid(), %s, 'working_day',
                   20, false, d - 30, d, d, false, %s::jsonb, '', now(), now()
              from (select case when n <= %s then %s::date - 1 - n %% 60
                                else %s::date + 8 + n %% 700 end d
                      from generate_series(1, %s) n) x""",
        [body.pk, json.dumps(told), overdue, TODAY, TODAY, rows],
    )


def reset() -> None:
    run_sql(f"update workflow_deadline set overdue_at = null where kind = '{KIND}'"
            " and overdue_at is not null")  # fmt: skip
    run_sql("delete from common_jobrun")
    for table in ("workflow_deadline", "common_jobrun"):
        run_sql(f"vacuum analyze {table}", alias="owner")
    connections["owner"].close()


def looped() -> None:
    """The usual way: a query, a save and an insert for each row."""
    due = Deadline.objects.filter(kind=KIND, outcome="", overdue_at=None, due_on__lt=TODAY)
    for key in list(due.values_list("pk", flat=True)[:LOOPED]):
        with transaction.atomic():
            row = Deadline.objects.select_for_update().get(pk=key)
            row.overdue_at = clock.now()
            row.save()
            effect([row.pk], TODAY)


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def round_of(number: int, expected: int, overdue: int) -> dict[str, float]:
    """One round; every way must leave the same marks and effects behind."""
    ways: list[tuple[str, Callable[[], object]]] = [
        ("limit", lambda: run_sql(LIMIT, {"now": clock.now(), "today": TODAY})),
        ("batches of 20,000", lambda: sweeps.check_deadlines(today=TODAY)),
        ("batches of 5,000", lambda: sweeps.check_deadlines(today=TODAY, batch=5000)),
    ]
    found: dict[str, float] = {}
    for name, way in ways[number % 3 :] + ways[: number % 3]:
        reset()
        found[name] = timed(way)
        marked = Deadline.objects.filter(kind=KIND).exclude(overdue_at=None).count()
        assert marked == expected, (name, marked)
        if name == "batches of 20,000":
            found["re-run, nothing new"] = timed(lambda: sweeps.check_deadlines(today=TODAY))
    reset()
    found["row by row (1,500 rows, scaled)"] = timed(looped) * overdue / LOOPED
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--overdue", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    registry._kinds.clear()
    registry.register_deadline_kind(
        KIND, on_remind=effect, on_due=effect, on_overdue=effect,
        escalate_after=365, on_escalate=effect,
    )  # fmt: skip
    seed(options.rows, options.overdue)
    rounds = [round_of(n, options.overdue, options.overdue) for n in range(options.rounds)]
    print(f"{options.rows:,} open, {options.overdue:,} overdue, {options.rounds} rounds")
    for name in rounds[0]:
        seconds = [one[name] for one in rounds]
        ratios = [one[name] / one["limit"] for one in rounds]
        print(
            f"{name:34} {statistics.median(seconds):8.3f} s"
            f"   x {statistics.median(ratios):7.2f}  ({min(ratios):.2f} - {max(ratios):.2f})"
        )
    connection.close()


if __name__ == "__main__":
    main()
