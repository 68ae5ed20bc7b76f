"""Breach records for the public: what narrows the list, its facets, and the counts of a body."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy

from credit_portal.common.i18n import address_of, localized
from credit_portal.common.templatetags import _breaches
from credit_portal.directory.models import Organisation
from credit_portal.portal import filters, labels, listing, paging, queries
from credit_portal.portal.caching import remembered
from credit_portal.portal.filters import Filters
from credit_portal.publishing import search, selectors
from credit_portal.publishing.models import Displayed

BREACH = "breach"
#: What can be asked for as `state`, and how the canonical text of a row says it.
STATES = {
    "objection": (gettext_lazy("under objection"), '"objection":{'),
    "ordered": (gettext_lazy("not yet put right"), '"rectification":"ordered"'),
    "reported": (gettext_lazy("reported as put right"), '"rectification":"reported"'),
    "accepted": (gettext_lazy("put right"), '"rectification":"accepted"'),
}
SORTS = {
    "": gettext_lazy("Newest"),
    "changed": gettext_lazy("Last changed"),
    "old": gettext_lazy("Oldest"),
    "ends": gettext_lazy("Display ends soonest"),
}
COUNTED = ("category", "severity", "sector", "body", "year", "district", "rectified")
#: More characters than the row of a list has: so it is unpacked once, not for each question to it.
COLUMNS = {
    **{name: queries.FACETS[name] for name in COUNTED[:-1]},
    "told": "left(row, 1000000)",
}  # fmt: skip
#: What facets count and only the text of a row says. LIKE, for a regular expression is far slower.
_SAID = " ".join(
    f"when s.told like '%%{said}%%' then '{code}'"
    for code, (_name, said) in STATES.items()
    if code != "objection"
)
TOLD = {
    "rectified": f"case {_SAID} else '' end",
    "objected": f"s.told like '%%{STATES['objection'][1]}%%'",
}
FACETS = {
    "category": gettext_lazy("Category of the breach"),
    "severity": gettext_lazy("Severity"),
    "state": gettext_lazy("State"),
    "sector": gettext_lazy("Field of activity"),
    "body": gettext_lazy("Public body"),
    "district": gettext_lazy("District"),
    "year": gettext_lazy("Year published"),
}
#: Counts are exact up to here and then "1,000+": a body with 50,000 opens as fast as one with 5.
MOST = 1000


class BreachFilter(django_filters.FilterSet):
    """What the list of breach records can be narrowed by."""

    category = django_filters.ChoiceFilter(choices=list(_breaches.CATEGORIES.items()))
    severity = django_filters.ChoiceFilter(choices=list(_breaches.SEVERITIES.items()))
    sector = django_filters.ChoiceFilter(choices=list(_breaches.DOMAINS.items()))
    state = django_filters.ChoiceFilter(
        choices=[(code, name) for code, (name, _said) in STATES.items()], method="in_state"
    )
    body = django_filters.CharFilter(max_length=80, method="of_organisation")
    district = django_filters.CharFilter(
        field_name="division_code", lookup_expr="startswith", min_length=6, max_length=6
    )

    class Meta:
        model = Displayed
        fields: list[str] = []

    def in_state(self, rows: QuerySet[Displayed], name: str, value: str) -> QuerySet[Displayed]:
        """Under objection, or with its rectification so far."""
        return rows.filter(row__contains=STATES[value][1])

    def of_organisation(
        self, rows: QuerySet[Displayed], name: str, value: str
    ) -> QuerySet[Displayed]:
        """Of the body at this public address."""
        return rows.filter(organisation_id=filters.body_at(value))


def read(parameters: QueryDict) -> Filters:
    """The question in an address. What no filter knows is left out."""
    plain = filters.read(parameters)
    names = BreachFilter.base_filters
    asked = BreachFilter({name: parameters.get(name, "").replace("\0", "") for name in names})
    asked.form.is_valid()  # what does not fit is not among what was cleaned
    known = asked.form.cleaned_data
    sort = parameters.get("sort", "")
    return Filters(
        q=plain.q,
        single={name: known[name] for name in names if known.get(name)},
        year=plain.year,
        sort=sort if sort in SORTS else "",
    )


def apply(rows: QuerySet[Displayed], asked: Filters) -> QuerySet[Displayed]:
    """The records under the conditions; the words are for `publishing.search` to find."""
    found = BreachFilter(asked.single, queryset=rows).qs
    found = filters.apply(found, Filters(year=asked.year))
    return found.exclude(until=None) if asked.sort == "ends" else found


def build(request: HttpRequest) -> dict[str, Any]:
    """Context of the list: what is asked, page, facets, chips, total, orders, feed."""
    asked = read(request.GET)
    everything = selectors.published(BREACH)
    around = _Around(everything, asked)
    page = paging.paginate(
        around.where,
        request.GET.get("cursor", ""), lambda cursor: asked.query(cursor=cursor),
        question=asked.question, order=asked.sort, chosen=True,
    )  # fmt: skip
    context = listing.context(
        asked, page, around, everything, kind=BREACH, sorts=SORTS, apply=apply
    )
    return {**context, "here": "breaches", "action": address_of("portal:breaches")}


class _Around:
    """What stands around the rows; each part is found when it is asked for."""

    def __init__(self, everything: QuerySet[Displayed], asked: Filters) -> None:
        self.everything, self.asked = everything, asked

    @cached_property
    def where(self) -> search.Where:
        """The condition of the records that are asked for."""
        key = ("where", BREACH, self.asked.query())
        return remembered(key, lambda: search.where_of(apply(self.everything, self.asked)))

    @cached_property
    def groups(self) -> list[dict[str, Any]]:
        """How often each combination occurs."""
        where = search.sample(self.where, self.asked.question, MOST)
        return queries.grouped(where, COLUMNS, MOST, derived=TOLD, chosen=True)

    @cached_property
    def counted(self) -> tuple[dict[str, Counter[Any]], dict[str, Any]]:
        """Counts by facet, names of bodies."""
        return queries.counted(self.groups, COUNTED, MOST)

    @cached_property
    def names(self) -> dict[str, Callable[[Any], str]]:
        """How the values of each facet are called."""
        return _names(*self.counted)

    @property
    def total(self) -> queries.Counted:
        """How many there are, exactly up to MOST."""
        return queries.totalled(self.groups, MOST)

    @property
    def facets(self) -> list[dict[str, Any]]:
        """The facets in their order."""
        counts = self.counted[0]
        return [
            listing.facet(
                name, str(title), _counter(name, counts, self.groups), self.names[name], self.asked
            )
            for name, title in FACETS.items()
        ]


def _counter(
    name: str, counts: Mapping[str, Counter[Any]], groups: list[dict[str, Any]]
) -> Counter[Any]:
    """Counts of a facet; the two halves of a state stand side by side."""
    if name != "state":
        return counts[name]
    objected = sum(group["n"] for group in groups if group["objected"])
    return counts["rectified"] + Counter({"objection": objected})


def _names(
    counts: Mapping[str, Counter[Any]], bodies: Mapping[str, Any]
) -> dict[str, Callable[[Any], str]]:
    """How the values of each facet are called."""
    places = queries.districts(counts["district"])
    return {
        "category": labels.category,
        "severity": labels.severity,
        "state": lambda code: str(STATES[code][0]),
        "sector": labels.sector,
        "body": lambda slug: localized(bodies.get(slug, {}), "name") or slug,
        "district": lambda code: places.get(code, code),
        "year": str,
    }


def of_body(body: Organisation) -> dict[str, Any]:
    """Breach records of a body on display, by severity up to MOST; one query of an index alone."""
    rows = search.where_of(selectors.published(organisation=body).exclude(severity=""))
    groups = queries.grouped(rows, {"severity": "severity"}, MOST, newest=False)
    total = queries.totalled(groups, MOST)
    counts = {one["severity"]: "" if total.capped else one["n"] for one in groups}
    return {
        "total": total,
        "severities": [
            {"code": code, "label": labels.severity(code), "n": counts.get(code, "")}
            for code in reversed(_breaches.SEVERITIES)
            if code in counts or total.capped
        ],
    }
