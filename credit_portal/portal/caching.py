"""Public pages may be kept, but are asked about each time: ETag of the published generation.

The generation changes in the very commit that changes what is displayed, so a withdrawn record
leaves every cache at once (performance.md). Language, elder mode, the day and the release differ
in the ETag too. Only the front (nginx) may keep a page without asking, one that is the same for
all, and only to the end of the second in which the state of the register was read for it.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, TypeVar, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from credit_portal.common import asking, loading, maintenance
from credit_portal.publishing import selectors

Found = TypeVar("Found")
View = Callable[..., HttpResponseBase]
SAFE = ["GET", "HEAD"]
#: What pages are made of.
SOURCES = (
    ("templates", "*"), ("static", "*"), ("locale", "*"), ("credit_portal", "*.py"),
    ("integrity_files", "*.py"), ("commitments", "*.py"), ("complaints", "*.py"),
    ("assessments", "*.py"),
    ("credit_portal/directory/data", "*.csv"),  # names of divisions come from these files alone
)  # fmt: skip
#: How the names of settings begin that pages show.
SHOWN = (
    "DEMO", "FOLLOW_", "FOOT_", "LEDGER_ORIGIN", "LEDGER_WITNESSES", "OPEN_DATA_LICENCE",
    "OPEN_DATA_PUBLISHER", "PUBLIC_URL", "SITE_NAME_",
)  # fmt: skip
#: Results that a process keeps of one state of what is displayed.
MOST_KEPT = 256
#: Longer lists are found each time, so that what is kept stays small.
LONGEST = 400
_state: ContextVar[tuple[Any, ...] | None] = ContextVar("state", default=None)
_kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()


@lru_cache(maxsize=1)
def release() -> str:
    """Digest of templates, styles, translations, code and the settings that pages show: a new
    release is a new page, and so is another telephone number in the foot."""
    digest = hashlib.sha256(repr(_shown_settings()).encode())
    for folder, files in SOURCES:
        for path in sorted(Path(settings.BASE_DIR, folder).rglob(files)):
            if path.is_file():
                digest.update(
                    f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}".encode()
                )
    return digest.hexdigest()[:12]


def _shown_settings() -> list[tuple[str, Any]]:
    """Names and values of the settings that stand on pages."""
    names = [name for name in sorted(dir(settings)) if name.startswith(SHOWN)]
    return [(name, getattr(settings, name)) for name in names]


#: The generation of what is displayed first, then what public pages show beside records.
GROUND = """
select (select stamp from publishing_generation where id = 1),
       (select token::text from workdays_calendarversion where id = 1),
       (select count(*) from workdays_deadlinerule),
       (select max(updated_at) from directory_organisation),
       (select size from ledger_state where id = 1),
       (select max(size) from ledger_checkpoint),
       (select sum(size) from (
            select size from ledger_cosignature order by size desc limit 16) newest),
       (select max(id) from publishing_livelihoodfield),
       (select max(id) from publishing_comparisonnumber)
"""


def state() -> tuple[Any, ...]:
    """All that public pages show, as of its last change, and the day; from one small query."""
    stamp, *ground = asking.rows(GROUND, often=True)[0]
    return (selectors.validator(stamp), *ground)


def remembered(key: tuple[Any, ...], find: Callable[[], Found]) -> Found:
    """What `find` gives, kept by the process for as long as nothing of what is public changes.

    Only inside of a public page, whose state was read before: so what is kept is never older than
    its state. `key` says what was asked; nobody may change what comes back.
    """
    now = _state.get()
    if now is None:
        return find()
    whole = (now, key)
    with suppress(KeyError):
        return cast("Found", _kept[whole])
    found = find()
    if isinstance(found, list) and len(found) > LONGEST:
        return found
    while len(_kept) >= MOST_KEPT:
        _kept.popitem(last=False)
    _kept[whole] = found
    return found


def forget(**_change: Any) -> None:
    """Find everything anew; for tests and the bench."""
    _kept.clear()


def page_etag(request: HttpRequest, shown: tuple[Any, ...]) -> str:
    """Strong validator of a public page: the state of what it shows, and all that one visitor's
    page may differ in."""
    parts = (
        shown,
        get_language(),
        request.COOKIES.get("elder") == "1",
        release(),
        request.get_host(),
        loading.is_loading(),
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
        second, shown = int(time.time()), state()
        etag = page_etag(request, shown)
        response: HttpResponseBase | None = None
        if "If-None-Match" in request.headers:
            response = get_conditional_response(request, etag=etag)
        if response is None or response.status_code != 304:
            token = _state.set(shown)
            try:
                response = view(request, *args, **kwargs)
            finally:
                _state.reset(token)
        if response.status_code in (200, 304):
            response["ETag"] = etag
        response["Cache-Control"] = "no-cache"
        if response.status_code in (200, 304) and is_for_all(request):
            response["X-Accel-Expires"] = f"@{second}"
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response

    return conditional


def is_for_all(request: HttpRequest) -> bool:
    """Whether everyone who asks for this address gets this very answer: nobody is signed in, and
    there is no cookie but that of large text, which the front keeps apart."""
    return not request.COOKIES.keys() - {"elder"} and "Authorization" not in request.headers


def plain(text: str, content_type: str) -> HttpResponse:
    """A small text document that may be kept for an hour."""
    response = HttpResponse(text, content_type=content_type)
    response["Cache-Control"] = "public, max-age=3600"
    return response
