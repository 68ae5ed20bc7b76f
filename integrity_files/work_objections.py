"""Objections and tips that wait for somebody, as lines of his work list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.common.i18n import localized
from credit_portal.workflow.registry import WorkItem
from integrity_files import policies_objections as policies
from integrity_files import selectors_objections as selectors
from integrity_files import selectors_objections_work as work
from integrity_files.codes_objections import ObjectionState, TipState
from integrity_files.listing import Shown, lines
from integrity_files.models import Objection, Tip
from integrity_files.services import objection_steps as steps

S = ObjectionState


def items(user: Any) -> Iterator[WorkItem]:
    """To examine, transfer, verify, propose, decide; papers awaited; appeals; tips."""
    for verb, kind, rows in _wanted(user):
        if user.organisation_paths(verb):
            yield from lines(rows, kind, _shown, steps.RULES)
    if user.organisation_paths(policies.HANDLE):
        tips = selectors.tips_visible_to(user).filter(state=TipState.RECEIVED)
        yield from lines(tips, _("Correction tip to answer"), _shown, steps.RULES)


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


def _shown(row: Any) -> Shown:
    """An objection, or a tip."""
    page = "objections-desk:tip" if isinstance(row, Tip) else "objections-desk:objection"
    title, url = localized(row, "title") or row.ref, reverse(page, args=[row.pk])
    return Shown(title, url, localized(row.organisation, "name"), row.ref)
