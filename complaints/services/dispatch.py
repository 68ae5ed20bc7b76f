"""Dispatching a case to bodies, one of which leads; signing for it; returning it once."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import codes, policies
from complaints.codes import AssignmentState as A
from complaints.codes import Part, Purpose
from complaints.models import Assignment, Case
from complaints.services import clocks, steps
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_of
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, Invalid, NotFound
from credit_portal.directory.models import Organisation
from credit_portal.workflow import services as workflow
from credit_portal.workflow.models import Deadline


@transaction.atomic
def dispatch(
    *,
    actor: User,
    case_id: UUID,
    lead_id: UUID,
    joint_ids: Sequence[UUID] = (),
    told: str,
    expected_version: int | None = None,
) -> Case:
    """Pass a case to the body that leads and to those that take part, with a text that names nobody
    who reported. The handling clock starts; total goes on.

    Raises Invalid ("body_unknown", "joint_twice", "words_missing"), Conflict ("not_to_accused").
    """
    row = steps.locked(actor, case_id, expected_version)
    actor = steps.capacity(actor, policies.SUPERVISE, row)
    lead, *joint = _bodies(row, lead_id, joint_ids)
    row.told_zh = steps.words(told, "told", 10_000)
    row.dispatcher, row.dispatched_on = actor, clock.today()
    steps.move(row, "dispatch", actor, "told_zh", "dispatcher", "dispatched_on")
    _send(row, actor, lead, Part.LEAD)
    for body in joint:
        _send(row, actor, body, Part.JOINT)
    clocks.dispatched(row, lead)
    steps.note(row, "dispatched", actor, lead=str(lead.pk), joint=[str(one.pk) for one in joint])
    return row


def _bodies(row: Case, lead_id: UUID, joint_ids: Sequence[UUID]) -> list[Organisation]:
    keys = [lead_id, *joint_ids]
    if len(set(keys)) != len(keys):
        raise Invalid("joint_twice", _("Each body stands here once."), field="joint")
    found = {one.pk: one for one in Organisation.objects.filter(pk__in=keys, active=True)}
    if len(found) != len(keys):
        raise Invalid("body_unknown", _("Choose a body from the list."), field="lead")
    if row.purpose == Purpose.REPORT and row.is_secret and row.accused_id in found:
        raise Conflict(
            "not_to_accused",
            _("A report that is to be kept secret does not go to the body that it accuses. Choose"
              " its superior."),
        )  # fmt: skip
    return [found[key] for key in keys]


def _send(row: Case, actor: User, body: Organisation, part: str) -> None:
    Assignment.objects.create(
        case=row, organisation=body, part=part, sender=actor, sent_on=clock.today()
    )
    steps.tell("complaint_dispatched", row, holders_of(policies.HANDLE, body), "dispatched")


@transaction.atomic
def sign(*, actor: User, case_id: UUID, expected_version: int | None = None) -> Case:
    """Sign for a case in the body that leads; whoever signs handles it."""
    row = steps.locked(actor, case_id, expected_version)
    part = lead_part(row)
    policies.require(actor, policies.HANDLE, part.organisation)
    part.signer = part.handler = actor
    part.state, part.signed_on = A.SIGNED, clock.today()
    part.save(update_fields=["signer", "handler", "state", "signed_on"])
    steps.move(row, "sign", actor, organisation=part.organisation)
    workflow.satisfy(steps.SIGN, row)
    steps.note(row, "signed", actor, body=str(part.organisation_id))
    return row


@transaction.atomic
def give_back(
    *,
    actor: User,
    case_id: UUID,
    reason: str,
    proper_body_id: UUID,
    expected_version: int | None = None,
) -> Case:
    """Return a case that was wrongly assigned, once for each body, within its limit, naming who is
    competent (HOT-SIGN, XF-RETURN). Total goes on; handling starts anew with the next body.

    Raises Conflict ("returned_before", "too_late_to_return"), Invalid ("body_unknown").
    """
    row = steps.locked(actor, case_id, expected_version)
    part = lead_part(row)
    policies.require(actor, policies.HANDLE, part.organisation)
    _require_in_time(row, part)
    proper = Organisation.objects.filter(pk=proper_body_id, active=True).first()
    if proper is None or proper.pk == part.organisation_id:
        raise Invalid("body_unknown", _("Name the body that is competent."), field="proper_body")
    part.reason_zh, part.proper_body = steps.words(reason, "reason", 2000), proper
    part.returner, part.returned_on = actor, clock.today()
    part.state, part.ended_on = A.RETURNED, clock.today()
    part.save()
    _end_joint(row)
    row.dispatched_on = None
    steps.move(row, "give_back", actor, "dispatched_on", organisation=part.organisation)
    for kind in (steps.SIGN, steps.HANDLING):
        workflow.cancel(kind, row)
    steps.note(
        row, "given_back", actor, body=str(part.organisation_id), proper=str(proper.pk)
    )  # fmt: skip
    told = holders_of(policies.SUPERVISE, row.accused or part.organisation)
    steps.tell("complaint_given_back", row, told, "given_back")
    return row


def _require_in_time(row: Case, part: Assignment) -> None:
    returned = row.assignments.filter(organisation=part.organisation, state=A.RETURNED)
    if returned.exists():
        raise Conflict("returned_before", _("Your body returned it before; it stays with you now."))
    running = Deadline.objects.filter(
        kind=steps.SIGN, case_type=row._meta.label_lower, case_id=row.pk, outcome=""
    ).first()
    if running is None or clock.today() > running.due_on:
        raise Conflict(
            "too_late_to_return",
            _("The time to return it has passed: your body handles it, or asks the hotline."),
        )


def _end_joint(row: Case) -> None:
    open_parts = row.assignments.filter(part=Part.JOINT, state__in=codes.ASSIGNED_NOW)
    open_parts.update(state=A.ENDED, ended_on=clock.today())


def lead_part(row: Case) -> Assignment:
    """The running part of the body that leads. Raises NotFound."""
    rows = row.assignments.select_related("organisation")
    found = rows.filter(part=Part.LEAD, state__in=[*codes.ASSIGNED_NOW, A.ANSWERED]).first()
    if found is None:
        raise NotFound("not_found", _("No body handles this now."))
    return found


@transaction.atomic
def give_opinion(
    *, actor: User, case_id: UUID, opinion: str, expected_version: int | None = None
) -> Case:
    """A body that takes part says what it found; the one that leads writes the answer."""
    row = steps.locked(actor, case_id, expected_version)
    parts = row.assignments.select_related("organisation").filter(
        part=Part.JOINT, state__in=codes.ASSIGNED_NOW
    )
    part = next((one for one in parts if actor.may(policies.HANDLE, one.organisation)), None)
    if part is None:
        raise NotFound("not_found", _("Your body has no part in this now."))
    part.opinion_zh, part.handler = steps.words(opinion, "opinion"), actor
    part.state, part.ended_on = A.ANSWERED, clock.today()
    part.save()
    steps.note(row, "opinion_given", actor, body=str(part.organisation_id))
    return row
