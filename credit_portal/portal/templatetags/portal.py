"""Small filters of the public lists."""

import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from credit_portal.common.i18n import localized
from credit_portal.portal import labels
from credit_portal.publishing import documents

register = template.Library()
AROUND = 45
register.filter("sector", labels.sector)
register.filter("category", labels.category)
register.filter("kind", labels.kind)
register.filter("severity", labels.severity)


@register.filter
def highlight(text: Any, terms: Iterable[str]) -> SafeString:
    """The text with each found word in <mark>; everything escaped."""
    words = [re.escape(term) for term in terms if term]
    if not words:
        return conditional_escape(text)
    parts = re.split(f"({'|'.join(words)})", str(text), flags=re.IGNORECASE)
    return mark_safe(  # noqa: S308 - every part is escaped here
        "".join(
            str(format_html("<mark>{}</mark>", part)) if odd % 2 else str(conditional_escape(part))
            for odd, part in enumerate(parts)
        )
    )


@register.simple_tag
def excerpt(document: dict[str, Any], title: str, terms: list[str]) -> str:
    """The place in a document where a word is found that the title does not show; "" otherwise."""
    missing = [term for term in terms if term not in documents.fold(title)]
    for term in missing:
        for text in documents.words(document):
            at = text.casefold().find(term)
            if at >= 0 and text != title and len(text) > len(term) + 4:
                start, end = max(0, at - AROUND), min(len(text), at + len(term) + AROUND)
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
