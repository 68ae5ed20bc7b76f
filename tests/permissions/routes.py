"""Every address of the URLconf, as the rows spell it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
#: The address of the link in a password mail is the one that is written as an expression.
GROUP = re.compile(r"\(\?P<(\w+)>[^)]*\)")


def routes(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = ""
) -> Iterator[str]:
    """Routes of all views, without the language and the leading slash."""
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        language = isinstance(entry.pattern, LocalePrefixPattern)
        here = prefix + ("" if language else str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, here)
        else:
            yield here


def address(route: str, values: Mapping[str, object]) -> str:
    """The address with its arguments filled in. Raises KeyError for one that is missing."""
    plain = GROUP.sub(lambda found: f"<{found[1]}>", route).replace("^", "").replace("$", "")
    return "/" + ARGUMENT.sub(lambda found: str(values[found[1]]), plain)
