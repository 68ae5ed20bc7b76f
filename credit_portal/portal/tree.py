"""Shapes for pages about bodies: the tree with its counts, the tally of outcomes."""

from collections.abc import Iterable, Mapping
from typing import Any

from credit_portal.common.templatetags.ui import OUTCOMES
from credit_portal.directory.models import Organisation
from credit_portal.portal.filters import Filters
from credit_portal.portal.queries import COMMITMENT, Place

#: Colour class of an outcome in a bar.
BAR_CLASS = {"kept": "k", "kept_late": "l", "partly_kept": "p", "broken": "b"}


def build(bodies: Iterable[Place], counts: Mapping[Any, int]) -> list[dict[str, Any]]:
    """Nested nodes (body, own count, count with all below, children) from rows in tree order."""
    roots: list[dict[str, Any]] = []
    by_path: dict[str, dict[str, Any]] = {}
    for body in bodies:
        own = counts.get(body.pk, 0)
        node: dict[str, Any] = {"body": body, "own": own, "all": own, "children": []}
        by_path[body.path] = node
        parent = by_path.get(_above(body.path))
        (parent["children"] if parent else roots).append(node)
        above = _above(body.path)
        while above in by_path:
            by_path[above]["all"] += own
            above = _above(above)
    return sorted(roots, key=lambda node: -node["all"])


def _above(path: str) -> str:
    """The path of the body above."""
    return path[: path.rstrip("/").rfind("/") + 1]


def children(
    bodies: Iterable[Organisation], counts: Mapping[Any, int], rates: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Bodies with their own counts and rates, those with records first."""
    rows = [
        {"body": body, "n": counts.get(body.pk, 0), "rate": rates.get(str(body.pk))}
        for body in bodies
    ]
    return sorted(rows, key=lambda row: -row["n"])


def tally(
    counts: Mapping[str, int], asked: Filters, extra: Mapping[str, str]
) -> list[dict[str, Any]]:
    """One line per outcome that occurs: count, share, bar, the address of exactly its records."""
    total = sum(counts.values())
    return [
        {
            "code": code,
            "n": counts[code],
            "width": f"{100 * counts[code] / total:.2f}",
            "share": f"{100 * counts[code] / total:.1f}%",
            "css": BAR_CLASS.get(code, "d"),
            "url": Filters().query(kind=COMMITMENT, outcome=code, **extra) + "#records",
            "chosen": asked.outcomes == (code,),
        }
        for code in OUTCOMES
        if counts.get(code)
    ]
