"""P5 and P6: the public list on a tenth of the rows and on all, its first page and one far below.

The tenth stands in a schema of its own before the other; each slice says which one it means, so
both are read by the same process, session and statements.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import connections

from credit_portal.common import keyset
from credit_portal.portal import caching
from tests.bench.cases import lists, pages
from tests.bench.cases.lists import Bare, Client, asking
from tests.bench.cases.people import run_sql
from tests.bench.figures import Goal, Mismatch
from tests.bench.harness import Case, Way

KINDS = ("SQL", "list API", "list page")
SMALL, LARGE = "a tenth", "all"
FIRST, DEEP = "first page", "nine tenths down"
TENTH = """
create schema tenth;
create table tenth.publishing_displayed
  (like public.publishing_displayed including all excluding indexes);
insert into tenth.publishing_displayed
  select * from public.publishing_displayed order by published_at desc limit %s
"""
READ = """
analyze tenth.publishing_displayed;
grant usage on schema tenth to public;
grant select on tenth.publishing_displayed to public
"""
#: All indexes of the table but that of pairs, which nothing here asks.
INDEXES = """
select replace(indexdef, ' ON public.', ' ON tenth.') from pg_indexes
 where schemaname = 'public' and tablename = 'publishing_displayed'
   and indexname <> 'displayed_grams'
"""
DEPTH = """
select published_at, ref from publishing_displayed
 order by published_at desc, ref desc offset %s limit 21"""


def start_growth(rows: int) -> Sequence[Way]:
    """Seed, copy a tenth, and see that the page shows the SQL's rows of either."""
    slugs = lists.seed(rows)
    run_sql(TENTH, [max(len(set(slugs)), rows // 10)], alias="owner")
    for (definition,) in run_sql(INDEXES):
        run_sql(definition, alias="owner")
    run_sql(READ, alias="owner")
    client, bare = Client(), Bare()
    asks: dict[str, Callable[[str], object]] = {
        "SQL": bare.rows,
        "list API": asking(client, "/api/v1/records/", "organisation={}"),
        "list page": asking(client, "/records/", "body={}"),
    }

    def choose(schema: str) -> Callable[[], None]:
        def chosen() -> None:
            for cursor in (bare.cursor, connections["public_read"].cursor()):
                cursor.execute(f"set search_path = {schema}")
            caching.forget()

        return chosen

    ways = []
    for name, schema in ((SMALL, "tenth, public"), (LARGE, "public")):
        choose(schema)()
        page = asking(client, "/records/", "body={}")(slugs[0])
        if pages.shown(page) != [row[1] for row in bare.rows(slugs[0])[:20]]:
            raise Mismatch(f"the page of {slugs[0]} shows other records than the SQL of {name}")
        ways += [
            Way(f"{kind}, {name}", lists.way(kind, ask, slugs).step, choose(schema))
            for kind, ask in asks.items()
        ]
    return ways


def start_depth(rows: int) -> Sequence[Way]:
    """Seed, and see that the page far below shows the rows that stand there."""
    lists.seed(rows)
    count = run_sql("select count(*) from publishing_displayed")[0][0]
    place, *below = run_sql(DEPTH, [count * 9 // 10 - 21])
    moment: datetime = place[0]
    cursor = keyset.encode([moment.isoformat(), place[1]])
    client = Client()
    page = asking(client, "/records/", "cursor={}")
    if pages.shown(page(cursor)) != [row[1] for row in below]:
        raise Mismatch("the page far below shows other records than stand there")
    api = asking(client, "/api/v1/records/", "cursor={}")
    return [
        lists.way(f"{kind}, {name}", ask, [where])
        for kind, ask in (("list API", api), ("list page", page))
        for name, where in ((FIRST, ""), (DEEP, cursor))
    ]


@contextmanager
def surroundings() -> Iterator[None]:
    """Whoever comes next reads all rows again."""
    with pages.surroundings():
        yield
    connections["public_read"].close()


GROWTH = Case(
    name="growth",
    title="the public list of a body, on a tenth of the rows and on all, one process, P5",
    unit="pages",
    goals=tuple(
        Goal("P5", f"{kind}, {LARGE}", f"{kind}, {SMALL}", 1.1, slower=True) for kind in KINDS
    ),
    start=start_growth,
    surroundings=surroundings,
    stage=lists.STAGE,
)
DEPTH_CASE = Case(
    name="depth",
    title="all records, the first page and one nine tenths down, one process, P6",
    unit="pages",
    goals=tuple(
        Goal("P6", f"{kind}, {DEEP}", f"{kind}, {FIRST}", 1.5, slower=True) for kind in KINDS[1:]
    ),
    start=start_depth,
    surroundings=pages.surroundings,
    stage=lists.STAGE,
)
