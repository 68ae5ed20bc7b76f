"""Every address of the URLconf, with arguments filled in."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RegexPattern

STRANGE = UUID("00000000-0000-7000-8000-000000000000")
ARGUMENTS = {
    "uuid": str(STRANGE), "int": "999999999", "slug": "no-such-thing", "str": "no%00such",
    "path": "no/such",
}
#: Django's own admin and static pages are tested by Django.
OTHERS = ("admin/", "i18n/")


def _text(pattern: object) -> str:
    """The address of one pattern, arguments filled in."""
    if isinstance(pattern, LocalePrefixPattern):
        return ""
    if isinstance(pattern, RegexPattern):
        return "key/1-no-such/" if "key" in str(pattern) else "00"
    text = str(pattern)
    for name, converter in pattern.converters.items():  # type: ignore[attr-defined]
        kind = type(converter).__name__.removesuffix("Converter").lower()
        kind = {"string": "str"}.get(kind, kind)
        for spelled in (f"<{kind}:{name}>", f"<{name}>"):
            text = text.replace(spelled, ARGUMENTS.get(kind, "x"))
    return text


def addresses(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = "/"
) -> Iterator[str]:
    """Addresses of all views, each once per pattern."""
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        here = prefix + _text(entry.pattern)
        if any(other in here for other in OTHERS):
            continue
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, here)
        else:
            yield here
