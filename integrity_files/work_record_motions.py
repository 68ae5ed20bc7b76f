"""What the office proposed of determined records, as lines of the work list of who may decide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, QuerySet, Subquery, Value
from django.utils.translation import gettext as _

from credit_portal.common import clock
from credit_portal.workflow.registry import WorkItem
from integrity_files import policies_records as policies
from integrity_files import selectors_records as selectors
from integrity_files.codes_records import MotionState, MotionWay, RecordState, RevokeGround
from integrity_files.listing import due_first, lines, waiting
from integrity_files.models import Record, RecordMotion
from integrity_files.services import record_steps as steps
from integrity_files.work_records import shown


def items(user: Any) -> Iterator[WorkItem]:
    """Proposals about records on which he decided nothing: those on a document by their clock, then
    the rest by the day on which they were made."""
    if not user.organisation_paths(policies.DECIDE):
        return
    rows, kind = _to_decide(user), _("Proposal about a record to decide")
    on_document = RecordMotion.objects.filter(
        pk=OuterRef("motion_id"), ground=RevokeGround.DOCUMENT
    ).exclude(way=MotionWay.SHOW)
    by_clock = due_first(rows.filter(Exists(on_document)), "created_at", "id")
    yield from lines(by_clock, kind, shown, clocks=(steps.REMOVAL,))
    yield from waiting(rows.filter(~Exists(on_document)), kind, shown, lambda row: row.moved_on)


def _to_decide(user: Any) -> QuerySet[Record]:
    """Records with an open proposal that he may decide, the oldest proposals first; the functions
    of the database say what `record_motions.require_new` does."""
    found = RecordMotion.objects.filter(record=OuterRef("pk"), state=MotionState.PROPOSED)
    rows = selectors.waiting(user, policies.DECIDE, RecordState.DECIDED).annotate(
        motion_id=Subquery(found.values("pk")[:1]),
        mover_id=Subquery(found.values("proposer")[:1]),
        moved_on=Subquery(found.values("proposed_on")[:1]),
    )
    today = Value(clock.today())
    mine = Func(Value(user.pk), F("mover_id"), today, F("moved_on"),
                function="accounts_one_side", output_field=BooleanField())  # fmt: skip
    before = Func(Value(user.pk), F("pk"), F("motion_id"), today,
                  function="integrity_files_decided_before",
                  output_field=BooleanField())  # fmt: skip
    rows = rows.filter(motion_id__isnull=False).annotate(is_mine=mine, decided_before=before)
    return rows.filter(is_mine=False, decided_before=False).order_by("moved_on", "id")
