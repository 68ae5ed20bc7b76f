"""`/staff/calendar/reports/`: which dates a loaded calendar moved, and why."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.desk.report_export import export_report
from credit_portal.imports.tables import CSV_TYPE
from credit_portal.workdays import arrangement
from credit_portal.workflow import calendar_changes, recount_notices, report_selectors
from credit_portal.workflow.models import CalendarReport
from credit_portal.workflow.recount_notices import Named

PAGE = 50


@login_required
@require_safe
def detail(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The figures and a page of lines, all bodies or one."""
    user = user_of(request)
    report = report_selectors.report_for(user, report_id)
    bodies = list(report_selectors.bodies_in(user, report))
    body = next((one for one in bodies if str(one.pk) == request.GET.get("body")), None)
    rows = report_selectors.lines_for(user, report)
    rows = rows.filter(organisation=body) if body else rows
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "report": report,
        "change": calendar_changes.change_of_report(report.pk),
        "bodies": bodies,
        "body": body,
        "page": page,
        "lines": _told(report, recount_notices.named(page)),
        "names_cases": not report_selectors.keeps_calendar(user),
    }
    return render(request, "desk/calendar_report.html", context)


def _told(report: CalendarReport, rows: list[Named]) -> list[dict[str, Any]]:
    """Lines with the days that moved them, each by its name."""
    wanted = {day for row in rows for day in row.line.because}
    names = arrangement.named_days(sorted(wanted))
    return [
        {"row": row, "because": [(day, names[day]) for day in row.line.because]} for row in rows
    ]


@login_required
@require_safe
def export(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """All lines that the user may see as CSV; the export is recorded."""
    user = user_of(request)
    report = report_selectors.report_for(user, report_id)
    content = acts.run(export_report, actor=user, report=report, answer=lambda _value: {}).value
    response = HttpResponse(content, content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="dates-{report.pk}.csv"'
    return response
