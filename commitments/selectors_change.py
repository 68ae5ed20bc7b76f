"""Every read of lawful changes and of compensation by staff."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from commitments import codes_change as codes
from commitments import policies, selectors
from commitments.models import ChangeStep, Commitment, Compensation, Evidence, LawfulChange
from credit_portal.accounts.models import User
from credit_portal.accounts.scope import within
from credit_portal.common import clock
from credit_portal.common.errors import NotFound


def visible_to(user: Any) -> QuerySet[LawfulChange]:
    """Cases of the promises a member of staff sees; a draft only those of the body itself."""
    seen = Q(commitment__in=selectors.visible_to(user).order_by().values("pk"))
    body = "commitment__organisation"
    own = within(user, policies.FILE, body) | within(user, policies.APPROVE, body)
    rows = LawfulChange.objects.filter(seen & (own | ~Q(state__in=codes.EDITABLE_CHANGE)))
    return rows.select_related(
        "commitment__organisation__parent", "commitment__post", "commitment__filer", "filer",
        "successor__organisation", "successor__post", "superior", "decider",
    ).order_by("-created_at", "-id")  # fmt: skip


def case(user: Any, change_id: UUID | str) -> LawfulChange:
    """One visible case with its steps and files. Raises NotFound."""
    rows = visible_to(user).prefetch_related(
        Prefetch("steps", ChangeStep.objects.select_related("evidence").order_by("done_on", "id")),
        Prefetch("evidence", Evidence.objects.select_related("file").order_by("added_at", "id")),
    )
    found = rows.filter(pk=selectors.key(change_id)).first()
    if found is None:
        raise NotFound("not_found", selectors.NOT_THERE)
    return found


def of_commitment(user: Any, commitment: Commitment) -> list[LawfulChange]:
    """Cases of one promise that the user sees, the newest first."""
    return list(visible_to(user).filter(commitment=commitment))


def live_of(commitment: Commitment) -> LawfulChange | None:
    """The case of a promise that is not finished, whoever asks."""
    rows = LawfulChange.objects.filter(commitment=commitment, state__in=codes.LIVE_CHANGE)
    return rows.first()


def to_decide(user: Any) -> QuerySet[LawfulChange]:
    """Submitted cases that lie before a body the user approves for; oldest first. Whether he may
    decide on each is for ``policies_change.may_decide``."""
    body = "commitment__organisation"
    above = within(user, policies.APPROVE, f"{body}__parent")
    root = within(user, policies.CONFIRM, body) & Q(commitment__organisation__parent=None)
    rows = visible_to(user).filter(above | root, state=codes.ChangeState.SUBMITTED)
    return rows.order_by("submitted_at", "id")


def mine(user: User) -> QuerySet[LawfulChange]:
    """Drafts and returned cases that the user wrote."""
    rows = visible_to(user).filter(state__in=codes.EDITABLE_CHANGE)
    return rows.filter(Q(filer=user) | Q(authors__contains=[user.pk])).order_by("-updated_at")


def owed(user: Any, until: dt.date | None = None) -> QuerySet[Compensation]:
    """Compensation that bodies of the user still have to pay, the earliest first."""
    scope = within(user, policies.FILE, "commitment__organisation")
    rows = Compensation.objects.filter(scope, paid_on=None)
    if until is not None:
        rows = rows.filter(due_on__lte=until)
    return rows.select_related("commitment__organisation").order_by("due_on", "id")


def compensation_of(commitment: Commitment) -> Compensation | None:
    """The compensation that is or was owed for a promise."""
    return Compensation.objects.filter(commitment=commitment).first()


def is_overdue(row: Compensation) -> bool:
    """Whether its last day has passed unpaid."""
    return row.paid_on is None and row.due_on < clock.today()
