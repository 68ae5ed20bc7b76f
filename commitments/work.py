"""What waits for a member of staff, as lines of his work list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments import (
    codes,
    policies_clocks,
    policies_personal,
    rules,
    selectors,
    selectors_change,
    selectors_clocks,
)
from commitments import selectors_contradictions as reads
from commitments.codes_change import ChangeState
from commitments.models import Commitment, LawfulChange, Verification
from commitments.policies_change import may_decide
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
    yield from _changes(user, today)
    yield from _duties(user, today)
    yield from _clocks(user, today)
    yield from _said(user)
    yield from _own(user, today)


def _own(user: Any, today: dt.date) -> Iterator[WorkItem]:
    """Commitments that the user makes himself: to agree to, or to keep."""
    if getattr(user, "person_id", None) is None:
        return
    for row in selectors.borne_by(user)[:LIMIT]:
        waits = policies_personal.may_countersign(user, row)
        yield _of(row, _("To agree to") if waits else _("Your own commitment"), row.due_on, today)


def _said(user: Any) -> Iterator[WorkItem]:
    """Contradictions to check, and what a second person may reopen."""
    for said in reads.to_check(user)[:LIMIT]:
        row = said.commitment
        yield WorkItem(
            title=localized(row, "title"),
            url=reverse("commitments:contradiction", args=[said.pk]),
            kind=_("Contradiction to check"),
            due_on=said.filed_on,
            organisation=localized(row.organisation, "name"),
            detail=said.short,
            reference=row.ref,
        )
    for one in reads.ready(user, LIMIT):
        yield WorkItem(
            title=localized(one.commitment, "title"),
            url=reverse("commitments:contradictions"),
            kind=_("Enough contradictions: to reopen"),
            organisation=localized(one.commitment.organisation, "name"),
            detail=str(one.period or ""),
            reference=one.commitment.ref,
        )


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


def _changes(user: Any, today: dt.date) -> Iterator[WorkItem]:
    """Lawful changes to decide on, my own, and compensation that is to be paid."""
    for case in selectors_change.to_decide(user)[:LIMIT]:
        if may_decide(user, case):
            yield _of_change(case, _("Lawful change to decide on"))
    for case in selectors_change.mine(user)[:LIMIT]:
        returned = case.state == ChangeState.RETURNED
        kind = _("Lawful change returned to you") if returned else _("Your draft of a change")
        yield _of_change(case, kind)
    for owed in selectors_change.owed(user, today + SOON)[:LIMIT]:
        yield WorkItem(
            title=localized(owed.commitment, "title"),
            url=reverse("commitments:act", args=[owed.commitment_id, "compensation"]),
            kind=_("Compensation to be paid"),
            due_on=owed.due_on,
            overdue=selectors_change.is_overdue(owed),
            organisation=localized(owed.commitment.organisation, "name"),
            reference=owed.commitment.ref,
        )


def _of_change(case: LawfulChange, kind: str) -> WorkItem:
    row = case.commitment
    return WorkItem(
        title=localized(row, "title"),
        url=reverse("commitments:change", args=[case.pk]),
        kind=kind,
        due_on=row.due_on,
        provisional=row.due_provisional,
        organisation=localized(row.organisation, "name"),
        detail=str(case.get_kind_display()),
        reference=row.ref,
    )


def _duties(user: Any, today: dt.date) -> Iterator[WorkItem]:
    due = selectors.open_duties(user).filter(due_on__lte=today + SOON)
    for row in due[:LIMIT]:
        overdue = rules.certainly_passed(row.due_on, row.due_unsettled, today)
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


def _clocks(user: Any, today: dt.date) -> Iterator[WorkItem]:
    """Due dates that bodies below ask to move, and milestones of my own bodies."""
    for request in selectors_clocks.waiting_requests(user)[:LIMIT]:
        if policies_clocks.may_decide(user, request):
            yield _of(request.commitment, _("Due date to decide on"), request.old_due_on, today)
    for step in selectors_clocks.due_milestones(user, today + SOON)[:LIMIT]:
        yield WorkItem(
            title=localized(step, "title"),
            url=reverse("commitments:act", args=[step.commitment_id, "report_milestone"]),
            kind=_("Milestone due"),
            due_on=step.due_on,
            overdue=step.due_on < today,
            organisation=localized(step.commitment.organisation, "name"),
            detail=localized(step.commitment, "title"),
            reference=step.commitment.ref,
        )


def _of(row: Commitment, kind: str, due_on: dt.date | None, today: dt.date) -> WorkItem:
    return WorkItem(
        title=localized(row, "title") or _("(without title)"),
        url=reverse("commitments:case", args=[row.pk]),
        kind=kind,
        due_on=due_on,
        provisional=row.due_provisional,
        overdue=rules.certainly_passed(due_on, row.due_unsettled, today),
        organisation=localized(row.organisation, "name"),
        reference=row.ref,
    )
