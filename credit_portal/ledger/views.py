"""The doors of the log (C2SP tlog-tiles): plain files to the outside, immutable where they are."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from . import selectors
from .merkle import LogError
from .tiles import Bundle, parse_path

TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
FOR_EVER = "public, max-age=31536000, immutable"
MAX_DATABASE_INTEGER = 2**63 - 1


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponseBase:
    """The newest signed head: changes with every append, so it is asked for anew."""
    note = selectors.served(selectors.head())
    if not note:
        raise Http404
    return _answer(request, note.encode(), TEXT, "no-cache")


@require_safe
def key(request: HttpRequest) -> HttpResponseBase:
    """The verifier key of the log's signatures."""
    return _answer(request, f"{selectors.verifier_line()}\n".encode(), TEXT, "no-cache")


@require_safe
def tile(request: HttpRequest, path: str) -> HttpResponseBase:
    """A tile or an entry bundle, full or partial; 404 for whatever the log does not have."""
    try:
        address = parse_path(path)
    except LogError:
        raise Http404 from None
    if isinstance(address, Bundle):
        reachable = address.index <= MAX_DATABASE_INTEGER // 256 - 1
        data = selectors.entry_bundle(address.index, address.width) if reachable else None
    else:
        data = selectors.tile(address)
    if data is None:
        raise Http404
    return _answer(request, data, BYTES, FOR_EVER)


def _forget_session(request: HttpRequest) -> None:
    """What every cache may keep must not renew anybody's session cookie on the way."""
    request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
    request.session = type(request.session)()


def _answer(request: HttpRequest, data: bytes, content_type: str, caching: str) -> HttpResponseBase:
    """The bytes with their ETag, or 304; anybody's script may read them."""
    _forget_session(request)
    etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    response = HttpResponse(data, content_type=content_type)
    response["ETag"] = etag
    response["Cache-Control"] = caching
    response["Access-Control-Allow-Origin"] = "*"
    return get_conditional_response(request, etag=etag, response=response) or response
