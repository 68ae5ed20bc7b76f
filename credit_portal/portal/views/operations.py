"""Doors without a language: preferences, robots, sitemap, health."""

import secrets
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from credit_portal.common import health, metrics
from credit_portal.portal.caching import plain
from credit_portal.publishing import selectors

YEAR = 365 * 24 * 3600
#: Addresses in one sitemap file; the protocol allows 50,000.
SITEMAP_SIZE = 20_000
#: Stands for the reference in an address that is made once and used for every record.
MARK = "SY-X0000-0000000X"
PAGES = (
    "home",
    "commitments",
    "old-accounts",
    "records",
    "boards",
    "organisations",
    "deadlines",
    "ledger",
    "open-data",
    "removals",
    "about",
)


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
    """Everything published may be indexed; desks and questions need not be."""
    lines = [
        "User-agent: *", "Disallow: /staff/", "Disallow: /accounts/", "Disallow: /search/",
        "Disallow: /en/search/", f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}", "",
    ]  # fmt: skip
    return plain("\n".join(lines), "text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Pages and records in both languages; `?after=` continues where a full file ended."""
    rows = selectors.published().order_by("ref").values_list("ref", "updated_at")
    after = request.GET.get("after", "")
    if after.isascii() and after.isprintable() and after:
        rows = rows.filter(ref__gt=after)
    found = list(rows[: SITEMAP_SIZE + 1])
    place = _both(request, "portal:record", MARK)
    context: dict[str, Any] = {
        "pages": [] if after else [_both(request, f"portal:{name}") for name in PAGES],
        "records": [
            ({code: address.replace(MARK, ref) for code, address in place.items()}, at)
            for ref, at in found[:SITEMAP_SIZE]
        ],
    }
    return render(request, "portal/sitemap.xml", context, content_type="application/xml")


def _both(request: HttpRequest, name: str, *args: str) -> dict[str, str]:
    """Absolute addresses of a page by language: zh, en."""
    addresses = {}
    for language in ("zh-hans", "en"):
        with override(language):
            addresses[language[:2]] = request.build_absolute_uri(reverse(name, args=args))
    return addresses


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
