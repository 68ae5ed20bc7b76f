"""Every address of the URLconf as a template, in groups that workers can share, filled in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RegexPattern

STRANGE = UUID("00000000-0000-7000-8000-000000000000")
GROUP = re.compile(r"\(\?P<\w+>[^)]*\)")
ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>")
FOREIGN = {
    "uuid": str(STRANGE),
    "int": "999999999",
    "slug": "no-such-thing",
    "str": "no%00such",
    "path": "no/such",
    "reference": "SY-C2026-0000001S",
    "address": "nobody",
    "division": "999999",
    "form": "csv",
}
#: Django's own admin and language switch are tested by Django.
OTHERS = ("admin/", "i18n/")
GROUPS = (
    "/api/v1/commitments/",
    "/api/v1/verifications/",
    "/api/",
    "/staff/accounts/",
    "/staff/commitments/",
    "/staff/",
    "/accounts/",
    "/",
)


def _text(pattern: object) -> str:
    if isinstance(pattern, LocalePrefixPattern):
        return ""
    if isinstance(pattern, RegexPattern):
        return GROUP.sub("1", str(pattern)).strip("^$")
    return str(pattern)


def templates(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = "/"
) -> Iterator[str]:
    """Addresses of all views with their arguments in angle brackets, each once."""
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        here = prefix + _text(entry.pattern)
        if any(other in here for other in OTHERS):
            continue
        if isinstance(entry, URLResolver):
            yield from templates(entry.url_patterns, here)
        else:
            yield here


def fill(template: str, values: Mapping[str, str] | None = None) -> str:
    """The address with `values` by argument name, and something foreign for the rest."""

    def one(found: re.Match[str]) -> str:
        given = (values or {}).get(found[2])
        return given if given is not None else FOREIGN[found[1] or "str"]

    return ARGUMENT.sub(one, template)


def grouped() -> dict[str, list[str]]:
    """All templates by the first group whose prefix they have."""
    found = defaultdict(list)
    for template in dict.fromkeys(templates()):
        group = next(prefix for prefix in GROUPS if template.startswith(prefix))
        found[group].append(template)
    return dict(found)
