"""A year's holiday arrangement as it is proposed: what it says, what it would change, what is odd.

The payload of a proposal is JSON: year, title_zh, title_en, number, url, issued_on, file (id of the
stored notice) and days [[date, kind, name_zh, name_en], …]: all special days of the year's notices.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from credit_portal.common import clock
from credit_portal.common.errors import Invalid
from credit_portal.common.i18n import is_english
from credit_portal.workdays import notice_text, selectors
from credit_portal.workdays.arithmetic import SATURDAY
from credit_portal.workdays.calendar_file import NoticeDays, SpecialDay
from credit_portal.workdays.models import CalendarDay, HolidayNotice

#: Working days of a year; 2004 to 2026 had 248 to 252.
PLAUSIBLE = range(242, 257)
#: Holidays by law (Regulation on Public Holidays, art. 2): each year's notice names them.
STATUTORY = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
#: How far ahead a notice may be proposed: they appear in November for the year after.
YEARS_AHEAD = 2
Payload = Mapping[str, Any]


@dataclass(frozen=True)
class Day:
    """What a day is: kind, and the holiday's names where it has one."""

    kind: str
    name_zh: str = ""
    name_en: str = ""

    @property
    def works(self) -> bool:
        """Whether work is done."""
        return self.kind in ("ordinary", "makeup")

    @property
    def name(self) -> str:
        """Name of the holiday in the active language."""
        return (self.name_en or self.name_zh) if is_english() else self.name_zh

    def told(self) -> str:
        """The day in words of the active language."""
        if self.kind == "holiday":
            return _("day off (%(name)s)") % {"name": self.name}
        if self.kind == "makeup":
            return _("make-up working day (%(name)s)") % {"name": self.name}
        return _("working day") if self.works else _("weekend day")


@dataclass(frozen=True)
class Run:
    """Consecutive days that would change in the same way."""

    first: date
    last: date
    before: Day
    after: Day


def payload_of(
    *,
    year: int,
    days: Iterable[SpecialDay],
    issued_on: date | None,
    file: UUID | None,
    **texts: str,
) -> dict[str, Any]:
    """The payload of a proposal; `texts` are title_zh, title_en, number, url."""
    return {
        "year": year,
        **texts,
        "issued_on": issued_on.isoformat() if issued_on else None,
        "file": str(file) if file else None,
        "days": [[day.date.isoformat(), day.kind, day.name_zh, day.name_en] for day in days],
    }


def days_of(payload: Payload) -> list[SpecialDay]:
    """The special days that a payload names."""
    return [
        SpecialDay(date.fromisoformat(day), kind, zh, en) for day, kind, zh, en in payload["days"]
    ]


def special_days(year: int) -> list[SpecialDay]:
    """The special days that the loaded notices of a year name, in order."""
    rows = CalendarDay.objects.filter(source__year=year, kind__in=["holiday", "makeup"])
    return [SpecialDay(row.date, row.kind, row.name_zh, row.name_en) for row in rows]


def present(year: int) -> dict[date, Day]:
    """Every day of a year and of the December before as the calendar has it; Monday to Friday
    where a year is not loaded."""
    first, last = date(year - 1, 12, 1), date(year, 12, 31)
    found = {day: _plain(day) for day in days_from(first, last)}
    for row in CalendarDay.objects.filter(date__range=(first, last)):
        found[row.date] = Day(row.kind, row.name_zh, row.name_en)
    return found


def proposed(payload: Payload) -> dict[date, Day]:
    """The same days as they would be."""
    year = int(payload["year"])
    found = {day: _plain(day) for day in days_from(date(year, 1, 1), date(year, 12, 31))}
    others = CalendarDay.objects.filter(
        date__range=(date(year - 1, 12, 1), date(year, 12, 31))
    ).exclude(source__year=year)
    for row in others:  # the December before; what the notice of the year after has set
        found[row.date] = Day(row.kind, row.name_zh, row.name_en)
    for day in days_from(date(year - 1, 12, 1), date(year - 1, 12, 31)):
        found.setdefault(day, _plain(day))
    for special in days_of(payload):
        found[special.date] = Day(special.kind, special.name_zh, special.name_en)
    return found


def changes(payload: Payload) -> list[Run]:
    """What would differ from the present calendar, consecutive days together."""
    before, after = present(int(payload["year"])), proposed(payload)
    found: list[Run] = []
    for day in sorted(after):
        old, new = before.get(day, _plain(day)), after[day]
        if old == new:
            continue
        last = found[-1] if found else None
        if last and (last.before, last.after, last.last) == (old, new, day - timedelta(1)):
            found[-1] = Run(last.first, day, old, new)
        else:
            found.append(Run(day, day, old, new))
    return found


