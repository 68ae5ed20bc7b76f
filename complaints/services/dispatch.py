"""Dispatching a case to bodies, one of which leads; signing for it; returning it once; taking it
back from a body that is not competent or stays silent."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import codes, policies
from complaints.codes import AssignmentState as A
from complaints.codes import Part, Purpose
from complaints.models import Assignment, Case
from complaints.services import clocks, endings, parts, steps
from complaints.services.parts import lead_part
from credit_portal.accounts.models import User
from credit_portal.accounts.outside import stands_outside
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import Conflict, Invalid, NotFound
from credit_portal.directory.models import Organisation
from credit_portal.workflow import services as workflow
from credit_portal.workflow.models import Deadline

__all__ = [
    "dispatch", "give_back", "give_back_part", "give_opinion", "lead_part", "sign", "take_back",
]  # fmt: skip


@transaction.atomic
def dispatch(
    *,
    actor: User,
    case_id: UUID,
    lead_id: UUID,
    joint_ids: Sequence[UUID] = (),
    told: str,
    details: Sequence[str] = (),
    expected_version: int | None = None,
) -> Case:
    """Pass a case to the body that leads and to those that take part, with a text that names nobody
    who reported, and those `details` (`codes.Detail`) that go along. The handling clock starts;
    total goes on.

    Raises Invalid ("body_unknown", "joint_twice", "words_missing", "choice_unknown"), Conflict
    ("not_to_accused", "name_body_first", "merged_elsewhere").
    """
    row = steps.locked(actor, case_id, expected_version)
    actor = steps.capacity(actor, policies.SUPERVISE, row)
    parts.require_own(row)
    lead, *joint = _bodies(row, lead_id, joint_ids)
    row.told_zh = steps.words(told, "told", 10_000)
    row.told_details = _details(details)
    row.dispatcher, row.dispatched_on = actor, clock.today()
    steps.move(row, "dispatch", actor, "told_zh", "told_details", "dispatcher", "dispatched_on")
    _send(row, actor, lead, Part.LEAD)
    for body in joint:
        _send(row, actor, body, Part.JOINT)
    clocks.dispatched(row, lead)
    steps.note(row, "dispatched", actor, lead=str(lead.pk), joint=[str(one.pk) for one in joint])
    return row


def _details(given: Sequence[str]) -> list[str]:
    if not set(given) <= set(codes.Detail.values):
        raise Invalid("choice_unknown", _("Choose from the list."), field="details")
    return [one.value for one in codes.Detail if one.value in given]


def _bodies(row: Case, lead_id: UUID, joint_ids: Sequence[UUID]) -> list[Organisation]:
    keys = [lead_id, *joint_ids]
    if len(set(keys)) != len(keys):
        raise Invalid("joint_twice", _("Each body stands here once."), field="joint")
    found = {one.pk: one for one in Organisation.objects.filter(pk__in=keys, active=True)}
    if len(found) != len(keys):
        raise Invalid("body_unknown", _("Choose a body from the list."), field="lead")
    if row.is_secret and row.purpose == Purpose.REPORT and row.accused is None:
        raise Conflict(
            "name_body_first",
            _("Say first which body it is about: a report that is to be kept secret must not come"
              " to the body that it accuses."),
        )  # fmt: skip
    if any(_is_secret_from(row, body) for body in found.values()):
        raise Conflict(
            "not_to_accused",
            _("A report that is to be kept secret does not go to the body that it accuses. Choose"
              " its superior."),
        )  # fmt: skip
    return [found[key] for key in keys]


def _is_secret_from(row: Case, body: Organisation) -> bool:
    """Whether a secret report accuses the body, or one that it is inside of (but a government)."""
    secret = row.purpose == Purpose.REPORT and row.is_secret
    return secret and row.accused is not None and not stands_outside(body, row.accused)


def _send(row: Case, actor: User, body: Organisation, part: str) -> None:
    made = Assignment.objects.create(
        case=row, organisation=body, part=part, sender=actor, sent_on=clock.today()
    )
    if part == Part.JOINT:
        clocks.opinion_due(made)
    told = steps.of_body(policies.HANDLE, body, row)
    steps.tell("complaint_dispatched", row, told, "dispatched")


@transaction.atomic
def sign(*, actor: User, case_id: UUID, expected_version: int | None = None) -> Case:
    """Sign for a case in the body that leads; whoever signs handles it."""
    row = steps.locked(actor, case_id, expected_version)
    part = lead_part(row)
    actor = steps.capacity(actor, policies.HANDLE, row, part.organisation)
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
    competent (HOT-SIGN, XF-RETURN). Total goes on; handling starts anew with the next body. When
    two bodies have returned it, the next one is designated and keeps it (HOTLINE_RETURNS).

    Raises Conflict ("returned_before", "designated", "too_late_to_return"), Invalid
    ("body_unknown").
    """
    row = steps.locked(actor, case_id, expected_version)
    part = lead_part(row)
    actor = steps.capacity(actor, policies.HANDLE, row, part.organisation)
    _require_in_time(row, part)
    _returned(part, actor, reason, proper_body_id)
    row.dispatched_on = None
    steps.move(row, "give_back", actor, "dispatched_on", organisation=part.organisation)
    endings.left_body(row)
    steps.note(
        row, "given_back", actor, body=str(part.organisation_id), proper=str(part.proper_body_id)
    )  # fmt: skip
    told = steps.of_body(policies.SUPERVISE, row.accused or part.organisation, row)
    steps.tell("complaint_given_back", row, told, "given_back")
    return row


