"""`/staff/imports/`: from a table to rows: upload, columns, preview, commit, undo."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError, Invalid, NotAllowed, NotFound
from credit_portal.common.forms import show_refusal
from credit_portal.desk import batches
from credit_portal.desk.directory import imported
from credit_portal.desk.forms import ColumnsForm, UploadForm, handlers_for
from credit_portal.imports import registry, selectors, services, templates
from credit_portal.imports.tables import CSV_TYPE, XLSX_TYPE

#: 10 MB of text is more than 20,000 rows of any table we take.
MOST_BYTES = 10 * 1024 * 1024
BATCHES_SHOWN = 50
ACTS: dict[str, tuple[Callable[..., Any], Any]] = {
    "commit": (services.commit, gettext_lazy("The import has begun.")),
    "undo": (services.undo, gettext_lazy("The import has been taken back.")),
    "propose": (
        imported.propose,
        gettext_lazy("Laid before a second person; it is done once that person has confirmed it."),
    ),
    "discard": (services.discard, gettext_lazy("The import has been removed.")),
}


def _kinds(request: HttpRequest) -> dict[str, str]:
    kinds = handlers_for(user_of(request))
    if not kinds:
        raise NotAllowed("import_not_allowed", _("You may not import here."))
    return kinds


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """My imports, and the form for a new one."""
    kinds = _kinds(request)
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = UploadForm(*posted, actor=user_of(request))
    if form.is_bound and form.is_valid():
        try:
            done = _upload(request, form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            return redirect("desk:import", done.answer["id"])
    mine = selectors.visible_to(user_of(request))[:BATCHES_SHOWN]
    context = {"form": form, "batches": mine, "kinds": kinds}
    return render(request, "desk/imports.html", context, status=422 if form.errors else 200)


def _upload(request: HttpRequest, data: dict[str, Any]) -> acts.Done:
    upload = data["file"]
    if upload.size > MOST_BYTES:
        raise Invalid("import_too_large", _("The file is larger than 10 MB."), field="file")
    user = user_of(request)
    return acts.run(
        services.upload,
        actor=user,
        idempotency_key=idempotency_key(request),
        handler=data["handler"],
        content=upload.read(),
        file_name=upload.name,
        organisation_id=body.pk if (body := data["organisation"]) else user.organisation_id,
        mapping=data["mapping"],
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """One import: where it stands, what is wrong, what comes next; POST chooses the columns."""
    found = selectors.batch_for(user_of(request), batch_id)
    form = ColumnsForm(request.POST if request.method == "POST" else None, batch=found)
    if form.is_bound and form.is_valid():
        try:
            acts.run(_choose_columns, actor=user_of(request), batch=found, form=form)
        except DomainError as error:
            show_refusal(form, error)
        else:
            return redirect("desk:import", found.pk)
    context = {"form": form, **batches.about(found)}
    return render(request, "desk/import.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def errors(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Rows with errors as they stood in the file, the errors in a last column."""
    found = selectors.batch_for(user_of(request), batch_id)
    response = HttpResponse(selectors.error_table(found), content_type=CSV_TYPE)
    response["Content-Disposition"] = 'attachment; filename="rows-with-errors.csv"'
    return response


def _choose_columns(*, actor: Any, batch: Any, form: ColumnsForm) -> Any:
    """Set the columns and keep the mapping under a name when one is given."""
    services.set_columns(actor=actor, batch=batch, columns=form.columns())
    if form.cleaned_data["save_as"]:
        batch.refresh_from_db()
        services.save_mapping(actor=actor, batch=batch, name=form.cleaned_data["save_as"])


@login_required
@require_POST
def act(request: HttpRequest, batch_id: UUID, name: str) -> HttpResponse:
    """Commit, take back or remove an import."""
    if name not in ACTS:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    service, sentence = ACTS[name]
    found = selectors.batch_for(user_of(request), batch_id)
    given: dict[str, Any] = {"reason": request.POST.get("reason", "")} if name == "propose" else {}
    key = idempotency_key(request)
    try:
        acts.run(service, actor=user_of(request), batch=found, idempotency_key=key, **given)
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("desk:import", batch_id)
    messages.success(request, str(sentence))
    return redirect("desk:imports") if name == "discard" else redirect("desk:import", batch_id)


@login_required
@require_safe
def template(request: HttpRequest, handler: str, form: str) -> HttpResponse:
    """An empty table to fill in, with notes and an example."""
    if handler not in _kinds(request) or form not in {"csv", "xlsx"}:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    rows = registry.handler(handler)
    content = templates.template_csv(rows) if form == "csv" else templates.template_xlsx(rows)
    response = HttpResponse(content, content_type=CSV_TYPE if form == "csv" else XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{handler}-template.{form}"'
    return response
