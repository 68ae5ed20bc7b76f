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
    return sorted(_rows(False), key=lambda row: (-row["total"], row["slug"]))


def by_government() -> list[Row]:
    """One row per government with everything below it; whole trees first, then by rate.

    Samples that are too small come last, by size.
    """
    return sorted(_rows(True), key=_rank)


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


def _rows(summed: bool) -> Iterator[Row]:
    """Rows of bodies, or of governments summed over their subtrees."""
    counts = _counts()
    bodies = list(directory.organisations(using=PUBLIC).filter(active=True))
    places = {body.path: body for body in bodies}
    totals: dict[str, Counter[str]] = {}
    for body in bodies:
        if own := counts.get(str(body.pk)):
            for path in _paths(body.path) if summed else (body.path,):
                totals.setdefault(path, Counter()).update(own)
    for path, found in totals.items():
        place = places.get(path)
        if place and decided(found) and (not summed or place.kind in GOVERNMENTS):
            yield _row(place, found)


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
