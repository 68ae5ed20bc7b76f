"""JSON-LD in the head of public pages: a block of data, no script, so no policy has to allow it."""

from __future__ import annotations

from typing import Any

import orjson
from django import template
from django.utils.safestring import SafeString, mark_safe

from credit_portal.portal.structured import Writer

register = template.Library()
#: What could end the block or begin another element, by its code in JSON.
HARMFUL = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def block(graph: list[dict[str, Any]]) -> SafeString:
    """The element with its data; no text in it can leave it."""
    text = orjson.dumps({"@context": "https://schema.org", "@graph": graph}).decode()
    for character, code in HARMFUL.items():
        text = text.replace(character, code)
    return mark_safe(  # noqa: S308 - everything that is markup has been replaced
        f'<script type="application/ld+json">{text}</script>'
    )


def _writer(context: template.Context) -> Writer:
    return Writer(context["request"], str(context.get("site_name", "")))


@register.simple_tag(takes_context=True)
def structured_home(context: template.Context) -> SafeString:
    """The site and its search."""
    return block(_writer(context).website())


@register.simple_tag(takes_context=True)
def structured_record(context: template.Context) -> SafeString:
    """The record of the page, in its present version."""
    return block(_writer(context).record(context["record"]))


@register.simple_tag(takes_context=True)
def structured_body(context: template.Context) -> SafeString:
    """The body of the page."""
    return block(_writer(context).body(context["body"]))


@register.simple_tag(takes_context=True)
def structured_list(context: template.Context, title: str) -> SafeString:
    """The list of the page, under its title."""
    return block(_writer(context).listing(title, context["page"].rows))
