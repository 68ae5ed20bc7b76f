"""The public due dates of a body as a calendar, from what is published."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.common import ics
from credit_portal.portal import labels
from credit_portal.publishing.models import Displayed

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST = 1000


def answer(request: HttpRequest, rows: "QuerySet[Displayed]", name: str) -> HttpResponseBase:
    """Open due dates among the rows, the latest 1,000; a date that may move is tentative."""
    open_rows = rows.filter(due_on__isnull=False, outcome="open").order_by("-due_on", "ref")
    days = [_day(row) for row in open_rows.defer("search_text", "document")[:MOST]]
    title = _("%(body)s · due dates") % {"body": name}
    base = request.build_absolute_uri("/").rstrip("/")
    return ics.answer(request, ics.calendar_of(title, days, base))


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
