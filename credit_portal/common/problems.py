"""Refusals of the API: RFC 9457 problem+json with a stable `code`, made here and nowhere else."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

from credit_portal.common.errors import DomainError

PROBLEM = "application/problem+json"
NOT_FOUND = _("There is nothing at this address that you may see.")
BUSY = _("The service is busy. Please try again.")
TOO_LARGE = _("The request is larger than the portal accepts.")
BAD = _("The portal does not understand this request.")
FORBIDDEN = _("You may not do this.")
FAILED = _("The portal failed. The fault was noted; please try again later.")


class TooLarge(exceptions.APIException):
    """The body is longer than DATA_UPLOAD_MAX_MEMORY_SIZE."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = TOO_LARGE


def is_api(request: HttpRequest) -> bool:
    """Whether a machine asks, which wants problem+json instead of a page."""
    return request.path.startswith("/api/")


def problem(status: int, code: str, detail: Any, members: Mapping[str, Any]) -> dict[str, Any]:
    """Body of RFC 9457: `title` says the status, `detail` what to do, `code` stays for ever."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "code": code,
        "detail": str(detail),
        **{name: value for name, value in members.items() if value},
    }


def answer(
    status: int,
    code: str,
    detail: Any,
    *,
    headers: Mapping[str, str] | None = None,
    **members: Any,
) -> HttpResponse:
    """The refusal as a response; `members` (field, errors, …) are left out when empty."""
    body = orjson.dumps(problem(status, code, detail, members), default=str)
    response = HttpResponse(body, status=int(status), content_type=PROBLEM, headers=headers)
    response["Cache-Control"] = "no-store"
    return response


def page(request: HttpRequest, status: int, code: str, detail: Any, **members: Any) -> HttpResponse:
    """A refusal outside of any API view, in the language that the client asks for."""
    language = get_language_from_request(request)
    with override(language):
        headers = {"Content-Language": language}
        return answer(status, code, detail, headers=headers, **members)


def handler(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Turn an exception into problem+json; None for a lost database, which `common.lost` answers,
    and for what nobody foresaw (a logged 500)."""
    if isinstance(error, DomainError):
        members, headers = getattr(error, "members", {}), getattr(error, "headers", None)
        return answer(
            error.status, error.code, error.message, headers=headers, field=error.field, **members
        )
    known = _known(error)
    return None if known is None else _of(known)


#: Django's own refusals, and what they are for the API; the first that fits.
DJANGO: list[tuple[type[Exception], type[exceptions.APIException]]] = [
    (Http404, exceptions.NotFound),
    (PermissionDenied, exceptions.PermissionDenied),
    (RequestDataTooBig, TooLarge),
    (SuspiciousOperation, exceptions.ParseError),
]


def _known(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, exceptions.APIException):
        return error
    return next((ours() for theirs, ours in DJANGO if isinstance(error, theirs)), None)


def _of(error: exceptions.APIException) -> HttpResponse:
    if isinstance(error, exceptions.ValidationError):
        found = list(flat(error.get_full_details()))
        sentence = _("The input is not valid.")
        return answer(400, "invalid", sentence, field=found[0]["field"], errors=found)
    detail: Any = NOT_FOUND if isinstance(error, exceptions.NotFound) else error.detail
    code = error.get_codes()
    text = code if isinstance(code, str) else error.default_code
    return answer(error.status_code, text, detail, headers=_headers(error))


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = str(error.auth_header)  # type: ignore[attr-defined]
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait) + 1)  # type: ignore[attr-defined]
    if error.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "10"
    return headers


def flat(details: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Nested errors of a serializer as a list: field ("milestones.0.due_on"), code, detail."""
    if isinstance(details, dict) and set(details) == {"message", "code"}:
        yield {"field": path, "code": str(details["code"]), "detail": str(details["message"])}
        return
    pairs = details.items() if isinstance(details, dict) else enumerate(details)
    for key, inner in pairs:
        leaf = isinstance(inner, dict) and set(inner) == {"message", "code"}
        own = key == "non_field_errors" or (isinstance(details, list) and leaf)
        yield from flat(inner, path if own else f"{path}.{key}".lstrip("."))
