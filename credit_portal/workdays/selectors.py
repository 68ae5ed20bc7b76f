"""Every read of the calendar and of the time-limit rules, and the counting built on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from credit_portal.common import clock
from credit_portal.common.errors import Invalid, NotFound
from credit_portal.files.models import StoredFile
from credit_portal.workdays import arithmetic, explanation
from credit_portal.workdays.arithmetic import DayTable, Extension, Pause, PeriodError, Special
from credit_portal.workdays.models import CalendarDay, DeadlineRule, HolidayNotice


@dataclass(frozen=True)
class Calendar:
    """The loaded calendar: its day table, and by year the notices it rests on."""

    token: UUID | None
    table: DayTable
    sources: dict[int, list[dict[str, Any]]]


@dataclass(frozen=True)
class Result:
    """A counted period; ``explanation`` is the JSON that docs/deadlines.md describes."""

    due: date
    raw_due: date
    provisional: bool
    explanation: dict[str, Any]


#: Another one after each change of the calendar.
VERSION = "select token from workdays_calendarversion where id = 1"
#: Asked with each clock that starts.
IN_FORCE = """
select * from workdays_deadlinerule
 where code = any(%s) and effective_from <= %s and (effective_to is null or effective_to >= %s)"""
_kept: dict[str, Calendar] = {}


def calendar(using: str = "default") -> Calendar:
    """The calendar as of now: one query for its token, the days only when the token is new."""
    with connections[using].cursor() as cursor:
        cursor.execute(VERSION)
        row = cursor.fetchone()
    return calendar_of(row[0] if row else None, using)


def calendar_of(found: Any, using: str = "default") -> Calendar:
    """The calendar of this answer to VERSION, for whoever asked by himself."""
    token = UUID(str(found)) if found else None
    kept = _kept.get(using)
    if kept is None or kept.token != token or token is None:
        kept = _kept[using] = _read(token, using)
    return kept


def _read(token: UUID | None, using: str) -> Calendar:
    days = CalendarDay.objects.using(using)
    specials = {
        day: Special(works, zh, en or zh)
        for day, works, zh, en in days.filter(kind__in=["holiday", "makeup"]).values_list(
            "date", "is_workday", "name_zh", "name_en"
        )
    }
    sources: dict[int, list[dict[str, Any]]] = {}
    notices = HolidayNotice.objects.using(using).order_by("year", "id")
    for notice in notices.values("year", "title_zh", "title_en", "number", "url"):
        sources.setdefault(notice["year"], []).append({**notice})
    return Calendar(token, DayTable(loaded_years(using=using), specials), sources)


def loaded_years(*, using: str = "default") -> list[int]:
    """Years of which each day stands in the calendar, ascending."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "select extract(year from date)::int from workdays_calendarday group by 1"
            " having count(*) = make_date(extract(year from min(date))::int, 12, 31)"
            " - make_date(extract(year from min(date))::int, 1, 1) + 1 order by 1"
        )
        return [year for (year,) in cursor.fetchall()]


def is_workday(day: date, *, using: str = "default") -> bool:
    """Whether work is done on the day; Monday to Friday when its year is not loaded."""
    return calendar(using).table.is_workday(day)


def next_workday(day: date, *, using: str = "default") -> date:
    """The first working day after the day."""
    return arithmetic.next_workday(day, calendar(using).table)


def compute(
    start: date,
    unit: str,
    count: int,
    *,
    roll: bool = False,
    pauses: Sequence[tuple[date, date]] = (),
    extensions: Sequence[tuple[str, int]] = (),
    rule: DeadlineRule | None = None,
    using: str = "default",
) -> Result:
    """Count ``count`` units from ``start`` (Civil Code art. 200-203) and explain the result.

    ``pauses`` are (stopped_on, resumed_on), ``extensions`` (unit, count); see ``arithmetic``.
    Raises Invalid for what cannot be counted.
    """
    return compute_on(
        calendar(using), start, unit, count,
        roll=roll, pauses=pauses, extensions=extensions, rule=rule,
    )  # fmt: skip


