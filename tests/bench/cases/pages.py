"""P3: the public list as a page, uncached, in process through the whole middleware.

The limit is the SQL of its rows, prepared, on a bare cursor; the baseline is the same page with
every row and the frame rendered by Django templates. The list API stands beside them.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.bench.cases import lists
from tests.bench.cases.bodies import surroundings as plain_files
from tests.bench.cases.lists import Bare, Client, asking
from tests.bench.figures import Goal, Mismatch
from tests.bench.harness import Case, Way

LIMIT, PAGE, API = "SQL, prepared", "list page", "list API"
ENTRY = re.compile(r'<span class="code">([^<]+)</span>')


def start(rows: int) -> Sequence[Way]:
    """Seed, see that the page shows the limit's rows in their order, prewarm."""
    slugs = lists.seed(rows)
    client, bare = Client(), Bare()
    page = asking(client, "/records/", "body={}")
    for slug in dict.fromkeys(slugs):
        found = ENTRY.findall(page(slug).decode())
        if found != [row[1] for row in bare.rows(slug)[:20]]:
            raise Mismatch(f"the page of {slug} shows other records than the SQL gives")
    return [
        lists.way(LIMIT, bare.rows, slugs),
        lists.way(PAGE, page, slugs),
        lists.way(API, asking(client, "/api/v1/records/", "organisation={}"), slugs),
        lists.way(lists.EMPTY, asking(client, "/bench/empty/", ""), slugs),
    ]


@contextmanager
def surroundings() -> Iterator[None]:
    """Connections are closed, styles need no collecting."""
    with lists.links(), plain_files():
        yield


CASE = Case(
    name="page",
    title="the public list as a page, 20 newest of a body, one process, P3",
    unit="pages",
    goals=(Goal("P3", PAGE, LIMIT, 0.06),),
    start=start,
    surroundings=surroundings,
    stage=lists.STAGE,
)
