"""The portal's addresses, and beside them in the same process the baseline and an empty view."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from credit_portal.urls import urlpatterns as portal
from tests.bench.typical import RecordList
from tests.bench.typical_intake import ComplaintCreate


def empty(request: HttpRequest) -> HttpResponse:
    """Nothing but the middleware."""
    return HttpResponse(b"{}", content_type="application/json")


urlpatterns = [
    path("bench/empty/", empty),
    path("bench/typical/", RecordList.as_view()),
    path("bench/complaints/", ComplaintCreate.as_view()),
    *portal,
]
