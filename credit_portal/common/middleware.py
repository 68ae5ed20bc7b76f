"""A refusal raised by a service becomes a page once, here (style rule 9)."""

import logging
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from credit_portal.common import clock, lost, problems
from credit_portal.common.errors import DomainError

logger = logging.getLogger(__name__)

TEMPLATES = {
    403: "403.html",
    404: "404.html",
    409: "409.html",
    410: "410.html",
    412: "409.html",
    429: "429.html",
}


class OneMoment:
    """A request happens at one moment of the clock, wherever the row stands."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass through."""
        with clock.steady():
            return self.get_response(request)


class DomainErrorMiddleware:
    """Render what views did not handle themselves: clear sentence, right status, way on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass through; nothing has an address with a NUL, which no database column holds."""
        if "\0" in request.path:
            raise Http404
        response = self.get_response(request)
        if response.status_code == 405 and not response.streaming and not response.content:
            return _no_such_request(request, response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a DomainError with its status, a lost database with 503."""
        if isinstance(error, DomainError):
            template = TEMPLATES.get(error.status, "400.html")
            return render(request, template, {"error": error}, status=error.status)
        if lost.is_lost(error):
            logger.error("the database is away", exc_info=error)
            return lost.answer(request, error)
        return None


def _no_such_request(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A page instead of nothing where a person came by the wrong method; the headers stay."""
    if not problems.is_api(request) and response.get("Content-Type", "").startswith("text/html"):
        response.content = render_to_string("405.html", request=request).encode()
    return response
