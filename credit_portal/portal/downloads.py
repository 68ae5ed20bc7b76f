"""Handing out a file: whole or in part, with the validator of its content, or why not."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _

from credit_portal.common import problems
from credit_portal.common.throttle import ClientThrottle
from credit_portal.publishing.open_data import forms, freshness, manifest
from credit_portal.publishing.open_data.dataset import Dataset
from credit_portal.publishing.open_data.manifest import File, Manifest

RETRY = 60
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
#: Bytes that leave at once.
PIECE = 1 << 16
#: Where ops/nginx/portal.conf has the folder, for nobody but the portal to point at.
INSIDE = "/open-data-files/"


class BulkThrottle(ClientThrottle):
    """How many bulk files one client may take: all of them several times an hour."""

    scope, rate = "bulk", "240/h"


def file_of(request: HttpRequest, one: Dataset, form: str) -> HttpResponseBase:
    """The file of a data set in one form; 503 while it is being written, or written anew because
    something that it holds was removed; 429 for who takes too many."""
    throttle = BulkThrottle()
    if not throttle.allow(request):
        return _busy(request, throttle)
    made = manifest.read()
    found = _opened(made, one.code, form)
    if made is None or found is None:
        return _later(request, one)
    file, stream = found
    if not freshness.stands(made, one.code):  # asked after opening: the file is of this manifest
        stream.close()
        return _later(request, one)
    name = f"{one.code}-{made.made_at:%Y%m%d}.{form}"
    response = _answer(request, form, file, stream)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _opened(made: Manifest | None, code: str, form: str) -> tuple[File, BinaryIO] | None:
    folder = manifest.root()
    table = made.tables.get(code) if made else None
    file = table.files.get(form) if table else None
    if folder is None or file is None:
        return None
    try:
        return file, Path(folder, file.path).open("rb")
    except FileNotFoundError:
        return None


def _answer(request: HttpRequest, form: str, file: File, stream: BinaryIO) -> HttpResponseBase:
    etag = f'"{file.sha256}"'
    part = _part(request, file.bytes, etag)
    response: HttpResponseBase
    if settings.OPEN_DATA_BY_FRONT:  # it reads the file itself, in part too, and holds no process
        stream.close()
        response = HttpResponse(content_type=forms.TYPES[form])
        response["X-Accel-Redirect"] = f"{INSIDE}{file.path}"
    elif part is None:
        response = FileResponse(stream, content_type=forms.TYPES[form])
    elif part[0] >= file.bytes or part[0] > part[1]:
        stream.close()
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{file.bytes}"
    else:
        first, last = part
        pieces = _pieces(stream, first, last)
        response = StreamingHttpResponse(pieces, status=206, content_type=forms.TYPES[form])
        response["Content-Range"] = f"bytes {first}-{last}/{file.bytes}"
        response["Content-Length"] = str(last - first + 1)
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    conditional = get_conditional_response(request, etag=etag, response=response)  # type: ignore[arg-type]
    return conditional or response


def _part(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """First and last byte asked for; None for the whole. One range only, as RFC 9110 allows."""
    match = RANGE.fullmatch(request.headers.get("Range", ""))
    if match is None or not any(match.groups()) or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = match.groups()
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _pieces(stream: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with stream:
        stream.seek(first)
        left = last - first + 1
        while left and (piece := stream.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


def _busy(request: HttpRequest, throttle: ClientThrottle) -> HttpResponse:
    with override(get_language_from_request(request)):
        if request.get_preferred_type([problems.PROBLEM, "text/html"]) == "text/html":
            response = render(request, "429.html", status=429)
        else:
            told = _("Too many requests. Please come back later.")
            response = problems.answer(429, "throttled", told)
    return _again(response, int(throttle.wait()) + 1)


def _again(response: HttpResponse, seconds: int) -> HttpResponse:
    """A refusal that nobody keeps, and when to come again."""
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _later(request: HttpRequest, one: Dataset) -> HttpResponse:
    """Not now: a page for people, a problem for programs."""
    with override(get_language_from_request(request)):
        if request.get_preferred_type([problems.PROBLEM, "text/html"]) == "text/html":
            response = render(request, "portal/open_data_later.html", {"dataset": one}, status=503)
        else:
            told = _(
                "This file is being written anew: it is the first one, or something that it holds "
                "was corrected or removed. Try again in a minute, or read the API meanwhile."
            )
            response = problems.answer(503, "being_prepared", told)
    return _again(response, RETRY)


def found_or_404(one: Dataset | None) -> Dataset:
    """The data set; raises Http404 when there is none at this address."""
    if one is None:
        raise Http404
    return one
