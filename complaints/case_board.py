"""The supervisor's board: what waits, what is late, by body and by clock; of what he sees alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints import case_listing, codes, selectors
from complaints.codes import CaseState as S
from complaints.models import Assignment, CallBack, Case, Motion, SupervisionLetter
from credit_portal.common import clock
from credit_portal.common.i18n import localized
from credit_portal.directory.models import Organisation
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import deadline_kind
from integrity_files.codes import BreachCategory

#: Days before its end in which a clock counts as running out (set by this portal).
SOON = 2
WAITING = (S.RECEIVED, S.ACCEPTED, S.DISPATCHED, S.HANDLING, S.PROPOSED, S.ANSWERED, S.REVIEW)


@dataclass(frozen=True)
class Tally:
    """A line of the board: what it is about and how many."""

    label: str
    open: int
    late: int
    other: int = 0
    address: str = ""


def figures(user: Any) -> dict[str, int]:
    """How many cases are open, late, opened again; calls and requests that wait."""
    rows = selectors.visible_to(user).order_by()
    today = clock.today()
    found = rows.annotate(is_late=Exists(_over())).aggregate(
        open=Count("pk", filter=Q(state__in=codes.OPEN)),
        late=Count("pk", filter=Q(is_late=True)),
        again=Count("pk", filter=Q(state__in=codes.OPEN, reopened__gt=0)),
    )
    mine = Q(case__in=rows.values("pk"))
    calls = CallBack.objects.filter(mine, state=codes.CallBackState.OPEN, due_on__lte=today,
                                    case__contact__isnull=False)  # fmt: skip
    asked = Motion.objects.filter(mine, state=codes.MotionState.ASKED)
    letters = SupervisionLetter.objects.filter(mine, state=codes.LetterState.ISSUED)
    return {**found, "calls": calls.count(), "asked": asked.count(), "letters": letters.count()}


def tiles(user: Any) -> list[dict[str, Any]]:
    """The figures as large numbers, each with the list behind it where there is one."""
    found, cases = figures(user), reverse("complaint_desk:index")
    shown = (
        ("open", _("without an answer"), cases),
        ("late", _("overdue"), f"{cases}?due=over"),
        ("again", _("opened again"), f"{cases}?due=again"),
        ("calls", _("calls to make today"), f"{cases}?state=answered"),
        ("asked", _("requests for time"), ""),
        ("letters", _("letters without an answer"), ""),
    )
    return [{"value": found[name], "label": label, "url": url, "tone": "bad"
             if name == "late" and found[name] else ""} for name, label, url in shown]  # fmt: skip


def by_state(user: Any) -> list[Tally]:
    """Cases that wait, by what they wait for."""
    return [
        Tally(str(S(code).label), number, late, again, code)
        for code, number, late, again in _counted(user, "state", WAITING)
    ]


def by_category(user: Any) -> list[Tally]:
    """Open cases by what they are about, the most first."""
    found = [
        Tally(str(BreachCategory(code).label), number, late, again, code)
        for code, number, late, again in _counted(user, "category", BreachCategory.values)
    ]
    return sorted(found, key=lambda one: (-one.open, one.label))


def _counted(user: Any, field: str, known: Iterable[str]) -> list[tuple[str, int, int, int]]:
    rows = _waiting(user).annotate(is_late=Exists(_over()))
    found = rows.values(field).annotate(
        number=Count("pk"), late=Count("pk", filter=Q(is_late=True)),
        again=Count("pk", filter=Q(reopened__gt=0)),
    )  # fmt: skip
    by_code = {one[field]: (one["number"], one["late"], one["again"]) for one in found}
    return [(code, *by_code[code]) for code in known if code in by_code]


def _waiting(user: Any) -> QuerySet[Case]:
    return selectors.visible_to(user).order_by().filter(state__in=WAITING)


def _over() -> QuerySet[Deadline]:
    return case_listing.running(due_on__lt=clock.today(), suspended_on=None, provisional=False)


def by_body(user: Any) -> list[Tally]:
    """Open cases by the body that leads (else the one concerned), the latest first."""
    lead = Assignment.objects.filter(
        case=OuterRef("pk"), part=codes.Part.LEAD, state__in=codes.ASSIGNED_NOW
    ).values("organisation")
    rows = _waiting(user).annotate(lead_body=Subquery(lead[:1]), is_late=Exists(_over()))
    found = rows.filter(lead_body__isnull=False).values("lead_body").annotate(
        number=Count("pk"), late=Count("pk", filter=Q(is_late=True)),
        again=Count("pk", filter=Q(reopened__gt=0)),
    )  # fmt: skip
    lines = list(found.order_by("-late", "-number", "lead_body"))
    bodies = Organisation.objects.in_bulk([one["lead_body"] for one in lines])
    return [
        Tally(
            localized(bodies[one["lead_body"]], "name"), one["number"], one["late"], one["again"],
            bodies[one["lead_body"]].slug,
        )
        for one in lines
    ]  # fmt: skip


def by_clock(user: Any) -> list[Tally]:
    """Clocks of these cases by kind: running, late, and running out within two days."""
    rows = selectors.visible_to(user).order_by().values("pk")
    clocks = Deadline.objects.filter(case_type=case_listing.LABEL, case_id__in=rows, outcome="")
    today = clock.today()
    runs = Q(suspended_on=None)
    soon = runs & Q(due_on__range=(today, today + timedelta(days=SOON)))
    found = clocks.values("kind").annotate(
        number=Count("pk"), late=Count("pk", filter=runs & Q(due_on__lt=today, provisional=False)),
        soon=Count("pk", filter=soon),
    )  # fmt: skip
    return [
        Tally(str(deadline_kind(one["kind"]).label), one["number"], one["late"], one["soon"])
        for one in found.order_by("kind")
    ]
