"""The CSV in which a year's holiday arrangement is handed in: parse and check, no database.

Columns ``year,kind,date,name_zh,name_en,number,url``. One ``notice`` row per notice (its titles in
name_zh and name_en, its number and address), followed by its ``holiday`` and ``makeup`` rows.
Ordinary days are not listed. The notice of a year may also name days of the December before (New
Year breaks begin there).
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID

from django.utils.translation import gettext as _

from credit_portal.common.errors import Invalid
from credit_portal.workdays.arithmetic import SATURDAY

COLUMNS = ("year", "kind", "date", "name_zh", "name_en", "number", "url")
MAX_ROWS = 5000
MAX_TEXT = 300


@dataclass(frozen=True)
class SpecialDay:
    """A holiday or a make-up working day as a notice names it."""

    date: date
    kind: str
    name_zh: str
    name_en: str


@dataclass
class NoticeDays:
    """A notice and the days it names."""

    year: int
    title_zh: str
    title_en: str
    number: str
    url: str
    days: list[SpecialDay] = field(default_factory=list)
    issued_on: date | None = None
    file_id: UUID | None = None


def parse(lines: Iterable[str]) -> list[NoticeDays]:
    """Notices of a calendar file in its order; raises Invalid naming each bad line (at most 20)."""
    notices: list[NoticeDays] = []
    problems: list[str] = []
    seen: set[date] = set()
    for line, row in _rows(lines):
        try:
            _take(row, notices, seen)
        except ValueError as error:
            problems.append(_("line %(line)d: %(problem)s") % {"line": line, "problem": error})
    if not notices and not problems:
        problems.append(_("the file names no notice"))
    if problems:
        sentence = _("The calendar file is not valid: %(problems)s")
        raise Invalid("calendar_file_invalid", sentence % {"problems": "; ".join(problems[:20])})
    return notices


def _rows(lines: Iterable[str]) -> Iterable[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(lines, restkey="_more", restval="")
    try:
        header = tuple(name.strip().lstrip("\ufeff") for name in reader.fieldnames or ())
    except csv.Error as error:
        raise Invalid("calendar_file_invalid", _("The file is not readable as CSV.")) from error
    if header != COLUMNS:
        sentence = _("The first line must be: %(columns)s") % {"columns": ",".join(COLUMNS)}
        raise Invalid("calendar_file_columns", sentence)
    reader.fieldnames = list(header)
    try:
        for number, row in enumerate(reader, start=2):
            if number > MAX_ROWS:
                raise Invalid("calendar_file_too_long", _("The calendar file has too many lines."))
            yield number, {name: (row[name] or "").strip() for name in COLUMNS}
    except csv.Error as error:
        raise Invalid("calendar_file_invalid", _("The file is not readable as CSV.")) from error


def _take(row: dict[str, str], notices: list[NoticeDays], seen: set[date]) -> None:
    """Add one row; raises ValueError with what is wrong with it."""
    year = _year(row["year"])
    if not row["name_zh"] or any(len(value) > MAX_TEXT or "\0" in value for value in row.values()):
        raise ValueError(_("the Chinese name is missing or a text is too long"))
    if row["kind"] == "notice":
        if row["url"] and urlsplit(row["url"]).scheme not in ("http", "https"):
            raise ValueError(_("the address must begin with http:// or https://"))
        if any((n.year, n.title_zh) == (year, row["name_zh"]) for n in notices):
            raise ValueError(_("this notice stands twice in the file"))
        notices.append(NoticeDays(year, row["name_zh"], row["name_en"], row["number"], row["url"]))
        return
    if not notices or notices[-1].year != year:
        raise ValueError(_("the day stands under no notice of its year"))
    day = _day(row, year)
    if day.date in seen:
        raise ValueError(_("%(date)s stands twice in the file") % {"date": day.date})
    seen.add(day.date)
    notices[-1].days.append(day)


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1949 <= int(text[:5]) <= 2400):
        raise ValueError(_("the year must be a number such as 2027"))
    return int(text)


def _day(row: dict[str, str], year: int) -> SpecialDay:
    try:
        day = date.fromisoformat(row["date"])
    except ValueError:
        raise ValueError(_("the date must look like 2027-01-01")) from None
    if day.year != year and (day.year, day.month) != (year - 1, 12):
        raise ValueError(_("%(date)s is outside the year of its notice") % {"date": day})
    if row["kind"] not in ("holiday", "makeup"):
        raise ValueError(_("the kind must be notice, holiday or makeup"))
    if row["kind"] == "makeup" and day.weekday() < SATURDAY:
        sentence = _("a make-up working day must be a Saturday or Sunday: %(date)s")
        raise ValueError(sentence % {"date": day})
    return SpecialDay(day, row["kind"], row["name_zh"], row["name_en"])
