"""The superior body decides on a lawful change: returns it, refuses it, or approves both texts."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import change_preview, codes, disclosures, machine, rules, schedule
from commitments import policies_change as who
from commitments.models import Commitment, LawfulChange
from commitments.services import entries, milestone_clocks, steps
from commitments.services.approval import start_duties
from commitments.services.change import (
    change_url,
    check_version,
    locked_change,
    locked_successor,
    move,
    require_by_post,
    require_changeable,
)
from commitments.services.compensation import owe
from commitments.services.ending import end, require_no_review
from commitments.services.publication_of import publish_decided
from credit_portal.accounts.capacity import in_capacity
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.errors import Conflict
from credit_portal.notices.references import ref
from credit_portal.notices.services import acted_by
from credit_portal.publishing import services as publishing
from credit_portal.workflow import moves

DECIDED = ("decider", "decider_title", "superior", "decided_on")


@transaction.atomic
def return_change(
    *, actor: User, change_id: UUID, reason: str, expected_version: int | None = None
) -> LawfulChange:
    """Send the case back to the body with a reason. Raises Invalid, Stale, Conflict, NotAllowed."""
    case, actor, above = _for_decision(actor, change_id, expected_version)
    move(case, "return_", actor, above)
    _say(case, actor, "returned", "change_return", reason)
    return case


@transaction.atomic
def refuse_change(
    *, actor: User, change_id: UUID, reason: str, expected_version: int | None = None
) -> LawfulChange:
    """Refuse the case: the promise stays as it is, the new text lapses. Raises as above."""
    case, actor, above = _for_decision(actor, change_id, expected_version)
    _set_decider(case, actor, above)
    move(case, "refuse", actor, above, *DECIDED)
    new = locked_successor(case)
    if new is not None:
        moves.move(machine.COMMITMENT, new, "lapse", actor=actor, organisation=above)
    _say(case, actor, "refused", "change_refuse", reason)
    return case


def _for_decision(
    actor: User, change_id: UUID, expected_version: int | None
) -> tuple[LawfulChange, User, Any]:
    case = locked_change(actor, change_id)
    who.require_decide(actor, case)
    check_version(case, expected_version)
    verb, above = who.deciding(case.commitment.organisation)
    return case, in_capacity(actor, verb, above), above


def _set_decider(case: LawfulChange, actor: User, above: Any) -> None:
    case.decider, case.decider_title = actor, actor.title[:200]
    case.superior, case.decided_on = above, clock.today()


def _say(case: LawfulChange, actor: User, what: str, verb: str, reason: str) -> None:
    row = case.commitment
    remark = steps.say(row, actor, reason)
    steps.note(row, f"change_{what}", actor, remark=remark, kind=case.kind)
    steps.trail(verb, actor, row, reason=reason, change=str(case.pk))
    steps.tell(
        f"lawful_change_{what}",
        row,
        [case.filer],
        f"commitments.change_{what}:{case.pk}:{case.version}",
        **acted_by(actor),
        reason_ref=ref(remark),
        url=change_url(case),
    )


@transaction.atomic
def approve_change(
    *, actor: User, change_id: UUID, doc_sha: str, expected_version: int | None = None
) -> LawfulChange:
    """Approve the pair whose digest is ``doc_sha``: in one transaction the old promise ends, its
    clocks fall away, both records get their entries, the new text is registered with its own
    deadlines, and both are published.

    ``doc_sha`` is that of ``change_preview.preview``. A verification that is open is closed
    without an outcome; one whose outcome is proposed stands in the way. Raises Conflict
    ("content_changed", "being_confirmed", "being_reviewed", "due_passed_unchangeable",
    "periods_open", "file_unchecked", "due_passed"), Stale, NotAllowed ("superior_only",
    "own_body", "four_eyes").
    """
    # 1. may he, is it waiting, is it what he saw
    case, actor, above = _for_decision(actor, change_id, expected_version)
    row, today = case.commitment, clock.today()
    moves.check(machine.LAWFUL_CHANGE, case, "approve", actor=actor, organisation=above)
    require_changeable(row, today)
    _require_nothing_proposed(row)
    new = locked_successor(case)
    documents = _seen(case, actor, today, doc_sha)
    # 2. the case, the end of the old promise, the new one
    _set_decider(case, actor, above)
    move(case, "approve", actor, above, *DECIDED)
    end(row, change_preview.OUTCOMES[case.kind], today)
    steps.note(row, row.outcome, actor)
    entries.enter_end(row, case, actor, today)
    owe(row, case, today)
    if new is not None:
        _register(new, case, actor, above, today)
    # 3. the public, the trail, the people
    _publish(case, documents, actor)
    steps.trail("change_approve", actor, row, new=row.outcome, change=str(case.pk), doc_sha=doc_sha)
    steps.tell("lawful_change_approved", row, [case.filer, row.filer],
               f"commitments.change_approved:{case.pk}", outcome=row.outcome, **acted_by(actor),
               url=change_url(case))  # fmt: skip
    return case


def _require_nothing_proposed(row: Commitment) -> None:
    require_no_review(row)
    live = row.verifications.select_for_update(of=("self",))
    if any(task.state == codes.VerificationState.PROPOSED for task in live):
        raise Conflict(
            "being_confirmed",
            _("An outcome has been proposed and waits for confirmation; it is decided first."),
        )


def _seen(case: LawfulChange, actor: User, today: dt.date, doc_sha: str) -> dict[str, Any]:
    """What approving would publish; Conflict unless it is what he saw and every file is clean."""
    pair = change_preview.pair(case, actor, today)
    for key in filter(None, (case.commitment_id, case.successor_id)):
        steps.require_checked(disclosures.facts([key])[0].evidence)
    rests_on = [case.document, *(one.evidence for one in case.steps.select_related("evidence"))]
    steps.require_clean(*(one.file for one in rests_on if one is not None))
    if publishing.document_sha(pair) != doc_sha:
        raise Conflict(
            "content_changed",
            _("What would be published is no longer what you saw. Look at the preview again."),
        )
    return pair


def _register(new: Commitment, case: LawfulChange, actor: User, above: Any, today: dt.date) -> None:
    """Register the text that takes the place of the old one and start its duties."""
    require_by_post(new)
    if rules.certainly_passed(new.due_on, new.due_provisional, today):
        raise Conflict(
            "due_passed", _("The due date passed while this waited. Return it for a new date.")
        )
    new.approver, new.registered_on, new.submitted_at = actor, today, case.submitted_at
    moves.move(machine.COMMITMENT, new, "supersede", actor=actor, organisation=above,
               also=("approver", "registered_on", "submitted_at"))  # fmt: skip
    steps.note(new, "registered", actor, replaces=str(case.commitment_id))
    start_duties(new, schedule.first_periods(new, today), today)
    milestone_clocks.start(new, today, ahead=True)


def _publish(case: LawfulChange, documents: dict[str, Any], actor: User) -> None:
    """Both documents, the old one first; each carries the other's text. A person's own
    commitment that is not public ends without a document."""
    publish_decided(case.commitment, documents["old"], case.filer, actor)
    if case.successor is not None:
        publish_decided(case.successor, documents["new"], case.filer, actor)
