"""Public pages may be kept, but are asked about each time: ETag of the published generation.

The generation changes in the very commit that changes what is displayed, so a withdrawn record
leaves every cache at once (performance.md). Language, elder mode, the day and the release differ
in the ETag too.
"""

import hashlib
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from credit_portal.common import maintenance
from credit_portal.publishing import selectors

View = Callable[..., HttpResponseBase]
SAFE = ["GET", "HEAD"]


@lru_cache(maxsize=1)
def release() -> str:
    """Digest of templates, styles and translations: a new release is a new page."""
    digest = hashlib.sha256()
    for folder in ("templates", "static", "locale"):
        for path in sorted(Path(settings.BASE_DIR, folder).rglob("*")):
            if path.is_file():
                digest.update(
                    f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}".encode()
                )
    return digest.hexdigest()[:12]


def is_loading() -> bool:
    """Whether the banner of demonstration data being loaded stands on every page.

    The loader keeps its percentage in the cache under this key (credit_portal.desk.demo.progress).
    """
    return settings.DEMO and cache.get("desk.demo.percent", 100) < 100


GROUND = """
select (select token::text from workdays_calendarversion where id = 1),
       (select count(*) from workdays_deadlinerule),
       (select max(updated_at) from directory_organisation),
       (select max(id) from publishing_livelihoodfield),
       (select max(id) from publishing_comparisonnumber)
"""


def ground() -> tuple[Any, ...]:
    """What public pages show beside records: calendar, rules, bodies, as of their last change."""
    with connections["public_read"].cursor() as cursor:
        cursor.execute(GROUND)
        return tuple(cursor.fetchone())


def page_etag(request: HttpRequest) -> str:
    """Strong validator of a public page, from two small queries."""
    parts = (
        selectors.validator(),
        ground(),
        get_language(),
        request.COOKIES.get("elder") == "1",
        release(),
        request.get_host(),
        is_loading(),
        maintenance.notice(),
    )  # fmt: skip
    return '"' + hashlib.sha256(repr(parts).encode()).hexdigest()[:32] + '"'


def public_page(view: View) -> View:
    """Answer 304 when nothing changed; otherwise mark the page for revalidation.

    Such a page is read and nothing else: 405 for every other method.
    """

    @wraps(view)
    def conditional(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in SAFE:
            return HttpResponseNotAllowed(SAFE)
        etag = page_etag(request)
        response: HttpResponseBase | None = None
        if "If-None-Match" in request.headers:
            response = get_conditional_response(request, etag=etag)
        if response is None or response.status_code != 304:
            response = view(request, *args, **kwargs)
        if response.status_code in (200, 304):
            response["ETag"] = etag
        response["Cache-Control"] = "no-cache"
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response

    return conditional


def plain(text: str, content_type: str) -> HttpResponse:
    """A small text document that may be kept for an hour."""
    response = HttpResponse(text, content_type=content_type)
    response["Cache-Control"] = "public, max-age=3600"
    return response
