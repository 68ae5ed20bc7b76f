"""Reads of the yearly sheets by staff."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from commitments import codes, policies, rules_sheets
from commitments.models import Commitment, Sheet, SheetDuty, SheetRemark
from commitments.selectors import NOT_THERE, key
from credit_portal.accounts.scope import within, within_any
from credit_portal.common import clock
from credit_portal.common.errors import NotFound
from credit_portal.directory.models import Organisation
from credit_portal.workflow.models import Deadline

SHEET_DUE = "commitments.sheet_due"
"""Kind of the deadline by which a unit files its sheet of a year."""

READERS = (policies.FILE, policies.APPROVE, policies.VERIFY, policies.CONFIRM)


def visible_to(user: Any) -> QuerySet[Sheet]:
    """Sheets of his bodies; the credit office sees approved ones."""
    own = within_any(user, (policies.FILE, policies.APPROVE))
    judged = within_any(user, (policies.VERIFY, policies.CONFIRM))
    rows = Sheet.objects.filter(own | judged & Q(state=codes.SheetState.APPROVED))
    return rows.select_related("organisation__division__parent", "filer", "approver").order_by(
        "-year", "division_id"
    )


def sheet(user: Any, sheet_id: UUID | str) -> Sheet:
    """One visible sheet. Raises NotFound."""
    found = visible_to(user).filter(pk=key(sheet_id)).first()
    if found is None:
        raise NotFound("not_found", NOT_THERE)
    return found


def entries(row: Sheet) -> QuerySet[Commitment]:
    """Its commitments, those given up left out, in the order in which they were written."""
    rows = Commitment.objects.filter(sheet=row).exclude(state=codes.State.DISCARDED)
    rows = rows.exclude(state=codes.State.DRAFT, replaces__isnull=False)
    return rows.select_related("organisation", "post", "sheet").order_by("sector", "pk")


def by_field(row: Sheet) -> dict[str, list[Commitment]]:
    """Its commitments by field."""
    found: dict[str, list[Commitment]] = {}
    for one in entries(row):
        found.setdefault(one.sector, []).append(one)
    return found


def reasons(row: Sheet) -> dict[str, str]:
    """{field: why nothing is promised in it}."""
    return dict(row.gaps.values_list("field", "reason_zh"))


def last_return(row: Sheet) -> SheetRemark | None:
    """Why it was returned the last time; None unless it stands returned."""
    if row.state != codes.SheetState.RETURNED:
        return None
    return row.remarks.order_by("-made_at", "-id").first()


def units_of(user: Any) -> QuerySet[Organisation]:
    """Streets, towns and townships of the user's bodies and all below, in tree order."""
    rows = Organisation.objects.filter(
        within_any(user, READERS, ""),
        active=True,
        kind__in=rules_sheets.BODY_KINDS,
        division__level="street",
        division__kind__in=rules_sheets.UNIT_KINDS,
    )
    return rows.select_related("division__parent").order_by("division_id")


@dataclass(frozen=True)
class Line:
    """A unit in the list of a year: its sheet, how far it is, and by when it is owed."""

    body: Organisation
    sheet: Sheet | None
    fields: int
    due_on: dt.date | None
    overdue: bool


def lines(user: Any, year: int) -> list[Line]:
    """Every unit of the user's bodies with its sheet of a year, in a fixed number of queries."""
    bodies = list(units_of(user)[:400])
    found = {row.division_id: row for row in visible_to(user).filter(year=year)}
    filled = fields_filled(row.pk for row in found.values())
    due = due_dates(year)
    today = clock.today()
    return [
        Line(
            body,
            row := found.get(str(body.division_id)),
            filled[row.pk] if row else 0,
            due.get(str(body.division_id)),
            _is_overdue(row, due.get(str(body.division_id)), today),
        )
        for body in bodies
    ]


def _is_overdue(row: Sheet | None, due: dt.date | None, today: dt.date) -> bool:
    filed = row is not None and row.state in {"submitted", "approved"}
    return not filed and due is not None and due < today


def fields_filled(ids: Any) -> Counter[UUID]:
    """How many fields of each sheet are finished; two queries."""
    keys = list(ids)
    rows = Commitment.objects.filter(sheet__in=keys).exclude(state=codes.State.DISCARDED)
    rows = rows.exclude(state=codes.State.DRAFT, replaces__isnull=False)
    found: Counter[UUID] = Counter()
    pairs = set(rows.order_by().values_list("sheet_id", "sector").annotate(n=Count("pk")))
    held = {(pk, field) for pk, field, _n in pairs}
    gaps = Sheet.objects.filter(pk__in=keys, gaps__isnull=False).exclude(gaps__reason_zh="")
    held |= set(gaps.values_list("pk", "gaps__field"))
    for pk, _field in held:
        found[pk] += 1
    return found


def due_dates(year: int) -> dict[str, dt.date]:
    """{division: day by which the sheet of the year is owed} of units whose clock has begun."""
    duties = SheetDuty.objects.filter(year=year).values("pk")
    rows = Deadline.objects.filter(kind=SHEET_DUE, case_id__in=duties)
    days = dict(rows.values_list("case_id", "due_on"))
    keys = SheetDuty.objects.filter(year=year).values_list("pk", "division_id")
    return {division: days[pk] for pk, division in keys if pk in days}


def deadline_of_year(user: Any, year: int) -> Deadline | None:
    """By when the sheets of the user's units are owed, once some clock of the year has begun."""
    places = units_of(user).order_by().values("division_id")
    duties = SheetDuty.objects.filter(year=year, division_id__in=places)
    rows = Deadline.objects.filter(kind=SHEET_DUE, case_id__in=duties.order_by().values("pk"))
    return rows.order_by("due_on", "id").first()


def deadline_of(row: Sheet) -> Deadline | None:
    """By when the sheet is owed, or how that went; None before the clock of its year began."""
    duties = SheetDuty.objects.filter(division_id=row.division_id, year=row.year)
    return Deadline.objects.filter(kind=SHEET_DUE, case_id__in=duties.values("pk")).first()


def waiting_for_approval(user: Any) -> QuerySet[Sheet]:
    """Submitted sheets the user may approve; not those he wrote in."""
    rows = visible_to(user).filter(within(user, policies.APPROVE), state=codes.SheetState.SUBMITTED)
    return rows.exclude(policies.written_by_side(user)).order_by("submitted_at", "id")


def to_write(user: Any) -> QuerySet[Sheet]:
    """Drafts and returned sheets of the user's bodies."""
    rows = visible_to(user).filter(within(user, policies.FILE))
    return rows.filter(state__in=["draft", "returned"]).order_by("-state", "-updated_at")


def owed(user: Any, year: int) -> list[Line]:
    """Units for which the user files and that have begun no sheet of the year, clocks running."""
    paths = user.organisation_paths(policies.FILE)
    return [
        line
        for line in lines(user, year)
        if line.sheet is None
        and line.due_on is not None
        and any(line.body.path.startswith(path) for path in paths)
    ]


def words_of_remarks(ids: Collection[str]) -> dict[str, str]:
    """The words of returns by id, for notices that refer to them; erased ones are absent."""
    rows = SheetRemark.objects.filter(pk__in=ids).values_list("pk", "text")
    return {str(pk): text for pk, text in rows}


def visible_ids(user: Any, ids: Collection[str]) -> set[str]:
    """Which of these sheets the user sees now, for notices about them."""
    rows = visible_to(user).filter(pk__in=ids).order_by().values_list("pk", flat=True)
    return {str(pk) for pk in rows}
