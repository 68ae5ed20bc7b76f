"""`/open-data/`: the catalogue, a page for each data set, its schema, and the files themselves."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from credit_portal.common.api import etag_for
from credit_portal.common.i18n import localized
from credit_portal.portal import codes, downloads, open_data
from credit_portal.portal.caching import page_etag, state
from credit_portal.publishing.open_data.dataset import Dataset
from credit_portal.publishing.open_data.datasets import dataset
from credit_portal.publishing.open_data.manifest import Manifest

JSONLD = "application/ld+json"
CSVW = "application/csvm+json"
SHOWN = 3
LOG = ("removals", "corrections", "ledger")


@require_safe
def catalogue(request: HttpRequest) -> HttpResponseBase:
    """What there is, for people; for programs that ask for JSON-LD the same as DCAT."""
    if request.get_preferred_type(["text/html", JSONLD]) == JSONLD:
        response: HttpResponse = catalog(request)
        patch_vary_headers(response, ("Accept",))
        return response
    shown = state()
    made, found = open_data.entries()
    context = {**_common(request, made), "groups": _groups(found), "count": len(found)}
    return _kept(request, page_etag(request, shown), "portal/open_data.html", context, found)


def _groups(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Records, the log, what both refer to."""
    records = [one for one in found if one["dataset"].holds]
    log = [one for one in found if one["dataset"].code in LOG]
    rest = [one for one in found if one not in records and one not in log]
    return [
        {"id": "records", "title": _("Records on display"), "entries": records},
        {"id": "log", "title": _("The ledger and what was removed"), "entries": log},
        {"id": "reference", "title": _("What records refer to"), "entries": rest},
    ]


def _common(request: HttpRequest, made: Manifest | None) -> dict[str, Any]:
    text = {
        "publisher_zh": settings.OPEN_DATA_PUBLISHER_ZH,
        "publisher_en": settings.OPEN_DATA_PUBLISHER_EN,
        "licence_zh": settings.OPEN_DATA_LICENCE_ZH,
        "licence_en": settings.OPEN_DATA_LICENCE_EN,
    }
    return {
        "made": made,
        "publisher": localized(text, "publisher"),
        "licence": localized(text, "licence"),
        "licence_url": settings.OPEN_DATA_LICENCE_URL,
        "site": settings.PUBLIC_URL,
        "here": "open-data",
    }


@require_safe
def one_dataset(request: HttpRequest, code: str) -> HttpResponseBase:
    """A data set: its files, its columns, its first rows."""
    one = downloads.found_or_404(dataset(code))
    shown = state()
    made, entries = open_data.entries()
    found = next(entry for entry in entries if entry["dataset"].code == code)
    sample = [[_shown(value) for value in row] for row in one.sample(SHOWN)]
    context = {
        **_common(request, made),
        **found,
        "columns": _columns(one, sample),
        "sample": sample,
        "api": API_OF.get(code, "records/" if one.holds else ""),
    }
    return _kept(request, page_etag(request, shown), "portal/open_data_set.html", context, [found])


#: Where the live API answers the same.
API_OF = {"bodies": "organisations/", "divisions": "divisions/", "removals": "removals/"}


def _shown(value: Any) -> str:
    """A value as the files spell it."""
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def _columns(one: Dataset, sample: list[list[str]]) -> list[dict[str, Any]]:
    """Each column with its codes and an example from the first rows."""
    return [
        {
            "column": column,
            "meaning": localized({"x_zh": column.zh, "x_en": column.en}, "x"),
            "unit": localized({"x_zh": column.unit_zh, "x_en": column.unit_en}, "x"),
            "codes": codes.named(column.codes),
            "example": next((row[place] for row in sample if row[place]), ""),
        }
        for place, column in enumerate(one.columns)
    ]


def _kept(
    request: HttpRequest, tag: str, template: str, context: dict[str, Any],
    found: list[dict[str, Any]],
) -> HttpResponseBase:  # fmt: skip
    """The page with its validator: what is displayed, which files there are, which may be taken."""
    files = [(one["dataset"].code, one["open"], len(one["files"])) for one in found]
    made: Manifest | None = context["made"]
    etag = etag_for(tag, made.run if made else "", files)
    response = render(request, template, context)
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ("Cookie", "Accept-Language", "Accept"))
    return get_conditional_response(request, etag=etag, response=response) or response


@require_safe
def catalog(request: HttpRequest) -> HttpResponse:
    """The catalogue as DCAT 3 in JSON-LD."""
    return _document(open_data.catalog(), JSONLD)


@require_safe
def schema(request: HttpRequest, code: str) -> HttpResponse:
    """Columns of a data set, as CSVW metadata."""
    return _document(open_data.schema(downloads.found_or_404(dataset(code))), CSVW)


@require_safe
def checksums(request: HttpRequest) -> HttpResponse:
    """SHA-256 of every file that may be taken now, as `sha256sum -c` reads it."""
    _made, found = open_data.entries()
    lines = [
        f"{file['file'].sha256}  {one['dataset'].code}.{file['form']}\n"
        for one in found
        for file in one["files"]
    ]
    response = HttpResponse("".join(lines), content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def download(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """The file of a data set in one form."""
    return downloads.file_of(request, downloads.found_or_404(dataset(code)), form)


def _document(body: dict[str, Any], content_type: str) -> HttpResponse:
    response = JsonResponse(
        body, content_type=content_type, json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response["Cache-Control"] = "no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    return response
