"""P9: publication with ledger, against INSERT .. SELECT and against one record at a time."""

from collections.abc import Sequence

from django.db import connections

from credit_portal.common import invariants
from credit_portal.publishing import services
from credit_portal.publishing.models import Displayed
from tests.bench.cases.people import backlog, body, run_sql
from tests.bench.figures import Goal, Mismatch
from tests.bench.harness import Case, Way
from tests.publishing.support import document

TEXT = "自受理之日起三个工作日内办结并书面答复申请人，逾期未办结的向社会公开说明原因。" * 6
DOCUMENT = document(
    "承诺 #", matter_zh=TEXT, measure_zh=TEXT, sector="housing", due_on="2027-03-01"
)
#: A backlog is never larger than this: enough for a slice, soon made.
BACKLOG = 5_000
#: The table is filled up before by real publications of so many.
FILLING = 1_000
LIMIT, ALL, SINGLE, USUAL = "INSERT..SELECT", "all five tables", "one by one", "as the worker does"
THOUSAND = "batches of 1,000"

#: The five tables that a publication writes, with their indexes and nothing else: no guard, no
#: foreign key, no hash, no Python. What this design could reach at the very best.
TABLES = {
    "publishing_displayed": "order by published_at desc, ref desc",
    "publishing_disclosure": "order by leaf_index desc",
    "publishing_opening": "order by disclosure_id desc",
    "ledger_entry": "order by idx desc",
    "publishing_decision": "order by number desc",
}


def start(rows: int) -> Sequence[Way]:
    """Publish so many, check what came of it, and make the tables of the limits."""
    count = min(rows, BACKLOG)
    organisation = body()
    for _thousand in range((rows - count) // FILLING):
        backlog(organisation, DOCUMENT, FILLING)
        services.publish_all(FILLING)
    there = Displayed.objects.count()

    def fresh() -> None:
        services.publish_all(1000)
        backlog(organisation, DOCUMENT, count)

    fresh()
    services.publish_all(1000)
    _check(there + count)
    with connections["owner"].cursor() as owner:
        for table in TABLES:
            owner.execute(f"create table copy_of_{table} (like {table} including all)")
            owner.execute(f"grant all on copy_of_{table} to public")

    def batches(size: int) -> Way:
        name = f"batches of {size:,}" if size > 1 else SINGLE
        return Way(name, lambda: services.publish_pending_batch(size), fresh)

    return [
        Way(LIMIT, lambda: _copy(["publishing_displayed"], count), _empty, once=True),
        Way(ALL, lambda: _copy(list(TABLES), count), _empty, once=True),
        batches(1),
        batches(100),
        batches(1000),
        Way(USUAL, services.publish_all, fresh, once=True),
    ]


def _check(count: int) -> None:
    if Displayed.objects.count() != count:
        raise Mismatch("not everything that was decided is displayed")
    broken = set(invariants.broken()) - {"I10"}  # the copied decisions have no audit rows
    if broken:
        raise Mismatch(f"after publication these do not hold: {', '.join(sorted(broken))}")


def _empty() -> None:
    for table in TABLES:
        run_sql(f"truncate copy_of_{table}", alias="owner")


def _copy(tables: list[str], count: int) -> float:
    """As many rows as a backlog has, newest first, in one transaction."""
    statements = [
        f"insert into copy_of_{name} select * from {name} {TABLES[name]} limit {count}"
        for name in tables
    ]
    run_sql("; ".join(statements))
    return count


CASE = Case(
    name="publication",
    title="publishing a backlog with its ledger leaves, P9",
    unit="records",
    goals=(
        Goal("P9", THOUSAND, LIMIT, 0.4),
        Goal("P9, or", THOUSAND, SINGLE, 30),
        Goal("P9, as it is by default", USUAL, SINGLE, 30),
    ),
    start=start,
)
