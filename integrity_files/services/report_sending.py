"""Sending batches by the service: claim, speak, settle.

1. Claim: a batch that is due gets its next attempt a lease ahead, in a transaction of its own.
2. Speak: nothing is locked meanwhile.
3. Settle: each answered line once, the attempt as a row, the next one after a growing wait.

A process that dies between speaking and settling leaves the batch to be sent again after the
lease, by the same number and key: the platform answers what it has taken as taken. What became
outdated on its way is not sent again (`set_aside`).
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from credit_portal.accounts.selectors import holders_anywhere
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM
from credit_portal.common.db import lock
from credit_portal.notices.services import notify
from credit_portal.workflow import moves
from integrity_files import machine_reporting as machine
from integrity_files import policies_reporting as policies
from integrity_files import selectors_reporting as selectors
from integrity_files.codes_reporting import Channel, ReportState
from integrity_files.models import ReportAttempt, ReportBatch
from integrity_files.reporting import messages, service
from integrity_files.reporting.service import Result, Unanswered
from integrity_files.services.report_batches import answer_line, make_for_service, put_back
from integrity_files.services.report_items import gather_reports

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)
#: Then every six hours, until it is answered: nothing is given up.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360))


def send_reports() -> int:
    """One round: look at records, set aside what is outdated, make batches, send what is due, tell
    who has to know.
    Answers how many batches were spoken of."""
    gather_reports()
    set_aside()
    for channel in Channel:
        make_for_service(channel)
    spoken = 0
    while (batch := claim()) is not None:
        send(batch)
        spoken += 1
    alarm()
    return spoken


@transaction.atomic
def set_aside() -> int:
    """Batches on their way that hold a record which was revoked, repaired or hidden meanwhile, or
    is over: put back, to be made anew, where nothing of them can have arrived; else they are
    stopped and the credit office, which asks the platform, is told. Answers how many."""
    found = list(selectors.outdated().select_for_update(skip_locked=True))
    for row in found:
        if _never_left(row):
            put_back(row, machine.SERVICE, SYSTEM)
        else:
            _stop(row)
    return len(found)


def _never_left(row: ReportBatch) -> bool:
    """Whether each attempt is known to have reached nobody; of one that runs nothing is known."""
    outcomes = list(row.tries.values_list("outcome", flat=True))
    return len(outcomes) == row.attempts and set(outcomes) <= service.NEVER_REACHED


def _stop(row: ReportBatch) -> None:
    moves.move(machine.SERVICE, row, "stop", actor=SYSTEM)
    audit.record(
        "integrity_files.report_stopped", actor=SYSTEM, target=row,
        new={"state": row.state, "batch": row.name, "rows": row.size},
    )  # fmt: skip
    _tell_office(row, "report_stopped", "stopped")


def _tell_office(row: ReportBatch, template: str, key: str, **more: str) -> None:
    notify(
        recipients=holders_anywhere(policies.PREPARE),
        template=template,
        context={"title_zh": row.name, "title_en": row.name,
                 "url": f"/staff/reporting/{row.pk}/", **more},
        dedupe_key=f"integrity_files.report:{key}:{row.pk}:{row.attempts}",
    )  # fmt: skip


@transaction.atomic
def claim() -> ReportBatch | None:
    """Take a batch that is due and holds nothing outdated; it counts an attempt. None when none
    is."""
    now = clock.now()
    due = ReportBatch.objects.filter(state=ReportState.SENDING, next_attempt_at__lte=now)
    due = due.exclude(pk__in=selectors.outdated().values("pk"))
    row = due.select_for_update(skip_locked=True).order_by("next_attempt_at", "serial").first()
    if row is None:
        return None
    row.attempts += 1
    row.next_attempt_at, row.updated_at = now + LEASE, now
    row.save(update_fields=["attempts", "next_attempt_at", "updated_at"])
    return row


def send(batch: ReportBatch) -> None:
    """Speak once to the platform and settle what it said."""
    body = messages.body_of(batch, selectors.lines(batch))
    try:
        results = service.post(
            channel=batch.channel, number=batch.name, key=str(batch.pk), body=body
        )
    except Unanswered as error:
        logger.warning("batch %s was not answered: %s", batch.name, error.code)
        fail(batch, error)
    else:
        settle(batch, results)


@transaction.atomic
def settle(batch: ReportBatch, results: list[Result]) -> None:
    """Write what was answered, each line once; a batch with open lines is sent again."""
    row = lock(ReportBatch, batch.pk)
    said = {result.key: result for result in reversed(results)}
    pending = [line for line in selectors.lines(row) if not line.answer]
    found = [line for line in pending if line.item.key in said]
    for line in found:
        answer_line(line, said[line.item.key])
    if row.state != ReportState.SENDING:
        return
    done = len(found) == len(pending)
    row.last_error = "" if done else "incomplete"
    row.away_since = None if found else row.away_since or clock.now()
    if found:
        row.alarmed_at = None
    if not done:
        row.next_attempt_at = clock.now() + wait(row.attempts)
    _attempt(batch, "answered" if done else "incomplete", len(found), None if done else row)
    _save(row)
    if done:
        _finish(row)


def _finish(row: ReportBatch) -> None:
    row.answered_on = clock.today()
    moves.move(machine.SERVICE, row, "settle", actor=SYSTEM, also=("answered_on",))
    audit.record(
        "integrity_files.report_answered", actor=SYSTEM, target=row,
        new={"state": row.state, "batch": row.name, "rows": row.size},
    )  # fmt: skip


@transaction.atomic
def fail(batch: ReportBatch, error: Unanswered) -> None:
    """Write the attempt and when the next one is; nothing when another has the batch meanwhile."""
    row = lock(ReportBatch, batch.pk)
    if row.state != ReportState.SENDING or row.attempts != batch.attempts:
        return
    row.last_error = error.code
    row.away_since = row.away_since or clock.now()
    row.next_attempt_at = clock.now() + wait(row.attempts)
    _attempt(batch, error.code, 0, row)
    _save(row)


def wait(attempts: int) -> timedelta:
    """How long to wait after so many attempts."""
    return WAITS[min(attempts, len(WAITS)) - 1]


def _attempt(batch: ReportBatch, outcome: str, answered: int, row: ReportBatch | None) -> None:
    next_at: datetime | None = row.next_attempt_at if row is not None else None
    ReportAttempt.objects.create(
        batch=batch, number=batch.attempts, at=clock.now(), outcome=outcome, answered=answered,
        next_at=next_at,
    )  # fmt: skip


def _save(row: ReportBatch) -> None:
    row.updated_at = clock.now()
    row.save(
        update_fields=["last_error", "away_since", "alarmed_at", "next_attempt_at", "updated_at"]
    )


@transaction.atomic
def alarm() -> int:
    """Tell the credit office of batches that nobody answered for REPORTING_ALARM_HOURS; once a
    batch and outage."""
    since = clock.now() - timedelta(hours=settings.REPORTING["alarm_hours"])
    rows = ReportBatch.objects.select_for_update(skip_locked=True).filter(
        state=ReportState.SENDING, away_since__lte=since, alarmed_at=None
    )
    found = list(rows)
    for row in found:
        row.alarmed_at = clock.now()
        _save(row)
        at = row.away_since.isoformat() if row.away_since else ""
        _tell_office(row, "report_unreachable", "away", at=at)
    return len(found)
