"""P3: the public list as a page, in process through the whole middleware, no page kept anywhere.

The limit is the SQL of its rows, prepared, on a bare cursor; the baseline is the same page, byte by
byte, with rows and frame rendered by Django templates and its facets counted each time. The page
keeps what facets count until something public changes, so each body is asked once before a slice;
`fresh` is the first page after a change, and both have the same goals.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from credit_portal.portal import caching
from tests.bench.cases import lists
from tests.bench.cases.bodies import surroundings as plain_files
from tests.bench.cases.lists import Bare, Client, asking
from tests.bench.figures import Goal, Mismatch
from tests.bench.harness import Case, Way
from tests.bench.plain import plainly

LIMIT, PAGE, FRESH = "SQL, prepared", "list page", "list page, first after a change"
PLAIN, API = "Django templates", "list API"
WAYS = {"": PAGE, ", first": FRESH}
ENTRY = re.compile(r'<span class="code">([^<]+)</span>')


def shown(page: bytes) -> list[str]:
    """References of the records that a page lists, in its order."""
    return ENTRY.findall(page.decode())


def anew(ask: Callable[[str], bytes]) -> Callable[[str], bytes]:
    """The same, with nothing counted before."""

    def asked(slug: str) -> bytes:
        caching.forget()
        return ask(slug)

    return asked


def by_templates(ask: Callable[[str], bytes]) -> Callable[[str], bytes]:
    """The same by templates alone, with nothing counted before."""

    def asked(slug: str) -> bytes:
        caching.forget()
        with plainly():
            return ask(slug)

    return asked


def start(rows: int) -> Sequence[Way]:
    """Seed, see that all pages are one and show the limit's rows in their order, prewarm."""
    slugs = lists.seed(rows)
    client, bare = Client(), Bare()
    page = asking(client, "/records/", "body={}")
    for slug in dict.fromkeys(slugs):
        found = page(slug)
        if shown(found) != [row[1] for row in bare.rows(slug)[:20]]:
            raise Mismatch(f"the page of {slug} shows other records than the SQL gives")
        if by_templates(page)(slug) != found:
            raise Mismatch(f"the page of {slug} is another one by templates")

    def remember() -> None:
        for slug in dict.fromkeys(slugs):
            page(slug)

    return [
        lists.way(LIMIT, bare.rows, slugs),
        replace(lists.way(PAGE, page, slugs), prepare=remember),
        lists.way(FRESH, anew(page), slugs),
        lists.way(PLAIN, by_templates(page), slugs),
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
    goals=(
        *(Goal(f"P3{way}", name, LIMIT, 0.06) for way, name in WAYS.items()),
        *(Goal(f"P3{way}", name, PLAIN, 4) for way, name in WAYS.items()),
    ),
    start=start,
    surroundings=surroundings,
    stage=lists.STAGE,
)
