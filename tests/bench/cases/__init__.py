"""The cases, by name."""

from collections.abc import Iterable

from tests.bench.cases import (
    bodies,
    cached,
    crawl,
    export,
    growth,
    intake,
    ledger,
    lists,
    pages,
    publication,
    record,
    search,
    succession,
    sweep,
)
from tests.bench.harness import Case

CASES: dict[str, Case] = {
    case.name: case
    for case in (
        lists.CASE,
        record.CASE,
        pages.CASE,
        cached.CASE,
        growth.DEPTH_CASE,
        export.CASE,
        growth.GROWTH,
        sweep.CASE,
        publication.CASE,
        ledger.CASE,
        succession.CASE,
        intake.CASE,
        bodies.CASE,
        search.CASE,
        crawl.CASE,
    )
}


def staged(names: Iterable[str] | None) -> list[list[str]]:
    """These cases, or all, in groups that share a scratch database, which is seeded once."""
    groups: dict[str, list[str]] = {}
    for name in dict.fromkeys(names or CASES):
        groups.setdefault(CASES[name].stage or name, []).append(name)
    return list(groups.values())
