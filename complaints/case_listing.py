"""The list of cases: what narrows it, in which order it stands, and when each is due.

The board counts by the conditions that stand here (`case_board`), so that a number and the list to
which it leads agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Case as When_
from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints import case_sight, codes, numbers, policies, selectors
from complaints.codes import CaseState, LetterState, MotionState, Part, Regime, Urgency
from complaints.models import Assignment, CallBack, Case, Motion, SupervisionLetter
from complaints.services import call_backs, order_results, steps
from credit_portal.common import clock
from credit_portal.directory.models import Organisation
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import deadline_kind
from credit_portal.workflow.selectors import open_by_case
from integrity_files.codes import BreachCategory
from integrity_files.listing import chosen

ORDER = ("received_on", "id")
BY_DUE = ("due_by", "id")
ASKED = (
    "q", "state", "what", "category", "regime", "urgency", "body", "lead", "clock", "due", "mine",
    "order",
)  # fmt: skip
DUES = [
    ("over", _("Overdue")),
    ("today", _("Due today")),
    ("soon", _("Ends within two days")),
    ("stopped", _("Clock stands still")),
    ("again", _("Opened again")),
]
#: Of these the earliest stand first, whatever order is asked for.
URGENT = ("over", "today", "soon")
#: Days before its end in which a clock counts as running out (set by this portal).
SOON = 2
LABEL = Case._meta.label_lower
#: Not at its end yet: what waits for somebody, the call after the answer included.
WAITING = (*codes.OPEN, CaseState.ANSWERED)
WHATS = [
    ("open", pgettext_lazy("complaint", "Without an answer")),
    ("waiting", pgettext_lazy("complaint", "Not closed yet")),
]
#: What waits for the hotline; of other cases none is found by it.
OF_HOTLINE = [
    ("calls", pgettext_lazy("complaint", "To be called back today")),
    ("asked", _("Request for time to decide")),
    ("letters", pgettext_lazy("complaint", "Letter without an answer")),
]
#: Clocks of the case itself, by the word for them in addresses.
CLOCKS = {
    kind.partition(".")[2]: kind
    for kind in (*steps.CLOCKS, order_results.RESULT, order_results.ORDER, steps.REVIEW)
}
#: What a body is told of them (`case_sight.View.tells_clock`).
OF_BODY = (steps.SIGN, steps.HANDLING)


def listed(user: Any, asked: Mapping[str, str]) -> QuerySet[Case]:
    """Cases that the user sees, narrowed by what was asked; each with `in_full` (see
    `case_sight.marked`). A word of the title finds only where the user reads the title, a clock
    only where he is told of it."""
    asked = {**dict.fromkeys(ASKED, ""), **asked}
    rows = case_sight.marked(user, selectors.visible_to(user)).order_by()
    known: dict[str, Iterable[str]] = {
        "state": CaseState.values, "category": BreachCategory.values,
        "regime": Regime.values, "urgency": Urgency.values,
    }  # fmt: skip
    rows = chosen(rows, asked, **known)
    if asked["q"]:
        rows = rows.filter(_holds(asked["q"].strip()))
    if asked["body"]:
        rows = rows.filter(_with(asked["body"], leads=bool(asked["lead"])))
    if asked["mine"]:
        rows = rows.filter(_mine(user))
    return rows.filter(_waits(asked["what"]), ends(user, asked["clock"], asked["due"]))


def _holds(text: str) -> Q:
    return (
        Q(number=numbers.plain(text))
        | Q(in_full=True, title_zh__icontains=text)
        | Q(told_zh__icontains=text)
    )


def _with(slug: str, *, leads: bool) -> Q:
    """About a body or passed on to it; or what it leads now."""
    parts = Assignment.objects.filter(case=OuterRef("pk"), organisation__slug=slug)
    if leads:
        return Q(Exists(parts.filter(part=Part.LEAD, state__in=codes.ASSIGNED_NOW)))
    return Q(accused__slug=slug) | Q(Exists(parts))


def _mine(user: Any) -> Q:
    parts = Assignment.objects.filter(case=OuterRef("pk"), handler=user)
    people = ("operator", "keeper", "acceptor", "dispatcher", "reviewer", "first_reviewer")
    mine = Q(Exists(parts))
    for name in people:
        mine |= Q(**{name: user})
    return mine


def _waits(what: str) -> Q:
    """Condition that it waits for something; what waits for the hotline is told to it alone."""
    if what == "open":
        return Q(state__in=codes.OPEN)
    if what == "waiting":
        return Q(state__in=WAITING)
    rows: dict[str, QuerySet[Any]] = {
        "calls": call_backs.to_make(CallBack.objects.all()),
        "asked": Motion.objects.filter(state=MotionState.ASKED),
        "letters": SupervisionLetter.objects.filter(state=LetterState.ISSUED),
    }
    if what not in rows:
        return Q()
    return Q(Exists(rows[what].filter(case=OuterRef("pk"))), in_full=True)


def running(**more: Any) -> QuerySet[Deadline]:
    """Open clocks of the case of an outer query."""
    return Deadline.objects.filter(case_type=LABEL, case_id=OuterRef("pk"), outcome="", **more)


def at(due: str) -> dict[str, Any]:
    """What is asked of clocks, as conditions on them; nothing for what is no such word."""
    today = clock.today()
    known: dict[str, dict[str, Any]] = {
        "over": {"due_on__lt": today, "suspended_on": None, "provisional": False},
        "today": {"due_on": today, "suspended_on": None},
        "soon": {"due_on__range": (today, today + timedelta(days=SOON)), "suspended_on": None},
        "stopped": {"suspended_on__isnull": False},
    }
    return known.get(due, {})


def told_kinds(user: Any, name: str = "") -> tuple[list[str], list[str]]:
    """Kinds of clocks (one of them by its word in addresses) that the user is told of: of cases
    that he reads in full, and of others."""
    kinds = [CLOCKS[name]] if name in CLOCKS else list(CLOCKS.values())
    review = (steps.REVIEW,) if user.organisation_paths(policies.REVIEW) else ()
    return kinds, [kind for kind in kinds if kind in (*OF_BODY, *review)]


def ends(user: Any, name: str = "", due: str = "") -> Q:
    """Condition that an open clock of the case, of one kind where it is named, is as asked."""
    again = Q(reopened__gt=0) if due == "again" else Q()
    if name not in CLOCKS and not at(due):
        return again
    full, other = told_kinds(user, name)
    whole = Q(Exists(running(kind__in=full, **at(due))), in_full=True)
    return again & (whole | Q(Exists(running(kind__in=other, **at(due)))))


def by_due(asked: Mapping[str, str]) -> bool:
    """Whether the list begins with what is due first."""
    return asked["order"] == "due" or asked["due"] in URGENT


def with_day(user: Any, rows: QuerySet[Case], name: str = "", due: str = "") -> QuerySet[Case]:
    """With `due_by` for the order: the earliest day of the clocks that are told and asked for, the
    last of all days where none runs. `rows` are `case_sight.marked`."""
    full, other = ({"kind__in": kinds, "suspended_on": None} for kinds in told_kinds(user, name))
    first = [
        Subquery(running(**{**kinds, **at(due)}).order_by("due_on").values("due_on")[:1])
        for kinds in (full, other)
    ]
    told = When_(When(in_full=True, then=first[0]), default=first[1])
    return rows.annotate(due_by=Coalesce(told, Value(date.max), output_field=DateField()))


def with_due(user: Any, rows: list[Case], name: str = "") -> list[Case]:
    """The rows of `listed`, each with `title_shown`, `due_on`, `stopped` and `late` of its earliest
    clock that the user is told of; one query for all."""
    full, other = told_kinds(user, name)
    found = open_by_case(full, LABEL, [row.pk for row in rows]) if rows else {}
    for row in rows:
        shown: Any = row
        told = full if shown.in_full else other
        clocks = [one for one in found.get(row.pk, []) if one.kind in told]
        first = clocks[0] if clocks else None
        shown.title_shown = case_sight.title_in_list(row)
        shown.due_on = first.due_on if first else None
        shown.stopped = bool(first and first.suspended_on)
        shown.late = any(_late(one, clock.today()) for one in clocks)
    return rows


def _late(deadline: Deadline, today: date) -> bool:
    return deadline.due_on < today and not deadline.suspended_on and not deadline.provisional


def choices_of(user: Any) -> dict[str, list[tuple[str, Any]]]:
    """What he can choose from: what waits, and the clocks that he is told of."""
    of_hotline = policies.is_hotline(user)
    kinds = told_kinds(user)[0 if of_hotline else 1]
    return {
        "whats": [*WHATS, *(OF_HOTLINE if of_hotline else [])],
        "clocks": [(name, deadline_kind(kind).label) for name, kind in CLOCKS.items()
                   if kind in kinds],
    }  # fmt: skip


#: By hand: the long rule of who sees what stands in it once and is worked out once.
BODIES = (
    "with seen (case_id, body_id) as (",
    ") select * from directory_organisation where id in (select body_id from seen) or id in"
    " (select organisation_id from complaints_assignment where case_id in"
    " (select case_id from seen)) order by path limit 500",
)


def bodies_of(user: Any) -> list[Organisation]:
    """Bodies that the user's cases name or lie with, for the choice on the list."""
    seen = selectors.visible_to(user).order_by().values("pk", "accused")
    try:
        rule, given = seen.query.sql_with_params()
    except EmptyResultSet:
        return []
    return list(Organisation.objects.raw(rule.join(BODIES), given))
