"""Every read of deadlines, and the work list."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Model, QuerySet

from credit_portal.workflow import registry
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import WorkItem

FIRST_DUE = """
select due_on, suspended_on from workflow_deadline
 where case_type = %s and case_id = %s and outcome = '' and kind = any(%s)
 order by due_on limit 1"""


def my_work(user: Any) -> list[WorkItem]:
    """What waits for a user: what he has taken over before everything else; then what is due first
    comes first, what has no date comes last."""
    items = [item for provider in registry.work_providers() for item in provider(user)]
    return sorted(
        items, key=lambda item: (not item.taken_over, item.due_on or date.max, item.title)
    )


def deadlines_of(case: Model) -> QuerySet[Deadline]:
    """Every deadline of a case, the newest first."""
    return (
        Deadline.objects.filter(case_type=case._meta.label_lower, case_id=case.pk)
        .select_related("rule")
        .prefetch_related("pauses", "extensions")
        .order_by("-created_at", "-id")
    )


def deadline_of(kind: str, case: Model) -> Deadline | None:
    """The open deadline of a kind for a case, else the last closed one, else None."""
    rows = list(deadlines_of(case).filter(kind=kind)[:20])
    return next((row for row in rows if row.is_open), rows[0] if rows else None)


def first_due(case: Model, kinds: Sequence[str]) -> tuple[date, date | None] | None:
    """The due day of the open clock among these kinds that ends first, and the day since which it
    stands still; None when none is open."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST_DUE, [case._meta.label_lower, case.pk, list(kinds)])
        found: tuple[date, date | None] | None = cursor.fetchone()
    return found


def told(deadline: Deadline) -> dict[str, str]:
    """What a message says of a deadline: the day, and the sentence that explains it."""
    found = deadline.explanation
    return {"due_on": deadline.due_on.isoformat(), "why_zh": str(found.get("sentence_zh", "")),
            "why_en": str(found.get("sentence_en", ""))}  # fmt: skip


def open_by_case(
    kinds: Iterable[str], case_type: str, case_ids: Iterable[UUID]
) -> dict[UUID, list[Deadline]]:
    """Open deadlines of many cases in one query, by case, the earliest first and those that stand
    still last (for lists)."""
    rows = Deadline.objects.filter(
        kind__in=list(kinds), case_type=case_type.lower(), case_id__in=list(case_ids), outcome=""
    ).select_related("rule")
    found: dict[UUID, list[Deadline]] = {}
    for row in rows.order_by(F("suspended_on").asc(nulls_first=True), "due_on", "id"):
        found.setdefault(row.case_id, []).append(row)
    return found
