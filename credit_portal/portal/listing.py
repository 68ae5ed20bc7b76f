"""A list of published records with its facets, the chips of what is asked, and its neighbours."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, Protocol

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credit_portal.common.i18n import localized
from credit_portal.portal import filters, formats, labels, paging, queries, totals
from credit_portal.portal.caching import remembered
from credit_portal.portal.filters import Filters
from credit_portal.publishing import search
from credit_portal.publishing.models import Displayed

#: A facet shows so many values before "more".
SHOWN = 8
#: So many words of a question that finds nothing are tried without one of them.
MOST_WORDS = 5
NEWEST = search.Order()
#: Narrows rows by conditions.
Apply = Callable[["QuerySet[Displayed]", Filters], "QuerySet[Displayed]"]


SORTS = {"": gettext_lazy("Newest"), "due": gettext_lazy("Due next")}


def build(
    request: HttpRequest,
    rows: "QuerySet[Displayed]",
    facets: tuple[str, ...],
    kind: str = "",
    name: str = "",
) -> dict[str, Any]:
    """Context of a list page: asked, page, facets, chips, total, orders, other forms of it.

    Most pages have in memory what stands around the rows (`remembered`). `name` is that of rows
    which are the same for every visitor and address: then the condition of a question, too, is
    found once.
    """
    asked = filters.read(request.GET)
    around = _Around(rows, asked, facets, kind, name)
    page = paging.paginate(
        around.where, request.GET.get("cursor", ""), lambda cursor: asked.query(cursor=cursor),
        question=asked.question, order=asked.sort, steady=around.steady,
    )  # fmt: skip
    return context(asked, page, around, rows, kind=kind)


class Around(Protocol):
    """What stands around the rows of a list; each part is found when it is asked for."""

    @property
    def facets(self) -> list[dict[str, Any]]:
        """The facets in their order."""

    @property
    def names(self) -> Mapping[str, Callable[[Any], str]]:
        """How the values of each facet are called."""

    @property
    def total(self) -> queries.Counted:
        """How many there are."""


def context(
    asked: Filters,
    page: paging.Page,
    around: Around,
    rows: "QuerySet[Displayed]",
    *,
    kind: str = "",
    sorts: Mapping[str, Any] = SORTS,
    apply: Apply = filters.apply,
) -> dict[str, Any]:
    """Context of the page of a list in the orders `sorts`, whose `rows` `apply` narrows; what
    stands around them is found where a template asks for it."""
    return {
        "asked": asked,
        "page": page,
        "facets": SimpleLazyObject(lambda: around.facets),
        "chips": SimpleLazyObject(lambda: chips(asked, around.names)),
        "total": SimpleLazyObject(lambda: around.total),
        "orders": SimpleLazyObject(lambda: orders(asked, sorts) if not asked.due else []),
        "formats": SimpleLazyObject(lambda: formats.links(asked, {"kind": kind} if kind else {})),
        "feed_url": formats.address(asked, "atom"),
        "hints": hints(asked, rows, apply) if not page.rows else [],
        "newest_only": search.PROBE if asked.question.only_newest else 0,
        "terms": asked.terms,
        "at": None,
    }


class _Around:
    """The same of rows of any kind."""

    def __init__(
        self,
        rows: "QuerySet[Displayed]",
        asked: Filters,
        facets: tuple[str, ...],
        kind: str,
        name: str,
    ) -> None:
        self.rows, self.asked, self.shown, self.kind, self.name = rows, asked, facets, kind, name
        self.steady = bool(name) and asked.steady

    @cached_property
    def where(self) -> search.Where:
        """The condition of the rows that are asked for."""
        key = ("where", self.name, self.asked.query())
        return remembered(key, self._where) if self.name else self._where()

    def _where(self) -> search.Where:
        return search.where_of(filters.apply(self.rows, self.asked))

    @cached_property
    def counted(self) -> tuple[dict[str, "Counter[Any]"], dict[str, Any], queries.Counted]:
        """Counts by facet, names of bodies, and the total."""
        question = self.asked.question
        most = search.COUNTED if question else queries.CAP
        return queries.facet_counts(self.where, question, most, steady=self.steady)

    @cached_property
    def names(self) -> dict[str, Callable[[Any], str]]:
        """How the values of each facet are called."""
        counts, bodies, _total = self.counted
        places = {*counts["district"], self.asked.single.get("district", "")} - {""}
        return names_of(bodies, queries.districts(places))

    @property
    def facets(self) -> list[dict[str, Any]]:
        """The facets in their order."""
        counts, titles = self.counted[0], _titles()
        return [
            facet(name, titles[name], counts[name], self.names[name], self.asked)
            for name in self.shown
        ]

    @property
    def total(self) -> queries.Counted:
        """How many there are, exactly where stored counts say it."""
        total = self.counted[2]
        exact = totals.exact(self.kind, self.asked) if self.kind and total.capped else None
        return exact or total


def hints(
    asked: Filters, rows: "QuerySet[Displayed]", apply: Apply = filters.apply
) -> list[dict[str, str]]:
    """What finds something where the question finds nothing: without its conditions, or without
    one of its words. Each is tried, so that no link leads to nothing."""
    tries = []
    if asked.conditions and asked.q:
        tries.append((Filters(q=asked.q), _("without the conditions")))
    words = asked.q.split()
    for word in words[:MOST_WORDS] if len(words) > 1 else []:
        rest = " ".join(other for other in words if other != word)
        tries.append((replace(asked, q=rest), f"“{rest}”"))
    return [
        {"label": str(label), "url": one.query()}
        for one, label in tries
        if search.keys_of(apply(rows, one), one.question, NEWEST, 1)
    ]


def names_of(bodies: dict[str, Any], places: Mapping[str, str]) -> dict[str, Callable[[Any], str]]:
    """How the values of each facet are called."""
    return {
        "kind": labels.kind,
        "sector": labels.sector,
        "outcome": labels.outcome,
        "category": labels.category,
        "severity": labels.severity,
        "body": lambda slug: localized(bodies.get(slug, {}), "name") or slug,
        "district": lambda code: places.get(code, code),
        "year": str,
    }


def _titles() -> dict[str, str]:
    return {
        "kind": _("Kind of record"), "outcome": _("Outcome"), "sector": _("Field"),
        "category": _("Kind of commitment or breach"), "body": _("Public body"),
        "severity": _("Severity"), "district": _("District"), "year": _("Year published"),
    }  # fmt: skip


def facet(
    name: str, title: str, counter: "Counter[Any]", label: Callable[[Any], str], asked: Filters
) -> dict[str, Any]:
    """One facet: its values with counts and the address that narrows to each."""
    values = sorted(counter.items(), key=lambda item: (-item[1], str(item[0])))
    if name == "year":
        values = sorted(counter.items(), reverse=True)
    shown = []
    for value, count in values[:60]:
        chosen = _chosen(name, value, asked)
        url = asked.query(**{name: "" if chosen else value})
        shown.append({"label": label(value), "count": count, "url": url, "chosen": chosen})
    return {"name": name, "title": title, "first": shown[:SHOWN], "more": shown[SHOWN:]}


def _chosen(name: str, value: Any, asked: Filters) -> bool:
    if name == "outcome":
        return asked.outcomes == (value,)
    return bool(value == (asked.year if name == "year" else asked.single.get(name)))


def chips(
    asked: Filters,
    names: Mapping[str, Callable[[Any], str]],
    extra: Mapping[str, str] | None = None,
) -> list[dict[str, str]]:
    """What narrows the list, each with the address without it, which keeps `extra`."""
    found, kept = [], dict(extra or {})
    if asked.q:
        found.append({"label": f"“{asked.q}”", "url": asked.query(q="", **kept)})
    for name, value in asked.single.items():
        found.append({"label": names[name](value), "url": asked.query(**{name: ""}, **kept)})
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


def orders(asked: Filters, sorts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The orders of a list, each with its address."""
    return [
        {"label": label, "url": asked.query(sort=code), "chosen": asked.sort == code}
        for code, label in sorts.items()
    ]
