"""A walk through all public pages, each made anew: what takes longer than a reader waits.

From the home page and a list of questions (words of each class, facets alone and combined, other
forms, doors of the API) on along the links. Addresses are of one pattern when the same view is
asked with parameters of the same names; the pattern asked least comes next, so that every one is
asked before the walk ends. What the process remembers is forgotten before each request; an address
above the bound is asked twice more, and its quickest answer counts.
"""

import html
import re
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.test.utils import override_settings
from django.urls import Resolver404, resolve

from credit_portal.portal import caching
from tests.bench.cases import copies, lists
from tests.bench.cases.bodies import surroundings as plain_files
from tests.bench.cases.lists import Client
from tests.bench.harness import Case, Way

#: Milliseconds that no page may take; addresses asked at most; slowest ones told.
BOUND, MOST, TOLD = 300.0, 400, 30
#: Other people's places, other languages of the same pages, and what changes something.
CLOSED = (
    "/accounts/", "/staff/", "/admin/", "/en/", "/i18n/", "/preferences/", "/static/", "/bench/",
)  # fmt: skip
LINK = re.compile(rb'href="([^"#]+)|<loc>([^<]+)</loc>|"next": ?"([^"]+)"')
#: Parameters whose values are other pages and not only other records.
TELLING = ("format", "sort", "due", "part", "kind", "act", "state", "all", "inherited")
FOUND: list[str] = []


@dataclass(frozen=True)
class Answer:
    """How an address was answered, in milliseconds of the clock and of this process."""

    address: str
    pattern: str
    status: int
    ms: float
    own: float
    size: int


class Walker:
    """Addresses by pattern, those asked and those still to ask."""

    def __init__(self, begin: Sequence[str]) -> None:
        self.client = Client()
        self.waiting: dict[str, deque[str]] = defaultdict(deque)
        self.known: set[str] = set()
        self.asked: Counter[str] = Counter()
        for address in begin:
            self.add(address, "/")

    def add(self, link: str, base: str) -> None:
        """Note an address of this site that nobody noted before."""
        parts = urlsplit(urljoin(f"http://localhost{base}", link))
        address = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if parts.netloc != "localhost" or address in self.known or parts.path.startswith(CLOSED):
            return
        self.known.add(address)
        pattern = pattern_of(parts.path, parts.query)
        if pattern:
            self.waiting[pattern].append(address)

    def walk(self, most: int) -> Iterator[Answer]:
        """Ask up to `most` addresses, of the pattern asked least first."""
        for _number in range(most):
            open_ = [pattern for pattern, some in self.waiting.items() if some]
            if not open_:
                return
            pattern = min(open_, key=lambda one: self.asked[one])
            self.asked[pattern] += 1
            yield self.ask(self.waiting[pattern].popleft(), pattern)

    def ask(self, address: str, pattern: str) -> Answer:
        """The quickest of up to three answers; its links are noted."""
        found = [self._once(address, pattern)]
        while found[0].ms > BOUND and len(found) < 3:
            found.append(self._once(address, pattern))
        return min(found, key=lambda one: one.ms)

    def _once(self, address: str, pattern: str) -> Answer:
        caching.forget()
        path, _mark, query = address.partition("?")
        told: list[Any] = []

        def begin(status: str, headers: Any, error: object = None, /) -> Callable[[bytes], None]:
            told[:] = [int(status[:3]), dict(headers)]
            return lambda data: None

        environ = self.client.environ(path, query)
        begun, own = time.perf_counter(), time.process_time()
        response = self.client.application(environ, begin)
        content = b"".join(response)
        response.close()
        ms, own = 1000 * (time.perf_counter() - begun), 1000 * (time.process_time() - own)
        status, headers = told
        for link in [*LINK.findall(content), (headers.get("Location", "").encode(), b"", b"")]:
            self.add(html.unescape(b"".join(link).decode()), path)
        return Answer(address, pattern, status, ms, own, len(content))


def pattern_of(path: str, query: str) -> str:
    """The view of a path and the parameters it is asked with; "" where no view is."""
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    pairs = sorted(set(parse_qsl(query)))
    names = [f"{name}={value}" if name in TELLING else name for name, value in pairs]
    return f"{match.view_name or match.route} {' '.join(dict.fromkeys(names))}".strip()


