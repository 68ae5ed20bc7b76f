"""Requests on due dates that wait for a member of staff, and milestones of his that are due."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from commitments import codes, policies, selectors
from commitments.codes_clocks import ClockState
from commitments.models import ClockRequest, Milestone
from credit_portal.accounts.scope import within


def waiting_requests(user: Any) -> QuerySet[ClockRequest]:
    """Requests of bodies below his, and of the root for the credit reviewer, the oldest first;
    whether he is another side is asked of each (`policies_clocks.may_decide`)."""
    above = within(user, policies.APPROVE, "commitment__organisation__parent")
    root = within(user, policies.CONFIRM, "commitment__organisation") & Q(
        commitment__organisation__parent=None
    )
    rows = ClockRequest.objects.filter(
        above | root, state=ClockState.REQUESTED, commitment__outcome=codes.Outcome.OPEN
    )
    return rows.select_related(
        "commitment__organisation__parent", "commitment__filer", "requester"
    ).order_by("requested_at", "id")


def due_milestones(user: Any, until: dt.date) -> QuerySet[Milestone]:
    """Milestones of his bodies' open promises without a report, due by ``until``."""
    mine = selectors.visible_to(user).filter(
        within(user, policies.FILE), state=codes.State.REGISTERED, outcome=codes.Outcome.OPEN
    )
    rows = Milestone.objects.filter(
        commitment__in=mine.order_by().values("pk"), report=None, due_on__lte=until
    )
    return rows.select_related("commitment__organisation").order_by("due_on", "id")
