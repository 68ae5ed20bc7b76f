"""The answer of a list or search in other forms: Atom, CSV, and the API with the same question."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from credit_portal.common import clock
from credit_portal.imports.tables import CSV_TYPE, guard
from credit_portal.portal import filters, labels
from credit_portal.portal.filters import Filters
from credit_portal.publishing import search
from credit_portal.publishing.models import Displayed

#: Rows of a table; who wants more takes the API (or the bulk files of the open data).
MOST = 10_000
#: Rows read at a time.
CHUNK = 500
API = "/api/v1/records/"
#: Stands for the reference in an address that is made once and used for every row.
MARK = "SY-X0000-0000000X"
#: Conditions of pages and what the API calls them.
API_NAMES = {
    "kind": "kind", "body": "organisation", "sector": "sector", "category": "category",
    "severity": "severity", "district": "district",
}  # fmt: skip


def address(asked: Filters, form: str) -> str:
    """Address of the same question in another form."""
    here = asked.query()
    return f"{here}{'&' if len(here) > 1 else ''}format={form}"


def links(asked: Filters, fixed: Mapping[str, str]) -> list[dict[str, str]]:
    """The forms of a list; without the API's where it cannot be asked the same. `fixed` are
    conditions of the page itself."""
    found = [
        {"label": "Atom", "url": address(asked, "atom"), "type": "application/atom+xml"},
        {"label": "CSV", "url": address(asked, "csv"), "type": "text/csv"},
    ]
    json = api_address(asked, fixed)
    if json:
        found.append({"label": "JSON", "url": json, "type": "application/json"})
    return found


def api_address(asked: Filters, fixed: Mapping[str, str]) -> str:
    """Where the API answers the same question, "" where it has no words for it."""
    single = {**asked.single, **fixed}
    unsaid = (
        search.is_short(asked.q)
        or asked.quarter
        or asked.due == "passed"
        or (asked.due and {*asked.outcomes} - {"open"})
    )
    if unsaid or len(asked.outcomes) > 1 or single.keys() - API_NAMES.keys():
        return ""
    asks = {"q": asked.q, "outcome": "".join(asked.outcomes)}
    asks |= {API_NAMES[name]: value for name, value in single.items()}
    if "body" in single:
        asks["organisation"] = filters.present_address(
            single["body"]
        )  # the API knows no former ones
    if asked.year:
        asks["published_after"] = f"{asked.year}-01-01"
        asks["published_before"] = f"{asked.year}-12-31"
    if asked.due:
        first, last = filters.due_window(asked.due)
        asks |= {"due_after": f"{first}", "due_before": f"{last}", "outcome": "open"}
    elif asked.sort == "due":
        asks["due_after"] = f"{clock.today()}"
    kept = {name: value for name, value in asks.items() if value}
    return f"{API}?{urlencode(kept)}" if kept else API


def table(
    request: HttpRequest, rows: QuerySet[Displayed], question: search.Question, order: search.Order
) -> StreamingHttpResponse:
    """CSV (RFC 4180, UTF-8 with a mark, guarded cells) of what answers, MOST rows at most.

    A last line says so when there are more, or when not all records were searched.
    """
    keys = search.keys_of(rows, question, order, MOST + 1)
    lines = _spoken(_lines(request, rows, keys, question), get_language())
    response = StreamingHttpResponse(lines, content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="records-{clock.today()}.csv"'
    response["Link"] = f'<{request.build_absolute_uri(API)}>; rel="collection"'
    return response


def _spoken(lines: Iterator[bytes], language: str | None) -> Iterator[bytes]:
    """The lines in the language of the request, which is over when they are made."""
    while True:
        with override(language):
            line = next(lines, None)
        if line is None:
            return
        yield line


def only_newest(question: search.Question) -> str:
    """That not all records were searched, "" when they were."""
    if not question.only_newest:
        return ""
    text = _("A single character is looked for in the newest %(n)s records only. With one more "
             "character all are searched.")  # fmt: skip
    return text % {"n": f"{search.PROBE:,}"}


def _lines(
    request: HttpRequest, rows: QuerySet[Displayed], keys: list[str], question: search.Question
) -> Iterator[bytes]:
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    page = request.build_absolute_uri(reverse("portal:record", args=[MARK]))
    yield b"\xef\xbb\xbf" + writer.writerow([guard(title) for title in _titles()])
    narrow = rows.order_by().defer("search_text", "document", "row")
    for start in range(0, min(len(keys), MOST), CHUNK):
        chunk = keys[start : min(start + CHUNK, MOST)]
        by_key = {row.rec: row for row in narrow.filter(rec__in=chunk)}
        for rec in chunk:
            if rec in by_key:  # it may have gone meanwhile
                yield writer.writerow([guard(cell) for cell in _cells(by_key[rec], page)])
    if len(keys) > MOST:
        yield writer.writerow([guard(_cut(request))])
    if told := only_newest(question):
        yield writer.writerow([guard(told)])


def _cut(request: HttpRequest) -> str:
    """The last line of a table that does not hold everything."""
    text = _("Only the first %(n)s records are in this table. Narrow it down, or take all from "
             "the API at %(url)s or from the open data.")  # fmt: skip
    return text % {"n": f"{MOST:,}", "url": request.build_absolute_uri(API)}


def _titles() -> list[str]:
    return [
        _("Reference"), _("Kind of record"), _("Title"), _("Public body"), _("Field"),
        _("Category"), _("Outcome"), _("Severity"), _("Due"), _("Published"), _("Last changed"),
        _("On display until"), _("Version"), _("Address"),
    ]  # fmt: skip


def _cells(row: Displayed, page: str) -> list[Any]:
    return [
        row.ref, labels.kind(row.kind), row.title, row.organisation_name, labels.sector(row.sector),
        labels.category(row.category), labels.outcome(row.outcome) if row.outcome else "",
        labels.severity(row.severity) if row.severity else "", row.due_on,
        clock.day_of(row.published_at), clock.day_of(row.updated_at), row.until, row.version,
        page.replace(MARK, row.ref),
    ]  # fmt: skip


class _Echo:
    """Gives each line back instead of keeping it."""

    def write(self, text: str) -> bytes:
        """The line as it is sent."""
        return text.encode()
