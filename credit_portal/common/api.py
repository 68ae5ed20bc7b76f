"""Views of the API and what they share: language, conditional reads, edits, keys."""

import hashlib
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from credit_portal.common.errors import Invalid, Stale
from credit_portal.common.lists import refuse_unknown

VERSION = re.compile(r'(?:W/)?"v(\d{1,9})(?:\.[0-9a-f]{16})?"')


class ApiView(GenericAPIView):  # type: ignore[type-arg]
    """Speaks the language that the client asks for, by header, as /api/ has no prefix."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer in that language."""
        language = get_language_from_request(request)
        with override(language):
            response = super().dispatch(request, *args, **kwargs)
        response["Content-Language"] = language
        return response


class ConditionalView(ApiView):
    """Reads that answer 304 to whoever has them already."""

    #: Parameters of the view that are no filters; everything else is refused.
    known: frozenset[str] = frozenset()

    def validator(self, request: Request) -> str | None:
        """ETag known without making the answer; None to use the digest of the answer."""
        return None

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """The answer itself."""
        raise NotImplementedError

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """304 when the client has it, else the answer with its ETag."""
        if not hasattr(self, "filterset_class"):
            refuse_unknown(request, self.known)
        asked = request.headers.get("If-None-Match", "")
        tag = self.validator(request) if asked else None
        if tag is not None and "*" not in asked and matches(asked, tag):
            return not_modified(tag)
        response = self.answer(request, *args, **kwargs)
        tag = response.get("ETag") or tag or self.validator(request) or digest(response.content)
        if matches(asked, tag):
            return not_modified(tag)
        response["ETag"] = tag
        response["Cache-Control"] = "no-cache"
        return response


def not_modified(tag: str) -> HttpResponse:
    """304, with what RFC 9110 wants repeated."""
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    response = HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    del response["Content-Type"]
    return response


class StaffView(ConditionalView):
    """What depends on who asks: never kept by shared caches."""

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Private."""
        found = super().finalize_response(request, response, *args, **kwargs)
        found["Cache-Control"] = "private, no-cache"
        return found


class Exact(Serializer[Any]):
    """A body with exactly the members that are declared; others are refused, not ignored."""

    def to_internal_value(self, data: Any) -> Any:
        """Checked values; raises ValidationError."""
        unknown = set(data) - set(self.fields) if isinstance(data, Mapping) else set()
        if unknown:
            sentence = ErrorDetail(str(_("There is no such member.")), "unknown_member")
            raise ValidationError({str(name)[:100]: [sentence] for name in sorted(unknown)[:20]})
        return super().to_internal_value(data)


# -- conditions and keys -------------------------------------------------------------------------
def digest(content: bytes) -> str:
    """A strong ETag of an answer's bytes."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def etag_for(*parts: Any) -> str:
    """A strong ETag over what identifies a version."""
    return digest("\x1f".join(str(part) for part in parts).encode())


def matches(header: str | None, etag: str) -> bool:
    """Whether an If-None-Match header names `etag` (weak comparison, RFC 9110 13.1.2)."""
    if not header:
        return False
    tags = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return "*" in tags or etag in tags


def version_tag(version: int, content: Any) -> str:
    """ETag of what can be edited: its version, which If-Match names, and a digest of the rest."""
    text = orjson.dumps(content, default=str)
    return f'"v{version}.{hashlib.sha256(text).hexdigest()[:16]}"'


def expected_version(request: Request, *, required: bool = True) -> int | None:
    """Version that an edit rests on, from If-Match; None when it names none and need not.

    Raises Invalid (428) when missing, Stale (412) when it is nothing we ever gave.
    """
    header = request.headers.get("If-Match", "").strip()
    if header in ("", "*"):
        if not required:
            return None
        sentence = _("Send If-Match with the ETag of what you edited.")
        raise Invalid("precondition_required", sentence, status=428)
    found = VERSION.fullmatch(header)
    if found is None:
        raise Stale("stale", _("Somebody else changed this meanwhile. Reload and try again."))
    return int(found[1])


def idempotency_key(request: Request | HttpRequest) -> str | None:
    """Key of a submission: API header or hidden form field; None when not given."""
    key = request.headers.get("Idempotency-Key")
    if key is None and request.method == "POST" and not isinstance(request, Request):
        key = request.POST.get("idempotency_key")
    if key and (len(key) > 200 or not key.isprintable()):
        raise Invalid("idempotency_key_invalid", _("The idempotency key is not valid."), status=400)
    return key or None
