"""After a calendar was loaded: every open deadline it touches is counted anew, in batches.

One batch is one transaction: cases and deadlines locked, counted, written, lines of the report,
place in the report (`cursor`), commit. Killed anywhere it goes on where it had come to; two
workers wait for each other on the report's row. A deadline whose handler fails is noted in
`failed`, passed over, and tried again at every beat. Then those concerned are told, once each.
"""

import logging
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from credit_portal.common import acts, clock
from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.common.db import lock
from credit_portal.workdays import selectors as workdays
from credit_portal.workflow import recompute, recount_notices
from credit_portal.workflow.models import CalendarReport, MovedDate
from credit_portal.workflow.recompute import Batch, Told

logger = logging.getLogger(__name__)
CHUNK = 2000
#: Changed days named for one deadline; more than any period has holidays.
NAMED_DAYS = 60
BEGINNING = UUID(int=0)


def unfinished() -> list[UUID]:
    """Reports whose deadlines are not all counted, or with some that failed; oldest first."""
    rows = CalendarReport.objects.filter(Q(finished_at=None) | ~Q(failed=[]))
    return list(rows.order_by("started_at").values_list("pk", flat=True))


def is_running() -> bool:
    """Whether deadlines are still to be counted by the present calendar."""
    return CalendarReport.objects.filter(finished_at=None).exists()


def run_unfinished(*, chunk: int = CHUNK) -> int:
    """Count what is left of every report, each batch in its own transaction; how many batches."""
    batches = 0
    for report_id in unfinished():
        while _run(report_id, chunk):
            batches += 1
        acts.run(retry_failed, actor=SYSTEM, report_id=report_id, answer=lambda _value: {})
    return batches


def _run(report_id: UUID, chunk: int) -> bool:
    """One batch; when a handler fails, smaller ones, until the bad row is passed over alone."""
    size = chunk
    while True:
        try:
            done = acts.run(step, actor=SYSTEM, report_id=report_id, size=size,
                            answer=lambda _value: {})  # fmt: skip
            return bool(done.value)
        except Exception:
            if size == 1:
                logger.exception("a deadline could not be counted anew (report %s)", report_id)
                acts.run(pass_over, actor=SYSTEM, report_id=report_id, answer=lambda _value: {})
                return True
            size = max(size // 20, 1)


@transaction.atomic
def step(*, actor: Actor, report_id: UUID, size: int = CHUNK) -> bool:
    """Count one batch of a report; False when nothing was left, and all have been told."""
    report = lock(CalendarReport, report_id)
    if report.finished_at is not None:
        return False
    found = _next(report, size)
    if not found:
        _finish(report)
        return False
    kinds: dict[str, list[UUID]] = {}
    for key, kind in found:
        kinds.setdefault(kind, []).append(key)
    recompute.lock_cases(kinds)
    batch = recompute.recount([key for key, _kind in found], workdays.calendar(), report.pk)
    _note(report, batch)
    report.cursor = found[-1][0]
    report.save(update_fields=["cursor", "counted", "moved", "confirmed", "kept"])
    return True


def _next(report: CalendarReport, size: int) -> list[tuple[UUID, str]]:
    rows = recompute.touched(report.first_day, report.last_day)
    rows = rows.filter(pk__gt=report.cursor or BEGINNING).order_by("pk")
    return list(rows.values_list("pk", "kind")[:size])


@transaction.atomic
def pass_over(*, actor: Actor, report_id: UUID) -> None:
    """Note the next deadline as failed and go on behind it."""
    report = lock(CalendarReport, report_id)
    if found := _next(report, 1):
        report.cursor = found[0][0]
        report.failed = [*report.failed, str(report.cursor)]
        report.save(update_fields=["cursor", "failed"])


@transaction.atomic
def retry_failed(*, actor: Actor, report_id: UUID) -> None:
    """Try each failed deadline again; those that go through leave the list."""
    report = lock(CalendarReport, report_id)
    left = []
    for key in report.failed:
        try:
            with transaction.atomic():
                _note(report, recompute.recount([UUID(key)], workdays.calendar(), report.pk))
        except Exception:
            logger.exception("deadline %s could not be counted anew", key)
            left.append(key)
    if left != report.failed:
        report.failed = left
        report.save(update_fields=["failed", "counted", "moved", "confirmed", "kept"])


def all_at_once(report: CalendarReport) -> CalendarReport:
    """Count everything in the caller's transaction (the command line; a failure undoes all)."""
    kinds: dict[str, list[UUID]] = {}
    rows = recompute.touched(report.first_day, report.last_day).order_by("pk")
    for key, kind in rows.values_list("pk", "kind"):
        kinds.setdefault(kind, []).append(key)
    recompute.lock_cases(kinds)
    while step(actor=SYSTEM, report_id=report.pk):
        pass
    report.refresh_from_db()
    return report


def _note(report: CalendarReport, batch: Batch) -> None:
    shifted = [date.fromisoformat(day) for day in report.shifted]
    MovedDate.objects.bulk_create(
        [_line(report, told, shifted) for told in batch.told], batch_size=1000
    )
    report.counted += batch.counted
    report.moved += sum(told.moved for told in batch.told)
    report.confirmed += sum(told.confirmed for told in batch.told)
    report.kept += sum(told.kept for told in batch.told)


def _line(report: CalendarReport, told: Told, shifted: Sequence[date]) -> MovedDate:
    deadline, end = told.deadline, max(told.old_due_on, told.due_on)
    because = [day.isoformat() for day in shifted if deadline.start_on < day <= end]
    return MovedDate(
        report=report, deadline=deadline, organisation_id=deadline.organisation_id,
        kind=deadline.kind, case_type=deadline.case_type, case_id=deadline.case_id,
        start_on=deadline.start_on, old_due_on=told.old_due_on, due_on=told.due_on,
        was_provisional=told.was_provisional, provisional=told.provisional, kept=told.kept,
        because=because[:NAMED_DAYS] if told.due_on != told.old_due_on else [],
    )  # fmt: skip


def _finish(report: CalendarReport) -> None:
    recount_notices.tell(report)
    report.finished_at = clock.now()
    report.save(update_fields=["finished_at"])
