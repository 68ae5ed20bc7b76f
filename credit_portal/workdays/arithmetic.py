"""How legal periods are counted. Pure: dates in, dates out, no Django and no database.

Law: Civil Code (民法典) art. 200-203.
* art. 200: periods are counted by the Gregorian calendar in years, months, days and hours.
* art. 201: the day on which a period starts is not counted; it runs from the next day.
* art. 202: a period in months or years ends on the corresponding day of the last month; if that
  month has no such day, on its last day.
* art. 203: if the last day is a statutory rest day, the day after the holiday is the last day
  (``roll``); the last day ends at 24:00.

Two things the Code leaves open and this module settles (docs/deadlines.md gives the reasons):
* **Pause** (补正, 第三方意见, 鉴定, 评审: "所需时间不计算在内"). Half-open: the
  day the clock stops is not counted, the day it runs again is. A pause of
  ``resumed_on - stopped_on`` days moves a count of calendar days by exactly that many; stopped and
  resumed on one day it moves nothing; a clock stopped on its last day still has that day left when
  it runs again.
* **Extension** (延长). It lengthens the same count: 20 + 10 working days are 30 working days from
  the start, one month plus one month from 31 January is 31 March. Only the end of the whole is
  rolled. An extension in another kind of unit runs on from the unrolled end of what stands before.
"""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

WORKING_DAY: Final = "working_day"
CALENDAR_DAY: Final = "calendar_day"
MONTH: Final = "month"
YEAR: Final = "year"
UNITS: Final = (WORKING_DAY, CALENDAR_DAY, MONTH, YEAR)

MAX_COUNT: Final[Mapping[str, int]] = {
    WORKING_DAY: 3660,
    CALENDAR_DAY: 36_600,
    MONTH: 1200,
    YEAR: 100,
}
EARLIEST: Final = date(1900, 1, 1)
LATEST_START: Final = date(2200, 12, 31)
LATEST: Final = date(2400, 12, 31)
ONE_DAY: Final = timedelta(days=1)
SATURDAY: Final = 5


class PeriodError(ValueError):
    """A period that cannot be counted: ``code`` is stable, ``field`` names the bad input."""

    def __init__(self, code: str, field: str, **params: object) -> None:
        super().__init__(f"{code}: {field} {params or ''}".strip())
        self.code = code
        self.field = field
        self.params = params


class Special(NamedTuple):
    """A day that differs from the plain week: holiday (off) or make-up working day (on)."""

    is_workday: bool
    name_zh: str
    name_en: str


class DayTable:
    """The statutory calendar: the loaded years, and the days in them that differ from the week."""

    def __init__(self, years: Iterable[int], specials: Mapping[date, Special]) -> None:
        self.years = frozenset(years)
        self.specials = dict(specials)

    def is_loaded(self, day: date) -> bool:
        """Whether the holiday notice of the day's year has been loaded."""
        return day.year in self.years

    def is_workday(self, day: date) -> bool:
        """Whether work is done on the day; Monday to Friday where the year is not loaded."""
        special = self.specials.get(day)
        return special.is_workday if special else day.weekday() < SATURDAY


class Pause(NamedTuple):
    """A stopped clock: ``stopped_on`` is the first day not counted, ``resumed_on`` counts again."""

    stopped_on: date
    resumed_on: date


@dataclass(frozen=True)
class Extension:
    """A lawful lengthening of the period by ``count`` units."""

    unit: str
    count: int


class Cell(NamedTuple):
    """One day of a count; ``kind`` start, counted, skipped, paused, end; ``n`` when counted."""

    day: date
    kind: str
    n: int | None


@dataclass(frozen=True)
class Counted:
    """A counted period: ``raw_due`` before rolling, ``due`` after it, and the walk to them."""

    start: date
    unit: str
    count: int
    roll: bool
    raw_due: date
    due: date
    provisional: bool
    cells: tuple[Cell, ...]
    paused_days: int
    extensions: tuple[Extension, ...]


def check_count(unit: str, count: int, field: str = "count") -> None:
    """Refuse an unknown unit or a count outside 1..MAX_COUNT[unit] with PeriodError."""
    if unit not in UNITS:
        raise PeriodError("unknown_unit", "unit", unit=unit)
    if isinstance(count, bool) or not isinstance(count, int):
        raise PeriodError("count_not_whole", field, count=count)
    if not 1 <= count <= MAX_COUNT[unit]:
        raise PeriodError("count_out_of_range", field, maximum=MAX_COUNT[unit])


