"""Atom (RFC 4287) of any list of published records."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from credit_portal.common.templatetags import _dates
from credit_portal.portal import filters, formats, labels
from credit_portal.publishing import search
from credit_portal.publishing.models import Displayed

COUNT = 50


def answer(request: HttpRequest, rows: "QuerySet[Displayed]", title: str) -> HttpResponse:
    """Feed of the latest changes among the records that answer the question in the address.

    What was published long ago comes to the top again when its outcome is published.
    """
    asked = filters.read(request.GET)
    return entries(request, filters.apply(rows, asked), asked.question, title)


def entries(
    request: HttpRequest, rows: "QuerySet[Displayed]", question: search.Question, title: str
) -> HttpResponse:
    """Feed of the latest changes among those of these records that answer the question."""
    rows = rows.defer("search_text", "document")
    found = search.first(rows, question, search.Order("updated_at"), COUNT)
    link = request.build_absolute_uri(reverse("portal:records"))
    told = [_entry(request, row) for row in found]
    return framed(request, title, link, told, formats.only_newest(question))


def framed(
    request: HttpRequest, title: str, link: str, told: list[dict[str, Any]], subtitle: str = ""
) -> HttpResponse:
    """A feed of these entries, of what stands at `link`."""
    feed = Atom1Feed(
        title=_("%(title)s · Government integrity") % {"title": title},
        link=link,
        feed_url=request.build_absolute_uri(),
        description=None,
        subtitle=subtitle or None,
        language="zh-Hans" if (get_language() or "").startswith("zh") else "en",
        feed_guid=request.build_absolute_uri(),
    )
    for entry in told:
        feed.add_item(**entry)
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response


def _entry(request: HttpRequest, row: Displayed) -> dict[str, Any]:
    parts = [row.organisation_name, labels.sector(row.sector), _dates.long_date(row.due_on)]
    address = request.build_absolute_uri(reverse("portal:record", args=[row.ref]))
    heading = f"[{labels.outcome(row.outcome)}] {row.title}" if row.outcome else row.title
    if row.row.get("objection"):
        heading = f"[{_('under objection')}] {heading}"
    return {
        "title": heading,
        "link": address,
        "description": " · ".join(part for part in parts if part),
        "unique_id": address,
        "pubdate": row.published_at,
        "updateddate": row.updated_at,
        "author_name": row.organisation_name,
        "categories": [labels.kind(row.kind)],
    }
