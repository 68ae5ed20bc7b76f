"""A list of published records with its facets, the chips of what is asked, and its neighbours."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from credit_portal.common.i18n import localized
from credit_portal.portal import filters, labels, paging, queries, totals
from credit_portal.portal.filters import Filters
from credit_portal.publishing.models import Displayed

#: A facet shows so many values before "more".
SHOWN = 8


def build(
    request: HttpRequest, rows: "QuerySet[Displayed]", facets: tuple[str, ...], kind: str = ""
) -> dict[str, Any]:
    """Context of a list page: asked, page, facets, chips, total, feed address.

    A long list of one `kind` has the exact total where the stored counts know it.
    """
    asked = filters.read(request.GET)
    found = filters.apply(rows, asked)
    counts, bodies, total = queries.facet_counts(found)
    if kind and total.capped:
        total = totals.exact(kind, asked) or total
    page = paging.paginate(
        found.defer("search_text"), request.GET.get("cursor", ""),
        lambda cursor: asked.query(cursor=cursor), by_due=asked.sort == "due",
    )  # fmt: skip
    here = asked.query()
    return {
        "asked": asked,
        "page": page,
        "facets": [_facet(name, counts, bodies, asked) for name in facets],
        "chips": chips(asked, bodies),
        "total": total,
        "feed_url": here + ("&" if len(here) > 1 else "") + "format=atom",
        "terms": asked.terms,
        "at": None,
    }


def _names(name: str, bodies: dict[str, Any]) -> Callable[[Any], str]:
    table: dict[str, Callable[[Any], str]] = {
        "kind": labels.kind,
        "sector": labels.sector,
        "outcome": labels.outcome,
        "category": labels.category,
        "district": lambda code: queries.district_names([code]).get(code, code),
        "body": lambda slug: localized(bodies.get(slug, {}), "name") or slug,
        "year": str,
    }
    return table[name]


def _titles() -> dict[str, str]:
    return {
        "kind": _("Kind of record"), "outcome": _("Outcome"), "sector": _("Field"),
        "category": _("Kind of commitment or breach"), "body": _("Public body"),
        "year": _("Year published"),
    }  # fmt: skip


def _facet(
    name: str, counts: dict[str, "Counter[Any]"], bodies: dict[str, Any], asked: Filters
) -> dict[str, Any]:
    """One facet of every kind of record."""
    counter = counts["organisation_slug" if name == "body" else name]
    return facet(name, _titles()[name], counter, _names(name, bodies), asked)


def facet(
    name: str, title: str, counter: "Counter[Any]", label: Callable[[Any], str], asked: Filters
) -> dict[str, Any]:
    """One facet: its values with counts and the address that narrows to each."""
    values = sorted(counter.items(), key=lambda item: (-item[1], str(item[0])))
    if name == "year":
        values = sorted(counter.items(), reverse=True)
    shown = [
        {
            "label": label(value),
            "count": count,
            "url": asked.query(**{name: "" if _chosen(name, value, asked) else value}),
            "chosen": _chosen(name, value, asked),
        }
        for value, count in values[:60]
    ]
    return {"name": name, "title": title, "first": shown[:SHOWN], "more": shown[SHOWN:]}


def _chosen(name: str, value: Any, asked: Filters) -> bool:
    if name == "outcome":
        return asked.outcomes == (value,)
    return bool(value == (asked.year if name == "year" else asked.single.get(name)))


def chips(
    asked: Filters, bodies: dict[str, Any], extra: Mapping[str, str] | None = None
) -> list[dict[str, str]]:
    """What narrows the list, each with the address without it, which keeps `extra`."""
    found, kept = [], dict(extra or {})
    if asked.q:
        found.append({"label": f"“{asked.q}”", "url": asked.query(q="", **kept)})
    for name, value in asked.single.items():
        found.append(
            {"label": _names(name, bodies)(value), "url": asked.query(**{name: ""}, **kept)}
        )
    for code in asked.outcomes:
        rest = [other for other in asked.outcomes if other != code]
        found.append({"label": labels.outcome(code), "url": asked.query(outcome=rest, **kept)})
    if asked.year:
        text = _("published in %(year)s") % {"year": asked.year}
        found.append({"label": text, "url": asked.query(year="", **kept)})
    if asked.quarter:
        text = _("due in %(quarter)s") % {"quarter": labels.quarter(asked.quarter)}
        found.append({"label": text, "url": asked.query(quarter="", **kept)})
    if asked.due:
        texts = {
            "week": _("due in the next 7 days"),
            "month": _("due in the next 30 days"),
            "passed": _("due day passed, not yet determined"),
        }
        found.append({"label": texts[asked.due], "url": asked.query(due="", sort="", **kept)})
    return found