def add_months(start: date, months: int) -> date:
    """The corresponding day ``months`` later, else the end of that month (Civil Code art. 202)."""
    index = start.year * 12 + start.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if year > LATEST.year:
        raise PeriodError("date_out_of_range", "count")
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def count_period(
    start: date,
    unit: str,
    count: int,
    *,
    table: DayTable,
    roll: bool = False,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
) -> Counted:
    """Count a period from ``start`` (itself not counted) and roll its end if asked.

    ``count`` is in ``unit``; ``pauses`` and ``extensions`` as the module says. The result is
    provisional only when counting working days, or rolling, had to ask about a day of a year that
    is not loaded (house rule 12). Raises PeriodError for units, counts or dates out of bounds.
    """
    check_count(unit, count)
    if not EARLIEST <= start <= LATEST_START:
        raise PeriodError("date_out_of_range", "start")
    walk = _Walk(start, table, _stopped(pauses))
    for family, amount in _segments(unit, count, extensions):
        walk.advance(family, amount)
    raw = walk.day
    if roll:
        walk.roll()
    return Counted(
        start=start,
        unit=unit,
        count=count,
        roll=roll,
        raw_due=raw,
        due=walk.day,
        provisional=walk.provisional,
        cells=walk.finished(),
        paused_days=walk.paused_days,
        extensions=tuple(extensions),
    )


def next_workday(day: date, table: DayTable) -> date:
    """The first working day after ``day``."""
    day += ONE_DAY
    while not table.is_workday(day):
        day += ONE_DAY
    return day


def _segments(unit: str, count: int, extensions: Sequence[Extension]) -> list[tuple[str, int]]:
    """Neighbouring parts of one kind become one count; years are twelve months each."""
    segments: list[tuple[str, int]] = []
    for part in [Extension(unit, count), *extensions]:
        check_count(part.unit, part.count, "extensions" if segments else "count")
        family = MONTH if part.unit == YEAR else part.unit
        amount = part.count * 12 if part.unit == YEAR else part.count
        if segments and segments[-1][0] == family:
            amount += segments.pop()[1]
        segments.append((family, amount))
    return segments


def _stopped(pauses: Sequence[Pause]) -> list[Pause]:
    """The pauses in order, each with its days the right way round."""
    for pause in pauses:
        if pause.resumed_on < pause.stopped_on:
            raise PeriodError("pause_ends_before_it_begins", "pauses")
    return sorted(pause for pause in pauses if pause.resumed_on > pause.stopped_on)


class _Walk:
    """Walks forward day by day, remembering what each day was to the count."""

    def __init__(self, start: date, table: DayTable, pauses: list[Pause]) -> None:
        self.day = start
        self.table = table
        self.pauses = pauses
        self.provisional = False
        self.paused_days = 0
        self.n = 0
        self.cells = [Cell(start, "start", None)]

    def advance(self, family: str, amount: int) -> None:
        """Go on by ``amount`` working days, calendar days or months."""
        if family != MONTH:
            self._count(amount, working=family == WORKING_DAY)
            return
        # 1. the corresponding day; 2. the days the clock stood still on the way are made good.
        begin, self.day = self.day, add_months(self.day, amount)
        self.cells.append(Cell(self.day, "counted", None))
        lost = self._paused_between(begin, self.day)
        self.paused_days += lost
        self._count(lost, working=False, numbered=False)

    def roll(self) -> None:
        """From a last day that is a rest day on to the next working day (Civil Code art. 203)."""
        while self._is_paused(self.day) or not self._is_workday(self.day):
            stopped = self._is_paused(self.day + ONE_DAY)
            self.paused_days += stopped
            self._step("paused" if stopped else "skipped", None)

    def finished(self) -> tuple[Cell, ...]:
        """The cells, the last one marked as the end."""
        *before, last = self.cells
        return (*before, Cell(last.day, "end", last.n))

    def _count(self, amount: int, *, working: bool, numbered: bool = True) -> None:
        while amount:
            following = self.day + ONE_DAY
            if self._is_paused(following):
                self.paused_days += 1
                self._step("paused", None)
            elif working and not self._is_workday(following):
                self._step("skipped", None)
            else:
                amount -= 1
                self.n += numbered
                self._step("counted", self.n if numbered else None)

    def _step(self, kind: str, n: int | None) -> None:
        if self.day >= LATEST:
            raise PeriodError("date_out_of_range", "count")
        self.day += ONE_DAY
        self.cells.append(Cell(self.day, kind, n))

    def _is_workday(self, day: date) -> bool:
        if not self.table.is_loaded(day):
            self.provisional = True
        return self.table.is_workday(day)

    def _is_paused(self, day: date) -> bool:
        return any(stopped <= day < resumed for stopped, resumed in self.pauses)

    def _paused_between(self, begin: date, end: date) -> int:
        """How many days after ``begin`` up to ``end`` were paused, overlaps counted once."""
        total, reached = 0, begin + ONE_DAY
        for stopped, resumed in self.pauses:
            first, last = max(stopped, reached), min(resumed, end + ONE_DAY)
            total += max((last - first).days, 0)
            reached = max(reached, last)
        return total
