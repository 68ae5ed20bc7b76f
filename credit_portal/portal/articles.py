"""News, notices, policies and help as the public reads them: published articles by section."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, JSONField, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from credit_portal.common import clock
from credit_portal.common.i18n import localized
from credit_portal.portal import listing
from credit_portal.portal.filters import Filters
from credit_portal.publishing.models import Displayed
from credit_portal.publishing.models.article import KIND, Section
from credit_portal.publishing.selectors import published

NEWS = (Section.NOTICE, Section.NEWS, Section.ALERT, Section.CASE)
POLICIES = (Section.POLICY, Section.STANDARD)
#: Whether a document is in force today, as its state is called.
STATES = {
    "in_force": _("in force"),
    "coming": _("not yet in force"),
    "ended": _("no longer in force"),
}
#: How many questions of the help page are shown at most.
MOST_HELP = 100


def rows(*sections: str) -> QuerySet[Displayed]:
    """Articles on display in these sections, newest first."""
    return published(KIND).filter(category__in=sections)


def newest(count: int = 5, *sections: str) -> list[Displayed]:
    """The newest articles of these sections (notices, news and alerts when none are named)."""
    found = rows(*(sections or (Section.NOTICE, Section.NEWS, Section.ALERT)))
    return list(found.defer("document", "search_text")[:count])


def help_articles() -> list[Displayed]:
    """Published help, in the order of publication; with their texts."""
    found = rows(Section.HELP).order_by("published_at", "ref")
    return list(found.defer("search_text")[:MOST_HELP])


def counts(sections: tuple[Section, ...]) -> dict[str, int]:
    """Articles on display by section."""
    found = rows(*sections).order_by().values_list("category").annotate(n=Count("rec"))
    return dict(found)


def tabs(asked: Filters, sections: tuple[Section, ...]) -> list[dict[str, Any]]:
    """The sections as links with their counts; the first one shows all of them."""
    here, found = asked.single.get("category", ""), counts(sections)
    every = {"label": _("All"), "count": sum(found.values()),
             "url": asked.query(category=""), "chosen": not here}  # fmt: skip
    return [every] + [
        {"label": one.label, "count": found.get(one, 0), "chosen": here == one.value,
         "url": asked.query(category=one.value)}
        for one in sections
    ]  # fmt: skip


def in_state(found: QuerySet[Displayed], state: str) -> QuerySet[Displayed]:
    """Documents that are in force today, not yet, or no longer (a key of STATES)."""
    today = clock.today().isoformat()
    told = found.annotate(told=Cast("row", JSONField())).annotate(
        begins=KeyTextTransform("force_from", "told"),
        ends=KeyTextTransform("force_until", "told"),
    )
    ended, coming = Q(ends__lt=today), Q(begins__gt=today)
    if state == "ended":
        return told.filter(ended)
    if state == "coming":
        return told.filter(coming)
    begun = Q(begins__isnull=True) | Q(begins__lte=today)
    return told.filter(begun, Q(ends__isnull=True) | Q(ends__gte=today))


def state_of(source: dict[str, Any]) -> str:
    """The key of STATES for a row or document with its days as ISO text."""
    today = clock.today().isoformat()
    if source.get("force_until") and source["force_until"] < today:
        return "ended"
    if source.get("force_from") and source["force_from"] > today:
        return "coming"
    return "in_force"


def list_page(
    request: HttpRequest, sections: tuple[Section, ...], found: QuerySet[Displayed]
) -> dict[str, Any]:
    """Context of a list of articles: page, tabs, facet of years, chips, feed address."""
    context = listing.build(request, found, ("year",))
    return {**context, "tabs": tabs(context["asked"], sections)}


def policies_page(request: HttpRequest) -> dict[str, Any]:
    """Context of the list of policies, narrowed by whether they are in force."""
    state = request.GET.get("state", "")
    found = rows(*POLICIES)
    if state in STATES:
        found = in_state(found, state)
    context = list_page(request, POLICIES, found)
    asked = context["asked"]
    context |= {"state": state if state in STATES else "", "states": _states(asked, state)}
    if state in STATES:
        _keep_state(context, state)
    return context


def _states(asked: Filters, state: str) -> list[dict[str, Any]]:
    every = {"label": _("All"), "url": asked.query(), "chosen": state not in STATES}
    return [every] + [
        {"label": label, "url": asked.query(state=code), "chosen": code == state}
        for code, label in STATES.items()
    ]


def _keep_state(context: dict[str, Any], state: str) -> None:
    """Every address of the page keeps the state that is asked for."""
    for link in (*context["tabs"], *context["chips"]):
        link["url"] = _with(link["url"], state)
    for facet in context["facets"]:
        for value in (*facet["first"], *facet["more"]):
            value["url"] = _with(value["url"], state)
    context["feed_url"] = _with(context["feed_url"], state)
    page = context["page"]
    context["page"] = type(page)(
        page.rows, _with(page.next_url, state), _with(page.previous_url, state)
    )


def _with(address: str, state: str) -> str:
    if not address:
        return ""
    return f"{address}{'' if address.endswith('?') else '&'}state={state}"


def beside(found: Displayed) -> dict[str, Any]:
    """What the page of an article shows beside what every record page does."""
    section = Section(found.category) if found.category in Section.values else Section.NEWS
    policy = section in POLICIES
    up = (
        "portal:help" if section == Section.HELP else "portal:policies" if policy else "portal:news"
    )
    others = [row for row in newest(6, section) if row.rec != found.rec]
    told = localized(found.document, "summary")
    return {
        "section": section.label, "section_code": section.value, "up": up,
        "force": state_of(found.document) if policy else "",
        "force_label": STATES[state_of(found.document)] if policy else "",
        "others": others[:5], "here": up.partition(":")[2],
        **({"summary": told} if told else {}),
    }  # fmt: skip
