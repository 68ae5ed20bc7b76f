"""Reports of rectification by the body, accepted or refused by somebody else of the office."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.errors import Conflict
from credit_portal.workflow import services as workflow
from integrity_files import policies as base
from integrity_files import policies_records as policies
from integrity_files.codes_records import (
    BEFORE_DETERMINATION,
    FileUse,
    RecordState,
    ReportState,
)
from integrity_files.models import Record, RectificationReport
from integrity_files.services import record_publication as publication
from integrity_files.services import record_steps as steps
from integrity_files.services.record_files import attach

OPEN = frozenset({*BEFORE_DETERMINATION, RecordState.DECIDED})
MOST = 3
"""Reports before the notice is served: set by this portal."""


def has_reported_enough(row: Record) -> bool:
    """Whether no further report is taken before the notice (set by this portal)."""
    refused = sum(one.state == ReportState.REFUSED for one in row.reports.all())
    return row.state == RecordState.RECTIFYING and refused >= MOST


@transaction.atomic
def report_rectification(
    *, actor: User, record_id: UUID, text: str, done_on: date | None, upload: Any = None,
    expected_version: int | None = None,
) -> Record:  # fmt: skip
    """The body says what it has done, with evidence; before the notice `MOST` times. Raises
    Conflict ("corrected", "report_waits", "reports_enough"), Invalid ("date_future")."""
    row = steps.locked(actor, record_id, policies.ANSWER, expected_version)
    actor = steps.capacity(actor, policies.ANSWER, row)
    if row.state not in OPEN or row.corrected_on is not None:
        raise Conflict("corrected", _("There is nothing to rectify here any more."))
    if row.reports.filter(state=ReportState.FILED).exists():
        raise Conflict("report_waits", _("Your last report waits for its answer."))
    if has_reported_enough(row):
        raise Conflict(
            "reports_enough",
            _("This was reported %(count)s times and not accepted. You can report again once the"
              " notice was served.") % {"count": MOST},
        )  # fmt: skip
    RectificationReport.objects.create(
        record=row, text_zh=steps.words(text, "text"), done_on=steps.past(done_on, "done_on"),
        filer=actor, filed_on=clock.today(),
    )  # fmt: skip
    if upload:
        attach(row, upload, FileUse.REPORT, actor)
    steps.save(row)
    steps.note(row, "report_filed", actor)
    told = [one for one in steps.office(row, policies.ACCEPT) if one.pk != row.orderer_id]
    steps.tell("record_report_filed", row, told, "report")
    return row


def _answer(
    actor: User, record_id: UUID, expected: int | None, state: ReportState, finding: str
) -> tuple[Record, RectificationReport, Any]:
    row = steps.locked(actor, record_id, policies.ACCEPT, expected)
    base.require_second(actor, row.orderer, row.ordered_on)
    actor = steps.capacity(actor, policies.ACCEPT, row)
    report = row.reports.select_for_update().filter(state=ReportState.FILED).first()
    if report is None:
        raise Conflict("no_report", _("No report of rectification waits for an answer."))
    report.state, report.accepter, report.answered_on = state, actor, clock.today()
    report.answer_zh = steps.words(finding, "finding", 3000)
    report.save()
    return row, report, actor


@transaction.atomic
def accept_rectification(
    *, actor: User, record_id: UUID, finding: str, expected_version: int | None = None
) -> Record:
    """Accept it. Before the determination it ends there without a record, but never where the
    breach is blamed on E1–E4; afterwards the record says that it was corrected.

    Raises NotAllowed ("four_eyes", "own_body"), Conflict ("no_report").
    """
    row, report, actor = _answer(actor, record_id, expected_version, ReportState.ACCEPTED, finding)
    row.corrected_on = report.done_on
    workflow.satisfy(
        steps.RECTIFY, row, at=datetime.combine(report.filed_on, time(12), clock.TZ)
    )  # fmt: skip
    if row.state in BEFORE_DETERMINATION and not steps.ALWAYS & set(row.lead.excuses):
        row.ended_on = clock.today()
        steps.move(row, "settle", actor, "corrected_on", "ended_on")
        workflow.cancel(steps.STATEMENT, row)
        steps.note(row, "settled", actor)
        steps.tell("record_closed", row, steps.body(row), "settled")
        return row
    steps.save(row, "corrected_on")
    steps.note(row, "report_accepted", actor)
    steps.tell("record_report_answered", row, [report.filer], "accepted")
    publication.restate(row, proposer=report.filer, approver=actor)
    return row


@transaction.atomic
def refuse_rectification(
    *, actor: User, record_id: UUID, finding: str, expected_version: int | None = None
) -> Record:
    """Not accepted, with the reasons; the body may report again, and a notice may be served."""
    row, report, actor = _answer(actor, record_id, expected_version, ReportState.REFUSED, finding)
    steps.save(row)
    steps.note(row, "report_refused", actor)
    steps.tell("record_report_answered", row, [report.filer], "refused")
    return row
