"""A year drawn as twelve months, weeks from Monday. Pure."""

import calendar
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from credit_portal.workdays.arrangement import Day

WEEK = 7


@dataclass(frozen=True)
class Cell:
    """One day as drawn; `changed` when a proposal would alter it."""

    day: date
    kind: str
    name: str
    told: str
    changed: bool = False
    today: bool = False


@dataclass(frozen=True)
class Month:
    """A month: its first day, and weeks of seven cells (None outside of it)."""

    first: date
    weeks: list[list[Cell | None]]
    working_days: int


def months(
    year: int,
    days: Mapping[date, Day],
    *,
    changed: Collection[date] = (),
    today: date | None = None,
) -> list[Month]:
    """The twelve months of a year; `days` holds each of its days."""
    return [_month(date(year, number, 1), days, changed, today) for number in range(1, 13)]


def _month(
    first: date, days: Mapping[date, Day], changed: Collection[date], today: date | None
) -> Month:
    before, length = calendar.monthrange(first.year, first.month)
    cells: list[Cell | None] = [None] * before
    for number in range(1, length + 1):
        day = first.replace(day=number)
        told = days[day]
        cells.append(Cell(day, told.kind, told.name, told.told(), day in changed, day == today))
    cells += [None] * (-len(cells) % WEEK)
    works = sum(days[cell.day].works for cell in cells if cell)
    return Month(first, [cells[at : at + WEEK] for at in range(0, len(cells), WEEK)], works)
