"""The database is lost: which errors say so, and what is answered then (503, never 500)."""

import sys
from collections.abc import Iterator
from itertools import islice

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext_lazy as _

from credit_portal.common import logs, problems
from credit_portal.common.errors import DomainError

#: Lost connection, restart, time limit, deadlock, full disk: psycopg2 puts all of them here.
ERRORS = (OperationalError, InterfaceError)
RETRY_AFTER = "10"
AGAIN = _(
    "The portal cannot say whether this was kept. Send the same form again in a moment: it counts"
    " only once."
)


def is_lost(error: BaseException | None) -> bool:
    """Whether the error, or one that led to it, says that the database is away or took too long."""
    return any(isinstance(one, ERRORS) for one in islice(_history(error), 10))


def _history(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def being_handled() -> bool:
    """Whether the exception that is being handled right now is one of a lost database."""
    return is_lost(sys.exc_info()[1])


def answer(request: HttpRequest) -> HttpResponse:
    """503 with the time after which to try again; needs neither database nor session.

    To a submission it says that nobody knows yet: a connection that breaks at the commit leaves
    that open, and the same form (or idempotency key) sent again is one act.
    """
    if problems.is_api(request):
        response = problems.page(request, 503, "unavailable", problems.BUSY)
    else:
        error = DomainError("unavailable", AGAIN) if request.method == "POST" else None
        with override(get_language_from_request(request, check_path=True)):
            page = render_to_string("503.html", {"error": error, "number": logs.number()})
        response = HttpResponse(page, status=503, content_type="text/html")
        response["Cache-Control"] = "no-store"
    response["Retry-After"] = RETRY_AFTER
    return response
