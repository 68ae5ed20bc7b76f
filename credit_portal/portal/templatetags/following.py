"""The block "Follow" of record, body and list pages: by e-mail or as a feed."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.directory.models import Organisation
from credit_portal.portal import following
from credit_portal.publishing.models import Displayed

register = template.Library()


@register.inclusion_tag("ui/follow.html")
def follow_record(record: Displayed) -> dict[str, Any]:
    """The card on the page of a record."""
    return {
        "query": f"?record={record.ref}",
        "feed": reverse("portal:record-feed", args=[record.ref]),
        "promise": _("Hear of every new version of this record, and of its end."),
    }


@register.inclusion_tag("ui/follow.html")
def follow_body(body: Organisation) -> dict[str, Any]:
    """The card on the page of a body."""
    return {
        "query": f"?body={body.slug}",
        "feed": "?format=atom",
        "promise": _("Hear of every record of this body, new or changed."),
    }


@register.inclusion_tag("ui/follow.html", takes_context=True)
def follow_list(context: template.Context) -> dict[str, Any]:
    """The two links beside a list, for the question that the page answers."""
    match = context["request"].resolver_match
    name = match.url_name if match is not None else ""
    list_name = name if name in following.LISTS else "records"
    query = context["asked"].query(sort="", due="")[1:]
    return {
        "query": f"?list={list_name}" + (f"&{query}" if query else ""),
        "feed": context["feed_url"],
        "compact": True,
    }
