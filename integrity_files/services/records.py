"""A record from the order to rectify over the notice to the statement considered."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import Conflict, Invalid, NotAllowed
from credit_portal.common.templatetags._dates import long_date
from credit_portal.workdays.arithmetic import ONE_DAY
from credit_portal.workflow import services as workflow
from credit_portal.workflow.selectors import deadline_of
from integrity_files import policies as base
from integrity_files import policies_records as policies
from integrity_files import selectors_leads as leads
from integrity_files.codes import LeadState
from integrity_files.codes_records import (
    PENDING,
    Counterparty,
    Domain,
    FileUse,
    RecordState,
    ReportState,
    StatementState,
)
from integrity_files.models import Lead, Record
from integrity_files.services import lead_steps
from integrity_files.services import record_steps as steps
from integrity_files.services.record_files import attach

NOTICE = (
    "title_zh", "domain", "counterparty", "agreement_zh", "amount", "performed_zh", "facts_zh",
    "reasons_zh", "basis_zh",
)  # fmt: skip
HIGHEST = Decimal(10) ** 13


@transaction.atomic
def order_rectification(
    *, actor: User, lead_id: UUID, order: str, expected_version: int | None = None
) -> Record:
    """Order the body of a lead found true to rectify it, within REC-RECTIFY (no. 1103 of 2023).

    `order` says what is to be done, `expected_version` is that of the lead. Raises NotFound,
    NotAllowed, Conflict ("lead_not_true", "record_exists"), Invalid ("words_missing").
    """
    lead = lead_steps.locked(actor, lead_id, base.HANDLE, expected_version)
    policies.require(actor, policies.HANDLE, lead.organisation)
    if lead.state != LeadState.TRUE:
        raise Conflict("lead_not_true", _("Only what was found true is to be rectified."))
    if Record.objects.filter(lead=lead).exists():
        raise Conflict("record_exists", _("Rectification was ordered already."))
    now = clock.now()
    row = Record(
        lead=lead, organisation=lead.organisation, orderer=actor, ordered_on=clock.today(),
        order_zh=steps.words(order, "order", 3000), is_demo=lead.is_demo, created_at=now,
        updated_at=now,
    )  # fmt: skip
    actor = steps.capacity(actor, policies.HANDLE, row)
    row.save(force_insert=True)
    deadline = workflow.start_deadline(
        kind=steps.RECTIFY, case=row, organisation=row.organisation, start_on=clock.today(),
        rule=steps.RECTIFY_RULE,
    )  # fmt: skip
    steps.note(row, "ordered", actor, category=lead.category)
    steps.tell("record_ordered", row, steps.body(row), "ordered",
               due_on=deadline.due_on.isoformat())  # fmt: skip
    return row


def may_be_noticed(row: Record) -> Conflict | None:
    """Why no notice may be served yet; None when it may: time to rectify has certainly passed,
    a rectification was not accepted, or it is blamed on E1–E4, which is always a breach.

    A first report in time is answered before; a further or a late one stands in nobody's way.
    """
    reports = list(row.reports.all())
    refused = any(one.state == ReportState.REFUSED for one in reports)
    if refused or steps.ALWAYS & set(row.lead.excuses):
        return None
    deadline = deadline_of(steps.RECTIFY, row)
    passed = deadline is None or (deadline.due_on < clock.today() and not deadline.provisional)
    bound = deadline.due_on if passed and deadline is not None else clock.today()
    if any(one.state == ReportState.FILED and one.filed_on <= bound for one in reports):
        return Conflict(
            "report_waits", _("The body reports that it has rectified this. Answer that first.")
        )
    if deadline is None or passed:
        return None
    return Conflict(
        "rectification_runs",
        _("The body has time to rectify until %(day)s. A notice can be served from %(next)s on.")
        % {
            "day": long_date(deadline.due_on, with_weekday=False),
            "next": long_date(deadline.due_on + ONE_DAY, with_weekday=False),
        },
    )


@transaction.atomic
def serve_notice(
    *, actor: User, record_id: UUID, notice: dict[str, Any], upload: Any = None,
    expected_version: int | None = None,
) -> Record:  # fmt: skip
    """Serve the notice: facts, reasons, basis, and the right to a statement within REC-STATEMENT.

    `notice` holds the fields of `NOTICE`, as they may later be published: no person is named.
    Raises Conflict ("rectification_runs", "report_waits"), Invalid.
    """
    row = steps.locked(actor, record_id, policies.HANDLE, expected_version)
    actor = steps.capacity(actor, policies.HANDLE, row)
    if row.state == RecordState.RECTIFYING and (barred := may_be_noticed(row)):
        raise barred
    for name, value in checked_notice(notice).items():
        setattr(row, name, value)
    row.server, row.noticed_on = actor, clock.today()
    steps.move(row, "notice", actor, *NOTICE, "server", "noticed_on")
    if upload:
        attach(row, upload, FileUse.NOTICE, actor)
    if not steps.ALWAYS & set(row.lead.excuses):
        workflow.close_missed(steps.RECTIFY, row)
    deadline = workflow.start_deadline(
        kind=steps.STATEMENT, case=row, organisation=row.organisation, start_on=clock.today(),
        rule=steps.STATEMENT_RULE,
    )  # fmt: skip
    steps.note(row, "noticed", actor, domain=row.domain)
    steps.tell("record_notice", row, steps.body(row), "noticed",
               due_on=deadline.due_on.isoformat())  # fmt: skip
    return row


def checked_notice(notice: dict[str, Any]) -> dict[str, Any]:
    """The fields of a notice as they are kept. Raises Invalid naming the field."""
    found = {name: str(notice.get(name) or "").strip() for name in NOTICE if name != "amount"}
    for name in ("title_zh", "facts_zh", "reasons_zh", "basis_zh"):
        found[name] = steps.words(found[name], name)
    if found["domain"] not in Domain.values:
        raise Invalid("domain_unknown", _("Choose a field of activity."), field="domain")
    if found["counterparty"] and found["counterparty"] not in Counterparty.values:
        raise Invalid("counterparty_unknown", _("Choose from the list."), field="counterparty")
    return {**found, "amount": _amount(notice.get("amount"))}


def _amount(given: Any) -> Decimal | None:
    if given in (None, ""):
        return None
    try:
        found = Decimal(given)
    except (InvalidOperation, TypeError, ValueError):
        found = Decimal(-1)
    if not found.is_finite() or not 0 <= found < HIGHEST:
        raise Invalid("amount", _("An amount is not below zero."), field="amount")
    return found.quantize(Decimal("0.01"))


def may_be_heard(row: Record) -> Conflict | None:
    """Why the statement cannot be considered yet; None when it can: it was handed in, or its time
    has certainly passed without one."""
    statement = getattr(row, "statement", None)
    if statement is not None and statement.state == StatementState.FILED:
        return None
    deadline = deadline_of(steps.STATEMENT, row)
    if deadline is None or (deadline.due_on < clock.today() and not deadline.provisional):
        return None
    return Conflict(
        "statement_runs",
        _("The body may make its statement until %(day)s. You can go on from %(next)s on, or as"
          " soon as it is handed in.")
        % {
            "day": long_date(deadline.due_on, with_weekday=False),
            "next": long_date(deadline.due_on + ONE_DAY, with_weekday=False),
        },
    )  # fmt: skip


@transaction.atomic
def consider_statement(
    *, actor: User, record_id: UUID, considered: str, expected_version: int | None = None
) -> Record:
    """Say in words how the statement was considered, or that none came by the day.

    Raises Conflict ("statement_runs"), Invalid ("words_missing").
    """
    row = steps.locked(actor, record_id, policies.HANDLE, expected_version)
    actor = steps.capacity(actor, policies.HANDLE, row)
    if row.state == RecordState.NOTICED and (barred := may_be_heard(row)):
        raise barred
    row.considered_zh = steps.words(considered, "considered")
    row.hearer, row.heard_on = actor, clock.today()
    steps.move(row, "hear", actor, "considered_zh", "hearer", "heard_on")
    workflow.close_missed(steps.STATEMENT, row)
    statement = getattr(row, "statement", None)
    given = statement is not None and statement.state == StatementState.FILED
    steps.note(row, "heard", actor, statement=given)
    return row


@transaction.atomic
def extend_rectification(
    *, actor: User, record_id: UUID, ground: str, expected_version: int | None = None
) -> Record:
    """Give the body the one extension that the rule allows, on grounds said in a few words.

    Raises NotAllowed where it is blamed on what is never a ground, Conflict.
    """
    row = steps.locked(actor, record_id, policies.HANDLE, expected_version)
    actor = steps.capacity(actor, policies.HANDLE, row)
    if row.lead.excuses:
        raise NotAllowed("excused", _("What is blamed on a ground that is none is not extended."))
    workflow.extend(
        steps.RECTIFY, row, ground=steps.words(ground, "ground", 60), actor=actor
    )  # fmt: skip
    steps.save(row)
    steps.note(row, "extended", actor)
    return row


def ground_gone(lead: Lead) -> None:
    """What a record's lead rested on no longer holds: whoever handles and decides it is told, and
    the story says so. People drop or revoke it; time and other cases decide nothing."""
    row = Record.objects.select_for_update(of=("self",)).filter(lead=lead).first()
    if row is None or row.state not in {*PENDING, RecordState.DECIDED}:
        return
    steps.save(row)
    steps.note(row, "ground_gone", SYSTEM)
    told = [*steps.office(row, policies.HANDLE), *steps.office(row, policies.DECIDE)]
    steps.tell("record_ground_gone", row, told, "ground_gone")


def lead_is_open_for_order(user: Any, lead_id: UUID) -> bool:
    """Whether the user may order rectification on a lead now."""
    row = leads.visible_to(user).filter(pk=lead_id, state=LeadState.TRUE, record=None).first()
    return row is not None and policies.may(user, policies.HANDLE, row.organisation)
