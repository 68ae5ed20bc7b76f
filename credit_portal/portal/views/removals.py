"""`/removals/`: what was removed and why, from the log, naming no person and no title."""

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from credit_portal.imports.tables import CSV_TYPE
from credit_portal.portal import removals as page
from credit_portal.portal.caching import public_page


@public_page
def removals(request: HttpRequest) -> HttpResponseBase:
    """Figures by month, ground and body, and the list; `format=csv` answers the whole list."""
    asked = page.read(request.GET)
    if request.GET.get("format") == "csv":
        response = StreamingHttpResponse(page.csv_lines(asked), content_type=CSV_TYPE)
        response["Content-Disposition"] = 'attachment; filename="removals.csv"'
        return response
    named = request.GET.get("named", "").strip()[:100]
    context = page.build(asked, request.GET.get("cursor", ""), named)
    return render(request, "portal/removals.html", {**context, "here": "removals"})
