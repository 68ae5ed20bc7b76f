"""The one clock: legal time zone, and a row that moves forwards only."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from credit_portal.common import clock
from credit_portal.common.errors import Conflict

pytestmark = pytest.mark.django_db


def test_today_is_the_day_in_the_legal_time_zone() -> None:
    with time_machine.travel(datetime(2026, 11, 21, 16, 30, tzinfo=UTC), tick=False):
        assert clock.today() == date(2026, 11, 22)


def test_it_moves_forwards_for_everybody() -> None:
    target = clock.now() + timedelta(days=30)
    clock.advance_to(target)
    assert abs(clock.now() - target) < timedelta(seconds=5)


def test_it_refuses_to_move_backwards() -> None:
    clock.advance_to(clock.now() + timedelta(days=30))
    with pytest.raises(Conflict):
        clock.advance_to(clock.now() - timedelta(days=1))


def test_it_refuses_outside_of_demonstration(settings: object) -> None:
    settings.DEMO = settings.TESTING = False  # type: ignore[attr-defined]
    with pytest.raises(Conflict):
        clock.advance_to(clock.now() + timedelta(days=1))


def test_what_happens_at_one_moment_reads_the_row_once(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(1), clock.steady():
        assert clock.now() <= clock.now()
        with clock.steady():
            clock.today()
    target = clock.now() + timedelta(days=3)
    with clock.steady():
        clock.now()
        clock.advance_to(target)
        assert abs(clock.now() - target) < timedelta(seconds=5)
