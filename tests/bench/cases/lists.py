"""P1: the public list API, in process through the WSGI handler, against its own SQL prepared.

Subjects are the same for all ways and come from a fixed seed. The limit is the SQL of the list on
a bare psycopg2 cursor, prepared, its rows fetched; the baseline is `tests/bench/typical.py`.
"""

import io
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from typing import Any

import orjson
import psycopg2
import psycopg2.extensions
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from credit_portal.common import clock
from credit_portal.directory.models import Organisation
from credit_portal.publishing.models import Displayed
from tests.bench import typical
from tests.bench.cases import city, copies
from tests.bench.figures import Goal, Mismatch
from tests.bench.harness import Case, Way

LIMIT, LIST, TYPICAL = "SQL, prepared", "list API", "REST framework, typical"
EMPTY = "empty view, same middleware"
#: Cases that only read what `seed` made share one scratch database.
STAGE = "displayed"
#: Each request comes from the next of these addresses, so that the throttle counts but lets pass.
CLIENTS = 2_000
PREPARE = """
prepare list20 (text, date) as
select d.published_at, d.ref, d.row,
       (select g.stamp from publishing_generation g where g.id = 1)
  from publishing_displayed d
 where (d.until is null or d.until >= $2)
   and d.organisation_id = (select o.id from directory_organisation o where o.slug = $1 limit 1)
 order by d.published_at desc, d.ref desc limit 21"""


class Client:
    """Asks the WSGI application as a server would, without a socket."""

    def __init__(self) -> None:
        self.application = WSGIHandler()
        self.addresses = cycle(f"10.9.{n // 250}.{n % 250 + 1}" for n in range(CLIENTS))

    def environ(self, path: str, query: str) -> dict[str, Any]:
        """What a server tells of a request."""
        return {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query,
            "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": next(self.addresses), "wsgi.input": io.BytesIO(),
            "wsgi.url_scheme": "http", "wsgi.errors": io.StringIO(), "HTTP_HOST": "localhost",
        }  # fmt: skip

    def get(self, path: str, query: str = "") -> bytes:
        """Body of the answer. Raises Mismatch for any status but 200."""
        return self._ask(self.environ(path, query), 200)

    def post(self, path: str, content: bytes, content_type: str, status: int = 200) -> bytes:
        """The same of what is sent. Raises Mismatch for any other status."""
        sent = {
            "REQUEST_METHOD": "POST", "CONTENT_TYPE": content_type,
            "CONTENT_LENGTH": str(len(content)), "wsgi.input": io.BytesIO(content),
        }  # fmt: skip
        return self._ask({**self.environ(path, ""), **sent}, status)

    def _ask(self, environ: dict[str, Any], status: int) -> bytes:
        statuses: list[str] = []

        def begin(status: str, headers: object, error: object = None, /) -> Callable[[bytes], None]:
            statuses.append(status)
            return lambda data: None

        response = self.application(environ, begin)
        content = b"".join(response)
        response.close()
        if [int(one[:3]) for one in statuses] != [status]:
            asked = f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}"
            raise Mismatch(f"{asked} answered {statuses}: {content[:200]!r}")
        return content


#: Connections of our own; a database with any cannot be dropped.
OPEN: list["psycopg2.extensions.connection"] = []


@contextmanager
def links() -> Iterator[None]:
    """Close what was opened, however it ends."""
    try:
        yield
    finally:
        while OPEN:
            OPEN.pop().close()


class Bare:
    """The limit: one prepared statement on a connection of its own, as the public role."""

    def __init__(self) -> None:
        given = connections["public_read"].get_connection_params()
        self.link = psycopg2.connect(**{**given, "cursor_factory": None})
        self.link.autocommit = True
        OPEN.append(self.link)
        self.cursor = self.link.cursor()
        self.cursor.execute(PREPARE)
        self.today = clock.today()

    def rows(self, slug: str) -> list[tuple[Any, ...]]:
        """The newest rows of a body, one more than a page."""
        self.cursor.execute("execute list20 (%s, %s)", (slug, self.today))
        found: list[tuple[Any, ...]] = self.cursor.fetchall()
        return found


def seed(rows: int) -> list[str]:
    """Build the city and copy its patterns to `rows`; answers its large bodies in random order.

    Once for a scratch database: the next case that shares it finds everything there.
    """
    if not Displayed.objects.exists():
        bodies = city.build(rows)
        copies.make(bodies, rows - Displayed.objects.count())
    large = Organisation.objects.filter(kind="department").order_by("slug")
    slugs = list(large.values_list("slug", flat=True)) * 10
    random.Random(20261121).shuffle(slugs)
    return slugs


def start(rows: int) -> Sequence[Way]:
    """Seed, compare bodies, prewarm."""
    slugs = seed(rows)
    typical.fill()
    client, bare = Client(), Bare()
    portal = asking(client, "/api/v1/records/", "organisation={}")
    usual = asking(client, "/bench/typical/", "body__slug={}")
    for slug in dict.fromkeys(slugs):
        expected = [orjson.loads(row[2]) for row in bare.rows(slug)[:20]]
        if orjson.loads(portal(slug))["results"] != expected:
            raise Mismatch(f"the list of {slug} is not what the SQL gives")
        refs = [row["ref"] for row in orjson.loads(usual(slug))["results"]]
        if refs != [row["ref"] for row in expected]:
            raise Mismatch(f"the baseline lists other records of {slug}")
    return [
        way(LIMIT, bare.rows, slugs),
        way(LIST, portal, slugs),
        way(TYPICAL, usual, slugs),
        way(EMPTY, asking(client, "/bench/empty/", ""), slugs),
    ]


def asking(client: Client, path: str, query: str) -> Callable[[str], bytes]:
    """Ask an address about a subject that is put into the query."""
    return lambda slug: client.get(path, query.format(slug))


def way(name: str, ask: Callable[[str], object], slugs: list[str]) -> Way:
    """Ask for one subject after the other, round and round."""
    subjects: Iterator[str] = cycle(slugs)

    def step() -> float:
        ask(next(subjects))
        return 1

    return Way(name, step)


CASE = Case(
    name="list",
    title="the public list API, 20 newest of a body, one process, P1",
    unit="pages",
    goals=(
        Goal("P1", LIST, LIMIT, 0.15),
        Goal("P1, floor", LIST, LIMIT, 0.10),
        Goal("P1", LIST, TYPICAL, 15),
    ),
    start=start,
    surroundings=links,
    stage=STAGE,
)
