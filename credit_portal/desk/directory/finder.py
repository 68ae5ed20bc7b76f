"""The list of bodies: found by any name, code or abbreviation, narrowed by filters; or the tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.directory import selectors
from credit_portal.directory.models import Division, Organisation, Post

LONGEST = 100
STATES = {"": _("active"), "closed": pgettext_lazy("body", "closed"), "all": _("all bodies")}
MISSING = {"": _("—"), "code": _("code"), "english": _("English name"), "post": _("principal post")}


@dataclass(frozen=True)
class Asked:
    """What the address asks for; unknown values count as not given."""

    q: str = ""
    kind: str = ""
    division: str = ""
    state: str = ""
    missing: str = ""

    @property
    def narrows(self) -> bool:
        """Whether a list is asked for instead of the tree."""
        return any((self.q, self.kind, self.division, self.state, self.missing))


def read(given: QueryDict) -> Asked:
    """The filters of an address."""
    kind, state = given.get("kind", ""), given.get("state", "")
    missing = given.get("missing", "")
    return Asked(
        q=given.get("q", "").replace("\0", "").strip()[:LONGEST],
        kind=kind if kind in Organisation.Kind.values else "",
        division=given.get("division", "").replace("\0", "")[:12],
        state=state if state in STATES else "",
        missing=missing if missing in MISSING else "",
    )


def apply(scope: QuerySet[Organisation], asked: Asked) -> QuerySet[Organisation]:
    """Bodies of the scope that the filters leave, in tree order."""
    rows = scope
    if asked.q:
        found = selectors.search_organisations(asked.q).values("pk")
        rows = rows.filter(pk__in=found)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.division:
        rows = rows.filter(division__code__startswith=asked.division)
    if asked.state != "all":
        rows = rows.filter(active=asked.state != "closed")
    return rows.filter(_lacking(asked.missing))


def _lacking(missing: str) -> Q:
    if missing == "code":
        return Q(code__isnull=True)
    if missing == "english":
        return Q(name_en="")
    if missing == "post":
        heads = Post.objects.filter(organisation=OuterRef("pk"), is_principal=True, active=True)
        return ~Q(Exists(heads))
    return Q()


def divisions_of(scope: QuerySet[Organisation]) -> QuerySet[Division]:
    """Divisions in which a body of the scope stands."""
    return selectors.divisions().filter(pk__in=scope.order_by().values("division"))


def tree(bodies: Iterable[Organisation]) -> list[dict[str, Any]]:
    """Nested nodes (body, children) from rows in tree order."""
    roots: list[dict[str, Any]] = []
    by_path: dict[str, dict[str, Any]] = {}
    for body in bodies:
        node: dict[str, Any] = {"body": body, "children": []}
        by_path[body.path] = node
        above = body.path[: body.path.rstrip("/").rfind("/") + 1]
        parent = by_path.get(above)
        (parent["children"] if parent else roots).append(node)
    return roots


def found(bodies: Iterable[Organisation], text: str) -> list[dict[str, Any]]:
    """Bodies of a page, with the former name by which a search found them."""
    rows = list(bodies)
    formerly = selectors.known_as(rows, text)
    return [{"body": body, "former": formerly.get(body.pk)} for body in rows]
