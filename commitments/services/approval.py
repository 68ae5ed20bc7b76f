"""The second person: returns a filing with marks, or approves exactly what he saw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import codes, disclosures, machine, policies, rules, schedule
from commitments.importing.letters import Letter
from commitments.models import Commitment, CommitmentPeriod
from commitments.policies_personal import publication
from commitments.services import bearers, milestone_clocks, old_follow, steps
from commitments.services.publication_of import publish_decided
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.notices.references import ref
from credit_portal.notices.services import acted_by
from credit_portal.publishing import services as publishing
from credit_portal.workflow import services as workflow

BATCH = 50
"""At most so many in one act (``security.md`` S13)."""

DUE = "commitments.due"
PERIOD_REPORT = "commitments.period_report"
NEXT_PERIOD = "commitments.next_period"


@transaction.atomic
def return_for_changes(
    *,
    actor: User,
    commitment_id: UUID,
    reason: str,
    marks: Sequence[tuple[str, str]] = (),
    expected_version: int | None = None,
) -> Commitment:
    """Send a filing back with a reason and marks (field, note). Raises Invalid, Stale, Conflict,
    NotAllowed (also to its authors)."""
    row = steps.locked(actor, commitment_id)
    policies.require_approve(actor, row)
    actor = policies.capacity(actor, policies.APPROVE, row.organisation)
    steps.check_version(row, expected_version)
    steps.move(machine.COMMITMENT, row, "return_", actor)
    remark = steps.say(row, actor, reason, marks)
    steps.note(row, "returned", actor, remark=remark)
    steps.trail(
        "return",
        actor,
        row,
        old=codes.State.SUBMITTED,
        new=row.state,
        reason=reason,
        fields=sorted(field for field, _words in marks),
    )
    steps.tell(
        "commitment_returned",
        row,
        [row.filer],
        f"commitments.returned:{row.pk}:{row.version}",
        **acted_by(actor),
        reason_ref=ref(remark),
    )
    return row


@transaction.atomic
def approve(
    *, actor: User, commitment_id: UUID, doc_sha: str, expected_version: int | None = None
) -> Commitment:
    """Approve the content whose digest is ``doc_sha``: register it, start its deadlines and
    decide its publication, in one transaction.

    ``doc_sha`` is that of ``disclosures.registration_preview``. Raises Conflict
    ("content_changed" when what he saw is no longer what would be published, "due_passed",
    "file_unchecked", "source_changed"), Stale, NotAllowed ("four_eyes").
    """
    row = steps.locked(actor, commitment_id)
    steps.check_version(row, expected_version)
    found = disclosures.facts([row.pk])[0]
    return _register(row, found, actor, doc_sha)


@transaction.atomic
def approve_batch(*, actor: User, items: Sequence[tuple[UUID, str]]) -> list[Commitment]:
    """Approve up to 50 filings (id, digest seen), each by a decision of its own; all or none.

    All of them are locked, in key order, before anything of them is read.
    """
    if len(items) > BATCH:
        raise Invalid("batch_too_large", _("At most 50 commitments are approved in one act."))
    wanted = dict(items)
    rows = [steps.locked(actor, key) for key in sorted(wanted)]
    found = {one.commitment.pk: one for one in disclosures.facts(wanted)}
    return register_all(rows, found, actor, wanted)


def register_all(
    rows: Sequence[Commitment],
    found: Mapping[UUID, disclosures.Facts],
    actor: User,
    wanted: Mapping[UUID, str],
) -> list[Commitment]:
    """Register locked filings with their facts, each if its digest is the wanted one, inside the
    act that decides them; raises as `approve`."""
    return [_register(row, found[row.pk], actor, wanted[row.pk]) for row in rows]


def _register(row: Commitment, found: disclosures.Facts, actor: User, doc_sha: str) -> Commitment:
    # 1. may he, is it waiting, is it what he saw
    policies.require_approve(actor, row)
    actor = policies.capacity(actor, policies.APPROVE, row.organisation)
    today = clock.today()
    steps.check_move(machine.COMMITMENT, row, "approve", actor)
    _require_time_left(row, today)
    bearers.require_agreed(row, actor)
    steps.require_checked(found.evidence)
    _require_as_published(found)
    document = disclosures.registration_of(found, actor, today)
    if publishing.document_sha(document) != doc_sha:
        raise Conflict(
            "content_changed",
            _("What would be published is no longer what you saw. Look at the preview again."),
        )
    # 2. register
    row.approver, row.registered_on = actor, today
    steps.move(machine.COMMITMENT, row, "approve", actor, "approver", "registered_on")
    bearers.registered(row)
    steps.note(row, "registered", actor)
    start_duties(row, schedule.first_periods(row, today), today)
    milestone_clocks.start(row, today)
    old_follow.registered(row, actor)
    # 3. decide the publication, tell the filer
    publish_decided(row, document, row.filer, actor)
    steps.trail("approve", actor, row, old=codes.State.SUBMITTED, new=row.state, doc_sha=doc_sha)
    if not row.is_imported and row.sheet_id is None:  # nobody is told of each of hundreds
        told = "commitment_registered" if publication(row).is_public else "personal_registered"
        steps.tell(told, row, [row.filer], f"commitments.registered:{row.pk}")
    return row


def _require_as_published(found: disclosures.Facts) -> None:
    """Raise Conflict when a row taken over no longer says what its source said."""
    row = found.commitment
    if not row.is_imported:
        return
    others = [post.title_en for post in found.co_posts]
    said = Letter(row.import_number, row.matter_en, row.post.title_en, others)
    if said.sha != row.import_sha:
        raise Conflict("source_changed", _("This is no longer what the published list says."))


def _require_time_left(row: Commitment, today: dt.date) -> None:
    if rules.certainly_passed(row.due_on, row.due_provisional, today):
        raise Conflict(
            "due_passed",
            _("The due date passed while this waited. Return it for a new date."),
        )


def start_duties(row: Commitment, periods: Sequence[CommitmentPeriod], today: dt.date) -> None:
    """Store new measuring periods and start the deadlines of a registered commitment.

    The last period opens its successor on the day it begins.
    """
    if row.due_on is not None:
        _start_due(row, today)
    CommitmentPeriod.objects.bulk_create(periods)
    for period in periods:
        workflow.start_deadline(
            kind=PERIOD_REPORT,
            case=period,
            organisation=row.organisation,
            start_on=period.ends_on,
            unit="working_day",
            count=row.report_within,
        )
    if periods and schedule.following_period(row, periods[-1]) is not None:
        begins = periods[-1].starts_on
        workflow.start_deadline(
            kind=NEXT_PERIOD,
            case=periods[-1],
            organisation=row.organisation,
            start_on=min(today, begins),
            due_on=begins,
        )


def _start_due(row: Commitment, today: dt.date) -> None:
    """The clock of a one-off promise: by its rule, or to the date it states."""
    if not row.due_rule or row.due_start is None:
        workflow.start_deadline(
            kind=DUE,
            case=row,
            organisation=row.organisation,
            start_on=today,
            due_on=row.due_on,
            explanation=row.due_explanation,
        )
        return
    deadline = workflow.start_deadline(
        kind=DUE,
        case=row,
        organisation=row.organisation,
        start_on=row.due_start,
        rule=row.due_rule,
    )
    # what is still provisional here would stay so for ever: only started deadlines are recounted
    if (deadline.due_on, deadline.provisional) != (row.due_on, row.due_provisional):
        raise Conflict(
            "due_moved",
            _(
                "The calendar has changed and with it the due date, or that it is provisional."
                " Return it for a new look."
            ),
        )
