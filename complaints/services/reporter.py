"""What a reporter does by his receipt: add facts, withdraw, ask for a review, report retaliation.

Nobody is signed in and nothing about him is kept: days, no moments; no actor in the audit trail.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import codes, rules, selectors
from complaints.codes import AssignmentState, CallBackKind, CallBackState, NoteKind
from complaints.models import Case, CaseNote
from complaints.services import call_backs, clocks, motions, steps
from credit_portal.accounts.selectors import holders_of
from credit_portal.common import clock
from credit_portal.common.actors import ANYBODY, Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotFound
from credit_portal.workdays import selectors as workdays
from credit_portal.workflow import services as workflow

MOST_ADDITIONS = 20
REVIEW = "complaints.review"


def locked(digest: bytes) -> Case:
    """The case behind a receipt, locked. Raises NotFound."""
    found = selectors.by_receipt(digest)
    if found is None:
        raise NotFound("receipt_unknown", _("Nothing is filed under this receipt."), field="code")
    return lock(Case, found.pk)


@transaction.atomic
def add(*, actor: Actor, receipt_digest: bytes, words: str, file: Any = None) -> CaseNote:
    """Add facts, also to an answered case. Raises Conflict ("enough_added", "case_ended")."""
    return add_to(locked(receipt_digest), words, file)


def add_to(row: Case, words: str, file: Any = None) -> CaseNote:
    """Add facts to a locked case, as the reporter told them by receipt or by telephone."""
    if row.state == codes.CaseState.WITHDRAWN:
        raise Conflict("case_ended", _("It was withdrawn; please file anew."))
    said = row.notes.filter(kind__in=codes.OWN_NOTES).count()
    if said >= MOST_ADDITIONS:
        raise Conflict("enough_added", _("Very much was added already; please call the hotline."))
    made = steps.say(row, NoteKind.MORE, steps.words(words, "words"), file=file)
    steps.note(row, "added", ANYBODY, about=made)
    _wake(row)
    return made


def _wake(row: Case) -> None:
    """A clock that waited for the reporter runs again; who handles it is told."""
    waiting = row.motions.filter(
        kind="pause", ground=codes.PauseGround.REPORTER, state="granted", resumed_on=None
    )
    if waiting.exists():
        motions.run_again(row, ANYBODY)
    parts = row.assignments.filter(state=AssignmentState.SIGNED).select_related("handler")
    steps.tell("complaint_added", row, [one.handler for one in parts if one.handler], "added")


@transaction.atomic
def withdraw(*, actor: Actor, receipt_digest: bytes) -> Case:
    """Withdraw it. What was found meanwhile may still be pursued. Raises Conflict."""
    row = locked(receipt_digest)
    row.ended_on = clock.today()
    steps.move(row, "withdraw", ANYBODY, "ended_on")
    row.assignments.filter(state__in=codes.ASSIGNED_NOW).update(
        state=AssignmentState.ENDED, ended_on=clock.today()
    )
    clocks.fell_away(row)
    call_backs.lapse(row)
    steps.note(row, "withdrawn", ANYBODY)
    return row


def may_ask_review(row: Case) -> bool:
    """Whether a review can be asked for: within XF-ASK of the refusal or the answer, once."""
    last = row.answered_on or row.ended_on
    if row.state not in codes.REVIEWABLE or row.review_on is not None or last is None:
        return False
    return bool(clock.today() <= workdays.compute_by_rule(rules.ASK_REVIEW, last).due)


@transaction.atomic
def ask_review(*, actor: Actor, receipt_digest: bytes, words: str) -> Case:
    """Ask that somebody else looks at the refusal or the answer again. Raises Conflict."""
    row = locked(receipt_digest)
    if not may_ask_review(row):
        raise Conflict(
            "review_over", _("The time to ask for a review has passed, or it was asked.")
        )
    made = steps.say(row, NoteKind.REVIEW, steps.words(words, "words"))
    row.review_on, row.ended_on = clock.today(), None
    steps.move(row, "ask_review", ANYBODY, "review_on", "ended_on")
    call_backs.lapse(row)
    workflow.start_deadline(
        kind=REVIEW, case=row, organisation=clocks.owner(row), start_on=clock.today(),
        rule=rules.REVIEW,
    )  # fmt: skip
    steps.note(row, "review_asked", ANYBODY, about=made)
    if row.accused is not None:
        steps.tell("complaint_review", row, holders_of("complaints.review", row.accused), "review")
    return row


@transaction.atomic
def report_retaliation(*, actor: Actor, receipt_digest: bytes, words: str) -> CaseNote:
    """Somebody is made to suffer for his report: the supervisors learn of it at once; no body
    does."""
    row = locked(receipt_digest)
    made = steps.say(row, NoteKind.RETALIATION, steps.words(words, "words"))
    row.urgency = codes.Urgency.EMERGENCY
    row.save(update_fields=["urgency"])
    steps.note(row, "retaliation", ANYBODY, about=made)
    told = holders_of("complaints.supervise", row.accused or clocks.owner(row))
    steps.tell("complaint_retaliation", row, told, f"retaliation:{made.pk}")
    return made


@transaction.atomic
def rate(
    *, actor: Actor, receipt_digest: bytes, satisfied: bool, reason: str = "", words: str = ""
) -> Case:
    """Say by receipt what a call-back would ask. Raises Conflict ("nothing_to_rate"), Invalid."""
    row = locked(receipt_digest)
    made = row.call_backs.select_for_update().filter(state=CallBackState.OPEN).first()
    if made is None:
        raise Conflict("nothing_to_rate", _("There is nothing to be rated now."))
    if not satisfied and reason not in codes.Dissatisfaction.values:
        raise Invalid("reason_missing", _("Choose why not."), field="reason")
    made.reached, made.satisfied, made.reason = True, satisfied, "" if satisfied else reason
    made.done = satisfied if made.kind == CallBackKind.LOOK_BACK else None
    made.words_zh, made.made_on = words.strip()[:2000], clock.today()
    made.state, made.version = CallBackState.DONE, made.version + 1
    made.save()
    workflow.satisfy(call_backs.CALL_BACK, made)
    steps.note(row, "rated", ANYBODY, satisfied=satisfied, reason=made.reason)
    return row
