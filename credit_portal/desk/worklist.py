"""The work list as a page shows it: grouped by how pressing it is, the days left in words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from credit_portal.workflow.registry import WorkItem

WEEK = timedelta(days=7)
PRESSING = frozenset({"taken", "over", "week", "open"})
CHOSEN = "work_kind"
"""Where a session keeps the kind of work that was chosen on the list."""


@dataclass(frozen=True)
class Line:
    """A work item with its days in words: 3 days overdue, today, 5 days left, since a day."""

    item: WorkItem
    days: str


@dataclass(frozen=True)
class Group:
    """Lines of one urgency under one heading."""

    code: str
    title: Any
    lines: list[Line]


def kinds(items: Iterable[WorkItem]) -> dict[str, int]:
    """Kinds of work and how much there is of each, the most first."""
    return dict(Counter(item.kind for item in items).most_common())


def groups(items: Iterable[WorkItem], today: date) -> list[Group]:
    """What was taken over first; then overdue, waiting or due within a week, later, without a day;
    empty groups are left out."""
    titles = {
        "taken": _("What you have taken over"),
        "over": _("Overdue"),
        "week": _("Now, or due within a week"),
        "later": pgettext("work", "Later"),
        "open": _("Without a date"),
    }
    found: dict[str, list[Line]] = {code: [] for code in titles}
    for item in items:
        found[_urgency(item, today)].append(Line(item, days(item, today)))
    return [Group(code, titles[code], lines) for code, lines in found.items() if lines]


def following(items: Iterable[WorkItem], after: str, today: date) -> WorkItem | None:
    """The item that the list shows after the one at this address, from the last on the first
    again; the first where it is not on the list any more, None when the list is empty."""
    shown = [line.item for group in groups(items, today) for line in group.lines]
    at = next((n for n, item in enumerate(shown) if item.url == after), -1)
    return next(iter([*shown[at + 1 :], *shown[: at + 1]]), None)


def _urgency(item: WorkItem, today: date) -> str:
    if item.taken_over:
        return "taken"
    if item.overdue:
        return "over"
    if item.due_on is None:
        return "open"
    return "week" if item.due_on <= today + WEEK else "later"


def days(item: WorkItem, today: date) -> str:
    """How far off the day is. A past day that is not overdue tells since when it has waited."""
    if item.due_on is None:
        return ""
    left = (item.due_on - today).days
    if left == 0:
        return pgettext("days", "today")
    if left > 0:
        return ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left}
    if item.overdue:
        return ngettext("%(n)s day overdue", "%(n)s days overdue", -left) % {"n": -left}
    return ngettext("waiting for %(n)s day", "waiting for %(n)s days", -left) % {"n": -left}
