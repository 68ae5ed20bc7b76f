"""What a run prints and keeps."""

import json
import os
import platform
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.figures import FEWEST_ROUNDS, Goal, Ratio, compare, discarded, verdict
from tests.bench.harness import Result


def lines(result: Result) -> Iterator[str]:
    """The table of a case."""
    yield f"\n{result.case.name}: {result.case.title} ({result.rows:,} rows)"
    if result.rounds:
        yield from _ways(result)
        yield from (_goal(goal, result) for goal in result.case.goals)
        bad, all_ = discarded(result.rounds), len(result.rounds) * len(result.ways)
        yield (
            f"  {len(result.rounds)} rounds; {bad} of {all_} slices discarded (others took more"
            f" than a tenth of the machine); a verdict needs {FEWEST_ROUNDS} clean rounds"
        )
    for what, figure in result.figures:
        yield f"  {what}: {figure}"


def _ways(result: Result) -> Iterator[str]:
    limit = result.ways[0]
    unit = f"{result.case.unit}/s"
    heads = f"x {limit}: clean rounds", "all rounds", "by CPU time"
    yield f"  {'way':34} {unit:>14}  {heads[0]:34} {heads[1]:28} {heads[2]}"
    for name in result.ways:
        rate = median(one[name].rate for one in result.rounds)
        told = [
            _ratio(compare(result.rounds, name, limit)),
            _ratio(compare(result.rounds, name, limit, every=True)),
            _ratio(compare(result.rounds, name, limit, every=True, frugal=True)),
        ]
        yield f"  {name:34} {rate:14,.4g}  {told[0]:34} {told[1]:28} {told[2]}"


def _ratio(found: Ratio | None) -> str:
    if found is None:
        return "-"
    return f"{found.median:.3g} ({found.least:.3g} to {found.most:.3g}) n={found.rounds}"


def _goal(goal: Goal, result: Result) -> str:
    found = compare(result.rounds, goal.of, goal.over, every=True)
    if found is not None and goal.slower:
        found = found.inverted()
    kind = "takes at most" if goal.slower else "at least"
    return (
        f"  {goal.name}: {goal.of} {kind} {goal.bound:g} x {goal.over}:"
        f" {verdict(goal, result.rounds)}; all rounds {_ratio(found)}"
    )


def _as_json(result: Result) -> dict[str, Any]:
    return {
        "case": result.case.name,
        "rows": result.rows,
        "unit": result.case.unit,
        "rounds": [{name: asdict(one) for name, one in each.items()} for each in result.rounds],
        "discarded": discarded(result.rounds),
        "ratios": {
            name: {
                "clean": _fields(compare(result.rounds, name, result.ways[0])),
                "all": _fields(compare(result.rounds, name, result.ways[0], every=True)),
            }
            for name in result.ways
        },
        "goals": [
            {**asdict(goal), "verdict": verdict(goal, result.rounds)} for goal in result.case.goals
        ],
        "figures": dict(result.figures),
    }


def _fields(found: Ratio | None) -> dict[str, float] | None:
    return asdict(found) if found else None


def write(results: list[Result], path: Path) -> None:
    """Keep everything measured, slice by slice."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "machine": {"processors": os.cpu_count(), "system": platform.platform()},
        "load": os.getloadavg() if hasattr(os, "getloadavg") else None,
        "cases": [_as_json(result) for result in results],
    }
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
