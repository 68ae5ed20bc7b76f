"""`/staff/commitments/sheets/`: who filed, one sheet, its fields one by one, its acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments import policies, rules_sheets, selectors_sheets, sheet_pages
from commitments.forms import sheets as forms
from commitments.importing import sheet_template
from commitments.models import Sheet
from commitments.services import sheet_steps, sheets_approval
from commitments.services import sheets as services
from credit_portal.accounts.attempts import attempt, version_seen
from credit_portal.accounts.who import user_of
from credit_portal.common import clock
from credit_portal.common.errors import NotFound
from credit_portal.imports.tables import XLSX_TYPE
from credit_portal.publishing import livelihood
from credit_portal.workflow.panels import Bound

#: Act → service, and how its form's data become the service's arguments.
SERVICES: dict[str, tuple[Callable[..., Any], Callable[[Any], dict[str, Any]] | None]] = {
    "submit": (services.submit_sheet, None),
    "take_back": (services.take_back_sheet, None),
    "approve": (
        sheets_approval.approve_sheet,
        lambda form: {"digest": form.cleaned_data["digest"]},
    ),
    "return": (
        sheets_approval.return_sheet,
        lambda form: {"reason": form.cleaned_data["reason"], "marks": form.marks()},
    ),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Units of my bodies with their sheets of a year; POST begins one."""
    if request.method == "POST":
        return _begin(request)
    user, today = user_of(request), clock.today()
    given = request.GET.get("year", "")
    year = int(given) if given.isascii() and given.isdigit() and len(given) == 4 else today.year
    lines = selectors_sheets.lines(user, year)
    context = {
        "lines": lines,
        "year": year,
        "deadline": selectors_sheets.deadline_of_year(user, year),
        "years": forms.years(selectors_sheets.visible_to(user)),
        "filed": sum(1 for line in lines if line.sheet and line.sheet.state == "approved"),
        "may_begin": year in rules_sheets.years_open(today)
        and bool(user.organisation_paths(policies.FILE)),
        "keeps": user.may("publishing.revise_livelihood"),
    }
    return render(request, "commitments/sheets.html", context)


def _begin(request: HttpRequest) -> HttpResponse:
    form = forms.BeginForm(request.POST)
    if not form.is_valid():
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    given = {
        "organisation_id": form.cleaned_data["organisation"],
        "year": form.cleaned_data["year"],
    }
    done = attempt(request, services.create_sheet, **given)
    return (
        redirect("commitments:sheet", done.answer["id"]) if done else redirect("commitments:sheets")
    )


@login_required
@require_safe
def sheet(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """One sheet: its fields, what it lacks, the preview for the second person, the acts."""
    return page(request, selectors_sheets.sheet(user_of(request), sheet_id))


def page(request: HttpRequest, row: Sheet, bound: Bound = None) -> HttpResponse:
    """The page of a sheet; with a refused form as it was filled in."""
    context = sheet_pages.about(user_of(request), row, bound)
    return render(request, "commitments/sheet.html", context, status=422 if bound else 200)


@login_required
@require_POST
def act(request: HttpRequest, sheet_id: UUID, name: str) -> HttpResponse:
    """Hand in, take back, approve or return a sheet."""
    row = selectors_sheets.sheet(user_of(request), sheet_id)
    if name not in SERVICES:
        raise NotFound("not_found", _("There is no such act."))
    service, read = SERVICES[name]
    form = sheet_pages.form_for(name, data=request.POST)
    if form is not None and not form.is_valid():
        return page(request, row, (name, form))
    given = read(form) if read else {}
    if name != "take_back":
        given |= version_seen(request)
    done = attempt(request, service, form, sheet_id=row.pk, **given)
    if done is None and form is not None and form.errors and form.visible_fields():
        return page(request, row, (name, form))
    if done is None:
        for text in form.non_field_errors() if form is not None else ():
            messages.error(request, str(text))
    else:
        messages.success(request, str(sheet_pages.DONE[name]))
    return redirect("commitments:sheet", row.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def field(request: HttpRequest, sheet_id: UUID, code: str) -> HttpResponse:
    """One field of the guided form, kept as typed."""
    row = selectors_sheets.sheet(user_of(request), sheet_id)
    policies.require(user_of(request), policies.FILE, row.organisation)
    sheet_steps.require_editable(row)
    if code not in rules_sheets.FIELDS:
        raise NotFound("not_found", _("There is no such field."))
    form, entries = _bound_to(request, row, code)
    sound = form.is_bound and form.is_valid() and entries.is_valid()
    if sound and _save(request, row, code, form, entries):
        messages.success(request, _("Kept."))
        return _onward(request, row, code)
    return _field_page(request, row, code, form, entries)


def _bound_to(request: HttpRequest, row: Sheet, code: str) -> tuple[forms.FieldForm, Any]:
    posted = request.POST if request.method == "POST" else None
    nothing = selectors_sheets.reasons(row).get(code, "")
    form = forms.FieldForm(posted, initial={"nothing_zh": nothing, "version": row.version})
    initial = forms.initial_of(selectors_sheets.by_field(row).get(code, []))
    return form, forms.EntrySet(posted, prefix="entries", initial=initial)


def _save(request: HttpRequest, row: Sheet, code: str, form: forms.FieldForm, entries: Any) -> bool:
    done = attempt(
        request, services.save_field, form, sheet_id=row.pk, field=code,
        entries=forms.entries_of(entries), nothing_zh=form.cleaned_data["nothing_zh"],
        expected_version=form.cleaned_data["version"],
    )  # fmt: skip
    return done is not None


def _onward(request: HttpRequest, row: Sheet, code: str) -> HttpResponse:
    """To the next field, the same one again, or back to the sheet."""
    go, following = request.POST.get("go", ""), rules_sheets.next_field(code)
    if go == "next" and following:
        return redirect("commitments:sheet-field", row.pk, following)
    if go == "more":
        return redirect("commitments:sheet-field", row.pk, code)
    return redirect("commitments:sheet", row.pk)


def _field_page(
    request: HttpRequest, row: Sheet, code: str, form: forms.FieldForm, entries: Any
) -> HttpResponse:
    returned = selectors_sheets.last_return(row)
    fields = sheet_pages.fields_of(row, returned.marks if returned else None)
    bad = bool(form.errors or (entries.is_bound and not entries.is_valid()))
    context = {
        "sheet": row,
        "form": form,
        "entries": entries,
        "here": next(one for one in fields if one["code"] == code),
        "fields": fields,
        "done": rules_sheets.done(one["state"] for one in fields),
        "is_last": not rules_sheets.next_field(code),
        "most": livelihood.numbers_on().entries,
    }
    return render(request, "commitments/sheet_field.html", context, status=422 if bad else 200)


@login_required
@require_safe
def table(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """The table of the sheet to fill in, with unit, year and fields written and drop-downs."""
    row = selectors_sheets.sheet(user_of(request), sheet_id)
    response = HttpResponse(sheet_template.table_of(row), content_type=XLSX_TYPE)
    name = f"livelihood-{row.division_id}-{row.year}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
