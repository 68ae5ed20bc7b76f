"""Small filters of the public lists."""

import re
from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from credit_portal.common.i18n import localized
from credit_portal.portal import labels
from credit_portal.publishing import documents

register = template.Library()
AROUND = 45
register.filter("sector", labels.sector)
register.filter("category", labels.category)
register.filter("kind", labels.kind)
register.filter("severity", labels.severity)


def spans(text: str, terms: Iterable[str]) -> list[tuple[int, int]]:
    """Where folded words stand in a text as it was written, joined where they touch.

    Each character is folded by itself: full-width digits are found by plain ones.
    """
    parts = [(part, at) for at, char in enumerate(text) for part in documents.folded(char)]
    folded, places = "".join(part for part, _at in parts), [at for _part, at in parts]
    found = sorted(
        (places[one.start()], places[one.end() - 1] + 1)
        for term in terms if term
        for one in re.finditer(re.escape(term), folded)
    )  # fmt: skip
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            first, last = joined.pop()
            joined.append((first, max(end, last)))
        else:
            joined.append((start, end))
    return joined


@register.filter
def highlight(text: Any, terms: Iterable[str]) -> SafeString:
    """The text with each found word in <mark>; everything escaped."""
    written = str(text)
    found = spans(written, terms) if terms else []
    if not found:
        return conditional_escape(text)
    parts, done = [], 0
    for start, end in found:
        parts.append(str(conditional_escape(written[done:start])))
        parts.append(str(format_html("<mark>{}</mark>", written[start:end])))
        done = end
    parts.append(str(conditional_escape(written[done:])))
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped here


@register.simple_tag
def excerpt(document: dict[str, Any], title: str, terms: list[str]) -> str:
    """The place in a document where a word is found that the title does not show; "" otherwise."""
    missing = [term for term in terms if term not in documents.fold(title)]
    for term in missing:
        for text in documents.words(document):
            if text == title or len(text) <= len(term) + 4 or term not in documents.fold(text):
                continue
            for first, last in spans(text, [term])[:1]:
                start, end = max(0, first - AROUND), min(len(text), last + AROUND)
                return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
    return ""


@register.filter
def name(source: Any) -> str:
    """Name of a body in the page's language."""
    return localized(source, "name")


@register.simple_tag
def body_rates(rates: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of `rates.by_government` as the rate bars want them: with label and address."""
    return [
        {
            **row,
            "label": localized(row, "name"),
            "url": reverse("portal:organisation", args=[row["slug"]]) + "?all=1",
        }
        for row in rates
    ]


@register.inclusion_tag("ui/outcome_chart.html")
def outcome_chart(chart: dict[str, Any], fold: str = "") -> dict[str, Any]:
    """Outcomes by quarter as stacked columns with their table (`charts.over_time`); `fold="open"`
    shows the table at once."""
    return {"chart": chart, "open": fold == "open"}


#: Stands for the address of a body in a link that is made once and used for many.
_MARK = "mark-of-a-body"


@register.simple_tag
def tree_nodes(nodes: Iterable[dict[str, Any]]) -> SafeString:
    """The tree of bodies as nested lists, the first branch open; by a function, for a template of
    its own took half a second for 2,000 bodies (docs/performance.md)."""
    place = escape(reverse("portal:organisation", args=[_MARK]))
    parts = [_node(node, place, is_open=number == 0) for number, node in enumerate(nodes)]
    return mark_safe("".join(parts))  # noqa: S308 - every name is escaped in _node


def _node(node: dict[str, Any], place: str, *, is_open: bool = False) -> str:
    body, below = node["body"], node["children"]
    name = escape(localized(body, "name"))
    address = place.replace(_MARK, escape(body.slug))
    count = f'<span class="n">{node["all"]}</span>' if node["all"] else ""
    more = ""
    if below:
        told = ngettext("%(n)s body below", "%(n)s bodies below", len(below)) % {"n": len(below)}
        inner = "".join(_node(child, place) for child in below)
        more = (
            f"<details{' open' if is_open else ''}><summary>{told}"
            f'<span class="vh"> – {name}</span></summary><ul>{inner}</ul></details>'
        )
    return f'<li><a href="{address}">{name}</a>{count}{more}</li>'