def begin(slugs: Sequence[str]) -> Iterator[str]:
    """Where the walk begins: home, and questions that links ask seldom or not at all."""
    large, small = slugs[0], "unit-00000"
    yield from ("/", "/sitemap.xml", "/robots.txt", "/api/docs/", "/api/v1/schema/", "/metrics")
    for slug in (large, small):
        for more in ("", "?all=1", "?inherited=1", "?format=atom", "?outcome=broken", "due.ics"):
            yield f"/organisations/{slug}/{more}"
    for word in (*copies.WORDS.values(), "桥", "停车位 供暖", "demonstration office"):
        for form in ("", "atom", "csv"):
            yield f"/search/?{urlencode({'q': word, **({'format': form} if form else {})})}"
        yield f"/api/v1/records/?{urlencode({'q': word})}"
        yield f"/breaches/?{urlencode({'q': word})}"
    yield from _combined(large, small)
    for path in ("records", "openings", "openings/displayed", "openings/codes", "organisations",
                 "divisions", "changes", "removals"):  # fmt: skip
        yield f"/api/v1/{path}/"
    yield f"/api/v1/organisations/{large}/"


def _combined(large: str, small: str) -> Iterator[str]:
    """Lists narrowed by one facet and by several, in every order."""
    year, district = "2024", "210102"
    for body in (large, small):
        for rest in ({}, {"year": year}, {"outcome": "broken"}, {"district": district}):
            pairs = {"body": body, **rest}
            yield f"/commitments/?{urlencode(pairs)}"
            yield f"/api/v1/records/?{urlencode({'organisation': body, **rest})}"
    promises: tuple[dict[str, str], ...] = (
        {"district": district, "sector": "parking", "year": year, "outcome": "kept_late"},
        {"district": "210181", "category": "livelihood", "outcome": "withdrawn_lawfully"},
        {"sector": "parking", "category": "policy", "due": "passed"},
        {"district": district, "sort": "due"}, {"year": "1999"}, {"quarter": "2026-3"},
        {"quarter": "2026-3", "district": district, "outcome": "broken"},
        {"category": "B01", "outcome": "kept"},
    )  # fmt: skip
    for pairs in promises:
        for form in ("", "atom", "csv"):
            yield f"/commitments/?{urlencode({**pairs, **({'format': form} if form else {})})}"
    for sort in ("", "changed", "old", "ends"):
        for rest in ({}, {"state": "accepted"}, {"severity": "serious", "district": district},
                     {"state": "objection"}, {"category": "B20", "body": small}):  # fmt: skip
            yield f"/breaches/?{urlencode({**rest, 'sort': sort})}"


def start(rows: int) -> Sequence[Way]:
    """Seed, walk, and keep what to tell."""
    slugs = lists.seed(rows)
    walker = Walker(list(begin(slugs)))
    FOUND[:] = told(list(walker.walk(min(MOST, rows))))
    return ()


def told(answers: Sequence[Answer]) -> list[str]:
    """What was found, in lines: how many are too slow, the slowest, and what failed."""
    slow = sorted(answers, key=lambda one: -one.ms)
    late = [one for one in slow if one.ms > BOUND]
    patterns = len({one.pattern for one in answers})
    wrong = [one for one in answers if one.status not in (200, 301, 302, 304, 410)]
    return [
        f"{len(answers)} addresses of {patterns} patterns, {len(late)} above {BOUND:.0f} ms",
        *(
            f"{one.ms:8.0f} ms ({one.own:.0f} here) {one.size:>10,} bytes  {one.address}"
            for one in slow[: max(TOLD, len(late))]
        ),
        *(f"status {one.status}: {one.address}" for one in wrong),
    ]


def figures(seconds: float) -> Iterator[tuple[str, str]]:
    """What the walk found, line by line."""
    for number, line in enumerate(FOUND):
        yield f"{number:3}", line


@contextmanager
def surroundings() -> Iterator[None]:
    """Styles need no collecting; the metrics may be read."""
    with lists.links(), plain_files(), override_settings(DEMO=False):
        yield


CASE = Case(
    name="crawl",
    title=f"public pages made anew, none above {BOUND:.0f} ms",
    unit="pages",
    start=start,
    figures=figures,
    surroundings=surroundings,
    stage=lists.STAGE,
)
