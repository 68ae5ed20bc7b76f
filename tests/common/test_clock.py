"""The one clock: legal time zone, and a row that moves forwards only."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from credit_portal.common import clock
from credit_portal.common.errors import Conflict
from credit_portal.common.ids import uuid7
from credit_portal.ledger.audit_check import written_at

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


@time_machine.travel(datetime(2026, 11, 25, 7, 41, 13, tzinfo=UTC), tick=False)
def test_where_no_moment_may_be_kept_clock_and_keys_say_the_end_of_the_day() -> None:
    exact = clock.now()
    for told, end in (
        (clock.days_only, datetime(2026, 11, 25, 23, 59, 59, 999_999, clock.TZ)),
        (clock.hours_only, datetime(2026, 11, 25, 15, 59, 59, 999_999, clock.TZ)),
    ):
        with told():
            assert (clock.now(), clock.today()) == (end, end.date())
            assert abs(written_at(uuid7()) - end) < timedelta(milliseconds=2)
    assert clock.now() == exact
    assert abs(written_at(uuid7()) - exact) < timedelta(milliseconds=2)


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
