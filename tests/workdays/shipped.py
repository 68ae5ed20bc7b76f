"""The calendar as shipped, without a database: for the tests of the pure counting."""

import csv
from datetime import date
from pathlib import Path

from credit_portal.workdays.arithmetic import DayTable, Special

ROOT = Path(__file__).resolve().parents[2]
CALENDAR = ROOT / "credit_portal" / "workdays" / "data" / "calendar.csv"


def table() -> DayTable:
    """Day table of data/calendar.csv."""
    specials, years = {}, set()
    with CALENDAR.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            years.add(int(row["year"]))
            if row["kind"] != "notice":
                day = date.fromisoformat(row["date"])
                specials[day] = Special(row["kind"] == "makeup", row["name_zh"], row["name_en"])
    return DayTable(years, specials)


TABLE = table()
