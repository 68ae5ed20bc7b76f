"""How many decisions one transaction takes: more of a long backlog, halves of what failed."""

import pytest

from credit_portal.publishing.services.pace import MOST_AT_ONCE, Pace


def test_a_long_backlog_goes_by_larger_batches() -> None:
    pace = Pace(100)
    assert pace.size == 100
    pace.done(100, 0.5)
    assert pace.size == 400
    pace.done(400, 0.1)
    assert pace.size == MOST_AT_ONCE


def test_a_slow_batch_makes_the_next_one_smaller_but_not_less_than_the_first() -> None:
    pace = Pace(100)
    pace.done(100, 0.4)
    pace.done(500, 4.0)
    assert pace.size == 250
    pace.done(250, 60.0)
    assert pace.size == 100


def test_a_batch_that_was_not_full_tells_nothing() -> None:
    pace = Pace(100)
    pace.done(3, 0.001)
    assert pace.size == 100
    assert Pace(5_000).size == 5_000


@pytest.mark.parametrize("bad", [0, 1, 499, 500, 731, 999])
def test_the_one_that_fails_is_found_by_halves(bad: int) -> None:
    pace = Pace(1_000)
    waiting = list(range(1_000))
    tries = 0
    while True:
        tries += 1
        batch = waiting[: pace.size]
        if bad not in batch:
            del waiting[: len(batch)]
            pace.done(len(batch), 0.1)
        elif pace.failed(len(batch)):
            break
    assert batch == [bad]
    assert tries <= 12
    assert pace.size == 1_000
