"""Objections and tips that wait for somebody, as lines of his work list."""

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
from integrity_files import policies_objections as policies
from integrity_files import selectors_objections as selectors
from integrity_files import selectors_objections_work as work
from integrity_files.codes_objections import ObjectionState, TipState
from integrity_files.models import Objection

LIMIT = 50
S = ObjectionState


def items(user: Any) -> Iterator[WorkItem]:
    """To examine, transfer, verify, propose, decide; papers awaited; appeals; tips."""
    for verb, kind, rows in _wanted(user):
        if user.organisation_paths(verb):
            yield from _lines(list(rows[:LIMIT]), kind)
    if user.organisation_paths(policies.HANDLE):
        tips = selectors.tips_visible_to(user).filter(state=TipState.RECEIVED)[:LIMIT]
        yield from _lines(list(tips), _("Correction tip to answer"), "objections-desk:tip")


def _wanted(user: Any) -> list[tuple[str, str, QuerySet[Objection]]]:
    handle, decide = policies.HANDLE, policies.DECIDE

    def handled(*states: str) -> QuerySet[Objection]:
        return selectors.waiting(user, handle, *states)

    return [
        (handle, _("Objection to examine"), handled(S.RECEIVED)),
        (handle, _("Objection: papers awaited from the objector"), handled(S.INCOMPLETE)),
        (handle, _("Objection to transfer or verify"), handled(S.ACCEPTED, S.TRANSFERRED)),
        (handle, _("Objection to decide, proposal due"), handled(S.VERIFIED)),
        (decide, _("Decision on an objection"), work.to_decide(user)),
        (handle, _("Appeal to handle"), work.appeals(user)),
        (decide, _("Decision on an appeal"), work.appeals_to_decide(user)),
    ]


def _lines(
    rows: list[Any], kind: str, page: str = "objections-desk:objection"
) -> Iterator[WorkItem]:
    if not rows:
        return
    today = clock.today()
    clocks = Deadline.objects.filter(
        case_type=rows[0]._meta.label_lower, case_id__in=[row.pk for row in rows], outcome=""
    )
    due = {one.case_id: one for one in clocks}
    for row in rows:
        deadline = due.get(row.pk)
        yield WorkItem(
            title=localized(row, "title") or row.ref,
            url=reverse(page, args=[row.pk]),
            kind=kind,
            due_on=deadline.due_on if deadline else None,
            provisional=bool(deadline and deadline.provisional),
            overdue=bool(deadline and not deadline.provisional and deadline.due_on < today),
            organisation=localized(row.organisation, "name"),
            reference=row.ref,
        )
