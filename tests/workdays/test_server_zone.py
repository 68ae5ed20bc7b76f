"""The day is the portal's, wherever the server thinks it stands (security.md F10)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import django, time_machine
from datetime import timedelta
from unittest import mock
django.setup()
from credit_portal.common import clock
from credit_portal.workdays.arithmetic import DayTable, count_period
table = DayTable([], {})
for moment in ("2026-12-31 15:59:59Z", "2026-12-31 16:00:00Z", "2028-02-28 16:00:00Z",
               "2028-02-29 16:00:00Z"):
    with time_machine.travel(moment, tick=False), mock.patch.object(clock, "_offset", timedelta):
        day = clock.today()
        due = count_period(day, "calendar_day", 1, table=table).due
        print(day, due)
"""


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati", "UTC"])
def test_days_turn_at_midnight_in_shanghai(zone: str) -> None:
    environment = {**os.environ, "TZ": zone, "DEMO": "0", "TESTING": "1"}
    told = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True,
        check=False, cwd=Path(__file__).resolve().parents[2], timeout=120,
    )  # fmt: skip
    assert told.stdout.split("\n")[:4] == [
        "2026-12-31 2027-01-01",
        "2027-01-01 2027-01-02",
        "2028-02-29 2028-03-01",
        "2028-03-01 2028-03-02",
    ], told.stderr
