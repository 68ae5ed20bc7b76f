"""`/catalogue/`: what may be recorded about a public body, on which document, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from credit_portal.common.i18n import localized
from credit_portal.imports.tables import CSV_TYPE, XLSX_TYPE, write_csv, write_xlsx
from integrity_files import catalogue
from integrity_files.catalogue_changes import TOLD, label_of, labels, told
from integrity_files.models import CatalogueItem

PUBLIC = "public_read"
LISTS = ("sources", "fields", "severities")


@require_safe
def directory(request: HttpRequest) -> HttpResponseBase:
    """The items in force today and both orders; `?format=csv`, `xlsx` or `json` downloads them."""
    items = catalogue.items_on(using=PUBLIC)
    kind = request.GET.get("format", "")
    if kind == "json":
        return JsonResponse({"items": [_as_json(one) for one in items]})
    if kind in ("csv", "xlsx"):
        return _table(items, kind)
    context = {"items": items, "sets": catalogue.rule_sets(using=PUBLIC)}
    return render(request, "integrity_files/public_catalogue.html", context)


@require_safe
def item(request: HttpRequest, code: str) -> HttpResponseBase:
    """One item with all its versions."""
    versions = catalogue.versions_of(code, using=PUBLIC)
    context = {"item": versions[0], "versions": versions}
    return render(request, "integrity_files/public_item.html", context)


def _headers() -> list[str]:
    names = [label_of(name) for name in ("code", "subject_kind", *TOLD, "effective_from")]
    return [str(name) for name in names]


def _lines(items: list[CatalogueItem]) -> Iterator[list[Any]]:
    for one in items:
        words = [told(one, name) for name in TOLD]
        yield [one.code, one.get_subject_kind_display(), *words, one.effective_from.isoformat()]


def _table(items: list[CatalogueItem], kind: str) -> HttpResponse:
    """The table as Excel opens it."""
    if kind == "csv":
        response = HttpResponse(write_csv(_headers(), _lines(items)), content_type=CSV_TYPE)
    else:
        body = write_xlsx([(_("Directory"), _headers(), _lines(items))])
        response = HttpResponse(body, content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="catalogue.{kind}"'
    return response


def _as_json(one: CatalogueItem) -> dict[str, Any]:
    """Codes, with their words in the language asked for."""
    return {
        "code": one.code,
        "name": one.name,
        "subject_kind": one.subject_kind,
        "effective_from": one.effective_from.isoformat(),
        "is_open": one.is_open,
        "organ": localized(one, "organ"),
        "basis": localized(one, "basis"),
        "visibility": one.visibility,
        "rule_set": one.rule_set_id,
        **{name: getattr(one, name) for name in LISTS},
        "words": {name: labels(one, name) for name in LISTS},
    }
