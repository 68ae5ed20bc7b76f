"""Objections and tips that wait for somebody, as lines of his work list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.common import clock
from credit_portal.common.i18n import localized
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import WorkItem
from integrity_files import policies_objections as policies
from integrity_files import selectors_objections as selectors
from integrity_files.codes_objections import ObjectionState, TipState
from integrity_files.models import Objection

LIMIT = 50
S = ObjectionState
Fits = Callable[[Any, Objection], bool]


def items(user: Any) -> Iterator[WorkItem]:
    """To examine, transfer, verify, propose, decide; appeals; tips."""
    for verb, kind, states, fits in _wanted():
        if user.organisation_paths(verb):
            rows = selectors.waiting(user, verb, *states)[:LIMIT]
            yield from _lines([row for row in rows if fits(user, row)], kind)
    if user.organisation_paths(policies.HANDLE):
        tips = selectors.tips_visible_to(user).filter(state=TipState.RECEIVED)[:LIMIT]
        yield from _lines(list(tips), _("Correction tip to answer"), "objections-desk:tip")


def _wanted() -> list[tuple[str, str, tuple[str, ...], Fits]]:
    handle, decide = policies.HANDLE, policies.DECIDE
    return [
        (handle, _("Objection to examine"), (S.RECEIVED,), _anybody),
        (handle, _("Objection to transfer or verify"), (S.ACCEPTED, S.TRANSFERRED), _anybody),
        (handle, _("Objection to decide, proposal due"), (S.VERIFIED,), _anybody),
        (decide, _("Decision on an objection"), (S.PROPOSED,), _second),
        (handle, _("Appeal to handle"), (S.APPEALED,), _new),
        (decide, _("Decision on an appeal"), (S.APPEAL_PROPOSED,), _new_second),
    ]


def _anybody(user: Any, row: Objection) -> bool:
    return True


def _second(user: Any, row: Objection) -> bool:
    return policies.lets(policies.require_decider, user, row)


def _new(user: Any, row: Objection) -> bool:
    return policies.lets(policies.require_appeal, user, row)


def _new_second(user: Any, row: Objection) -> bool:
    return policies.lets(policies.require_appeal, user, row, second=True)


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
