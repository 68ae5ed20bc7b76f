"""P7: search, each class of word, against the better of two raw plans.

The words are sown among the texts of the records (`tests/bench/cases/copies.py`). The raw plans
are the walk from the newest record on with LIKE, and the index of pairs with LIKE and a sort; of
both the one that is quicker for the word is its limit, chosen before anything is timed. All three
have to find the same records.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

from psycopg2.errors import QueryCanceled

from credit_portal.common import clock
from credit_portal.publishing import listing
from tests.bench.cases import copies, lists
from tests.bench.figures import Goal, Mismatch
from tests.bench.harness import Case, Way

PAGE = 21
PLANS = ("walk", "pairs")
SHOWN = (
    "select published_at, ref, row from publishing_displayed where (until is null or until >= %s)"
)
NEWEST = "order by published_at desc, ref desc limit 21"
STATEMENTS = {
    "walk": f"{SHOWN} and search_text like %s {NEWEST}",
    "pairs": (
        f"with found as materialized ({SHOWN} and search_text like %s"
        ' and (publishing_grams(search_text) collate "C") @> %s::text[])'
        f" select * from found {NEWEST}"
    ),
}
Rows = list[tuple[Any, ...]]
#: Milliseconds after which a raw plan is given up: it is not the better one.
TOO_LONG = 5_000


class Raw:
    """A plan on a bare connection of the public role, held to it by the planner's settings."""

    def __init__(self, plan: str) -> None:
        self.cursor = lists.Bare().link.cursor()
        self.plan = plan
        off = ("seqscan", "sort", "bitmapscan") if plan == "walk" else ("seqscan", "indexscan")
        for name in off:
            self.cursor.execute(f"set enable_{name} = off")
        self.cursor.execute("set statement_timeout = %s", [TOO_LONG])

    def finds(self, word: str) -> Rows | None:
        """The same; None from a plan that needs longer than `TOO_LONG` for this word."""
        try:
            return self.rows(word)
        except QueryCanceled:
            return None

    def rows(self, word: str) -> Rows:
        """The newest records with a word, one more than a page."""
        pairs = [word[at : at + 2] for at in range(len(word) - 1)]
        given = [clock.today(), f"%{word}%", pairs][: 2 if self.plan == "walk" else 3]
        self.cursor.execute(STATEMENTS[self.plan], given)
        found: Rows = self.cursor.fetchall()
        return found


def portal(word: str) -> Rows:
    """The same by the portal's search, as the list API asks it."""
    return [row[:3] for row in listing.stored_rows({"q": word}, None, falling=True, most=PAGE)]


def start(rows: int) -> Sequence[Way]:
    """Seed, compare, choose the limits."""
    lists.seed(rows)
    raw = {plan: Raw(plan) for plan in PLANS}
    ways = []
    for name, word in copies.WORDS.items():
        found = portal(word)
        answers = {plan: raw[plan].finds(word) for plan in PLANS}
        for plan, answer in answers.items():
            if answer is not None and answer != found:
                raise Mismatch(f"search of {name} does not find what the {plan} finds")
        able = [raw[plan] for plan in PLANS if answers[plan] is not None]
        best = min(able, key=lambda one: _seconds(lambda: one.rows(word)))  # noqa: B023
        ways += [_way(f"{name}, raw", best.rows, word), _way(f"{name}, search", portal, word)]
    return ways


def _seconds(ask: Callable[[], object]) -> float:
    """The quicker of two calls."""
    taken = []
    for _time in range(2):
        began = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - began)
    return min(taken)


def _way(name: str, ask: Callable[[str], object], word: str) -> Way:
    def step() -> float:
        ask(word)
        return 1

    return Way(name, step)


CASE = Case(
    name="search",
    title="search by words of each class, 20 newest, P7",
    unit="pages",
    goals=tuple(Goal("P7", f"{name}, search", f"{name}, raw", 1 / 3) for name in copies.WORDS),
    start=start,
    surroundings=lists.links,
    stage=lists.STAGE,
)
