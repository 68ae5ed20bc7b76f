"""The portal's addresses and three that fail, each in its own way."""

from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from credit_portal import urls

handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


def fail(request: HttpRequest) -> HttpResponse:
    """What nobody foresaw, with what the visitor sent in its text."""
    raise ValueError(f"bad {request.GET} {request.POST} {request.META}")


def lose(request: HttpRequest) -> HttpResponse:
    """The database goes away."""
    raise OperationalError(f"connection lost at {request.GET}")


urlpatterns: list[Any] = [
    path("test/failing/", fail),
    path("test/lost/", lose),
    path("api/test/failing/", fail),
    *urls.urlpatterns,
]
