"""Every request: a number of its own, one line in the log, one count in the figures.

The number stands in the answer (`X-Request-ID`) and on error pages, so that a caller can name the
fault without telling anything about himself.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import LazyObject, empty

from credit_portal.common import logs, request_figures

logger = logging.getLogger(__name__)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
#: Without letters and digits that are mistaken for each other on the telephone.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
#: Asked every few seconds by machines; their lines would bury all others.
CHATTER = frozenset({"healthz", "readyz", "metrics"})


def new_number() -> str:
    """Ten characters to read out, as ABCDE-FGHJK (50 bits)."""
    bits = secrets.randbits(50)
    text = "".join(ALPHABET[bits >> 5 * place & 31] for place in range(10))
    return f"{text[:5]}-{text[5:]}"


class RequestLog:
    """The outermost middleware but for static files."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.unheard = [re.compile(pattern) for pattern in settings.LOG_NOTHING]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then write the line; on silent pages nothing at all is written."""
        number = new_number()
        with logs.about(request=number), self._quiet(request.path_info):
            begun = time.perf_counter()
            response = self.get_response(request)
            seconds = time.perf_counter() - begun
            response["X-Request-ID"] = number
            self._note(request, response.status_code, seconds)
        return response

    def _quiet(self, path: str) -> AbstractContextManager[Any]:
        heard = not any(pattern.search(path) for pattern in self.unheard)
        return logs.about() if heard else logs.silence()

    def _note(self, request: HttpRequest, status: int, seconds: float) -> None:
        name, method = route(request), request.method or ""
        method = method if method in METHODS else "OTHER"
        request_figures.count(name, status, seconds)
        facts = {"route": name, "method": method, "status": status, "ms": round(seconds * 1000, 1)}
        if (user := user_id(request)) is not None:
            facts["user"] = user
        level = logging.DEBUG if name in CHATTER and status < 500 else logging.INFO
        logs.event(logger, "request", level, **facts)


def route(request: HttpRequest) -> str:
    """Name of the address in the URLconf; never the address itself, which holds values."""
    match = request.resolver_match
    return (match.view_name or match.route) if match is not None else "unknown"


def user_id(request: HttpRequest) -> str | None:
    """Who asked, if anybody had to find out; asks the database nothing."""
    user: Any = getattr(request, "user", None)
    if isinstance(user, LazyObject) and user._wrapped is empty:
        return None
    return str(user.pk) if user is not None and user.is_authenticated else None
