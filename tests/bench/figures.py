"""Arithmetic of the bench: slices, ratios inside a round, verdicts (performance.md 10). Pure."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

#: Share of the machine's CPU time that others may take in a slice.
MOST_FOREIGN = 0.10
#: Rounds without a discarded slice that a verdict needs.
FEWEST_ROUNDS = 5
#: How far the worst round may stay behind the goal.
TOLERANCE = 0.25


class Mismatch(Exception):
    """A way answers something else than the limit, or with a wrong status: nothing is timed."""


@dataclass(frozen=True)
class Slice:
    """One way, measured once: units of work done, and whose CPU time it took meanwhile.

    `foreign` is the share of all processors that others took, None where it cannot be known;
    `own_cpu` are the CPU seconds of this process, its children and its database sessions.
    """

    way: str
    units: float
    seconds: float
    foreign: float | None = None
    own_cpu: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Whether others left the machine alone."""
        return self.foreign is not None and self.foreign <= MOST_FOREIGN

    @property
    def rate(self) -> float:
        """Units a second."""
        return self.units / self.seconds

    @property
    def frugality(self) -> float:
        """Units per CPU second: hardly disturbed by others, so a hint when the rate is no use."""
        return self.units / self.own_cpu if self.own_cpu else 0.0


Round = dict[str, Slice]


@dataclass(frozen=True)
class Ratio:
    """How one way compares with another, each round by itself."""

    median: float
    least: float
    most: float
    rounds: int

    def inverted(self) -> "Ratio":
        """The same as a ratio of times instead of rates."""
        return Ratio(1 / self.median, 1 / self.most, 1 / self.least, self.rounds)


@dataclass(frozen=True)
class Goal:
    """`of` reaches at least `bound` times the rate of `over`; with `slower`, it takes at most
    `bound` times as long."""

    name: str
    of: str
    over: str
    bound: float
    slower: bool = False

    def fits(self, value: float, tolerance: float = 0.0) -> bool:
        """Whether a ratio reaches the bound, or stays behind by no more than the tolerance."""
        if self.slower:
            return value <= self.bound * (1 + tolerance)
        return value >= self.bound * (1 - tolerance)


def compare(
    rounds: Sequence[Round], of: str, over: str, *, every: bool = False, frugal: bool = False
) -> Ratio | None:
    """Ratio of rates inside each round, of rounds in which both slices are clean.

    `every` takes the others too; `frugal` compares units per CPU second. None without a round.
    """
    found = [
        (one[of].frugality / one[over].frugality) if frugal else one[of].rate / one[over].rate
        for one in rounds
        if (every or (one[of].is_clean and one[over].is_clean))
        and (not frugal or (one[of].frugality and one[over].frugality))
    ]
    if not found:
        return None
    return Ratio(statistics.median(found), min(found), max(found), len(found))


def verdict(goal: Goal, rounds: Sequence[Round]) -> str:
    """`met`, `not met`, or INCONCLUSIVE with fewer clean rounds than a verdict needs."""
    found = compare(rounds, goal.of, goal.over)
    if found is None or found.rounds < FEWEST_ROUNDS:
        return "INCONCLUSIVE"
    if goal.slower:
        found = found.inverted()
    worst = found.most if goal.slower else found.least
    return "met" if goal.fits(found.median) and goal.fits(worst, TOLERANCE) else "not met"


def discarded(rounds: Sequence[Round]) -> int:
    """Slices that others disturbed."""
    return sum(not one.is_clean for each in rounds for one in each.values())