def working_days(days: Mapping[date, Day], year: int) -> int:
    """How many working days of the year."""
    return sum(day.works for on, day in days.items() if on.year == year)


def base(payload: Payload) -> str:
    """Digest of the calendar's days and notices that a proposal is made against."""
    year = int(payload["year"])
    days = [(str(on), day.kind, day.name_zh, day.name_en) for on, day in present(year).items()]
    notices = list(
        HolidayNotice.objects.filter(year=year).order_by("id").values_list("title_zh", "url")
    )
    loaded = year in selectors.loaded_years()
    text = json.dumps([days, notices, loaded], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def check(payload: Payload) -> None:
    """Raises Invalid for an arrangement that cannot be: a year too far, days outside of it,
    make-up days on weekdays, an implausible number of working days."""
    year = int(payload["year"])
    this_year = clock.today().year
    known = selectors.loaded_years()
    if year not in known and not this_year - 1 <= year <= this_year + YEARS_AHEAD:
        raise Invalid("calendar_year", _("Choose this year or one of the next two."), field="year")
    days = days_of(payload)
    if found := notice_text.problems(days, year):
        raise Invalid("days_unclear", "; ".join(found[:20]), field="days")
    if any(day.date.year != year for day in days) and year - 1 not in known:
        raise Invalid("calendar_december_unknown", _("Load the year before first."), field="year")
    count = working_days(proposed(payload), year)
    if count not in PLAUSIBLE:
        sentence = _("%(count)d working days in a year cannot be right (%(low)d to %(high)d).")
        numbers = {"count": count, "low": PLAUSIBLE[0], "high": PLAUSIBLE[-1]}
        raise Invalid("calendar_implausible", sentence % numbers, field="days")


def doubts(payload: Payload) -> list[str]:
    """What deserves a second look, in the active language: statutory holidays not named, years of
    which another notice was loaded already."""
    year = int(payload["year"])
    named = {day.name_zh for day in days_of(payload)}
    found = []
    if missing := [name for name in STATUTORY if not any(name in one for one in named)]:
        found.append(_("Not named: %(names)s") % {"names": "、".join(missing)})
    if year in selectors.loaded_years():
        found.append(_("%(year)d is loaded already: this corrects it.") % {"year": year})
    if year < clock.today().year:
        found.append(_("The year is over: only dates that are still open can move."))
    return found


def notices_of(payload: Payload) -> list[NoticeDays]:
    """The notices to load: the proposed one, and those loaded before for days that stay theirs."""
    year, new = int(payload["year"]), _notice(payload)
    kept: dict[int, NoticeDays] = {}
    owners: dict[tuple[date, str, str, str], NoticeDays] = {}
    for row in HolidayNotice.objects.filter(year=year).order_by("id"):
        same = row.title_zh == new.title_zh
        kept[row.pk] = new if same else NoticeDays(
            year, row.title_zh, row.title_en, row.number, row.url
        )  # fmt: skip
    for day in CalendarDay.objects.filter(source__in=list(kept)):
        owners[(day.date, day.kind, day.name_zh, day.name_en)] = kept[day.source_id]
    for special in days_of(payload):
        key = (special.date, special.kind, special.name_zh, special.name_en)
        owners.get(key, new).days.append(special)
    notices = list(kept.values())
    return notices if any(notice is new for notice in notices) else [*notices, new]


def _notice(payload: Payload) -> NoticeDays:
    issued = payload.get("issued_on")
    file = payload.get("file")
    return NoticeDays(
        int(payload["year"]), payload["title_zh"], payload["title_en"], payload["number"],
        payload["url"], issued_on=date.fromisoformat(issued) if issued else None,
        file_id=UUID(file) if file else None,
    )  # fmt: skip


def named_days(days: Iterable[str]) -> dict[str, str]:
    """ISO days with what the calendar says of each, in the active language."""
    wanted = sorted(days)
    rows = CalendarDay.objects.filter(date__in=wanted)
    known = {row.date: Day(row.kind, row.name_zh, row.name_en) for row in rows}
    found = {}
    for text in wanted:
        day = date.fromisoformat(text)
        found[text] = known.get(day, _plain(day)).told()
    return found


def _plain(day: date) -> Day:
    return Day("ordinary" if day.weekday() < SATURDAY else "weekend")


def days_from(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`."""
    return [first + timedelta(n) for n in range((last - first).days + 1)]
