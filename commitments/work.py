"""What waits for a member of staff, as lines of his work list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments import codes, rules, selectors
from commitments.models import Commitment, Verification
from credit_portal.common import clock
from credit_portal.common.i18n import localized
from credit_portal.workflow.registry import WorkItem

LIMIT = 50
SOON = dt.timedelta(days=30)


def items(user: Any) -> Iterator[WorkItem]:
    """To approve, to verify, to confirm, my drafts, due soon and overdue."""
    today = clock.today()
    yield from _verifications(selectors.to_confirm(user), _("Outcome to confirm"))
    yield from _verifications(selectors.to_verify(user), _("Outcome to verify"))
    for row in selectors.waiting_for_approval(user)[:LIMIT]:
        yield _of(row, _("To approve"), row.due_on, today)
    for row in selectors.my_drafts(user)[:LIMIT]:
        returned = row.state == codes.State.RETURNED
        yield _of(row, _("Returned to you") if returned else _("Your draft"), None, today)
    yield from _duties(user, today)


def _verifications(rows: QuerySet[Verification], kind: str) -> Iterator[WorkItem]:
    for task in rows[:LIMIT]:
        yield WorkItem(
            title=localized(task.commitment, "title"),
            url=reverse("commitments:task", args=[task.pk]),
            kind=kind,
            due_on=task.opened_on,
            organisation=localized(task.body, "name"),
            detail=str(task.period or ""),
            reference=task.commitment.ref,
        )


def _duties(user: Any, today: dt.date) -> Iterator[WorkItem]:
    due = selectors.open_duties(user).filter(due_on__lte=today + SOON)
    for row in due[:LIMIT]:
        overdue = rules.certainly_passed(row.due_on, row.due_provisional, today)
        kind = _("Overdue, being verified") if overdue else _("Due soon")
        yield _of(row, kind, row.due_on, today)
    for period in selectors.open_report_duties(user, today + SOON)[:LIMIT]:
        row = period.commitment
        yield WorkItem(
            title=localized(row, "title"),
            url=f"{reverse('commitments:act', args=[row.pk, 'report'])}?period={period.pk}",
            kind=_("Figures to report"),
            due_on=period.report_due_on,
            provisional=period.report_provisional,
            overdue=rules.certainly_passed(period.report_due_on, period.report_provisional, today),
            organisation=localized(row.organisation, "name"),
            detail=str(period),
            reference=row.ref,
        )


def _of(row: Commitment, kind: str, due_on: dt.date | None, today: dt.date) -> WorkItem:
    return WorkItem(
        title=localized(row, "title") or _("(without title)"),
        url=reverse("commitments:case", args=[row.pk]),
        kind=kind,
        due_on=due_on,
        provisional=row.due_provisional,
        overdue=rules.certainly_passed(due_on, row.due_provisional, today),
        organisation=localized(row.organisation, "name"),
        reference=row.ref,
    )
