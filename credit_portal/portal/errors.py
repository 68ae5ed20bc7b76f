"""Pages for what went wrong; none of them needs the database."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from credit_portal.common import logs, lost, problems


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400; 503 when it was the lost database that kept the session from being saved."""
    if lost.is_lost(exception):
        return lost.answer(request, exception)
    if problems.is_api(request):
        return problems.page(request, 400, "parse_error", problems.BAD)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403."""
    if problems.is_api(request):
        return problems.page(request, 403, "permission_denied", problems.FORBIDDEN)
    return render(request, "403.html", status=403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token: usually a page that was open for too long."""
    if problems.is_api(request):
        return problems.page(request, 403, "permission_denied", problems.FORBIDDEN)
    sentence = _("This form has expired. Go back, reload the page, and send it again.")
    return render(request, "403.html", {"error": {"message": sentence}}, status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: the same body for what is secret and for what does not exist."""
    if problems.is_api(request):
        return problems.page(request, 404, "not_found", problems.NOT_FOUND)
    return render(request, "404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """500, rendered without context processors: they might be what failed.

    The number is all that ties the page to its line in the log. A database that was lost outside
    of any view (session, sign-in) leads here too; that is a 503.
    """
    if lost.being_handled():
        return lost.answer(request)
    number = logs.number()
    if problems.is_api(request):
        return problems.page(request, 500, "server_error", problems.FAILED, number=number)
    return HttpResponse(render_to_string("500.html", {"number": number}), status=500)
