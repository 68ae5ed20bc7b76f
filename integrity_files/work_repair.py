"""Applications for repair that wait for somebody, as lines of his work list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.common.i18n import localized
from credit_portal.workflow.registry import WorkItem
from integrity_files import policies_repair as policies
from integrity_files import selectors_repair as selectors
from integrity_files.codes_repair import RepairState as S
from integrity_files.listing import Shown, lines
from integrity_files.models import Repair
from integrity_files.services import repair_steps as steps


def items(user: Any) -> Iterator[WorkItem]:
    """To accept, to examine, to decide; for the body to confirm, to complete, to file."""
    if user.organisation_paths(policies.HANDLE):
        rows = selectors.waiting(user, policies.HANDLE, S.FILED, S.ACCEPTED)
        yield from _lines(rows.filter(state=S.FILED), _("Repair to accept"))
        yield from _lines(rows.filter(state=S.ACCEPTED), _("Repair to examine"))
        late = selectors.unanswered(user)
        yield from _lines(late, _("Repair to close: its papers did not come"))
    if user.organisation_paths(policies.DECIDE):
        yield from _lines(selectors.to_decide(user), _("Repair to decide"))
    if user.organisation_paths(policies.APPLY):
        rows = selectors.waiting(user, policies.APPLY, S.INCOMPLETE, S.DRAFT)
        yield from _lines(rows.filter(state=S.INCOMPLETE), _("Repair: papers to complete"))
        foreign = selectors.unconfirmed(user)
        yield from _lines(foreign, _("Repair filed in your name: confirm it or take it back"))
        drafts = rows.filter(state=S.DRAFT, record__state="decided", record__repaired_on=None)
        yield from _lines(drafts, _("Repair: draft to file"))


def _lines(rows: QuerySet[Repair], kind: str) -> Iterator[WorkItem]:
    return lines(rows, kind, _shown, steps.KINDS)


def _shown(row: Repair) -> Shown:
    body = localized(row.record.organisation, "name")
    return Shown(row.record.name_zh, address(row), body, row.record.ref)


def address(row: Repair) -> str:
    """Where it is worked on: a draft at its form."""
    if row.state == S.DRAFT:
        return reverse("repair_desk:apply", args=[row.record_id])
    return reverse("repair_desk:repair", args=[row.pk])
