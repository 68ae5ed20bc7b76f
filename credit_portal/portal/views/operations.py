"""Doors without a language: preferences, robots, sitemap, health."""

import secrets
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from credit_portal.common import health, metrics
from credit_portal.portal import sitemaps
from credit_portal.portal.caching import plain, public_page

YEAR = 365 * 24 * 3600


@csrf_exempt
@require_POST
def preferences(request: HttpRequest) -> HttpResponseBase:
    """Remember large text in a cookie and go back.

    Exempt from the CSRF token so that public pages set no cookie of their own and can be cached
    for everybody; all it can change is the visitor's own text size.
    """
    wanted = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    response = redirect(wanted if safe else "/")
    if request.POST.get("elder") == "1":
        response.set_cookie("elder", "1", max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie("elder", samesite="Lax")
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything published may be indexed; desks, questions and private answers need not be."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: {place}" for path in sitemaps.CLOSED for place in (path, f"/en{path}")]
    lines += ["Disallow: /admin/", "Disallow: /preferences/", "Disallow: /calendar/"]
    lines += [f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}", ""]
    return plain("\n".join(lines), "text/plain; charset=utf-8")


@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """All pages in both languages, or the index of files that hold them; `?part=` is one file."""
    name = request.GET.get("part", "")
    found = sitemaps.part(request, name) if name else sitemaps.whole(request)
    if found is None and name:
        raise Http404
    context: dict[str, Any] = {"pages": found}
    if found is None:
        context = {"files": sitemaps.parts(request)}
    return render(request, "portal/sitemap.xml", context, content_type="application/xml")


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether the portal can serve, with every component; 503 when it cannot."""
    ready, found = health.report()
    degraded = ready and any(one.status != "ok" for one in found.values())
    body = {
        "ready": ready,
        "status": "degraded" if degraded else "ok" if ready else "failed",
        "checks": {name: asdict(one) for name, one in found.items()},
    }
    response = JsonResponse(body, status=200 if ready else 503)
    response["Cache-Control"] = "no-store"
    if not ready:
        response["Retry-After"] = "10"
    return response


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, for who brings METRICS_TOKEN; there is no such page for others."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    wanted = settings.METRICS_TOKEN
    if not wanted or not secrets.compare_digest(given.encode(), wanted.encode()):
        raise Http404
    response = HttpResponse(metrics.text(), content_type=metrics.CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    return response
