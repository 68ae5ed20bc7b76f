"""The database is lost, or no disk has room: which errors say so, and what is answered then.

503 or 507 with a time to try again, never 500.
"""

import errno
import sys
from collections.abc import Iterator

import psycopg2
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext_lazy as _

from credit_portal.common import logs, problems
from credit_portal.common.errors import DomainError

#: Lost connection, restart, time limit, deadlock, full disk: psycopg2 puts all of them here.
ERRORS = (OperationalError, InterfaceError)
DISK_FULL = "53100"  # PostgreSQL's code for it
DEPTH = 10  # errors that led to one another, at most
RETRY_AFTER = "10"
NO_ROOM = _(
    "There is no room on the portal's disk. Nothing was kept. Please try again later; if it lasts,"
    " tell the system administrators."
)
AGAIN = _(
    "The portal cannot say whether this was kept. Send the same form again in a moment: it counts"
    " only once."
)


def is_lost(error: BaseException | None) -> bool:
    """Whether the error, or one that led to it, says that the database is away or took too long,
    or that a disk is full."""
    return any(
        isinstance(one, ERRORS) or _nameless(one) or _no_room(one) for one in _history(error)
    )


def _nameless(error: BaseException) -> bool:
    """What psycopg2 raises when the answer broke off in the middle: no kind, no code."""
    return type(error) is psycopg2.DatabaseError and getattr(error, "pgcode", None) is None


def is_full(error: BaseException | None) -> bool:
    """Whether the cause is a full disk, that of uploads or the database's."""
    return any(_no_room(one) for one in _history(error))


def _no_room(error: BaseException) -> bool:
    full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
    return full or getattr(error, "pgcode", None) == DISK_FULL


def _history(error: BaseException | None) -> Iterator[BaseException]:
    for _step in range(DEPTH):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__


def being_handled() -> bool:
    """Whether the exception that is being handled right now is one of these."""
    return is_lost(sys.exc_info()[1])


def answer(request: HttpRequest, error: BaseException | None = None) -> HttpResponse:
    """503 (507 for a full disk) with the time after which to try again.

    Needs neither database nor session. To a submission it says that nobody knows yet: a
    connection that breaks at the commit leaves that open, and the same form (or idempotency key)
    sent again is one act.
    """
    full = is_full(error or sys.exc_info()[1])
    status, code = (507, "no_room") if full else (503, "unavailable")
    if problems.is_api(request):
        response = problems.page(request, status, code, NO_ROOM if full else problems.BUSY)
    else:
        said = DomainError(code, NO_ROOM if full else AGAIN) if request.method == "POST" else None
        response = page(request, status, said)
    response["Retry-After"] = RETRY_AFTER
    return response


def page(request: HttpRequest, status: int, said: DomainError | None) -> HttpResponse:
    """The page that needs neither database nor session, with a sentence when there is one."""
    with override(get_language_from_request(request, check_path=True)):
        text = render_to_string("503.html", {"error": said, "number": logs.number()})
    response = HttpResponse(text, status=status, content_type="text/html")
    response["Cache-Control"] = "no-store"
    return response
