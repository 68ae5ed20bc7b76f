"""Comparison of units: rates, Wilson's interval, bands of like size, shared ranks."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from credit_portal.portal import comparison
from credit_portal.portal.comparison import Tally, band, ranks, shade, tally, wilson
from credit_portal.publishing.livelihood import Numbers

NUMBERS = Numbers(small=5, middle=10, large=20, entries=60, high_from=90, fair_from=70)


def test_wilson_agrees_with_published_values() -> None:
    # Newcombe (1998), Statistics in Medicine 17, table I, method 3
    for hits, n, low, high in [
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ]:  # fmt: skip
        found = wilson(hits, n)
        assert found[0] == pytest.approx(low, abs=0.0001)
        assert found[1] == pytest.approx(high, abs=0.0001)


def test_wilson_holds_the_rate_between_nought_and_one() -> None:
    chance = Random(7)
    for _try in range(500):
        n = chance.randint(1, 400)
        hits = chance.randint(0, n)
        low, high = wilson(hits, n)
        assert 0 <= low <= hits / n <= high <= 1
        mirrored = wilson(n - hits, n)
        assert low == pytest.approx(1 - mirrored[1], abs=1e-12)
        wider = wilson(hits * 4, n * 4)
        assert wider[1] - wider[0] < high - low


def test_no_share_of_nothing() -> None:
    for hits, n in [(0, 0), (3, 2), (-1, 4)]:
        with pytest.raises(ValueError):
            wilson(hits, n)


def test_what_is_not_reported_counts_and_not_as_kept() -> None:
    found = tally({"kept": 3, "not_reported": 1, "open": 5, "void": 2})
    assert (found.determined, found.total) == (4, 11)
    assert found.rate == Fraction(3, 4)
    assert Tally(other=4).rate is None
    assert Tally(other=4).interval is None


def test_bands_by_the_size_of_the_sample() -> None:
    sizes = {0: "none", 1: "few", 4: "few", 5: "small", 9: "small", 10: "middle", 19: "middle",
             20: "large", 300: "large"}  # fmt: skip
    assert {n: band(n, NUMBERS) for n in sizes} == sizes


def test_a_small_sample_has_no_rank_and_no_shade_of_its_own() -> None:
    perfect = Tally(kept=4)
    assert shade(perfect, NUMBERS) == "few"
    assert ranks({"a": perfect}, NUMBERS) == {}
    assert shade(Tally(kept=5), NUMBERS) == "high"
    assert shade(Tally(kept=7, broken=3), NUMBERS) == "fair"
    assert shade(Tally(kept=1, broken=9), NUMBERS) == "low"


def test_where_the_shades_begin_is_a_parameter() -> None:
    strict = replace(NUMBERS, high_from=95, fair_from=91)
    assert shade(Tally(kept=9, broken=1), NUMBERS) == "high"
    assert shade(Tally(kept=9, broken=1), strict) == "low"


def test_equal_rates_share_the_better_rank_within_their_band() -> None:
    found = ranks(
        {
            "a": Tally(kept=5), "b": Tally(kept=4, broken=1), "c": Tally(kept=4, kept_late=1),
            "d": Tally(kept=1, broken=4), "big": Tally(kept=10, broken=10),
        },
        NUMBERS,
    )  # fmt: skip
    assert found == {"a": 1, "b": 2, "c": 2, "d": 4, "big": 1}


def test_ranks_follow_rates_whatever_the_counts() -> None:
    chance = Random(11)
    for _try in range(100):
        units = {
            n: Tally(kept=chance.randint(0, 30), broken=chance.randint(0, 30)) for n in range(20)
        }
        found = ranks(units, NUMBERS)
        for one, rank in found.items():
            for other, behind in found.items():
                same = band(units[one].determined, NUMBERS) == band(
                    units[other].determined, NUMBERS
                )
                if same:
                    assert (units[one].rate > units[other].rate) == (rank < behind)  # type: ignore[operator]
        ranked = {key for key, unit in units.items() if unit.determined >= NUMBERS.small}
        assert set(found) == ranked


def test_missing_never_counts_as_kept() -> None:
    both = comparison.summed([Tally(kept=1, other=3), Tally(broken=1)])
    assert (both.kept, both.determined, both.total) == (1, 2, 5)
