"""How bodies kept their word: outcome counts per body and per government, fair to small samples."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from credit_portal.directory import selectors as directory
from credit_portal.directory.models import Organisation
from credit_portal.portal.queries import COMMITMENT, DETERMINED, PUBLIC, decided
from credit_portal.publishing import tallies

#: Smaller samples are named, not ranked.
COMPARABLE = 20
GOVERNMENTS = (Organisation.Kind.GOVERNMENT, Organisation.Kind.FOREIGN_GOVERNMENT)
Row = dict[str, Any]


def by_body() -> list[Row]:
    """One row per body with determined commitments of its own, the most first."""
    return sorted(_own(), key=lambda row: (-row["total"], row["slug"]))


def by_government() -> list[Row]:
    """One row per government with everything below it; whole trees first, then by rate.

    Samples that are too small come last, by size.
    """
    return sorted(_summed(), key=_rank)


def of_bodies(bodies: Iterable[Organisation]) -> dict[str, Row]:
    """One row for each of these bodies that has determined commitments of its own, by its key."""
    places = {str(body.pk): body for body in bodies}
    if not places:
        return {}
    counts = tallies.by_key(tallies.Dimension.BODY, COMMITMENT, keys=places)
    return {key: _row(places[key], found) for key, found in counts.items() if decided(found)}


def _rank(row: Row) -> tuple[Any, ...]:
    if row["few"]:
        return (1, 0, -row["total"], row["slug"])
    return (0, 0 if row["is_root"] else 1, -row["share"], row["slug"])


def _own() -> Iterator[Row]:
    """Rows of bodies."""
    counts = _counts()
    for body in directory.organisations(using=PUBLIC).filter(active=True):
        found = counts.get(str(body.pk))
        if found and decided(found):
            yield _row(body, found)


def _summed() -> Iterator[Row]:
    """Rows of governments, summed over their subtrees. Of the others only the place is read."""
    counts, bodies = _counts(), directory.organisations(using=PUBLIC).filter(active=True)
    governments = {body.path: body for body in bodies.filter(kind__in=GOVERNMENTS)}
    totals: dict[str, Counter[str]] = {path: Counter() for path in governments}
    for key, place in bodies.order_by().values_list("pk", "path"):
        if own := counts.get(str(key)):
            for path in _paths(place):
                if path in totals:
                    totals[path].update(own)
    for path, found in totals.items():
        if decided(found):
            yield _row(governments[path], found)


def _counts() -> dict[str, Counter[str]]:
    """Outcomes of each body's own commitments, by its key."""
    return tallies.by_key(tallies.Dimension.BODY, COMMITMENT)


def _paths(path: str) -> Iterable[str]:
    """The path itself and those of all bodies above."""
    steps = path.strip("/").split("/")
    return ("/" + "/".join(steps[: depth + 1]) + "/" for depth in range(len(steps)))


def _row(body: Organisation, counts: "Counter[str]") -> Row:
    total = sum(counts[code] for code in DETERMINED)
    return {
        **{code: counts[code] for code in DETERMINED},
        "slug": body.slug,
        "name_zh": body.name_zh,
        "name_en": body.name_en,
        "total": total,
        "few": total < COMPARABLE,
        "share": counts["kept"] / total,
        "percent": f"{100 * counts['kept'] / total:.1f}%",
        "is_root": body.parent_id is None,
    }