def compute_on(
    known: Calendar,
    start: date,
    unit: str,
    count: int,
    *,
    roll: bool = False,
    pauses: Sequence[tuple[date, date]] = (),
    extensions: Sequence[tuple[str, int]] = (),
    rule: DeadlineRule | None = None,
) -> Result:
    """As ``compute``, on a calendar already read (for many periods in a row)."""
    try:
        counted = arithmetic.count_period(
            start,
            unit,
            count,
            table=known.table,
            roll=roll,
            pauses=[Pause(*pause) for pause in pauses],
            extensions=[Extension(*extension) for extension in extensions],
        )
    except PeriodError as error:
        raise Invalid(error.code, _sentence(error), field=error.field) from error
    sources = [
        source
        for year in explanation.touched_years(counted)
        for source in known.sources.get(year, ())
    ]
    cited = rule.cited() if rule else None
    told = explanation.explain(counted, known.table, rule=cited, sources=sources)
    return Result(counted.due, counted.raw_due, counted.provisional, told)


def compute_by_rule(
    code: str, start: date, *, on: date | None = None, using: str = "default"
) -> Result:
    """Count by the rule in force on ``on`` (the start when not given); raises NotFound."""
    rule = rule_on(code, on or start, using=using)
    return compute(start, rule.unit, rule.count, roll=rule.roll, rule=rule, using=using)


def latest_start(code: str, day: date) -> date | None:
    """The last day from which a period by the rule in force on ``day`` has run out by that day;
    None while no version is in force."""
    rule = rules_on(day).filter(code=code).first()
    if rule is None:
        return None
    table, start = calendar().table, day
    while (
        arithmetic.count_period(start, rule.unit, rule.count, table=table, roll=rule.roll).due > day
    ):
        start -= timedelta(days=1)
    return start


def rule_on(code: str, day: date, *, using: str = "default") -> DeadlineRule:
    """The version of a rule in force on a day; raises NotFound when there is none."""
    return rules_called([code], day, using=using)[code]


def rules_called(
    codes: Iterable[str], day: date, *, using: str = "default"
) -> dict[str, DeadlineRule]:
    """`rule_on` for several codes, in one query."""
    wanted = list(codes)
    rows = DeadlineRule.objects.using(using).raw(IN_FORCE, [wanted, day, day])
    found = {rule.code: rule for rule in rows}
    for code in wanted:
        if code not in found:
            sentence = _("No time limit %(code)s is in force on %(day)s.")
            raise NotFound("rule_not_in_force", sentence % {"code": code, "day": day}, field="rule")
    return found


def rules_on(day: date | None = None, *, using: str = "default") -> QuerySet[DeadlineRule]:
    """All time limits in force on a day (today when not given), by code."""
    day = day or clock.today()
    rules = DeadlineRule.objects.using(using).filter(effective_from__lte=day)
    return rules.filter(Q(effective_to=None) | Q(effective_to__gte=day)).order_by("code")


def _sentence(error: PeriodError) -> str:
    sentences = {
        "unknown_unit": _("The unit must be working_day, calendar_day, month or year."),
        "count_not_whole": _("The length must be a whole number."),
        "count_out_of_range": _("The length must be between 1 and %(maximum)s."),
        "date_out_of_range": _("The date lies outside of what can be counted (1900 to 2400)."),
        "pause_ends_before_it_begins": _("A pause ends before it begins."),
    }
    return sentences[error.code] % error.params


def notices_of_year(year: int) -> QuerySet[HolidayNotice]:
    """The notices behind a year, as loaded."""
    return HolidayNotice.objects.filter(year=year).select_related("file").order_by("id")


def rule_versions() -> list[list[DeadlineRule]]:
    """Every time limit with all its versions, the newest first; by code."""
    found: dict[str, list[DeadlineRule]] = {}
    for rule in DeadlineRule.objects.order_by("code", "-version"):
        found.setdefault(rule.code, []).append(rule)
    return list(found.values())


def versions_of(code: str) -> list[DeadlineRule]:
    """All versions of one time limit, the newest first. Raises NotFound."""
    found = list(DeadlineRule.objects.filter(code=code).order_by("-version"))
    if not found:
        raise NotFound("rule_unknown", _("There is no such time limit, or no such detail of it."))
    return found


def notice_file(notice_id: int) -> StoredFile:
    """The stored copy of a loaded notice. Raises NotFound."""
    found = HolidayNotice.objects.select_related("file").filter(pk=notice_id).first()
    if found is None or found.file is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    return found.file
