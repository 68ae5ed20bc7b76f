"""How bodies kept their word: outcome counts per body and per government, fair to small samples."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from credit_portal.directory.models import Organisation
from credit_portal.portal.queries import COMMITMENT, DETERMINED, Place, decided, places
from credit_portal.publishing import tallies

#: Smaller samples are named, not ranked.
COMPARABLE = 20
GOVERNMENTS = (Organisation.Kind.GOVERNMENT, Organisation.Kind.FOREIGN_GOVERNMENT)
Row = dict[str, Any]


@dataclass(frozen=True)
class Ground:
    """What tables of all bodies are made of, read once for a page that shows several: the active
    bodies, how many records each has, and the determined outcomes of its own commitments."""

    places: list[Place]
    records: dict[UUID, int]
    counts: dict[UUID, Counter[str]]


def ground() -> Ground:
    """All of it as it is now."""
    found = {UUID(key): one for key, one in tallies.overview(DETERMINED).items()}
    records = {key: total for key, (total, _counts) in found.items()}
    return Ground(places(), records, {key: counts for key, (_total, counts) in found.items()})


def by_body(found: Ground | None = None) -> list[Row]:
    """One row per body with determined commitments of its own, the most first."""
    return sorted(_rows(found or ground(), False), key=lambda row: (-row["total"], row["slug"]))


def by_government(found: Ground | None = None) -> list[Row]:
    """One row per government with everything below it; whole trees first, then by rate.

    Samples that are too small come last, by size.
    """
    return sorted(_rows(found or ground(), True), key=_rank)


def of_bodies(bodies: Iterable[Organisation]) -> dict[str, Row]:
    """One row for each of these bodies that has determined commitments of its own, by its key."""
    asked = {str(body.pk): body for body in bodies}
    if not asked:
        return {}
    counts = tallies.by_key(tallies.Dimension.BODY, COMMITMENT, keys=asked)
    return {key: _row(asked[key], found) for key, found in counts.items() if decided(found)}


def _rank(row: Row) -> tuple[Any, ...]:
    if row["few"]:
        return (1, 0, -row["total"], row["slug"])
    return (0, 0 if row["is_root"] else 1, -row["share"], row["slug"])


def _rows(found: Ground, summed: bool) -> Iterator[Row]:
    """Rows of bodies, or of governments summed over their subtrees."""
    shown = {one.path: one for one in found.places if not summed or one.kind in GOVERNMENTS}
    totals: dict[str, Counter[str]] = {}
    for body in found.places:
        if own := found.counts.get(body.pk):
            for path in _paths(body.path) if summed else (body.path,):
                if path in shown:
                    totals.setdefault(path, Counter()).update(own)
    for path, counts in totals.items():
        if decided(counts):
            yield _row(shown[path], counts)


def _paths(path: str) -> Iterable[str]:
    """The path itself and those of all bodies above."""
    steps = path.strip("/").split("/")
    return ("/" + "/".join(steps[: depth + 1]) + "/" for depth in range(len(steps)))


def _row(body: Organisation | Place, counts: "Counter[str]") -> Row:
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
