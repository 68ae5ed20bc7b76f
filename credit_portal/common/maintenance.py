"""Maintenance: a file says that it goes on; reading goes on as far as it can.

The file (setting MAINTENANCE_SWITCH) is looked at at most once a second. Its first word says what
rests: `reading` (or nothing) leaves reading open, and the end of mails to followers, and refuses
every other form, the desk and accounts; `all` refuses everything. A second line may say until
when, as ISO time of Beijing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext_lazy as _

from credit_portal.common import problems

#: Always answered: the supervisor asks whether the process lives, pages need their styles.
OPEN = ("/healthz", "/readyz", "/metrics", "/static/", "/preferences/")
#: What is not only read: closed to every method.
DESK = ("/staff/", "/accounts/", "/admin/", "/i18n/")
SAFE = ("GET", "HEAD", "OPTIONS")
#: Ends mails at one click (RFC 8058): no mail program asks a second time.
UNSUBSCRIBE = "/follow/stop/"
#: Seconds after which a client may try again, where the file does not say until when.
RETRY, LOOK, LONGEST = 300, 1.0, 200
RESTS = _("The portal is being maintained. Reading goes on; please send this again later.")


class Notice(NamedTuple):
    """What the file says: `reading` whether reading goes on, `until` as text, "" for unknown."""

    reading: bool
    until: str


class _Seen:
    """What this process saw last, and until when that counts."""

    notice: Notice | None = None
    path = ""
    again_at = 0.0


def notice() -> Notice | None:
    """What the file says now; None while there is no maintenance."""
    now, path = time.monotonic(), str(settings.MAINTENANCE_SWITCH)
    if now >= _Seen.again_at or path != _Seen.path:
        _Seen.notice, _Seen.path, _Seen.again_at = _read(path), path, now + LOOK
    return _Seen.notice


def forget() -> None:
    """Look anew at the next question."""
    _Seen.again_at = 0.0


def _read(path: str) -> Notice | None:
    if not path:
        return None
    try:
        text = Path(path).read_text(encoding="utf-8")[:LONGEST]
    except OSError:
        return None
    lines = [*text.strip().splitlines(), "", ""]
    return Notice(lines[0].strip() != "all", _moment(lines[1].strip()))


def _moment(text: str) -> str:
    """The time as people read it, "" for what is none."""
    try:
        return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M}"
    except ValueError:
        return ""


class Maintenance:
    """Lets reading through while it goes on, and answers 503 to everything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, or refuse."""
        found = None if request.path.startswith(OPEN) else notice()
        if found is None or (found.reading and _is_read(request)):
            return self.get_response(request)
        return _refuse(request, found)


def _is_read(request: HttpRequest) -> bool:
    """Whether the request only reads what is public, or ends mails."""
    path = request.path.removeprefix("/en")
    if path.startswith(UNSUBSCRIBE):
        return True
    return request.method in SAFE and not path.startswith(DESK)


def _refuse(request: HttpRequest, found: Notice) -> HttpResponse:
    """503 with a page or, to machines, a problem; needs neither database nor session."""
    if problems.is_api(request):
        response = problems.page(request, 503, "maintenance", RESTS)
    else:
        with override(get_language_from_request(request, check_path=True)):
            text = render_to_string("maintenance.html", found._asdict())
        response = HttpResponse(text, status=503, content_type="text/html")
    response["Retry-After"] = str(RETRY)
    response["Cache-Control"] = "no-store"
    return response
