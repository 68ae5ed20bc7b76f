"""The facets beside a list, written by a function: a first page after a change has up to a hundred
values, and every value took a template's loop with six nodes (docs/performance.md)."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()
_CHOSEN = ' aria-current="true"'


class Words:
    """What is the same beside every list of a language, escaped."""

    def __init__(self) -> None:
        narrow = escape(_("Narrow down"))
        self.head = (
            f'<details class="facets-fold" open><summary>{narrow}</summary>'
            f'<nav class="facets" aria-label="{narrow}"><h2 class="vh">{narrow}</h2>\n'
        )
        self.more = escape(_("%(n)s more"))
        self.newest = escape(_("The numbers count the newest %(n)s of the records found."))


@lru_cache(maxsize=8)
def _words(language: str | None) -> Words:
    return Words()


@register.simple_tag
def facets(found: Iterable[Mapping[str, Any]], total: Any) -> SafeString:
    """Facets as `listing.facet` gives them, with the note on `total.sample` below."""
    return SafeString(_written(found, total))


def _written(found: Iterable[Mapping[str, Any]], total: Any) -> str:
    words = _words(get_language())
    sections = "".join(_section(one, words) for one in found if one["first"])
    sample = str(total.sample)
    note = f'<p class="small mute">{words.newest % {"n": escape(sample)}}</p>' if sample else ""
    return f"{words.head}{sections}{note}</nav></details>\n"


def _section(facet: Mapping[str, Any], words: Words) -> str:
    more = facet["more"]
    rest = (
        f'<details class="more"><summary>{words.more % {"n": len(more)}}</summary>'
        f"<ul>{_values(more)}</ul></details>"
        if more
        else ""
    )
    title = escape(str(facet["title"]))
    return f"<section><h3>{title}</h3><ul>{_values(facet['first'])}</ul>\n{rest}</section>"


def _values(values: Iterable[Mapping[str, Any]]) -> str:
    return "".join(
        f'<li><a href="{escape(one["url"])}"{_CHOSEN if one["chosen"] else ""}>'
        f"{escape(str(one['label']))} <span>{one['count']:d}</span></a></li>"
        for one in values
    )
