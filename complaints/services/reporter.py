"""What a reporter does by his receipt: add facts, withdraw, ask for a review, report retaliation.

Nobody is signed in and nothing about him is kept: no actor in the audit trail, and days, no
moments, also in clocks and notices, which leave the next working morning (security.md T4).
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import codes, policies, rules, selectors
from complaints.codes import AssignmentState, CallBackKind, CallBackState, NoteKind
from complaints.models import Case, CaseNote
from complaints.services import call_backs, endings, merged, motions, offices, steps
from complaints.services.steps import REVIEW
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.actors import ANYBODY, Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, NotFound
from credit_portal.workdays import selectors as workdays
from credit_portal.workflow import services as workflow

__all__ = [
    "REVIEW", "add", "ask_review", "locked", "may_ask_review", "rate", "report_retaliation",
    "withdraw",
]  # fmt: skip

#: Notes of a reporter to one case, and reports of retaliation besides (set by this portal).
MOST_ADDITIONS = 20


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
    """The operator who took it, else those that lead."""
    if row.operator is not None and steps.sees(row.operator, row):
        return [row.operator]
    return steps.of_body(policies.SUPERVISE, row.accused or offices.owner(row), row)


@transaction.atomic
@clock.days_only()
def withdraw(*, actor: Actor, receipt_digest: bytes) -> Case:
    """Withdraw it. What was found meanwhile may still be pursued. Raises Conflict."""
    row = locked(receipt_digest)
    row.ended_on = clock.today()
    steps.move(row, "withdraw", ANYBODY, "ended_on")
    endings.withdrawn(row)
    steps.note(row, "withdrawn", ANYBODY)
    merged.set_free(row, ANYBODY)
    return row


def may_ask_review(row: Case) -> bool:
    """Whether a review can be asked for: within XF-ASK of the refusal or the answer, once. No right
    ends on a provisional date."""
    last = row.answered_on or row.ended_on
    if row.state not in codes.REVIEWABLE or row.review_on is not None or last is None:
        return False
    until = workdays.compute_by_rule(rules.ASK_REVIEW, last)
    return until.provisional or clock.today() <= until.due


@transaction.atomic
@clock.days_only()
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
        kind=REVIEW, case=row, organisation=offices.owner(row), start_on=clock.today(),
        rule=rules.REVIEW,
    )  # fmt: skip
    steps.note(row, "review_asked", ANYBODY, about=made)
    told = steps.of_body(policies.REVIEW, row.accused or offices.owner(row), row)
    steps.tell("complaint_review", row, told, "review")
    return row


@transaction.atomic
@clock.days_only()
def report_retaliation(*, actor: Actor, receipt_digest: bytes, words: str) -> CaseNote:
    """Somebody is made to suffer for his report: the supervisors learn of it within the hour; no
    body does. Raises Conflict ("enough_added")."""
    row = locked(receipt_digest)
    _require_few(row, NoteKind.RETALIATION)
    made = steps.say(row, NoteKind.RETALIATION, steps.words(words, "words"))
    row.urgency = codes.Urgency.EMERGENCY
    row.save(update_fields=["urgency"])
    steps.note(row, "retaliation", ANYBODY, about=made)
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
) -> Case:
    """Say by receipt what a call-back would ask; four weeks later, whether it was really done.
    Who is not satisfied may have the case opened again, once by receipt.

    Raises Conflict ("nothing_to_rate", "reopened_before"), Invalid ("reason_missing").
    """
    row = locked(receipt_digest)
    waiting = row.call_backs.filter(state=CallBackState.OPEN, due_on__lte=clock.today())
    made = waiting.select_for_update().first()
    if made is None:
        raise Conflict("nothing_to_rate", _("There is nothing to be rated now."))
    if reopen and row.events.filter(name="reopened", actor_id="").exists():
        raise Conflict(
            "reopened_before", _("It was opened again once. Please ask for a review instead.")
        )
    made.case = row
    made.done = satisfied if made.kind == CallBackKind.LOOK_BACK else None
    call_backs.said(made, ANYBODY, satisfied=satisfied, reason=reason, words=words, reopen=reopen)
    return row
