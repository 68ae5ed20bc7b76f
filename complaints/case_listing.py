"""The list of cases: what narrows it, and when each is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from complaints import case_sight, numbers, selectors
from complaints.codes import CaseState, Regime, Urgency
from complaints.models import Assignment, Case
from complaints.services import steps
from credit_portal.common import clock
from credit_portal.directory.models import Organisation
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.selectors import open_by_case
from integrity_files.codes import BreachCategory
from integrity_files.listing import chosen

ORDER = ("received_on", "id")
ASKED = ("q", "state", "category", "regime", "urgency", "body", "due", "mine")
DUES = [
    ("over", _("Overdue")),
    ("today", _("Due today")),
    ("stopped", _("Clock stands still")),
    ("again", _("Opened again")),
]
LABEL = Case._meta.label_lower


def listed(user: Any, asked: Mapping[str, str]) -> QuerySet[Case]:
    """Cases that the user sees, narrowed by what was asked; each with `in_full` (see
    `case_sight.marked`). A word of the title finds only where the user reads the title."""
    rows = case_sight.marked(user, selectors.visible_to(user)).order_by()
    known: dict[str, Iterable[str]] = {
        "state": CaseState.values, "category": BreachCategory.values,
        "regime": Regime.values, "urgency": Urgency.values,
    }  # fmt: skip
    rows = chosen(rows, asked, **known)
    if asked["q"]:
        rows = rows.filter(_holds(asked["q"].replace("\0", "").strip()))
    if asked["body"]:
        parts = Assignment.objects.filter(case=OuterRef("pk"), organisation__slug=asked["body"])
        rows = rows.filter(Q(accused__slug=asked["body"]) | Q(Exists(parts)))
    if asked["mine"]:
        rows = rows.filter(_mine(user))
    return rows.filter(_due(asked["due"])) if asked["due"] in dict(DUES) else rows


def _holds(text: str) -> Q:
    return (
        Q(number=numbers.plain(text))
        | Q(in_full=True, title_zh__icontains=text)
        | Q(told_zh__icontains=text)
    )


def _mine(user: Any) -> Q:
    parts = Assignment.objects.filter(case=OuterRef("pk"), handler=user)
    people = ("operator", "keeper", "acceptor", "dispatcher", "reviewer", "first_reviewer")
    mine = Q(Exists(parts))
    for name in people:
        mine |= Q(**{name: user})
    return mine


def running(**more: Any) -> QuerySet[Deadline]:
    """Open clocks of the case of an outer query."""
    return Deadline.objects.filter(case_type=LABEL, case_id=OuterRef("pk"), outcome="", **more)


def is_over() -> Q:
    """Condition that a clock of the case has run out."""
    return Q(Exists(running(due_on__lt=clock.today(), suspended_on=None, provisional=False)))


def _due(asked: str) -> Q:
    if asked == "over":
        return is_over()
    if asked == "today":
        return Q(Exists(running(due_on=clock.today(), suspended_on=None)))
    if asked == "stopped":
        return Q(Exists(running(suspended_on__isnull=False)))
    return Q(reopened__gt=0)


def with_due(rows: list[Case]) -> list[Case]:
    """The rows, each with `title_shown`, `due_on`, `stopped` and `late` of its earliest clock; one
    query for all."""
    kinds = (*steps.CLOCKS, steps.REVIEW)
    found = open_by_case(kinds, LABEL, [row.pk for row in rows]) if rows else {}
    for row in rows:
        clocks = found.get(row.pk, [])
        first = clocks[0] if clocks else None
        shown: Any = row
        shown.title_shown = case_sight.title_in_list(row)
        shown.due_on = first.due_on if first else None
        shown.stopped = bool(first and first.suspended_on)
        shown.late = bool(first and _late(first, clock.today()))
    return rows


def _late(deadline: Deadline, today: date) -> bool:
    return deadline.due_on < today and not deadline.suspended_on and not deadline.provisional


def bodies_of(user: Any) -> list[Organisation]:
    """Bodies that the user's cases name or lie with, for the choice on the list."""
    seen = selectors.visible_to(user).order_by()
    accused = Q(pk__in=seen.values("accused"))
    parts = Assignment.objects.filter(case__in=seen.values("pk")).values("organisation")
    return list(Organisation.objects.filter(accused | Q(pk__in=parts)).order_by("path")[:500])
