"""P4: a page that the front keeps against a file of the same bytes; 304 against an empty view.

The front is the shipped nginx configuration before this process. A client sends fifty requests
ahead on one connection, so that it costs less than what it measures. Without nginx on the machine
only the second half is measured, and the report says so. Checked first: a record whose display ends
is gone from the kept page within a second.
"""

import re
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from tests.bench import front
from tests.bench.cases import lists, pages
from tests.bench.cases.lists import Client
from tests.bench.cases.people import run_sql
from tests.bench.figures import Goal, Mismatch
from tests.bench.harness import Case, Way

FILE, KEPT = "nginx, file", "nginx, kept page"
UNCHANGED, EMPTY = "304", lists.EMPTY
AHEAD = 50
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
#: What the front keeps, plus what a busy machine may need to ask.
BOUND = 1.5
END = """
update publishing_displayed set until = %s where ref = %s;
update publishing_generation set value = value + 1, stamp = md5(random()::text) where id = 1
"""
STACK = ExitStack()


class Pipe:
    """One connection to the front, fifty requests ahead."""

    def __init__(self, port: int, path: str) -> None:
        self.link = STACK.enter_context(socket.create_connection(("127.0.0.1", port), 30))
        self.path = path
        self.request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() * AHEAD

    def step(self) -> float:
        """Fifty answers. Raises Mismatch for any status but 200."""
        self.link.sendall(self.request)
        left, data = AHEAD, b""
        while left:
            end = data.find(b"\r\n\r\n")
            found = LENGTH.search(data, 0, end) if end >= 0 else None
            if end >= 0 and (found is None or not data.startswith(b"HTTP/1.1 200")):
                raise Mismatch(f"{self.path} answered {data[:200]!r}")
            whole = end + 4 + int(found[1]) if found else None
            if whole is None or len(data) < whole:
                data += self.link.recv(1 << 20)
                continue
            data, left = data[whole:], left - 1
        return AHEAD


class Unchanged(Client):
    """Has every page already."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: dict[str, str] = {}

    def ask(self, slug: str) -> int:
        """304. Raises Mismatch for anything else but the first time."""
        answers: list[tuple[str, dict[str, str]]] = []

        def begin(status: str, headers: Any, error: object = None, /) -> Callable[[bytes], None]:
            answers.append((status, dict(headers)))
            return lambda data: None

        environ = self.environ("/records/", f"body={slug}")
        if slug in self.tags:
            environ["HTTP_IF_NONE_MATCH"] = self.tags[slug]
        response = self.application(environ, begin)
        content = b"".join(response)
        response.close()
        status, headers = answers[0]
        if slug in self.tags and (status != "304 Not Modified" or content):
            raise Mismatch(f"{slug} answered {status}")
        self.tags[slug] = headers["ETag"]
        return 1


def application(environ: dict[str, Any], begin: Callable[..., Any]) -> list[bytes]:
    """The portal for a thread that ends: its database sessions end with it."""
    response = WSGIHandler()(environ, begin)
    content = b"".join(response)
    response.close()
    connections.close_all()
    return [content]


def start(rows: int) -> Sequence[Way]:
    """Seed; see that what ends is gone from the front, and that a changed page is no 304."""
    slugs = lists.seed(rows)
    kept = _before_the_front(slugs[0]) if front.nginx() else []
    unchanged = Unchanged()
    for slug in [*dict.fromkeys(slugs)] * 2:
        unchanged.ask(slug)
    return [
        *kept,
        lists.way(EMPTY, lists.asking(Client(), "/bench/empty/", ""), slugs),
        lists.way(UNCHANGED, unchanged.ask, slugs),
    ]


def _before_the_front(slug: str) -> list[Way]:
    path = f"/records/?body={slug}"
    content = Client().get("/records/", f"body={slug}")
    behind = STACK.enter_context(front.serving(application))
    port = STACK.enter_context(front.front(behind, {"page.html": content}))
    _see_that_it_leaves(Pipe(port, path), pages.shown(content)[0])
    return [
        Way(FILE, Pipe(port, "/static/page.html").step),
        Way(KEPT, Pipe(port, path).step),
    ]


def _see_that_it_leaves(pipe: Pipe, ref: str) -> None:
    """A record whose display ends is gone from the kept page in time; then it is shown again."""

    def is_shown() -> bool:
        pipe.link.sendall(pipe.request[: len(pipe.request) // AHEAD])
        data = b""
        while b"</html>" not in data:
            data += pipe.link.recv(1 << 20)
        return ref.encode() in data

    if not is_shown():
        raise Mismatch(f"{ref} is not on its page")
    run_sql(END, ["2020-01-01", ref], alias="owner")
    ended = time.monotonic()
    while is_shown():
        if time.monotonic() - ended > BOUND:
            raise Mismatch(f"{ref} is on the kept page {BOUND} s after its display has ended")
    run_sql(END, [None, ref], alias="owner")


@contextmanager
def surroundings() -> Iterator[None]:
    """Nothing of it outlives the case."""
    with pages.surroundings(), STACK:
        yield


def figures(seconds: float) -> Iterator[tuple[str, str]]:
    """Whether there was a front."""
    if not front.nginx():
        yield "front", "no nginx on this machine, so kept pages were not measured"


CASE = Case(
    name="cached",
    title="a kept page against a file, 304 against an empty view, P4",
    unit="answers",
    goals=(
        *((Goal("P4", KEPT, FILE, 0.85),) if front.nginx() else ()),
        Goal("P4", UNCHANGED, EMPTY, 0.30),
    ),
    start=start,
    figures=figures,
    surroundings=surroundings,
    stage=lists.STAGE,
)
