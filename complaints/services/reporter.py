"""What a reporter does by his receipt: add facts, withdraw, ask for a review, report retaliation.

Nobody is signed in and nothing about him is kept: no actor in the audit trail, and days, no
moments, also in clocks and notices, which leave the next working morning (security.md T4). Acts on
a locked row are those that a caller has too, through an operator (`caller`), who is their actor.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from complaints import codes, policies, rules, selectors, selectors_links
from complaints.codes import AssignmentState, CallBackKind, CallBackState, CaseState, NoteKind
from complaints.models import CallBack, Case, CaseNote
from complaints.services import (
    call_backs,
    endings,
    hand_overs,
    merged,
    motions,
    offices,
    steps,
)
from complaints.services.steps import REVIEW
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_of
from credit_portal.accounts.sides import is_one_side
from credit_portal.common import clock
from credit_portal.common.actors import ANYBODY, Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotFound
from credit_portal.workdays import selectors as workdays
from credit_portal.workflow import services as workflow

__all__ = [
    "REVIEW", "add", "ask_review", "asked_on", "asks", "contest", "end", "locked", "may_ask_review",
    "rate", "report_retaliation", "review_until", "warn", "withdraw",
]  # fmt: skip

#: Notes of a reporter to one case, and reports of retaliation besides (set by this portal).
MOST_ADDITIONS = 20
#: The review and the review of it (复查, 复核); after these it is final.
MOST_REVIEWS = 2


def locked(digest: bytes) -> Case:
    """The case behind a receipt, locked. Raises NotFound."""
    found = selectors.by_receipt(digest)
    if found is None:
        raise NotFound("receipt_unknown", _("Nothing is filed under this receipt."), field="code")
    return lock(Case, found.pk)


@clock.days_only()
def add(row: Case, words: str, *, actor: Actor = ANYBODY) -> CaseNote:
    """Add facts to a locked case, also to an answered one, as the reporter told them by receipt or
    an operator (`actor`) on the telephone. Raises Conflict ("enough_added", "case_ended")."""
    if row.state == codes.CaseState.WITHDRAWN:
        raise Conflict("case_ended", _("It was withdrawn; please file anew."))
    _require_few(row, NoteKind.MORE)
    made = steps.say(row, NoteKind.MORE, steps.words(words, "words"))
    steps.note(row, "added", actor, about=made)
    _wake(row, made)
    return made


def _require_few(row: Case, kind: str) -> None:
    if row.notes.filter(kind=kind, author=None).count() >= MOST_ADDITIONS:
        raise Conflict("enough_added", _("Very much was added already; please call the hotline."))


def _wake(row: Case, made: CaseNote) -> None:
    """A clock that waited for the reporter runs again. The hotline is told, which passes on to
    the body what names nobody, and who handles it."""
    waiting = row.motions.filter(
        kind="pause", ground=codes.PauseGround.REPORTER, state="granted", resumed_on=None
    )
    if waiting.exists():
        motions.run_again(row, ANYBODY)
    parts = row.assignments.filter(state=AssignmentState.SIGNED).select_related("handler")
    told = [*_of_hotline(row), *(one.handler for one in parts if one.handler)]
    steps.tell("complaint_added", row, told, f"added:{made.pk}")


def _of_hotline(row: Case) -> list[User]:
    """Who has it in hand now; those that lead where nobody has, or where his account is closed or
    barred from it (such a one sees no case)."""
    keeper = hand_overs.in_hand_of(row)
    if keeper is not None and steps.sees(keeper, row):
        return [keeper]
    return steps.of_body(policies.SUPERVISE, row.accused or offices.owner(row), row)


@transaction.atomic
@clock.days_only()
def withdraw(*, actor: Actor, receipt_digest: bytes) -> Case:
    """Withdraw it. What was found meanwhile may still be pursued. Raises Conflict."""
    return end(locked(receipt_digest))


@clock.days_only()
def end(row: Case, *, actor: Actor = ANYBODY, **said: Any) -> Case:
    """Withdraw a locked case; the step keeps what is `said` of the caller. Raises Conflict."""
    row.ended_on = clock.today()
    steps.move(row, "withdraw", ANYBODY, "ended_on")
    endings.withdrawn(row)
    call_backs.lapse(row)
    steps.note(row, "withdrawn", actor, **said)
    merged.set_free(row, ANYBODY)
    return row


def review_until(row: Case) -> workdays.Result | None:
    """The last day on which a review of what was decided last can be asked for: XF-ASK from the
    refusal or the answer, and once more from the first review (Regulations on Petition Work art.
    35, 36). None where there is nothing to review, or it was reviewed twice."""
    if row.state not in codes.REVIEWABLE or row.reviews >= MOST_REVIEWS:
        return None
    last = row.ended_on if row.reviews else row.answered_on or row.ended_on
    return workdays.compute_by_rule(rules.ASK_REVIEW, last) if last is not None else None


def may_ask_review(row: Case) -> bool:
    """Whether a review can be asked for today (`review_until`). No right ends on a provisional
    date."""
    until = review_until(row)
    return until is not None and (until.provisional or clock.today() <= until.due)


@transaction.atomic
@clock.days_only()
def ask_review(*, actor: Actor, receipt_digest: bytes, words: str) -> Case:
    """Ask that somebody else looks at it again. Raises Conflict."""
    return contest(locked(receipt_digest), words)


@clock.days_only()
def contest(row: Case, words: str, *, actor: Actor = ANYBODY, **said: Any) -> Case:
    """Ask for a review of a locked case: of each decision once, and once more of the review itself,
    by another one. Raises Conflict ("review_over")."""
    if not may_ask_review(row):
        raise Conflict(
            "review_over", _("The time to ask for a review has passed, or it was asked.")
        )
    made = steps.say(row, NoteKind.REVIEW, steps.words(words, "words"))
    row.first_reviewer = row.reviewer if row.reviews else None
    row.reviews, row.reviewer = row.reviews + 1, None
    row.review_on, row.ended_on = clock.today(), None
    steps.move(
        row, "ask_review", ANYBODY, "review_on", "ended_on", "reviews", "reviewer",
        "first_reviewer",
    )  # fmt: skip
    call_backs.lapse(row)
    workflow.start_deadline(
        kind=REVIEW, case=row, organisation=offices.owner(row), start_on=clock.today(),
        rule=rules.REVIEW,
    )  # fmt: skip
    steps.note(row, "review_asked", actor, about=made, review=row.reviews, **said)
    steps.tell("complaint_review", row, _reviewers(row), "review")
    return row


def _reviewers(row: Case) -> list[User]:
    """Who can review it: the nearest who had no hand in it, else those further up."""
    body, hands = row.accused or offices.owner(row), selectors_links.hands_of(row)
    for found in (steps.of_body(policies.REVIEW, body, row), holders_of(policies.REVIEW, body)):
        able = [one for one in found if steps.sees(one, row)]
        free = [one for one in able if not any(is_one_side(one, hand) for hand in hands)]
        if free:
            return free
    return []


@transaction.atomic
@clock.days_only()
def report_retaliation(*, actor: Actor, receipt_digest: bytes, words: str) -> CaseNote:
    """Somebody is made to suffer for his report. Raises Conflict ("enough_added")."""
    return warn(locked(receipt_digest), words)


@clock.days_only()
def warn(row: Case, words: str, *, actor: Actor = ANYBODY) -> CaseNote:
    """Retaliation in a locked case: the supervisors learn of it within the hour; no body does, and
    nothing that bodies see changes by it. Raises Conflict ("enough_added")."""
    _require_few(row, NoteKind.RETALIATION)
    made = steps.say(row, NoteKind.RETALIATION, steps.words(words, "words"))
    row.retaliation_on = clock.today()
    row.save(update_fields=["retaliation_on"])
    steps.note(row, "retaliation", actor, about=made)
    told = steps.of_body(policies.SUPERVISE, row.accused or offices.owner(row), row)
    with clock.hours_only():
        steps.tell("complaint_retaliation", row, told, f"retaliation:{made.pk}")
    return made


@transaction.atomic
@clock.days_only()
def rate(
    *,
    actor: Actor,
    receipt_digest: bytes,
    satisfied: bool,
    reason: str = "",
    words: str = "",
    reopen: bool = False,
    done: bool | None = None,
) -> Case:
    """Say by receipt what a call-back would ask; four weeks later, whether it was really `done`.
    Who is not satisfied may have the case opened again, once by receipt. Where nobody was reached,
    it can be said as long as a review can be asked for (XF-ASK).

    Raises Conflict ("nothing_to_rate", "reopened_before"), Invalid ("reason_missing",
    "done_missing").
    """
    row = locked(receipt_digest)
    made = _to_rate(row)
    if made is None or (done is not None and made.kind != CallBackKind.LOOK_BACK):
        raise Conflict("nothing_to_rate", _("There is nothing to be rated now."))
    if done is None and made.kind == CallBackKind.LOOK_BACK:
        raise Invalid("done_missing", _("Say whether it was really done."), field="done")
    if reopen and row.events.filter(name="reopened", actor_id="").exists():
        raise Conflict(
            "reopened_before", _("It was opened again once. Please ask for a review instead.")
        )
    made.case, made.taker, made.done = row, None, done
    call_backs.said(made, ANYBODY, satisfied=satisfied, reason=reason, words=words, reopen=reopen)
    return row


def _to_rate(row: Case) -> CallBack | None:
    """What can be rated today: the call that is to be made, or the last one where nobody was
    reached and a review can still be asked for."""
    today = clock.today()
    if row.state not in {CaseState.ANSWERED, CaseState.CLOSED}:
        return None
    rows = row.call_backs.exclude(kind=CallBackKind.DECISION).filter(due_on__lte=today)
    last = rows.order_by("-due_on", F("made_on").desc(nulls_first=True), "id").first()
    if last is None or last.state == CallBackState.OPEN:
        return last
    missed = last.state == CallBackState.DONE and last.reached is False and not row.reviews
    until = workdays.compute_by_rule(rules.ASK_REVIEW, last.due_on)
    return last if missed and (until.provisional or today <= until.due) else None


def asks(row: Case) -> str:
    """What he is asked now: the kind of the call-back, "" for nothing."""
    found = _to_rate(row)
    return found.kind if found is not None else ""


def asked_on(row: Case) -> date | None:
    """The day from which he is asked whether it was really done, while it is still to come: nobody
    can call or write to him then."""
    rows = row.call_backs.filter(
        kind=CallBackKind.LOOK_BACK, state=CallBackState.OPEN, due_on__gt=clock.today()
    )
    found: date | None = rows.values_list("due_on", flat=True).first()
    return found
