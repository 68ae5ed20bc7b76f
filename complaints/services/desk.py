"""What a call becomes: a case with its number and PIN, or facts added to an earlier case.

A case logged by telephone names its operator; what the caller said has no moment, as a reporter's
own acts have none, so that it is not told by the time which call it came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import codes, policies
from complaints.codes import CallOutcome
from complaints.models import Case, CaseNote
from complaints.secret import Secret
from complaints.services import calls, drafts, intake, pins, reporter, steps
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, Invalid


@dataclass(frozen=True)
class Logged:
    """A case and the PIN that is told once, and kept nowhere."""

    case: Case
    pin: Secret


@transaction.atomic
def log_case(
    *,
    actor: User,
    facts: Mapping[str, Any],
    identity: Mapping[str, str],
    accused_id: UUID | None = None,
    accused_post_id: UUID | None = None,
    draft_id: UUID | None = None,
    call_id: UUID | None = None,
    with_call_number: bool = False,
) -> Logged:
    """Log a case for a caller; the call ends as a case, the draft goes.

    `with_call_number`: he may be called back at the number that his draft keeps. Raises Invalid
    with the field ("number_gone" when that number is not known any more), and what `intake.begin`
    and `calls.own` raise.
    """
    policies.require(actor, policies.TAKE)
    given = dict(identity)
    if with_call_number and not given.get("mobile", "").strip():
        given["mobile"] = _number(actor, draft_id)
    pin, pin_hash = pins.issue()
    with clock.days_only():
        row = intake.begin(
            actor=actor, channel=codes.Channel.PHONE, facts=facts, identity=given,
            accused_id=accused_id, accused_post_id=accused_post_id, operator=actor,
            pin_hash=pin_hash, may_call=True,
        )  # fmt: skip
    _done(actor, CallOutcome.CASE, call_id, draft_id)
    return Logged(row, Secret(pin))


@transaction.atomic
def add_to_earlier(
    *,
    actor: User,
    case_id: UUID,
    words: str,
    draft_id: UUID | None = None,
    call_id: UUID | None = None,
) -> CaseNote:
    """The caller adds facts to a case that he has: no second one is opened for the same matter.

    Raises NotFound, Invalid ("words_missing"), Conflict ("case_ended", "enough_added").
    """
    row = steps.locked(actor, case_id)
    policies.require_over(actor, policies.TAKE, row.accused)
    made = reporter.add(row, words, actor=actor)
    _done(actor, CallOutcome.ADDED, call_id, draft_id)
    return made


@transaction.atomic
def new_pin(*, actor: User, case_id: UUID) -> Logged:
    """Another PIN for a case that one logged today oneself: the answer with the first was lost.

    Raises NotFound, Conflict ("pin_too_late").
    """
    row = steps.locked(actor, case_id)
    policies.require_over(actor, policies.TAKE, row.accused)
    if row.operator_id != actor.pk or row.received_on != clock.today():
        raise Conflict(
            "pin_too_late",
            _("A new PIN is given on the same day only, by whoever logged the case."),
        )
    pin, row.pin_hash = pins.issue()
    row.pin_failures, row.pin_locked_until = 0, None
    row.save(update_fields=["pin_hash", "pin_failures", "pin_locked_until"])
    steps.note(row, "pin_renewed", actor)
    return Logged(row, Secret(pin))


def _number(actor: User, draft_id: UUID | None) -> str:
    number = drafts.number_in(actor, draft_id) if draft_id is not None else ""
    if not number:
        raise Invalid(
            "number_gone", _("The number of the call is not known any more; ask for it."),
            field="mobile",
        )  # fmt: skip
    return number


def _done(actor: User, outcome: str, call_id: UUID | None, draft_id: UUID | None) -> None:
    """The call has its outcome, what was typed for it goes."""
    if call_id is not None:
        calls.finish(calls.own(actor, call_id), outcome)
    if draft_id is not None:
        drafts.drop(actor=actor, draft_id=draft_id)
