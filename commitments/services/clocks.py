"""Extending a due date and stopping its clock: the body asks, its superior decides, time ends it.

The clock of a promise never begins anew; every move of its due date is one of these acts (or a
loaded calendar), is published with its ground, and stands in the explained date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import clock_previews, codes, disclosures, machine, policies, policies_clocks
from commitments import codes_clocks as clock_codes
from commitments.models import ClockRequest, Commitment
from commitments.services import drafts, steps
from commitments.services.approval import DUE
from commitments.services.performance import Attachment, attach
from commitments.services.publication_of import publish_decided
from commitments.services.status import publish_status
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import nearest_holders_of
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotFound
from credit_portal.notices.references import ref
from credit_portal.notices.services import acted_by
from credit_portal.publishing import services as publishing
from credit_portal.workdays import selectors as workdays
from credit_portal.workflow import moves
from credit_portal.workflow import services as workflow
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import CaseName
from credit_portal.workflow.selectors import deadline_of

STOP_CAP = "commitments.stop_cap"
LONGEST_STOP = "COM-STOP"
ALL_STOPS = "COM-STOP-TOTAL"
"""Rules that hold how long one stop may last, and all of one promise (calendar days)."""

DECIDED = ("decider", "decided_title", "decided_title_en", "decided_at", "decided_on")
DUE_FIELDS = ("due_on", "due_provisional", "due_explanation", "due_stopped_on")


@transaction.atomic
def ask_extension(
    *, actor: User, commitment_id: UUID, ground: str, reason: str, count: int | None = None,
    organ: str = "", number: str = "", dated_on: dt.date | None = None,
    evidence: Sequence[Attachment] = (),
) -> ClockRequest:  # fmt: skip
    """Ask the superior body for a longer period, before the due date has passed.

    ``count`` in the unit of the rule, at most what it allows (all of it when left out). Raises
    Conflict ("needs_lawful_change" for a date that the promise states, "not_extendable",
    "extended_enough", "extension_too_long", "due_passed", "being_verified"), Invalid, NotAllowed.
    """
    row, deadline = _movable(actor, commitment_id)
    if not deadline.unit or deadline.rule is None:
        raise Conflict(
            "needs_lawful_change",
            _(
                "The promise itself states its date, so no rule lengthens it; another date takes"
                " the procedure of a lawful change."
            ),
        )
    rule = deadline.rule
    workflow.preview(DUE, row, count=count)
    row_count = count or rule.extendable_count
    return _ask(row, actor, deadline, reason, evidence, act=clock_codes.ClockAct.EXTEND,
                ground=ground, organ=organ, number=number, dated_on=dated_on,
                unit=rule.extendable_unit, count=row_count)  # fmt: skip


@transaction.atomic
def ask_stop(
    *, actor: User, commitment_id: UUID, ground: str, reason: str, organ: str = "",
    number: str = "", dated_on: dt.date | None = None, evidence: Sequence[Attachment] = (),
) -> ClockRequest:  # fmt: skip
    """Ask the superior body to let the clock stand still from today on, on a listed ground.

    Raises Conflict ("deadline_stopped", "stops_used_up", "due_passed", "being_verified"),
    Invalid, NotAllowed.
    """
    row, deadline = _movable(actor, commitment_id)
    if deadline.suspended_on is not None:
        raise Conflict("deadline_stopped", _("The clock stands still already."))
    days_left(row, clock.today())
    return _ask(row, actor, deadline, reason, evidence, act=clock_codes.ClockAct.STOP,
                ground=ground, organ=organ, number=number, dated_on=dated_on)  # fmt: skip


def days_left(row: Commitment, today: dt.date) -> int:
    """For how many calendar days the clock may still stand still at once. Raises Conflict
    ("stops_used_up") when nothing is left."""
    past = row.clock_requests.filter(resumed_on__isnull=False)
    used = sum((one.resumed_on - one.on).days for one in past if one.resumed_on)
    left = workdays.rule_on(ALL_STOPS, today).count - used
    if left < 1:
        raise Conflict(
            "stops_used_up", _("The clock has stood still for as long as is allowed in all.")
        )
    return min(left, workdays.rule_on(LONGEST_STOP, today).count)


def _movable(actor: User, commitment_id: UUID) -> tuple[Commitment, Deadline]:
    """The locked promise and its running clock, if the body may ask for anything."""
    row = steps.locked(actor, commitment_id)
    policies.require(actor, policies.FILE, row.organisation)
    policies.require_own_tree(row.organisation)
    deadline = _running(row)
    if row.clock_requests.filter(state=clock_codes.ClockState.REQUESTED).exists():
        raise Conflict("already_asked", _("The superior body has not decided the last request."))
    return row, deadline


def _running(row: Commitment) -> Deadline:
    """The running clock of a promise that is neither over nor under verification."""
    open_one_off = row.state == codes.State.REGISTERED and row.outcome == codes.Outcome.OPEN
    deadline = deadline_of(DUE, row) if open_one_off and not row.is_standing else None
    if deadline is None or not deadline.is_open:
        raise Conflict("no_clock", _("No due date of this promise is running."))
    over = deadline.overdue_at is not None or (
        deadline.suspended_on is None and clock.today() > deadline.due_on
    )
    if over:
        raise Conflict("due_passed", _("The due date has passed; it is not moved any more."))
    if row.verifications.filter(state__in=codes.LIVE_VERIFICATION).exists():
        raise Conflict("being_verified", _("The promise is being verified."))
    return deadline


def _ask(
    row: Commitment, actor: User, deadline: Deadline, reason: str,
    evidence: Sequence[Attachment], **given: Any,
) -> ClockRequest:  # fmt: skip
    """Store the request, tell those who decide."""
    actor = policies.capacity(actor, policies.FILE, row.organisation)
    _check(given)
    remark = steps.say(row, actor, reason)
    made = attach(row, actor, list(evidence)[:1])
    request = ClockRequest(
        commitment=row, remark=remark, evidence=made[0] if made else None, requester=actor,
        requested_at=clock.now(), on=clock.today(), old_due_on=deadline.due_on, **given,
    )  # fmt: skip
    drafts.check_fields(request, "organ", "number", "dated_on", "ground")
    request.save(force_insert=True)
    steps.note(row, f"{request.act}_asked", actor, remark=remark, ground=request.ground)
    steps.trail(f"ask_{request.act}", actor, row, reason=reason, request=str(request.pk))
    _touch(row, ())
    deciders = nearest_holders_of(
        policies_clocks.MOVE_DUE, policies_clocks.deciding_body(row.organisation)
    )
    told = [one for one in deciders if policies_clocks.may_decide(one, request)]
    key = f"commitments.clock_asked:{request.pk}"
    steps.tell("due_change_asked", row, told, key, **acted_by(actor))
    return request


def _check(given: dict[str, Any]) -> None:
    """Raise Invalid for a ground that is not listed, or one without the document it needs."""
    extending = given["act"] == clock_codes.ClockAct.EXTEND
    listed = clock_codes.EXTENSION_GROUNDS if extending else clock_codes.STOP_GROUNDS
    if given["ground"] not in listed:
        raise Invalid("ground_unknown", _("Choose one of the listed grounds."), field="ground")
    for name in ("organ", "number"):
        given[name] = given[name].strip()
    for name in ("organ", "number", "dated_on"):
        if given["ground"] in clock_codes.DOCUMENTED and not given[name]:
            raise Invalid(
                "document_missing",
                _("This ground needs its document: issuing organ, number and date."),
                field=name,
            )
    if given["dated_on"] and given["dated_on"] > clock.today():
        raise Invalid("document_in_future", _("This day lies in the future."), field="dated_on")


def _waiting(row: Commitment) -> ClockRequest:
    """The request that waits, locked. Raises NotFound."""
    rows = ClockRequest.objects.filter(commitment=row, state=clock_codes.ClockState.REQUESTED)
    found = rows.values_list("pk", flat=True).first()
    if found is None:
        raise NotFound("no_request", _("No request waits for a decision."))
    request = lock(ClockRequest.objects.select_related("requester"), found)
    request.commitment = row
    return request


@transaction.atomic
def approve_due_change(*, actor: User, commitment_id: UUID, doc_sha: str) -> Commitment:
    """The superior body grants the request: the due date is extended, or its clock stops.

    ``doc_sha`` is that of ``clock_previews.preview``: exactly what was seen is published.
    Raises Conflict ("content_changed", "due_passed", "being_verified"), NotAllowed
    ("superior_decides", "four_eyes").
    """
    row = steps.locked(actor, commitment_id)
    request, today = _waiting(row), clock.today()
    policies_clocks.require_decide(actor, request)
    body = policies_clocks.deciding_body(row.organisation)
    actor = policies.capacity(actor, policies_clocks.MOVE_DUE, body)
    moves.check(machine.CLOCK, request, "approve", actor=actor, organisation=body)
    _running(row)
    steps.require_clean(request.evidence.file if request.evidence else None)
    found = disclosures.facts([row.pk])[0]
    document = clock_previews.decided(found, request.pk, actor, today)
    if publishing.document_sha(document) != doc_sha:
        raise Conflict(
            "content_changed",
            _("What would be published is no longer what you saw. Look at the preview again."),
        )
    _apply(row, request, actor, today)
    publish_decided(row, document, request.requester, actor)
    key = f"commitments.clock_decided:{request.pk}"
    told = [request.requester, row.filer]
    steps.tell("due_change_approved", row, dict.fromkeys(told), key, **acted_by(actor))
    return row


def _apply(row: Commitment, request: ClockRequest, actor: User, today: dt.date) -> None:
    """Move the clock and write everything that says so."""
    extending = request.act == clock_codes.ClockAct.EXTEND
    if extending:
        deadline = workflow.extend(DUE, row, ground=request.ground, actor=actor,
                                   unit=request.unit, count=request.count)  # fmt: skip
        request.new_due_on = deadline.due_on
    else:
        request.ends_by = request.on + dt.timedelta(days=days_left(row, today))
        deadline = workflow.suspend(DUE, row, ground=request.ground, actor=actor, on=request.on)
        workflow.start_deadline(kind=STOP_CAP, case=request, organisation=row.organisation,
                                start_on=request.on, due_on=request.ends_by)  # fmt: skip
    clock_previews.sign(request, actor, today)
    body = policies_clocks.deciding_body(row.organisation)
    moves.move(machine.CLOCK, request, "approve", actor=actor, organisation=body,
               also=(*DECIDED, "new_due_on", "ends_by"))  # fmt: skip
    take_over(row, deadline)
    steps.note(row, clock_previews.EVENTS[request.act], actor,
               **clock_previews.event_data(request))  # fmt: skip
    steps.trail(f"approve_{request.act}", actor, row, request=str(request.pk),
                old_due_on=str(request.old_due_on), due_on=str(deadline.due_on))  # fmt: skip


def take_over(row: Commitment, deadline: Deadline) -> None:
    """Store the due date of the clock, and whether it stands still, with the locked promise."""
    row.due_on, row.due_provisional = deadline.due_on, deadline.provisional
    row.due_explanation, row.due_stopped_on = deadline.explanation, deadline.suspended_on
    _touch(row, DUE_FIELDS)


def _touch(row: Commitment, fields: Sequence[str]) -> None:
    row.version += 1
    row.updated_at = clock.now()
    row.save(update_fields=[*fields, "version", "updated_at"])


@transaction.atomic
def refuse_due_change(*, actor: User, commitment_id: UUID, reason: str) -> Commitment:
    """The superior body refuses the request with a reason; the clock runs as before."""
    row = steps.locked(actor, commitment_id)
    request = _waiting(row)
    policies_clocks.require_decide(actor, request)
    body = policies_clocks.deciding_body(row.organisation)
    actor = policies.capacity(actor, policies_clocks.MOVE_DUE, body)
    clock_previews.sign(request, actor, clock.today())
    moves.move(machine.CLOCK, request, "refuse", actor=actor, organisation=body, also=DECIDED)
    remark = steps.say(row, actor, reason)
    steps.note(row, "due_change_refused", actor, remark=remark)
    steps.trail(f"refuse_{request.act}", actor, row, reason=reason, request=str(request.pk))
    _touch(row, ())
    key = f"commitments.clock_decided:{request.pk}"
    steps.tell("due_change_refused", row, [request.requester], key, **acted_by(actor),
               reason_ref=ref(remark))  # fmt: skip
    return row


@transaction.atomic
def withdraw_due_change(*, actor: User, commitment_id: UUID) -> Commitment:
    """The body takes its request back before it is decided."""
    row = steps.locked(actor, commitment_id)
    request = _waiting(row)
    policies.require(actor, policies.FILE, row.organisation)
    actor = policies.capacity(actor, policies.FILE, row.organisation)
    moves.move(machine.CLOCK, request, "withdraw", actor=actor, organisation=row.organisation)
    steps.note(row, "due_change_withdrawn", actor)
    steps.trail("withdraw_due_change", actor, row, request=str(request.pk))
    _touch(row, ())
    return row


@transaction.atomic
def resume_clock(*, actor: User, commitment_id: UUID) -> Commitment:
    """The body says that the ground is gone: the clock runs again from today, which counts.

    Raises Conflict ("deadline_runs") when it does not stand still.
    """
    row = steps.locked(actor, commitment_id)
    policies.require(actor, policies.FILE, row.organisation)
    actor = policies.capacity(actor, policies.FILE, row.organisation)
    request = row.clock_requests.filter(
        act=clock_codes.ClockAct.STOP, state=clock_codes.ClockState.APPROVED, resumed_on=None
    ).first()
    if request is None:
        raise Conflict("deadline_runs", _("The clock is not standing still."))
    workflow.cancel(STOP_CAP, request)
    _run_again(row, request, actor, request.last_day(clock.today()))
    return row


def _run_again(row: Commitment, request: ClockRequest, actor: Actor, day: dt.date) -> None:
    deadline = workflow.resume(DUE, row, actor=actor, on=day)
    request.resumed_on = day
    request.save(update_fields=["resumed_on"])
    take_over(row, deadline)
    steps.note(row, "clock_resumed", actor, old=request.old_due_on.isoformat(),
               new=deadline.due_on.isoformat(), on=day.isoformat())  # fmt: skip
    steps.trail("resume_clock", actor, row, request=str(request.pk), on=str(day))
    publish_status([row.pk])
    approvers = nearest_holders_of(policies.APPROVE, row.organisation)
    key = f"commitments.clock_resumed:{request.pk}"
    steps.tell("clock_runs_again", row, dict.fromkeys([row.filer, *approvers]), key)


@transaction.atomic
def stop_cap_reached(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The longest time is over: the clock runs again from that day, whenever the sweep comes."""
    caps = Deadline.objects.filter(pk__in=deadline_ids).values_list("case_id", flat=True)
    requests = ClockRequest.objects.filter(pk__in=list(caps)).order_by("commitment_id")
    for request in requests:
        row = lock(Commitment.objects.select_related("organisation__parent", "filer"),
                   request.commitment_id)  # fmt: skip
        workflow.cancel(STOP_CAP, request)
        if not request.is_open_stop or request.ends_by is None:
            continue
        deadline = deadline_of(DUE, row)
        if deadline is not None and deadline.suspended_on is not None:
            _run_again(row, request, SYSTEM, request.ends_by)
        else:  # the promise has ended meanwhile
            request.resumed_on = request.ends_by
            request.save(update_fields=["resumed_on"])


def name_cases(deadline_ids: Sequence[UUID]) -> dict[UUID, CaseName]:
    """How the promises whose clocks stand still are called, and their pages on the desk."""
    deadlines = dict(Deadline.objects.filter(pk__in=deadline_ids).values_list("pk", "case_id"))
    rows = ClockRequest.objects.select_related("commitment").in_bulk(list(deadlines.values()))
    return {
        pk: steps.case_name(rows[case].commitment) for pk, case in deadlines.items() if case in rows
    }