@transaction.atomic
def give_back_part(
    *,
    actor: User,
    case_id: UUID,
    reason: str,
    proper_body_id: UUID,
    expected_version: int | None = None,
) -> Case:
    """A body that only takes part says that it is not competent, once, before its day has passed,
    naming who is; the case goes on with the others. Raises as `give_back`."""
    row = steps.locked(actor, case_id, expected_version)
    part = _joint_part(actor, row)
    actor = steps.capacity(actor, policies.HANDLE, row, part.organisation)
    if row.assignments.filter(organisation=part.organisation, state=A.RETURNED).exists():
        raise Conflict("returned_before", _("Your body returned it before; it stays with you now."))
    if _is_late(Deadline.objects.filter(kind=steps.OPINION, case_id=part.pk, outcome="").first()):
        raise Conflict("too_late_to_return", TOO_LATE)
    _returned(part, actor, reason, proper_body_id)
    workflow.cancel(steps.OPINION, part)
    row.version += 1
    row.save(update_fields=["version"])
    body, proper = str(part.organisation_id), str(part.proper_body_id)
    steps.note(row, "part_given_back", actor, body=body, proper=proper)
    told = steps.of_body(policies.SUPERVISE, row.accused or part.organisation, row)
    steps.tell("complaint_given_back", row, told, f"part_given_back:{part.pk}")
    return row


def _returned(part: Assignment, actor: User, reason: str, proper_body_id: UUID) -> None:
    proper = Organisation.objects.filter(pk=proper_body_id, active=True).first()
    if proper is None or proper.pk == part.organisation_id:
        raise Invalid("body_unknown", _("Name the body that is competent."), field="proper_body")
    part.reason_zh, part.proper_body = steps.words(reason, "reason", 2000), proper
    part.returner, part.returned_on = actor, clock.today()
    part.state, part.ended_on = A.RETURNED, clock.today()
    part.save()


def _joint_part(actor: User, row: Case) -> Assignment:
    """The running part of a body of the actor's where another one leads. Raises NotFound."""
    rows = row.assignments.select_related("organisation").filter(
        part=Part.JOINT, state__in=codes.ASSIGNED_NOW
    )
    found = next((one for one in rows if actor.may(policies.HANDLE, one.organisation)), None)
    if found is None:
        raise NotFound("not_found", _("Your body has no part in this now."))
    return found


