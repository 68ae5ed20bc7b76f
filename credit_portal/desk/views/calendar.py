"""`/staff/calendar/`: the years as the calendar has them, and notices proposed for them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from credit_portal.accounts.who import user_of
from credit_portal.common import acts, clock
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError, NotAllowed, NotFound
from credit_portal.common.forms import show_refusal
from credit_portal.desk import calendar_form
from credit_portal.desk.calendar_form import CalendarForm
from credit_portal.files import responses
from credit_portal.files import services as files
from credit_portal.workdays import arrangement, month_grid, selectors
from credit_portal.workflow import calendar_changes, change_selectors, changes, report_selectors

REPORTS_SHOWN = 10


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """A year: its months, the notices behind them, what is proposed; reports of recounts."""
    user, today = user_of(request), clock.today()
    years = selectors.loaded_years()
    shown = {*years, today.year, today.year + 1}
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in shown else today.year
    days = arrangement.present(year)
    context = {
        "year": year,
        "years": sorted(shown, reverse=True),
        "loaded": set(years),
        "months": month_grid.months(year, days, today=today),
        "working_days": arrangement.working_days(days, year),
        "notices": selectors.notices_of_year(year),
        "keeps": report_selectors.keeps_calendar(user),
        "waiting": change_selectors.waiting_of_kind(user, calendar_changes.KIND),
        "provisional": report_selectors.provisional_dates(),
        "reports": report_selectors.reports()[:REPORTS_SHOWN],
    }
    return render(request, "desk/calendar.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Enter a notice, look at what it would change, lay it before a second administrator."""
    if not report_selectors.keeps_calendar(user_of(request)):
        raise NotAllowed("not_allowed", _("You may not load the calendar."))
    if request.method != "POST":
        return _form(request, CalendarForm(initial=calendar_form.initial(_year(request))))
    form = CalendarForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, form)
    try:
        payload = form.payload(_kept_notice(request, form))
        calendar_changes.check(payload, user_of(request))
        if request.POST.get("step") == "propose":
            return _proposed(request, form, payload)
    except DomainError as error:
        show_refusal(form, error)
        return _form(request, form)
    preview = calendar_changes.detail(payload)
    differences = calendar_changes.describe(payload)
    return _form(request, form.again(payload), preview=preview, differences=differences)


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isascii() and asked.isdigit() else clock.today().year + 1


def _form(request: HttpRequest, form: CalendarForm, **more: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    kept = form.data.get("notice_id") if form.is_bound else None
    context = {"form": form, "notice_kept": kept, **more}
    return render(request, "desk/calendar_propose.html", context, status=status)


def _kept_notice(request: HttpRequest, form: CalendarForm) -> UUID | None:
    """The stored notice: uploaded now, or kept from the preview before."""
    upload = form.cleaned_data.get("notice")
    if not upload:
        kept: UUID | None = form.cleaned_data.get("notice_id")
        return kept
    try:
        done = acts.run(_store, actor=user_of(request), upload=upload)
    except DomainError as error:
        error.field = "notice"
        raise
    return UUID(done.answer["id"])


def _store(*, actor: Any, upload: Any) -> Any:
    return files.store(upload=upload, owner=actor, purpose=calendar_changes.PURPOSE)


def _proposed(request: HttpRequest, form: CalendarForm, payload: dict[str, Any]) -> HttpResponse:
    done = acts.run(
        changes.propose_change,
        actor=user_of(request),
        kind=calendar_changes.KIND,
        payload=payload,
        reason=form.cleaned_data["reason"],
        idempotency_key=idempotency_key(request),
    )
    messages.success(request, _("The change waits for a second person."))
    return redirect("desk:change", done.answer["id"])


@login_required
@require_safe
def notice_file(request: HttpRequest, notice_id: int) -> HttpResponse:
    """The stored notice of a loaded year."""
    return responses.attachment(selectors.notice_file(notice_id), inline=True)


@login_required
@require_safe
def change_file(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """The notice that a proposed calendar rests on."""
    change = change_selectors.change_for(user_of(request), change_id)
    file = calendar_changes.file_of(change)
    if file is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    return responses.attachment(file, inline=True)
