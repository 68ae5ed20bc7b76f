"""The short way to the hottest answers: the list of records, and one record.

REST framework's dispatch, and middleware for sessions, messages and forms that a public answer has
no use for, cost several times what the rows cost (docs/performance.md). So a plain GET for JSON is
answered before them, by the same selectors and with the same headers. Whatever is unusual, wrong,
conditional, gone or over the limit goes on to the declared view, which alone says no. Tests
compare both ways, answer by answer and header by header.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import orjson
from django.core.exceptions import SuspiciousOperation
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch, resolve
from django.utils.translation import get_language_from_request

from credit_portal.common import clock, keyset
from credit_portal.common.bodies import json_answer
from credit_portal.common.errors import DomainError
from credit_portal.common.lists import asked, neighbours, refuse_unknown
from credit_portal.common.throttle import ClientThrottle, limit_headers
from credit_portal.portal.api import views
from credit_portal.publishing import listing
from credit_portal.publishing import selectors as publishing

GetResponse = Callable[[HttpRequest], HttpResponse]
API, LIST = "/api/", "/api/v1/records/"
RECORD = re.compile(re.escape(LIST) + r"([0-9A-Z-]{1,24})/", re.ASCII)
JSON = frozenset({"", "*/*", "application/json"})
HEADERS = {
    "Allow": "GET, HEAD, OPTIONS",
    "Cache-Control": "no-cache",
    "Vary": "Accept-Language",
    **views.OPEN_TO_ALL,
}


class ShortWay:
    """Middleware: stands before all that belongs to sessions and pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer what is usual, pass on the rest; every answer tells what is left to ask."""
        path = request.path_info
        if not path.startswith(API):
            return self.get_response(request)
        answer = None
        if path.startswith(LIST) and is_usual(request):
            answer = _answer(request, path)
        answer = answer or self.get_response(request)
        for name, value in limit_headers(request).items():
            answer.headers[name] = value
        return answer


def is_usual(request: HttpRequest) -> bool:
    """A plain GET for JSON, of a program without cookies, that has nothing of it already."""
    meta = request.META
    return (
        request.method == "GET"
        and not meta.get("HTTP_COOKIE")
        and "HTTP_IF_NONE_MATCH" not in meta
        and meta.get("HTTP_ACCEPT", "") in JSON
    )


def _answer(request: HttpRequest, path: str) -> HttpResponse | None:
    """The answer, None when the declared view shall find it or say why not."""
    try:
        request.get_host()
        found = RECORD.fullmatch(path)
        if (found is None and path != LIST) or not ClientThrottle().allow(request):
            return None
        answer = records(request) if found is None else record(request, found[1])
    except (DomainError, SuspiciousOperation, DatabaseError):
        return None
    return None if answer is None else _dressed(request, answer, path)


def _dressed(request: HttpRequest, response: HttpResponse, path: str) -> HttpResponse:
    """What the declared view and the middleware behind us add to such an answer."""
    request.resolver_match = _match(path)
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers["Content-Language"] = get_language_from_request(request)
    response.headers["Content-Length"] = str(len(response.content))
    return response


def _match(path: str) -> ResolverMatch:
    """The address's name, for the log and the figures; found once for the list and a record."""
    kind = path == LIST
    if kind not in _matches:
        _matches[kind] = resolve(path)
    return _matches[kind]


_matches: dict[bool, ResolverMatch] = {}


def records(request: HttpRequest) -> HttpResponse:
    """One page of the public list as stored JSON. Raises Invalid (400) for what does not fit."""
    declared = views.RecordList
    conditions = asked(request, declared.filterset_class)

    def fetch(position: list[str] | None, falling: bool, most: int) -> list[listing.Stored]:
        return listing.stored_rows(conditions, position, falling=falling, most=most)

    page = keyset.window(
        fetch,
        declared.order,
        cursor=request.GET.get("cursor", ""),
        limit=keyset.limit_of(request.GET.get("limit")),
        descending=declared.descending,
    )
    results = [orjson.Fragment(row.json) for row in page.rows]
    stamp = page.rows[0].stamp if page.rows else None
    return _tagged(request, {**neighbours(request, page), "results": results}, stamp)


def record(request: HttpRequest, ref: str) -> HttpResponse | None:
    """One record on display with its versions; None when it is not there, or no more."""
    refuse_unknown(request, ())
    found = listing.stored_record(ref)
    if found is None:
        return None
    body: dict[str, Any] = {
        "ref": found.ref,
        "kind": found.kind,
        "url": request.build_absolute_uri(f"/records/{found.ref}/"),
        "proof": request.build_absolute_uri(f"{LIST}{found.ref}/proof/"),
        "published_at": _moment(found.published_at),
        "updated_at": _moment(found.updated_at),
        "until": found.until,
        "document": orjson.Fragment(found.document),
        "versions": [
            {
                "seq": version.seq,
                "act": version.act,
                "at": _moment(version.at),
                "basis": {
                    "code": version.basis,
                    "name_zh": version.basis_zh,
                    "name_en": version.basis_en,
                },
                "leaf_index": version.leaf_index,
            }
            for version in found.versions
        ],
    }
    return _tagged(request, body, found.stamp)


def _moment(at: Any) -> str:
    return str(at.astimezone(clock.TZ).isoformat())


def _tagged(request: HttpRequest, body: Any, stamp: str | None) -> HttpResponse:
    response = json_answer(body)
    response["ETag"] = views.tag_of(request, publishing.validator(stamp))
    return response
