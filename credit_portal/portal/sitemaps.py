"""The sitemap of machines (sitemaps.org 0.9): pages, bodies, records, in both languages.

One file while everything fits into it; beyond that an index of parts. A record's part is found by
its reference alone (kind, year, span of numbers), so that no part counts rows before it.
"""

from __future__ import annotations

import re
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override

from credit_portal.directory import selectors as directory
from credit_portal.portal import menu
from credit_portal.portal.caching import remembered
from credit_portal.publishing import references, registry, selectors

#: Where robots have nothing to look for.
CLOSED = (
    "/staff/", "/accounts/", "/search/", "/progress/", "/objections/mine/", "/repairs/mine/",
    "/old-accounts/mine/",
)  # fmt: skip
#: Addresses of one file and references of one part. The protocol allows 50,000; making 20,000 took
#: up to a second (docs/performance.md).
ONE_FILE = 5_000
PART = 4_000
#: Stands for what differs in an address that is made once and used for many.
MARK = "SY-X0000-0000000X"
LANGUAGES = (("zh", "zh-hans"), ("en", "en"))
_PART = re.compile(r"([A-Z])([0-9]{4})-([0-9]{1,4})", re.ASCII)
Entry = tuple[dict[str, str], datetime | None]


def whole(request: HttpRequest) -> list[Entry] | None:
    """Every address in one list; None when one file could not hold them."""
    others = [*pages(request), *bodies(request)]
    room = ONE_FILE - len(others)
    if room < 0 or remembered(("sitemap", room), lambda: _more_than(room)):
        return None
    return [*others, *_records(request, "", "", room)]


def _more_than(number: int) -> bool:
    """Whether there are more records: one entry behind so many others is looked for."""
    return selectors.published().order_by("ref").values_list("ref")[number : number + 1].exists()


def parts(request: HttpRequest) -> list[str]:
    """Addresses of the files of an index."""
    names = ["pages", "bodies"]
    for kind in registry.kinds():
        for year in _years():
            names += [f"{kind.letter}{year}-{number}" for number in range(_spans(kind, year))]
    place = request.build_absolute_uri(reverse("sitemap"))
    return [f"{place}?part={name}" for name in names]


def part(request: HttpRequest, name: str) -> list[Entry] | None:
    """What one file of the index holds; None when there is no such part."""
    if name == "pages":
        return pages(request)
    if name == "bodies":
        return bodies(request)
    match = _PART.fullmatch(name)
    if match is None:
        return None
    letter, year, span = match[1], match[2], int(match[3])
    first = span * PART
    return _records(
        request, _edge(letter, year, first), _edge(letter, year, first + PART), ONE_FILE
    )


def pages(request: HttpRequest) -> list[Entry]:
    """Pages that are always there, and that robots may read."""
    names = [("portal:home", ()), *menu.public_names()]
    found = [_both(request, name, *arguments) for name, arguments in names]
    closed = tuple(request.build_absolute_uri(place) for place in CLOSED)
    return [(place, None) for place in found if not place["zh"].startswith(closed)]


def bodies(request: HttpRequest) -> list[Entry]:
    """Pages of bodies, closed ones too."""
    rows = directory.organisations(using=selectors.PUBLIC).order_by("slug")
    place = _both(request, "portal:organisation", MARK)
    return [(_at(place, slug), at) for slug, at in rows.values_list("slug", "updated_at")]


def _records(request: HttpRequest, after: str, before: str, most: int) -> list[Entry]:
    rows = selectors.published().order_by("ref").values_list("ref", "updated_at")
    if after:
        rows = rows.filter(ref__gte=after, ref__lt=before)
    place = _both(request, "portal:record", MARK)
    return [(_at(place, ref), at) for ref, at in rows[:most]]


def _at(place: dict[str, str], key: str) -> dict[str, str]:
    return {code: address.replace(MARK, key) for code, address in place.items()}


def _edge(letter: str, year: str | int, number: int) -> str:
    """Where the references of a span begin: those of the number before are smaller."""
    return f"{references.PREFIX}-{letter}{year}-{number:0{references.DIGITS}}"


def _years() -> range:
    rows = selectors.published().order_by("published_at").values_list("published_at", flat=True)
    first, last = rows.first(), rows.last()
    return range(first.year, last.year + 1) if first and last else range(0)


def _spans(kind: registry.Kind, year: int) -> int:
    """How many parts the references of a kind and year need: by the newest that is displayed."""
    rows = selectors.published().order_by("-ref").values_list("ref", flat=True)
    edges = {"ref__gte": _edge(kind.letter, year, 0), "ref__lt": _edge(kind.letter, year + 1, 0)}
    newest = rows.filter(**edges).first()
    return references.parse(newest).number // PART + 1 if newest else 0


def _both(request: HttpRequest, name: str, *arguments: str) -> dict[str, str]:
    """Absolute addresses of a page by language: zh, en."""
    addresses = {}
    for code, language in LANGUAGES:
        with override(language):
            addresses[code] = request.build_absolute_uri(reverse(name, args=arguments))
    return addresses
