"""Shapes of the API: pages, strict filters, problem+json, ETags, idempotency, throttling."""

import hashlib
from typing import TYPE_CHECKING, Any

import orjson
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import exceptions, status
from rest_framework.pagination import CursorPagination
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle

from credit_portal.common.errors import DomainError, Invalid, Stale

if TYPE_CHECKING:
    from rest_framework.views import APIView

PROBLEM = "application/problem+json"
#: Parameters that every list understands beside its filters.
PAGE_PARAMETERS = {"cursor", "limit"}


class OrjsonRenderer(BaseRenderer):
    """JSON by orjson; UTF-8, sorted by nobody."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """Bytes of the body; nothing for an empty answer."""
        return b"" if data is None else orjson.dumps(data, default=str)


class CursorPage(CursorPagination):
    """Keyset pages: `cursor` opaque, `limit` 1 to 100 (security.md T25)."""

    page_size = 20
    max_page_size = 100
    page_size_query_param = "limit"
    ordering = "-id"


class StrictFilterBackend(DjangoFilterBackend):
    """An unknown query parameter is 400, not ignored (design.md 3)."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        """Filter, after refusing what nobody declared."""
        filterset = self.get_filterset(request, queryset, view)
        known = set(filterset.filters) if filterset else set()
        refuse_unknown(request, known | PAGE_PARAMETERS | set(getattr(view, "extra_parameters", ())))
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            raise exceptions.ValidationError(filterset.errors)
        return filterset.qs


def refuse_unknown(request: Request | HttpRequest, known: set[str]) -> None:
    """Raise Invalid (400) for parameters outside `known`, or with a NUL character inside."""
    parameters = request.GET
    unknown = sorted(set(parameters) - known)
    if unknown:
        sentence = _("Unknown parameter: %(names)s") % {"names": ", ".join(unknown)[:200]}
        raise Invalid("unknown_parameter", sentence, field=unknown[0][:100], status=400)
    for name, values in parameters.lists():
        if any("\0" in value for value in values):
            raise Invalid("invalid_text", _("A parameter has a NUL character."), field=name, status=400)


class ClientThrottle(SimpleRateThrottle):
    """Per user, else per address; kept in this process's memory only, never stored."""

    scope = "client"

    def __init__(self) -> None:
        from django.core.cache import caches

        self.cache = caches["throttle"]
        super().__init__()

    def get_cache_key(self, request: Request, view: "APIView") -> str:
        """A digest, so that not even memory holds the address itself."""
        ident = str(request.user.pk) if request.user.is_authenticated else self.get_ident(request)
        return "throttle:" + hashlib.sha256(ident.encode()).hexdigest()


def problem(
    status_code: int, code: str, title: str, *, errors: Any = None, field: str | None = None
) -> dict[str, Any]:
    """Body of RFC 9457 with our stable `code`."""
    body: dict[str, Any] = {
        "type": "about:blank", "status": status_code, "code": code, "title": title,
    }
    if field:
        body["field"] = field
    if errors:
        body["errors"] = errors
    return body


def _of(error: Exception) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Status, body and headers for an exception; raises KeyError for an unknown one."""
    if isinstance(error, DomainError):
        return error.status, problem(error.status, error.code, str(error.message), field=error.field), {}
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, OperationalError):
        return 503, problem(503, "unavailable", _("The service is busy. Please try again.")), {
            "Retry-After": "10"
        }
    if not isinstance(error, exceptions.APIException):
        raise KeyError(type(error))
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait) + 1)  # type: ignore[attr-defined]
    codes = error.get_codes()
    invalid = isinstance(error, exceptions.ValidationError)
    code = codes if isinstance(codes, str) else "invalid"
    title = _("The input is not valid.") if invalid else str(error.detail)
    body = problem(error.status_code, code, title, errors=error.detail if invalid else None)
    return error.status_code, body, headers


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an exception into problem+json; None (a logged 500) for what nobody foresaw."""
    try:
        code, body, headers = _of(error)
    except KeyError:
        return None
    response = Response(body, status=code, headers=headers, content_type=PROBLEM)
    response.exception = True
    return response


def etag_for(*parts: Any) -> str:
    """A strong ETag over what identifies a version."""
    text = "\x1f".join(str(part) for part in parts)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def matches(header: str | None, etag: str) -> bool:
    """Whether an If-None-Match header names `etag` (weak comparison, RFC 9110 13.1.2)."""
    if not header:
        return False
    tags = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return "*" in tags or etag in tags


class ETagMixin:
    """Conditional reads: the view names `etag(request)`, or None to do without."""

    def etag(self, request: Request, *args: Any, **kwargs: Any) -> str | None:
        """Validator of the answer."""
        return None

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The answer itself."""
        raise NotImplementedError

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """304 when the client has it, else the answer with its ETag."""
        tag = self.etag(request, *args, **kwargs)
        if tag and matches(request.headers.get("If-None-Match"), tag):
            return Response(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": tag})
        response = self.answer(request, *args, **kwargs)
        if tag:
            response["ETag"] = tag
            response["Cache-Control"] = "no-cache"
        return response


def expected_version(request: Request) -> int:
    """Version that an edit rests on, from If-Match ("v3"); raises Invalid 428 when missing."""
    header = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not header:
        sentence = _("Send If-Match with the version you edited.")
        raise Invalid("precondition_required", sentence, status=428)
    if not header.removeprefix("v").isdigit():
        raise Stale("stale", _("Somebody else changed this meanwhile. Reload and try again."))
    return int(header.removeprefix("v"))


def idempotency_key(request: Request | HttpRequest) -> str | None:
    """Key of a submission: API header or hidden form field; None when not given."""
    key = request.headers.get("Idempotency-Key")
    if key is None and request.method == "POST":
        key = request.POST.get("idempotency_key")
    if key and ("\0" in key or len(key) > 200):
        raise Invalid("idempotency_key_invalid", _("The idempotency key is not valid."), status=400)
    return key or None
