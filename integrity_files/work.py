"""Leads that wait for a member of the credit office, as lines of his work list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.common import clock
from credit_portal.common.i18n import localized
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import WorkItem
from integrity_files import policies
from integrity_files import selectors_leads as selectors
from integrity_files.codes import LeadState
from integrity_files.models import Lead

LIMIT = 50


def items(user: Any) -> Iterator[WorkItem]:
    """To take, to verify, to go on with, to confirm."""
    if user.organisation_paths(policies.HANDLE):
        new = selectors.waiting(user, policies.HANDLE, LeadState.NEW)
        yield from _lines(new, _("Lead to take"))
        yield from _lines(selectors.mine(user), _("Lead to verify"))
        yield from _lines(selectors.to_order(user), _("Found true: order rectification"))
    if user.organisation_paths(policies.DECIDE):
        doubted = selectors.waiting(user, policies.DECIDE, LeadState.DOUBTED)
        yield from _lines(doubted.exclude(finder=user), _("Lead found untrue, to confirm"))


def _lines(rows: QuerySet[Lead], kind: str) -> Iterator[WorkItem]:
    found, today = list(rows[:LIMIT]), clock.today()
    clocks = Deadline.objects.filter(
        case_type=Lead._meta.label_lower, case_id__in=[row.pk for row in found], outcome=""
    )
    due = {one.case_id: one for one in clocks}
    for row in found:
        deadline = due.get(row.pk)
        yield WorkItem(
            title=row.title_zh,
            url=reverse("leads:lead", args=[row.pk]),
            kind=kind,
            due_on=deadline.due_on if deadline else None,
            provisional=bool(deadline and deadline.provisional),
            overdue=bool(deadline and not deadline.provisional and deadline.due_on < today),
            organisation=localized(row.organisation, "name"),
        )
