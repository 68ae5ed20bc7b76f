"""Every write to the calendar and to the time-limit rules."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM, Actor, actor_id
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotAllowed
from credit_portal.workdays import calendar_file, selectors
from credit_portal.workdays.arithmetic import SATURDAY
from credit_portal.workdays.calendar_file import NoticeDays
from credit_portal.workdays.models import (
    CalendarDay,
    CalendarVersion,
    DeadlineRule,
    HolidayNotice,
)

DATA = Path(__file__).parent / "data"
REVISE_RULE = "workdays.revise_rule"


@dataclass(frozen=True)
class LoadedYear:
    """What loading did: days that are now working days or rest days and were not, or unknown."""

    year: int
    changed: tuple[date, ...]


def load_reference() -> None:
    """Calendar and rules as shipped; safe to repeat, keeps what administrators changed."""
    seed_calendar()
    seed_rules()


@transaction.atomic
def seed_calendar() -> int:
    """Load the years of data/calendar.csv that are not loaded yet; returns how many."""
    known = set(selectors.loaded_years())
    with (DATA / "calendar.csv").open(encoding="utf-8", newline="") as lines:
        notices = calendar_file.parse(lines)
    years = sorted({notice.year for notice in notices} - known)
    for year in years:
        load_year(actor=SYSTEM, notices=[notice for notice in notices if notice.year == year])
    return len(years)


@transaction.atomic
def load_year(*, actor: Actor, notices: Sequence[NoticeDays]) -> LoadedYear:
    """Load or correct one year from its notices (all of one year); the same again changes nothing.

    Notice of the year after may already have set days of this December: those stay. Permission
    is asked by ``workflow.services.load_calendar``, through which people come here. Raises
    Invalid when the notices are of several years, or name a December that is not loaded.
    """
    years = {notice.year for notice in notices}
    if len(years) != 1:
        raise Invalid("calendar_one_year", _("Load the notices of one year at a time."))
    year = years.pop()
    _lock_version()
    before = {day.date: day for day in CalendarDay.objects.all()}
    eve = [day.date for notice in notices for day in notice.days if day.date.year != year]
    if any(day not in before for day in eve):
        raise Invalid("calendar_december_unknown", _("Load the year before first."))
    rows = _rows_of(year, notices, actor)
    fields = ["is_workday", "kind", "name_zh", "name_en", "source"]
    CalendarDay.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["date"], update_fields=fields
    )
    different = [row for row in rows if _told(row) != _told(before.get(row.date))]
    changed = tuple(
        row.date
        for row in different
        if row.date not in before or before[row.date].is_workday != row.is_workday
    )
    if different:
        CalendarVersion.objects.update(token=uuid4(), changed_at=clock.now())
        audit.record(
            "workdays.load_year", actor=actor, target=rows[0].source,
            new={"year": year, "changed_days": len(changed)},
        )  # fmt: skip
    return LoadedYear(year, changed)


def _told(day: CalendarDay | None) -> tuple[object, ...] | None:
    """What readers of a day see."""
    return (day.kind, day.name_zh, day.name_en, day.source_id) if day else None


def _lock_version() -> None:
    """One load at a time; the row is made on first use."""
    CalendarVersion.objects.get_or_create(id=1, defaults={"changed_at": clock.now()})
    lock(CalendarVersion, 1)


def _rows_of(year: int, notices: Sequence[NoticeDays], actor: Actor) -> list[CalendarDay]:
    """All rows that the year's notices make: its whole week pattern, then what they name."""
    kept = {
        (day.year, day.title_zh): day
        for day in HolidayNotice.objects.filter(year__in=[year, year - 1])
    }
    sources = [_notice(n, kept.get((year, n.title_zh)), actor) for n in notices]
    rows: dict[date, CalendarDay] = {}
    for day in _days_of(year):
        rows[day] = _plain(day, sources[0])
    for row in CalendarDay.objects.filter(source__year=year + 1, date__year=year):
        rows[row.date] = row
    # days of the December before that an earlier version of these notices had set, and no longer
    earlier = next((n for key, n in kept.items() if key[0] == year - 1), sources[0])
    for row in CalendarDay.objects.filter(source__year=year, date__year=year - 1):
        rows[row.date] = _plain(row.date, earlier)
    for notice, source in zip(notices, sources, strict=True):
        for special in notice.days:
            rows[special.date] = CalendarDay(
                date=special.date,
                is_workday=special.kind == "makeup",
                kind=special.kind,
                name_zh=special.name_zh,
                name_en=special.name_en,
                source=source,
            )
    return [rows[day] for day in sorted(rows)]


def _notice(notice: NoticeDays, known: HolidayNotice | None, actor: Actor) -> HolidayNotice:
    """The row of a notice; one that is known gets what it had lacked (number, address, file)."""
    told: dict[str, Any] = {
        "title_en": notice.title_en,
        "number": notice.number,
        "url": notice.url,
        "issued_on": notice.issued_on,
        "file_id": notice.file_id,
    }
    if known is None:
        return HolidayNotice.objects.create(
            year=notice.year, title_zh=notice.title_zh, **told,
            loaded_at=clock.now(), loaded_by=actor_id(actor),
        )  # fmt: skip
    new = {name: value for name, value in told.items() if value and getattr(known, name) != value}
    for name, value in new.items():
        setattr(known, name, value)
    if new:
        known.save(update_fields=list(new))
    return known


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days)]


