"""Every read of the reports on recounted dates."""

from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from credit_portal.accounts.scope import within
from credit_portal.common.errors import NotFound
from credit_portal.directory.models import Organisation
from credit_portal.workflow import registry
from credit_portal.workflow.calendar_alarm import MANAGE
from credit_portal.workflow.models import CalendarReport, Deadline, MovedDate
from credit_portal.workflow.recount_notices import FOLLOW


def keeps_calendar(user: Any) -> bool:
    """Whether the user may propose and confirm calendars."""
    return bool(user.organisation_paths(MANAGE))


def reports() -> QuerySet[CalendarReport]:
    """All reports, the newest first."""
    return CalendarReport.objects.order_by("-started_at", "-id")


def lines_for(user: Any, report: CalendarReport) -> QuerySet[MovedDate]:
    """Lines of a report that the user may see: all for who keeps the calendar, else those of the
    bodies whose deadlines he follows."""
    rows = MovedDate.objects.filter(report=report).select_related("organisation")
    if not keeps_calendar(user):
        rows = rows.filter(within(user, FOLLOW)).exclude(kind__in=registry.unlisted_for(user))
    return rows.order_by("due_on", "id")


def report_for(user: Any, report_id: UUID) -> CalendarReport:
    """A report of which the user may see something. Raises NotFound."""
    found = CalendarReport.objects.filter(pk=report_id).first()
    if found is None or not (keeps_calendar(user) or lines_for(user, found).exists()):
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    return found


def bodies_in(user: Any, report: CalendarReport) -> QuerySet[Organisation]:
    """Bodies with lines that the user may see, by name."""
    found = lines_for(user, report).order_by().values("organisation_id")
    return Organisation.objects.filter(pk__in=found).order_by("path")


def provisional_dates() -> int:
    """How many open deadlines rest on a calendar that is not known."""
    return Deadline.objects.filter(outcome="", provisional=True).count()


def open_under(code: str, limit: int = 30) -> list[Deadline]:
    """Open deadlines counted by a rule, the earliest first, with the version each keeps.

    Whoever keeps the rules sees the bodies and dates, never the cases.
    """
    rows = Deadline.objects.filter(rule__code=code, outcome="")
    return list(rows.select_related("rule", "organisation").order_by("due_on", "id")[:limit])


def open_by_version(code: str) -> list[tuple[int, int]]:
    """(version, number of open deadlines) of a rule, the newest first."""
    rows = Deadline.objects.filter(rule__code=code, outcome="").order_by()
    counted = rows.values_list("rule__version").annotate(count=Count("id"))
    return sorted(((int(version), int(count)) for version, count in counted), reverse=True)
