"""The supervisor's board: what waits, what is late, by body and by clock; of what he sees alone.

Each number is counted by the conditions of the list to which it leads (`case_listing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models import Case as Whether
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from complaints import case_listing, codes
from complaints.case_listing import WAITING
from complaints.models import Assignment, Case
from credit_portal.common.i18n import localized
from credit_portal.directory.models import Organisation
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import deadline_kind
from integrity_files.codes import BreachCategory

#: All, late, and one more.
Numbers = tuple[int, int, int]
#: What the tiles count, as the list is asked for it.
TILES: dict[str, dict[str, str]] = {
    "open": {"what": "open"},
    "late": {"due": "over"},
    "again": {"what": "open", "due": "again"},
    "calls": {"what": "calls"},
    "asked": {"what": "asked"},
    "letters": {"what": "letters"},
}


@dataclass(frozen=True)
class Tally:
    """A line of the board: what it is about, how many, and what the list is asked for them;
    `third` is asked besides for the last number."""

    label: str
    open: int
    late: int
    other: int
    asked: dict[str, str]
    third: str = "again"

    def addresses(self) -> dict[str, str]:
        """Where the numbers lead, by their names here."""
        return {
            "open": address(**self.asked),
            "late": address(**self.asked, due="over"),
            "other": address(**self.asked, due=self.third),
        }


def address(**asked: str) -> str:
    """The list, asked for this."""
    return f"{reverse('complaint_desk:index')}?{urlencode(asked)}"


def tiles(user: Any) -> list[dict[str, Any]]:
    """How many cases are open, late, opened again; how many wait for a call, for time, for the
    answer to a letter; each with the list behind it."""
    labels = {
        "open": _("without an answer"), "late": _("overdue"), "again": _("opened again"),
        "calls": _("calls to make today"), "asked": _("requests for time"),
        "letters": _("letters without an answer"),
    }  # fmt: skip
    found = {name: case_listing.listed(user, asked).count() for name, asked in TILES.items()}
    bad = {"late"} if found["late"] else set()
    return [
        {"value": found[name], "label": labels[name], "url": address(**asked),
         "tone": "bad" if name in bad else ""}
        for name, asked in TILES.items()
    ]  # fmt: skip


def by_state(user: Any) -> list[Tally]:
    """Cases that wait, by what they wait for."""
    found = _by_code(_counted(_waiting(user), "state"), WAITING)
    return [
        Tally(str(codes.CaseState(code).label), *numbers, {"state": code})
        for code, numbers in found
    ]


def by_category(user: Any) -> list[Tally]:
    """Open cases by what they are about, the most first."""
    found = [
        Tally(str(BreachCategory(code).label), *numbers, {"category": code, "what": "waiting"})
        for code, numbers in _by_code(_counted(_waiting(user), "category"), BreachCategory.values)
    ]
    return sorted(found, key=lambda one: (-one.open, one.label))


def _waiting(user: Any) -> QuerySet[Case]:
    """Cases that are not closed, each with whether it is late."""
    late = When(case_listing.ends(user, due="over"), then=Value(True))
    return case_listing.listed(user, {"what": "waiting"}).annotate(
        is_late=Whether(late, default=Value(False), output_field=BooleanField())
    )


def _counted(rows: QuerySet[Case], field: str, *order: str) -> list[tuple[Any, Numbers]]:
    """How many by what a field holds: all, those that are late, those opened again."""
    found = rows.values(field).annotate(
        number=Count("pk"), late=Count("pk", filter=Q(is_late=True)),
        again=Count("pk", filter=Q(reopened__gt=0)),
    )  # fmt: skip
    return [(one[field], (one["number"], one["late"], one["again"]))
            for one in found.order_by(*order)]  # fmt: skip


def _by_code(
    found: Iterable[tuple[Any, Numbers]], known: Iterable[str]
) -> Iterator[tuple[str, Numbers]]:
    by_code = dict(found)
    return ((str(code), by_code[code]) for code in known if code in by_code)


def by_body(user: Any) -> list[Tally]:
    """Open cases by the body that leads now, the latest first."""
    lead = Assignment.objects.filter(
        case=OuterRef("pk"), part=codes.Part.LEAD, state__in=codes.ASSIGNED_NOW
    ).values("organisation")
    rows = _waiting(user).annotate(lead_body=Subquery(lead[:1])).filter(lead_body__isnull=False)
    lines = _counted(rows, "lead_body", "-late", "-number", "lead_body")
    bodies = Organisation.objects.in_bulk([key for key, _numbers in lines])
    return [
        Tally(
            localized(bodies[key], "name"), *numbers,
            {"body": bodies[key].slug, "lead": "1", "what": "waiting"},
        )
        for key, numbers in lines
    ]  # fmt: skip


def by_clock(user: Any) -> list[Tally]:
    """Clocks of these cases by kind: running, late, and running out within two days. A case has one
    open clock of a kind, so that clocks are counted as cases are listed."""
    rows = case_listing.listed(user, {}).order_by()
    full, other = case_listing.told_kinds(user)
    told = Q(case_id__in=rows.filter(Q(in_full=True)).values("pk"), kind__in=full)
    told |= Q(case_id__in=rows.values("pk"), kind__in=other)
    clocks = Deadline.objects.filter(told, case_type=case_listing.LABEL, outcome="")
    found = clocks.values("kind").annotate(
        number=Count("pk"), late=Count("pk", filter=Q(**case_listing.at("over"))),
        soon=Count("pk", filter=Q(**case_listing.at("soon"))),
    )  # fmt: skip
    names = {kind: name for name, kind in case_listing.CLOCKS.items()}
    return [
        Tally(
            str(deadline_kind(kind).label), number, late, soon, {"clock": names[kind]}, third="soon"
        )
        for kind, number, late, soon in found.order_by("kind").values_list(
            "kind", "number", "late", "soon"
        )
    ]
