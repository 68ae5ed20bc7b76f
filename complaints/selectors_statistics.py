"""Figures of complaints for the public. Counts only, in steps of five.

They reach to the end of the last quarter, so that no filing shows on the day it is made. A body is
counted only with what its answer says is true: nothing is public from an unverified complaint.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from complaints.codes import CallBackKind, CallBackState, Dissatisfaction, ReplyState
from complaints.models import CallBack, Case, Reply
from credit_portal.common import clock
from credit_portal.common.i18n import localized
from credit_portal.directory.models import Organisation
from credit_portal.workflow.models import Deadline
from integrity_files.codes import BreachCategory

#: Fewer than so many are told by no figure (domain of small numbers; set by this portal).
FEW = 5
#: A share is told of no fewer than so many (as of breach records).
COMPARABLE = 20
MONTHS = 24


@dataclass(frozen=True)
class Line:
    """One line: code, name, how many (None: fewer than five, or hidden with another), of how many,
    and the longest of the table."""

    code: str
    label: str
    n: int | None
    total: int
    most: int

    @property
    def width(self) -> str:
        """Length of the bar in percent of the longest."""
        return f"{100 * self.n / self.most:.2f}" if self.n and self.most else "0"

    @property
    def share(self) -> str:
        """Share of the total in percent; "" where the sample is too small to say one."""
        return f"{100 * self.n / self.total:.1f}%" if self.n and self.total >= COMPARABLE else ""


@dataclass(frozen=True)
class Table:
    """Lines with their sum, which is the size of the sample."""

    name: str
    title: str
    lines: list[Line]
    total: int


def hidden(counts: Mapping[str, int]) -> frozenset[str]:
    """Cells that are not told: those of fewer than five, and so many of the next smallest that
    nobody finds one from the sum and the others."""
    order = sorted((n, code) for code, n in counts.items() if n)
    found = [one for one in order if one[0] < FEW]
    while found and len(found) < len(order) and (len(found) < 2 or sum(n for n, _c in found) < FEW):
        found.append(order[len(found)])
    return frozenset(code for _n, code in found)


def rounded(n: int) -> int:
    """To the nearest multiple of five: who may see all cases but some (about himself, his office)
    does not find their number by subtracting what he sees."""
    return (n + FEW // 2) // FEW * FEW


def table(
    name: str, title: str, counts: Mapping[str, int], names: Iterable[tuple[Any, Any]]
) -> Table:
    """Lines in the order of the names; what occurs nowhere has none, and of fewer than five in all
    there is no table."""
    if sum(counts.values()) < FEW:
        return Table(name, title, [], 0)
    secret, total = hidden(counts), rounded(sum(counts.values()))
    told = {code: rounded(n) for code, n in counts.items() if code not in secret}
    most = max(told.values(), default=0)
    lines = [
        Line(str(code), str(label), told.get(str(code)), total, most)
        for code, label in names
        if counts.get(str(code))
    ]
    return Table(name, title, lines, total)


def until() -> date:
    """The first day that is not counted: that of the present quarter."""
    today = clock.today()
    return today.replace(month=today.month - (today.month - 1) % 3, day=1)


def tables() -> list[Table]:
    """Every table of the page, each from one query (that by bodies from two)."""
    rows = Case.objects.filter(received_on__lt=until(), merged_into=None)
    accepted = rows.filter(accepted_on__isnull=False)
    return [
        _by_month(rows),
        table("category", _("Accepted, by category"), _counts(accepted, "category"),
              BreachCategory.choices),
        table("true", _("Found true, by category"), _counts(_true(rows), "category"),
              BreachCategory.choices),
        _by_body(_true(rows)),
        _in_time(),
        _satisfaction(),
        _reasons(),
    ]  # fmt: skip


def _counts(rows: QuerySet[Any], name: str) -> dict[str, int]:
    found = rows.order_by().values_list(name).annotate(n=Count("pk", distinct=True))
    return {str(code): n for code, n in found}


def _true(rows: QuerySet[Case]) -> QuerySet[Case]:
    given = Reply.objects.filter(case=OuterRef("pk"), state=ReplyState.GIVEN, verified=True)
    return rows.filter(Exists(given))


def _by_month(rows: QuerySet[Case]) -> Table:
    end = until()
    months = end.year * 12 + end.month - 1 - MONTHS
    first = date(months // 12, months % 12 + 1, 1)
    since = rows.filter(received_on__gte=first).order_by()
    by_month = since.values_list(TruncMonth("received_on")).annotate(n=Count("pk"))
    counts = {f"{month:%Y-%m}": n for month, n in by_month}
    names = [(code, code) for code in sorted(counts, reverse=True)]
    return table("month", _("Received, by month"), counts, names)


def _by_body(rows: QuerySet[Case]) -> Table:
    counts = _counts(rows.filter(accused__isnull=False), "accused__slug")
    bodies = Organisation.objects.filter(slug__in=counts)
    named = {one.slug: localized(one, "name") for one in bodies}
    names = [(code, named[code]) for code in sorted(counts, key=lambda code: -counts[code])]
    return table("body", _("Found true, by body"), counts, names)


def _in_time() -> Table:
    done = Deadline.objects.filter(kind="complaints.total", start_on__lt=until())
    counts = _counts(done.filter(outcome__in=["met", "late"]), "outcome")
    names = [("met", _("answered in time")), ("late", _("answered late"))]
    return table("time", _("Answered within the time limit"), counts, names)


def _rated() -> QuerySet[CallBack]:
    return CallBack.objects.filter(
        kind=CallBackKind.SATISFACTION, state=CallBackState.DONE, satisfied__isnull=False,
        made_on__lt=until(),
    )  # fmt: skip


def _satisfaction() -> Table:
    counts = _counts(_rated(), "satisfied")
    names = [("True", _("satisfied")), ("False", _("not satisfied"))]
    return table("satisfaction", _("Whether reporters were satisfied"), counts, names)


def _reasons() -> Table:
    counts = _counts(_rated().filter(Q(satisfied=False)), "reason")
    return table("reasons", _("Why they were not satisfied"), counts, Dissatisfaction.choices)
