"""Comparing units fairly: rates with their uncertainty, bands of like size, shared ranks. Pure.

The interval is that of E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical
Inference", Journal of the American Statistical Association 22 (1927) 209-212.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import TypeVar

from credit_portal.portal.queries import DETERMINED
from credit_portal.publishing.livelihood import Numbers

K = TypeVar("K", bound=Hashable)

Z95 = 1.959963984540054
"""Two-sided 95 per cent of the normal distribution."""

NONE, FEW, SMALL, MIDDLE, LARGE = "none", "few", "small", "middle", "large"
RANKED = (LARGE, MIDDLE, SMALL)
"""Bands within which units are ranked, the largest first."""

HIGH, FAIR, LOW = "high", "fair", "low"
"""Shades of a rate on the overview; the number itself always stands beside it."""


@dataclass(frozen=True)
class Tally:
    """Counts of a unit's commitments by outcome. Figures never reported count, and not as kept."""

    kept: int = 0
    kept_late: int = 0
    partly_kept: int = 0
    broken: int = 0
    not_reported: int = 0
    other: int = 0

    @property
    def determined(self) -> int:
        """Commitments whose performance was determined: the size of the sample."""
        return self.kept + self.kept_late + self.partly_kept + self.broken + self.not_reported

    @property
    def total(self) -> int:
        """All commitments, those still running included."""
        return self.determined + self.other

    @property
    def rate(self) -> Fraction | None:
        """Share kept on time among the determined; None when nothing is determined."""
        return Fraction(self.kept, self.determined) if self.determined else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 per cent interval of the rate; None when nothing is determined."""
        return wilson(self.kept, self.determined) if self.determined else None


def tally(counts: Mapping[str, int]) -> Tally:
    """The tally of counts by outcome; an outcome that is no performance counts as other."""
    known = {code: counts.get(code, 0) for code in DETERMINED}
    other = sum(n for code, n in counts.items() if code not in DETERMINED)
    return Tally(**known, other=other)


def summed(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    found = list(tallies)
    names = (*DETERMINED, "other")
    return Tally(**{name: sum(getattr(one, name) for one in found) for name in names})


def wilson(hits: int, n: int, z: float = Z95) -> tuple[float, float]:
    """Wilson score interval of `hits` in `n` (n at least 1), both ends between 0 and 1."""
    if not 0 <= hits <= n or n < 1:
        raise ValueError(f"{hits} of {n} is no share")
    share, square = hits / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    reach = z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    low = 0.0 if hits == 0 else max(0.0, middle - reach)
    high = 1.0 if hits == n else min(1.0, middle + reach)
    return low, high


def band(determined: int, numbers: Numbers) -> str:
    """Size band of a sample; below `numbers.small` nobody is ranked."""
    if determined < 1:
        return NONE
    if determined < numbers.small:
        return FEW
    if determined < numbers.middle:
        return SMALL
    return MIDDLE if determined < numbers.large else LARGE


def shade(found: Tally, numbers: Numbers) -> str:
    """Shade of a unit on the overview, by the parameters `high_from` and `fair_from` (per cent); a
    small sample has none of its own."""
    rate, size = found.rate, band(found.determined, numbers)
    if rate is None or size == FEW:
        return size
    if 100 * rate >= numbers.high_from:
        return HIGH
    return FAIR if 100 * rate >= numbers.fair_from else LOW


def ranks(tallies: Mapping[K, Tally], numbers: Numbers) -> dict[K, int]:
    """Rank of each unit within its band, by rate; equal rates share the better rank (1, 2, 2, 4).

    Units with too small a sample have none.
    """
    found: dict[K, int] = {}
    for size in RANKED:
        rates = {
            key: one.rate
            for key, one in tallies.items()
            if one.rate is not None and band(one.determined, numbers) == size
        }
        for key, rate in rates.items():
            found[key] = 1 + sum(1 for other in rates.values() if other > rate)
    return found
