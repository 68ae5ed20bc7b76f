"""The alarm in time: next year's holiday notice is not loaded (security.md F11)."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from credit_portal.accounts import selectors as accounts
from credit_portal.common import clock
from credit_portal.notices import services as notices
from credit_portal.workdays import selectors as workdays
from credit_portal.workflow.models import Deadline

MANAGE = "workflow.load_calendar"


def missing_years(today: date) -> list[int]:
    """Years whose days should be known by now and are not: this one, and from the day of
    `CALENDAR_ALARM_FROM` ("MM-DD") the next."""
    month, day = (int(part) for part in settings.CALENDAR_ALARM_FROM.split("-"))
    needed = [today.year]
    if (today.month, today.day) >= (month, day):
        needed.append(today.year + 1)
    known = set(workdays.loaded_years())
    return [year for year in needed if year not in known]


@transaction.atomic
def warn() -> int:
    """Tell every system administrator once a week of each missing year, with the number of open
    dates that are provisional for it. Answers how many years are missing."""
    today = clock.today()
    missing = missing_years(today)
    for year in missing:
        week = today - timedelta(days=today.weekday())
        notices.notify(
            recipients=accounts.holders_anywhere(MANAGE),
            template="calendar_missing",
            context={
                "title": str(year),
                "count": Deadline.objects.filter(outcome="", provisional=True).count(),
                "url": f"/staff/calendar/?year={year}",
            },
            dedupe_key=f"calendar-missing:{year}:{week.isoformat()}",
        )
    return len(missing)
