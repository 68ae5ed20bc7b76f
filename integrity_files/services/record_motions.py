"""What the office itself does to a determined record, on display or not, without an objection: it
corrects or revokes it, or ends a confirmed hiding. Proposed by one, decided by another
who decided nothing on the record before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import fresh
from credit_portal.accounts.models import User
from credit_portal.accounts.sides import accounts_behind
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, Invalid, NotAllowed
from credit_portal.workflow import services as workflow
from integrity_files import policies as base
from integrity_files import policies_records as policies
from integrity_files import selectors_deciders as people
from integrity_files import selectors_records as selectors
from integrity_files.codes_records import (
    MOTION_GROUNDS,
    FileUse,
    HideReason,
    HidingState,
    MotionState,
    MotionWay,
    RecordState,
    RevokeGround,
)
from integrity_files.models import Record, RecordHiding, RecordMotion
from integrity_files.services import record_hiding as hidings
from integrity_files.services import record_remedies as remedies
from integrity_files.services import record_steps as steps
from integrity_files.services.record_files import attach

PAPER = ("paper_title", "paper_number", "paper_organ")


@transaction.atomic
def propose_correction(
    *, actor: User, record_id: UUID, ground: str, reason: str, changes: Mapping[str, Any],
    paper: Mapping[str, Any] | None = None, upload: Any = None,
    expected_version: int | None = None,
) -> Record:  # fmt: skip
    """Propose what is to stand in which field (`record_remedies.FIELDS`), on one of
    `MOTION_GROUNDS`. `paper`: paper_title, paper_number, paper_organ, paper_date of the document,
    and received_on, the day from which REV-DEL runs (today, unless said); it and its file are
    needed where the ground is a document.

    Raises Conflict ("not_determined", "motion_open"), Invalid naming the field ("nothing_changed",
    "ground_unknown", "paper_missing", "date_future", "file_missing" …), NotAllowed.
    """
    row, acting = _begin(actor, record_id, expected_version)
    kept = remedies.tried(row, changes)
    motion = RecordMotion(way=MotionWay.CORRECT, ground=ground, changes=kept)
    return _propose(row, motion, acting, reason, paper=paper, upload=upload)


@transaction.atomic
def propose_revocation(
    *, actor: User, record_id: UUID, ground: str, reason: str,
    paper: Mapping[str, Any] | None = None, upload: Any = None,
    expected_version: int | None = None,
) -> Record:  # fmt: skip
    """Propose to revoke the record. Raises as `propose_correction`."""
    row, acting = _begin(actor, record_id, expected_version)
    motion = RecordMotion(way=MotionWay.REVOKE, ground=ground)
    return _propose(row, motion, acting, reason, paper=paper, upload=upload)


@transaction.atomic
def propose_showing(
    *, actor: User, record_id: UUID, reason: str, paper: Mapping[str, Any] | None = None,
    upload: Any = None, expected_version: int | None = None,
) -> Record:  # fmt: skip
    """Propose to end a confirmed hiding: by order of a court on the document by which the order
    ended, any other as confirmed by mistake. Raises as `propose_correction`, Conflict
    ("no_hiding")."""
    row, acting = _begin(actor, record_id, expected_version)
    ground = ground_to_show(confirmed_hiding(row))
    motion = RecordMotion(way=MotionWay.SHOW, ground=ground)
    return _propose(row, motion, acting, reason, paper=paper, upload=upload)


def confirmed_hiding(row: Record) -> RecordHiding:
    """The confirmed hiding of a record. Raises Conflict ("no_hiding")."""
    found = row.hidings.filter(state=HidingState.CONFIRMED).last()
    if found is None:
        raise Conflict("no_hiding", _("No confirmed hiding keeps this from the public."))
    return found


def ground_to_show(hiding: RecordHiding) -> RevokeGround:
    """On which ground a confirmed hiding is ended."""
    by_court = hiding.reason == HideReason.COURT
    return RevokeGround.DOCUMENT if by_court else RevokeGround.ERROR


def _begin(actor: User, record_id: UUID, expected: int | None) -> tuple[Record, Any]:
    row = steps.locked(actor, record_id, policies.HANDLE, expected)
    _require_determined(row)
    if row.motions.filter(state=MotionState.PROPOSED).exists():
        raise Conflict(
            "motion_open",
            _(
                "Something is proposed of this record already. Wait for the decision, or have it"
                " sent back; whoever proposed it can also take it back."
            ),
        )
    return row, steps.capacity(actor, policies.HANDLE, row)


def _require_determined(row: Record) -> None:
    if row.state != RecordState.DECIDED:
        raise Conflict("not_determined", _("This is no determined record any more."))


def _propose(
    row: Record, motion: RecordMotion, actor: Any, reason: str, *,
    paper: Mapping[str, Any] | None, upload: Any,
) -> Record:  # fmt: skip
    if motion.ground not in MOTION_GROUNDS:
        raise Invalid("ground_unknown", _("Choose a ground from the list."), field="ground")
    motion.record, motion.why_zh = row, steps.words(reason, "reason", 3000)
    motion.proposer, motion.proposed_on = actor, clock.today()
    _document(row, motion, paper or {}, upload, actor)
    motion.save(force_insert=True)
    if motion.ground == RevokeGround.DOCUMENT and motion.way != MotionWay.SHOW:
        workflow.start_deadline(
            kind=steps.REMOVAL, case=row, organisation=row.organisation,
            start_on=motion.received_on or motion.proposed_on, rule=steps.REMOVAL_RULE,
        )  # fmt: skip
    steps.save(row)
    steps.note(row, "motion_proposed", actor, way=motion.way, ground=motion.ground)
    told = [one for one in steps.office(row, policies.DECIDE) if may_decide(one, row, motion)]
    steps.tell("record_motion", row, told, "motion")
    return row


def _document(
    row: Record, motion: RecordMotion, paper: Mapping[str, Any], upload: Any, actor: Any
) -> None:
    """Title, number, organ, days and file of the document; none of it where it was a mistake."""
    if motion.ground != RevokeGround.DOCUMENT:
        return
    for name in PAPER:
        setattr(motion, name, str(paper.get(name) or "").strip())
        if not getattr(motion, name):
            raise Invalid(
                "paper_missing",
                _("A document has a title, a number, an organ that issued it, and a date."),
                field=name,
            )
    motion.paper_date = steps.past(paper.get("paper_date"), "paper_date")
    motion.received_on = steps.past(paper.get("received_on") or clock.today(), "received_on")
    if motion.received_on < motion.paper_date:
        raise Invalid(
            "received_before_date",
            _("It cannot be received before the date that it bears."),
            field="received_on",
        )
    if not upload:
        raise Invalid("file_missing", _("Attach the document."), field="file")
    motion.paper_file = attach(row, upload, FileUse.REDRESS, actor)


def require_new(actor: Any, row: Record, motion: RecordMotion) -> None:
    """Raise NotAllowed ("four_eyes", "decided_before") unless he may decide what was proposed."""
    base.require_second(actor, motion.proposer, motion.proposed_on)
    if people.decided_before(actor, row, but=motion.pk):
        raise NotAllowed(
            "decided_before", _("You decided on this record before. Somebody else must decide now.")
        )


def may_decide(actor: Any, row: Record, motion: RecordMotion) -> bool:
    """Whether `require_new` would let him."""
    try:
        require_new(actor, row, motion)
    except NotAllowed:
        return False
    return True


def _open(row: Record) -> RecordMotion:
    found = row.motions.select_for_update().filter(state=MotionState.PROPOSED).first()
    if found is None:
        raise Conflict("no_motion", _("Nothing is proposed of this record."))
    return found


def _answered(
    actor: User, record_id: UUID, expected: int | None
) -> tuple[Record, RecordMotion, Any]:
    row = steps.locked(actor, record_id, policies.DECIDE, expected)
    motion = _open(row)
    acting = steps.capacity(actor, policies.DECIDE, row)
    motion.decider, motion.ended_on = acting, clock.today()
    return row, motion, acting


@transaction.atomic
def decide_motion(
    *, actor: User, record_id: UUID, expected_version: int | None = None
) -> Record:  # fmt: skip
    """Decide as proposed and carry it out.

    Raises NotAllowed ("four_eyes", "decided_before", "own_body"), ReauthenticationNeeded, Conflict
    ("no_motion", "proposer_moved" …), Invalid where what was to be corrected changed meanwhile.
    """
    row, motion, acting = _answered(actor, record_id, expected_version)
    fresh.require(actor, policies.DECIDE)
    _require_determined(row)
    require_new(actor, row, motion)
    base.require_outside(motion.proposer, row.organisation)
    motion.state = MotionState.DECIDED
    motion.save()
    workflow.satisfy(steps.REMOVAL, row)
    steps.note(row, "motion_decided", acting, way=motion.way)
    _carry_out(row, motion, acting)
    return selectors.by_source(str(row.pk))


def _carry_out(row: Record, motion: RecordMotion, actor: Any) -> None:
    if motion.way == MotionWay.SHOW:
        found = confirmed_hiding(row)
        if ground_to_show(found) != motion.ground:
            raise Conflict("hidden_anew", _("It is hidden for another reason by now."))
        hidings.end_confirmed(row, found, motion.proposer, actor)
        return
    given: dict[str, Any] = {
        "source_id": str(row.pk), "proposer": motion.proposer, "approver": actor,
        "why": motion.why_zh, "ground": motion.ground,
    }  # fmt: skip
    if motion.way == MotionWay.CORRECT:
        remedies.correct_record(changes=motion.changes, **given)
    else:
        remedies.revoke_record(**given)


@transaction.atomic
def return_motion(
    *, actor: User, record_id: UUID, reason: str, expected_version: int | None = None
) -> Record:
    """Send it back with the reasons; nothing changes. Raises Conflict ("no_motion"), NotAllowed
    ("four_eyes")."""
    row, motion, acting = _answered(actor, record_id, expected_version)
    base.require_second(actor, motion.proposer, motion.proposed_on)
    motion.state, motion.back_zh = MotionState.RETURNED, steps.words(reason, "reason", 2000)
    motion.save()
    workflow.cancel(steps.REMOVAL, row)
    steps.save(row)
    steps.note(row, "motion_returned", acting, way=motion.way)
    steps.tell("record_sent_back", row, [motion.proposer], "motion_returned")
    return row


@transaction.atomic
def recall_motion(
    *, actor: User, record_id: UUID, expected_version: int | None = None
) -> Record:  # fmt: skip
    """Take back what one proposed oneself and nobody decided. Raises Conflict ("no_motion"),
    NotAllowed ("not_proposer")."""
    row = steps.locked(actor, record_id, policies.HANDLE, expected_version)
    motion = _open(row)
    if not may_recall(actor, motion):
        raise NotAllowed("not_proposer", _("Only whoever proposed it takes it back."))
    acting = steps.capacity(actor, policies.HANDLE, row)
    motion.state, motion.ended_on = MotionState.RECALLED, clock.today()
    motion.save()
    workflow.cancel(steps.REMOVAL, row)
    steps.save(row)
    steps.note(row, "motion_recalled", acting, way=motion.way)
    return row


def may_recall(actor: Any, motion: RecordMotion) -> bool:
    """Whether he proposed it, or stands in for who did."""
    return motion.proposer_id in accounts_behind(actor)