def _plain(day: date, source: HolidayNotice) -> CalendarDay:
    works = day.weekday() < SATURDAY
    kind = CalendarDay.Kind.ORDINARY if works else CalendarDay.Kind.WEEKEND
    return CalendarDay(date=day, is_workday=works, kind=kind, source=source)


@transaction.atomic
def seed_rules() -> int:
    """Add the versions of data/rules.csv that are missing; never touches one that is there.

    A code whose versions an administrator has continued is left alone. Returns how many it added.
    """
    known = set(DeadlineRule.objects.values_list("code", "version"))
    codes = {code for code, _version in known}
    with (DATA / "rules.csv").open(encoding="utf-8", newline="") as lines:
        rows = [_rule(row) for row in csv.DictReader(lines)]
    new = [row for row in rows if (row.code, row.version) not in known and row.code not in codes]
    DeadlineRule.objects.bulk_create(new)
    return len(new)


def _rule(row: dict[str, str]) -> DeadlineRule:
    return DeadlineRule(
        code=row["code"],
        version=int(row["version"]),
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        unit=row["unit"],
        count=int(row["count"]),
        roll=row["roll"] == "yes",
        extendable_count=int(row["extendable_count"] or 0) or None,
        extendable_unit=row["extendable_unit"],
        extendable_times=int(row["extendable_times"] or 0),
        basis_zh=row["basis_zh"],
        basis_en=row["basis_en"],
        source=row["source"],
        source_url=row["source_url"],
        confidence=row["confidence"],
        editable=row["editable"] == "yes",
        effective_from=date.fromisoformat(row["effective_from"]),
        effective_to=date.fromisoformat(row["effective_to"]) if row["effective_to"] else None,
        note_zh=row["note_zh"],
        note_en=row["note_en"],
    )


#: What a revision may say anew; the rest is copied from the version before.
REVISABLE = frozenset(
    [
        "name_zh", "name_en", "unit", "count", "roll",
        "extendable_count", "extendable_unit", "extendable_times",
        "basis_zh", "basis_en", "source", "source_url", "confidence", "editable",
        "note_zh", "note_en",
    ]
)  # fmt: skip


@transaction.atomic
def revise_rule(
    *, code: str, effective_from: date, actor: Actor, reason: str, changes: dict[str, Any]
) -> DeadlineRule:
    """A new version of a time limit from a day on; cases begun before keep theirs.

    Raises NotAllowed, Conflict when the rule is law and not editable without a new basis or the
    day is not after the start of the last version, Invalid for unknown fields or a bad count.
    """
    if not actor.may(REVISE_RULE, None):
        raise NotAllowed("not_allowed", _("You may not change time limits."))
    last = DeadlineRule.objects.select_for_update().filter(code=code).order_by("-version").first()
    if last is None or set(changes) - REVISABLE:
        raise Invalid("rule_unknown", _("There is no such time limit, or no such detail of it."))
    if effective_from <= clock.today():
        raise Conflict("rule_past", _("A new version takes effect after today."))
    if effective_from <= last.effective_from:
        raise Conflict("rule_order", _("The new version must begin after the last one began."))
    if not last.editable and not changes.get("basis_zh"):
        raise Conflict("rule_is_law", _("A statutory limit changes only with its new legal basis."))
    if not reason.strip():
        raise Invalid("reason_missing", _("Say why."), field="reason")
    if last.effective_to is None or last.effective_to >= effective_from:
        _close(last, effective_from - timedelta(days=1))
    values = {name: getattr(last, name) for name in REVISABLE} | changes
    rule = DeadlineRule(
        code=code,
        version=last.version + 1,
        effective_from=effective_from,
        entered_on=clock.today(),
        **values,
    )
    selectors.compute(effective_from, rule.unit, rule.count)  # bounds of unit and count
    rule.save(force_insert=True)
    audit.record(
        "workdays.revise_rule", actor=actor, target=rule, reason=reason,
        old={"version": last.version, "count": last.count, "unit": last.unit},
        new={"version": rule.version, "count": rule.count, "unit": rule.unit},
    )  # fmt: skip
    return rule


@transaction.atomic
def end_rule(*, code: str, last_day: date, actor: Actor, reason: str) -> DeadlineRule:
    """Let a time limit end with a day (today or later); cases begun until then keep it.

    Raises NotAllowed, Invalid for an unknown limit or without a reason, Conflict when the last
    version has ended already or the day lies in the past or before it began.
    """
    if not actor.may(REVISE_RULE, None):
        raise NotAllowed("not_allowed", _("You may not change time limits."))
    last = DeadlineRule.objects.select_for_update().filter(code=code).order_by("-version").first()
    if last is None:
        raise Invalid("rule_unknown", _("There is no such time limit, or no such detail of it."))
    if last.effective_to is not None and last.effective_to <= last_day:
        raise Conflict("rule_ended", _("This time limit ends no later than that already."))
    if last_day < max(clock.today(), last.effective_from):
        raise Conflict("rule_past", _("A time limit ends today at the earliest."))
    if not reason.strip():
        raise Invalid("reason_missing", _("Say why."), field="reason")
    _close(last, last_day)
    audit.record(
        "workdays.end_rule", actor=actor, target=last, reason=reason,
        new={"version": last.version, "effective_to": last_day.isoformat()},
    )  # fmt: skip
    return last


def _close(rule: DeadlineRule, last_day: date) -> None:
    rule.effective_to, rule.closed_on = last_day, clock.today()
    rule.save(update_fields=["effective_to", "closed_on"])
