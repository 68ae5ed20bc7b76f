"""The bench itself: its arithmetic, and each case once with tiny numbers."""

import json
from pathlib import Path
from typing import Any

import pytest

from credit_portal.ledger import memory
from tests.bench import meter, report, scratch
from tests.bench.cases import CASES
from tests.bench.figures import Goal, Ratio, Round, Slice, compare, discarded, verdict
from tests.bench.harness import measure
from tests.plugins import servers

AT_LEAST = Goal("G", "way", "limit", 0.5)
AT_MOST = Goal("G", "way", "limit", 1.5, slower=True)


def rounds(*rates: float, foreign: float | None = 0.0) -> list[Round]:
    """Rounds in which the limit does 100 a second and the way these."""
    return [
        {
            "limit": Slice("limit", 200, 2.0, foreign, 1.0),
            "way": Slice("way", 2 * rate, 2.0, foreign, 2.0),
        }
        for rate in rates
    ]


def test_ratios_are_taken_inside_a_round() -> None:
    found = rounds(50, 60, 70)
    found[1]["limit"] = Slice("limit", 1200, 2.0, 0.0, 1.0)
    assert compare(found, "way", "limit") == Ratio(0.5, 0.1, 0.7, 3)
    assert compare(found, "limit", "limit") == Ratio(1, 1, 1, 3)


def test_a_disturbed_slice_takes_its_round_out() -> None:
    found = rounds(50, 60) + rounds(1, foreign=0.11) + rounds(1, foreign=None)
    assert compare(found, "way", "limit") == Ratio(0.55, 0.5, 0.6, 2)
    every = compare(found, "way", "limit", every=True)
    assert every is not None and every.rounds == 4
    assert discarded(found) == 4
    assert compare(rounds(1, foreign=1.0), "way", "limit") is None


def test_by_cpu_time_waiting_does_not_count() -> None:
    found = compare(rounds(50), "way", "limit", frugal=True)
    assert found == Ratio(0.25, 0.25, 0.25, 1)


@pytest.mark.parametrize(
    ("goal", "rates", "expected"),
    [
        (AT_LEAST, (50, 50, 50, 50), "INCONCLUSIVE"),
        (AT_LEAST, (50, 50, 50, 60, 38), "met"),
        (AT_LEAST, (50, 50, 50, 60, 37), "not met"),
        (AT_LEAST, (49, 49, 49, 60, 60), "not met"),
        (AT_MOST, (100, 100, 80, 70, 60), "met"),
        (AT_MOST, (100, 100, 80, 70, 50), "not met"),
        (AT_MOST, (60, 60, 60, 100, 100), "not met"),
    ],
)
def test_a_goal_is_met_by_the_median_and_nearly_by_the_worst(
    goal: Goal, rates: tuple[float, ...], expected: str
) -> None:
    assert verdict(goal, rounds(*rates)) == expected


def test_foreign_time_is_busy_time_that_is_not_our_own() -> None:
    assert meter.machine("cpu  10 1 5 80 4 0 1 2 9 9\ncpu0 1") == (103, 19)
    before = meter.Reading(1000, 300, {1: 50, 2: 10})
    after = meter.Reading(1200, 400, {1: 100, 3: 20})
    foreign, own = meter.shares(before, after)
    assert foreign == pytest.approx((100 - 70) / 200)
    assert own == pytest.approx(70 / meter.TICKS)
    assert meter.shares(before, before) == (None, 0.0)


@pytest.mark.committed
@pytest.mark.parametrize("name", CASES)
def test_a_case_runs(name: str, committed_database: str, tmp_path: Path) -> None:
    result = measure(CASES[name], rounds=1, seconds=0.01, rows=60, say=lambda text: None)
    assert result.rounds or result.figures
    assert all(one.units > 0 for each in result.rounds for one in each.values())
    text = "\n".join(report.lines(result))
    assert all(way in text for way in result.ways)
    report.write([result], tmp_path / "bench.json")
    kept = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert kept["cases"][0]["case"] == name
    assert {goal["verdict"] for goal in kept["cases"][0]["goals"]} <= {"INCONCLUSIVE"}


def test_a_scratch_log_is_not_remembered_as_the_portals(
    settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.LEDGER_MEMORY = str(tmp_path / "checkpoint")
    for name in ("clone", "point_at", "drop"):
        monkeypatch.setattr(servers, name, lambda *_names: None)
    with scratch.clone("portal_bench_0"):
        assert memory.place() is None
    assert memory.place() == tmp_path / "checkpoint"
