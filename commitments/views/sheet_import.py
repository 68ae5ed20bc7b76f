"""A sheet from its table: upload, preview, bad cells mended in the preview, all or nothing."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from commitments import policies, selectors_sheets
from commitments.forms.sheets import TableForm
from commitments.importing.sheets import NAME
from commitments.models import Sheet
from commitments.services import sheet_steps
from commitments.sheet_preview import about
from credit_portal.accounts.attempts import attempt
from credit_portal.accounts.who import user_of
from credit_portal.common.errors import NotFound
from credit_portal.imports import mending, selectors, services
from credit_portal.imports.models import ImportBatch

MOST_BYTES = 5 * 1024 * 1024
CELL = re.compile(r"cell-([1-9][0-9]{0,4})-([a-z_]{1,40})", re.ASCII)


def _sheet(request: HttpRequest, sheet_id: UUID) -> Sheet:
    row = selectors_sheets.sheet(user_of(request), sheet_id)
    policies.require(user_of(request), policies.FILE, row.organisation)
    sheet_steps.require_editable(row)
    return row


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """The form for a filled table; POST reads and checks it at once."""
    row = _sheet(request, sheet_id)
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = TableForm(*posted)
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > MOST_BYTES:
            form.add_error("file", _("The file is larger than 5 MB."))
        elif done := attempt(
            request, services.upload, form, handler=NAME, content=file.read(),
            file_name=file.name, organisation_id=row.organisation_id,
            options={"sheet": str(row.pk)},
        ):  # fmt: skip
            batch = selectors.batch_for(user_of(request), UUID(done.answer["id"]))
            attempt(request, services.preview, batch=batch)
            return redirect("commitments:sheet-import", row.pk, batch.pk)
    status = 422 if form.errors else 200
    return render(request, "commitments/sheet_upload.html", {"sheet": row, "form": form},
                  status=status)  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, sheet_id: UUID, batch_id: UUID) -> HttpResponse:
    """What the table says, row by row; POST mends cells, applies the whole or gives it up."""
    row = _sheet(request, sheet_id)
    batch = selectors.batch_for(user_of(request), batch_id)
    if batch.handler != NAME or batch.options.get("sheet") != str(row.pk):
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    if request.method == "POST":
        return _act(request, row, batch)
    return render(request, "commitments/sheet_import.html", {"sheet": row, **about(batch)})


def _act(request: HttpRequest, row: Sheet, batch: ImportBatch) -> HttpResponse:
    act = request.POST.get("act", "")
    if act == "drop":
        if attempt(request, services.discard, batch=batch):
            return redirect("commitments:sheet", row.pk)
    elif act == "apply":
        if attempt(request, services.commit, batch=batch):
            return _applied(request, row, services.run_batch(batch.pk))
    elif attempt(request, mending.mend, batch=batch, cells=_cells(request)):
        batch.refresh_from_db()
        _say_checked(request, about(batch)["problems"])
    return redirect("commitments:sheet-import", row.pk, batch.pk)


def _say_checked(request: HttpRequest, left: int) -> None:
    if left:
        sentence = ngettext(
            "The rows have been checked again; %(n)s mistake is left.",
            "The rows have been checked again; %(n)s mistakes are left.",
            left,
        )
        messages.warning(request, sentence % {"n": left})
    else:
        messages.success(request, _("The rows have been checked again."))


def _applied(request: HttpRequest, row: Sheet, batch: ImportBatch | None) -> HttpResponse:
    """To the sheet when all of it stands there; back to the preview when it stopped."""
    if batch is not None and batch.state == ImportBatch.State.FAILED:
        messages.error(request, str(_("Nothing was taken over: the import stopped.")))
        return redirect("commitments:sheet-import", row.pk, batch.pk)
    messages.success(request, _("The table has been taken over into the sheet."))
    return redirect("commitments:sheet", row.pk)


def _cells(request: HttpRequest) -> dict[int, dict[str, Any]]:
    """{line: {field: text}} of the cells in the form."""
    found: dict[int, dict[str, Any]] = {}
    for name, text in request.POST.items():
        if match := CELL.fullmatch(name):
            found.setdefault(int(match[1]), {})[match[2]] = str(text)
    return found
