"""The cases, by name."""

from collections.abc import Iterable
from itertools import groupby

from tests.bench.cases import (
    bodies,
    cached,
    export,
    growth,
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
        bodies.CASE,
        search.CASE,
    )
}


def staged(names: Iterable[str] | None) -> list[list[str]]:
    """These cases, or all, in groups that share a scratch database."""
    chosen = list(names or CASES)
    return [
        list(group) for _stage, group in groupby(chosen, lambda name: CASES[name].stage or name)
    ]
