"""The public due dates of a body as a calendar, from what is published."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.common import clock, ics
from credit_portal.portal import labels
from credit_portal.publishing.models import Displayed

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: What a calendar is looked at for: so many days back and on from today, and the nearest so many of
#: them, for one event takes most of a millisecond. All are on the page of the body.
BACK, ON, MOST = 90, 366, 250


def answer(request: HttpRequest, rows: "QuerySet[Displayed]", name: str) -> HttpResponseBase:
    """Open due dates among the rows, of three months back and a year on, those to come first, at
    most 250; the calendar says so. A date that may move is tentative."""
    title = _("%(body)s · due dates") % {"body": name}
    note = _(
        "Open due dates from %(back)s days ago to %(on)s days from now, at most %(most)s, those to "
        "come first. All of them stand on the page of the body."
    ) % {"back": BACK, "on": ON, "most": MOST}
    base = request.build_absolute_uri("/").rstrip("/")
    days = [_day(row) for row in _near(rows)]
    return ics.answer(request, ics.calendar_of(title, days, base, note))


def _near(rows: "QuerySet[Displayed]") -> list[Displayed]:
    """Open rows due about today: the soonest to come, then those that are overdue, the latest
    first, as far as there is room."""
    today = clock.today()
    open_rows = rows.filter(outcome="open").defer("search_text", "document")
    coming = open_rows.filter(due_on__range=(today, today + timedelta(days=ON)))
    found = list(coming.order_by("due_on", "ref")[:MOST])
    late = open_rows.filter(due_on__gte=today - timedelta(days=BACK), due_on__lt=today)
    return [*found, *late.order_by("-due_on", "ref")[: MOST - len(found)]]


def _day(row: Displayed) -> ics.Day:
    provisional, stopped = row.row.get("due_provisional"), row.row.get("due_stopped")
    title = row.title
    if provisional:
        title += _(" (provisional)")
    if stopped:
        title += _(" (the clock stands still)")
    assert row.due_on is not None  # noqa: S101 - the query says so
    return ics.Day(
        key=row.ref, on=row.due_on, title=title,
        text=f"{row.organisation_name} · {labels.kind(row.kind)} · {row.ref}",
        path=reverse("portal:record", args=[row.ref]), stamp=row.updated_at,
        tentative=bool(provisional or stopped),
    )  # fmt: skip
