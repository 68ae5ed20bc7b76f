"""What the office proposed of determined records, as lines of the work list of who may decide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.common.i18n import localized
from credit_portal.workflow.registry import WorkItem
from integrity_files import policies_records as policies
from integrity_files import selectors_records as selectors
from integrity_files.codes_records import MotionState, RecordState
from integrity_files.services.record_motions import may_decide

LIMIT = 50


def items(user: Any) -> Iterator[WorkItem]:
    """Proposals about records on which he decided nothing, the oldest records first."""
    if not user.organisation_paths(policies.DECIDE):
        return
    rows = selectors.waiting(user, policies.DECIDE, RecordState.DECIDED)
    rows = rows.filter(motions__state=MotionState.PROPOSED)
    for row in rows.prefetch_related("motions__proposer")[:LIMIT]:
        motion = selectors.open_motion(row)
        if motion is not None and may_decide(user, row, motion):
            yield WorkItem(
                title=row.name_zh,
                url=reverse("records:record", args=[row.pk]),
                kind=_("Proposal about a record to decide"),
                due_on=None,
                organisation=localized(row.organisation, "name"),
                reference=row.ref,
            )
