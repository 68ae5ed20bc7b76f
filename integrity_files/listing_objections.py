"""The list of objections: what narrows it, and what is due first."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import F, OuterRef, QuerySet, Subquery

from credit_portal.publishing import references
from credit_portal.workflow.models import Deadline
from integrity_files.codes_objections import Ground, ObjectionState
from integrity_files.models import Objection


def narrowed(rows: QuerySet[Objection], chosen: Mapping[str, str]) -> QuerySet[Objection]:
    """Those in a state, on a ground, to a record; what is no such code narrows nothing."""
    if chosen["state"] in ObjectionState.values:
        rows = rows.filter(state=chosen["state"])
    if chosen["ground"] in Ground.values:
        rows = rows.filter(ground=chosen["ground"])
    if chosen["record"]:
        rows = rows.filter(ref=references.normalise(chosen["record"]))
    return rows


def due_first(rows: QuerySet[Objection]) -> QuerySet[Objection]:
    """With the day by which the next step is due, the earliest first, those without one last."""
    clocks = Deadline.objects.filter(
        case_type=Objection._meta.label_lower, case_id=OuterRef("pk"), outcome=""
    ).order_by("due_on")
    rows = rows.annotate(
        due_on=Subquery(clocks.values("due_on")[:1]),
        stopped_on=Subquery(clocks.values("suspended_on")[:1]),
    )
    return rows.order_by(F("due_on").asc(nulls_last=True), "-filed_on", "id")