@transaction.atomic
def take_back(
    *, actor: User, case_id: UUID, reason: str, expected_version: int | None = None
) -> Case:
    """The hotline takes a case back from a body that is not competent or stays silent, to pass it
    on anew. The body may have signed for it; a draft of its answer stays and is written anew.
    Total goes on. Raises Invalid ("words_missing")."""
    row = steps.locked(actor, case_id, expected_version)
    actor = steps.capacity(actor, policies.SUPERVISE, row)
    part = lead_part(row)
    said = steps.say(row, codes.NoteKind.REASON, steps.words(reason, "reason", 2000), author=actor)
    row.dispatched_on = None
    steps.move(row, "take_back", actor, "dispatched_on")
    endings.left_body(row)
    steps.note(row, "taken_back", actor, about=said, body=str(part.organisation_id))
    return row


def keep_from_accused(row: Case) -> None:
    """A report is to be kept secret from now on: the body that it accuses, and those below it, have
    no part in it any more. Where one of them leads, it is to be passed on anew; a draft of the
    answer stays, as when it is taken back. The case is locked, its wish set and not yet saved."""
    rows = row.assignments.select_related("organisation").filter(state__in=parts.NOT_OVER)
    theirs = [one for one in rows if _is_secret_from(row, one.organisation)]
    if not theirs:
        return
    if row.state in codes.WITH_BODY and any(one.part == Part.LEAD for one in theirs):
        parts.back_to_draft(row)
        row.dispatched_on = None
        steps.move(row, "keep_from_accused", SYSTEM, "dispatched_on")
        endings.left_body(row)
    parts.end(row, theirs)
    steps.note(
        row, "kept_from_accused", SYSTEM, bodies=[str(one.organisation_id) for one in theirs]
    )
    told = steps.of_body(policies.SUPERVISE, row.accused or theirs[0].organisation, row)
    steps.tell("complaint_kept_from_accused", row, told, "kept_from_accused")


def returned_by(row: Case) -> set[UUID]:
    """Bodies that returned the case, ever; those that took part beside another do not count."""
    parts = [one for one in row.assignments.all() if one.part == Part.LEAD]
    return {one.organisation_id for one in parts if one.state == A.RETURNED}


def is_designated(row: Case) -> bool:
    """Whether so many bodies have returned it that whoever has it now keeps it (HOT-SIGN, domain.md
    1.1: after the third dispatch the centre designates; a draft of Tianjin, so a setting)."""
    return len(returned_by(row)) >= settings.HOTLINE_RETURNS


def _require_in_time(row: Case, part: Assignment) -> None:
    if part.organisation_id in returned_by(row):
        raise Conflict("returned_before", _("Your body returned it before; it stays with you now."))
    if is_designated(row):
        raise Conflict(
            "designated",
            _("Other bodies have returned it already: the hotline has designated yours. If you are"
              " not competent, ask the hotline to take it back."),
        )  # fmt: skip
    running = Deadline.objects.filter(
        kind=steps.SIGN, case_type=row._meta.label_lower, case_id=row.pk, outcome=""
    ).first()
    if _is_late(running):
        raise Conflict("too_late_to_return", TOO_LATE)


TOO_LATE = _("The time to return it has passed: your body handles it, or asks the hotline.")


def _is_late(running: Deadline | None) -> bool:
    """Whether the clock has ended, or its day has passed for certain."""
    if running is None:
        return True
    return not running.provisional and clock.today() > running.due_on


@transaction.atomic
def give_opinion(
    *, actor: User, case_id: UUID, opinion: str, expected_version: int | None = None
) -> Case:
    """A body that takes part says what it found, within its time (HOT-OPINION); the one that leads
    writes the answer."""
    row = steps.locked(actor, case_id, expected_version)
    part = _joint_part(actor, row)
    actor = steps.capacity(actor, policies.HANDLE, row, part.organisation)
    part.opinion_zh, part.handler = steps.words(opinion, "opinion"), actor
    part.state, part.ended_on = A.ANSWERED, clock.today()
    part.save()
    workflow.satisfy(steps.OPINION, part)
    steps.note(row, "opinion_given", actor, body=str(part.organisation_id))
    return row
