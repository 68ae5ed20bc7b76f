"""Consequences that wait for somebody, as lines of his work list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.common import clock
from credit_portal.common.i18n import localized
from credit_portal.workflow.registry import WorkItem
from credit_portal.workflow.selectors import open_by_case
from integrity_files import policies_consequences as policies
from integrity_files import selectors_consequences as selectors
from integrity_files.codes_consequences import ConsequenceState as S
from integrity_files.models import Consequence
from integrity_files.services import consequence_steps as steps

LIMIT = 50


def items(user: Any) -> Iterator[WorkItem]:
    """What the credit office and the owners of duties have to do."""
    for verb, state, barred, kind in (
        (policies.CONFIRM, S.ORDERED, Q(orderer=user), _("Consequence to confirm")),
        (policies.ACCEPT, S.REPORTED, Q(orderer=user) | Q(reporter=user),
         _("Proof to accept")),
        (policies.CARRY, S.RUNNING, Q(pk__in=[]), _("Consequence to carry out")),
    ):  # fmt: skip
        if user.organisation_paths(verb):
            rows = selectors.waiting(user, verb, state).exclude(barred)
            yield from _lines(rows, kind)


def _lines(rows: QuerySet[Consequence], kind: str) -> Iterable[WorkItem]:
    found, today = list(rows[:LIMIT]), clock.today()
    keys = [row.pk for row in found]
    clocks = open_by_case((steps.DUTY,), Consequence._meta.label_lower, keys)
    for row in found:
        deadline = next(iter(clocks.get(row.pk, [])), None)
        yield WorkItem(
            title=f"{row.get_kind_display()} · {row.record.name_zh}",
            url=reverse("consequences:consequence", args=[row.pk]),
            kind=kind,
            due_on=deadline.due_on if deadline else None,
            provisional=bool(deadline and deadline.provisional),
            overdue=bool(deadline and not deadline.provisional and deadline.due_on < today),
            organisation=localized(row.owner, "name"),
            reference=row.record.ref,
        )
