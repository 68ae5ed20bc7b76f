"""Calling back: reached or not, satisfied or not; four weeks after it was closed, or on the day by
which something was promised, whether it was really done; and what was decided, where there is no
answer but a refusal or a review.

Who cannot be called back, because he left no number, says the same by his receipt; where he says
nothing, the case is closed when the time for a call has passed.
"""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from complaints import policies, rules, selectors_links
from complaints.codes import CallBackKind, CallBackState, CaseState, Dissatisfaction, NoteKind
from complaints.models import CallBack, Case, CaseNote, Contact
from complaints.services import clocks, offices, parts, steps
from complaints.services.steps import CALL_BACK
from credit_portal.accounts.models import User
from credit_portal.audit.models import AuditEvent
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from credit_portal.workdays import selectors as workdays
from credit_portal.workflow import services as workflow

__all__ = [
    "ATTEMPTS", "CALL_BACK", "lapse", "may_be_opened_again", "not_reached", "open_again", "plan",
    "reached", "said", "settle", "take", "tell_decision", "time_over", "to_make", "told", "undone",
]  # fmt: skip

#: Calls that are tried before it is noted that nobody was reached (set by this portal).
ATTEMPTS = 3
#: What the vault writes before it opens a number.
NUMBER_SEEN = "complaints.contact_opened"


def plan(row: Case, kind: str) -> CallBack:
    """A call to be made, with its clock (HOT-CALL-BACK from the first day on which it may be made);
    the open one where there is one."""
    found: CallBack | None = row.call_backs.filter(kind=kind, state=CallBackState.OPEN).first()
    if found is not None:
        return found
    made = CallBack(case=row, kind=kind, due_on=_from(row, kind))
    made.save(force_insert=True)
    workflow.start_deadline(
        kind=CALL_BACK, case=made, organisation=offices.owner(row), start_on=made.due_on,
        rule=rules.CALL_BACK,
    )  # fmt: skip
    return made


def _from(row: Case, kind: str) -> date:
    """The first day of a call: today; to look back four weeks later (HOT-LOOK-BACK), or on the day
    by which the last answer promised something, when that is later."""
    today = clock.today()
    if kind != CallBackKind.LOOK_BACK:
        return today
    found: date = workdays.compute_by_rule(rules.LOOK_BACK, today).due
    answers = selectors_links.answers_of(row)
    promised = answers[0].promised_on if answers else None
    return max(found, promised or found)


def tell_decision(row: Case) -> None:
    """It was refused or reviewed: whoever left a number is told, and what he can do about it."""
    if callable_by_phone(row):
        plan(row, CallBackKind.DECISION)


@transaction.atomic
def take(*, actor: User, call_back_id: UUID) -> CallBack:
    """Take a call to make: whoever takes it may be told the number, for this call alone. Only who
    leads the hotline takes it away from another who took it. Raises Conflict ("taken")."""
    made, actor = _open(actor, call_back_id)
    if made.taker_id not in {None, actor.pk} and not actor.may(
        policies.SUPERVISE, made.case.accused
    ):
        raise Conflict("taken", _("Somebody else has taken this call; ask who leads the hotline."))
    made.taker, made.version = actor, made.version + 1
    made.save(update_fields=["taker", "version"])
    steps.note(made.case, "call_back_taken", actor, kind=made.kind)
    return made


@transaction.atomic
def not_reached(*, actor: User, call_back_id: UUID) -> CallBack:
    """Nobody answered; after attempts on three days the call counts as made and the case is closed.

    Raises NotAllowed ("not_taken"), Conflict ("tried_today", "not_called": he did not look up the
    number today).
    """
    made, actor = _open(actor, call_back_id)
    _require_called(made, actor)
    made.attempts, made.version, made.tried_on = made.attempts + 1, made.version + 1, clock.today()
    made.save(update_fields=["attempts", "version", "tried_on"])
    steps.note(made.case, "call_back_not_reached", actor, attempt=made.attempts)
    if made.attempts >= ATTEMPTS:
        made.reached, made.taker = False, actor
        _done(made, actor, "called_back")
        _close(made.case, actor)
    return made


def _require_called(made: CallBack, actor: User) -> None:
    if made.taker_id != actor.pk:
        raise NotAllowed("not_taken", _("Take the call first: its number is for whoever makes it."))
    if made.tried_on == clock.today():
        raise Conflict("tried_today", _("It was tried today; try again on another day."))
    since = datetime.combine(clock.today(), time.min, tzinfo=clock.TZ)
    seen = AuditEvent.objects.filter(
        verb=NUMBER_SEEN, target_id=str(made.pk), actor_id=str(actor.pk), at__gte=since
    )
    if not seen.exists():
        raise Conflict("not_called", _("Look up the number and call it first."))


@transaction.atomic
def told(*, actor: User, call_back_id: UUID) -> CallBack:
    """The reporter was told on the telephone of a refusal or of what a review decided. Raises
    Conflict ("not_a_decision")."""
    made, actor = _open(actor, call_back_id)
    if made.kind != CallBackKind.DECISION:
        raise Conflict("not_a_decision", _("In this call he is asked; note what he said."))
    made.taker, made.reached = actor, True
    _done(made, actor, "decision_told")
    return made


@transaction.atomic
def reached(
    *,
    actor: User,
    call_back_id: UUID,
    satisfied: bool,
    done: bool | None = None,
    reason: str = "",
    words: str = "",
    reopen: bool = False,
) -> CallBack:
    """What the reporter said. Who is not satisfied says why and may have the case opened again.

    Raises Invalid ("reason_missing", "done_missing"), Conflict ("nothing_asked").
    """
    made, actor = _open(actor, call_back_id)
    if made.kind == CallBackKind.DECISION:
        raise Conflict("nothing_asked", _("In this call he is told of a decision, not asked."))
    if made.kind == CallBackKind.LOOK_BACK and done is None:
        raise Invalid("done_missing", _("Say whether it was really done."), field="done")
    made.taker, made.done = actor, done
    said(made, actor, satisfied=satisfied, reason=reason, words=words, reopen=reopen)
    return made


def said(
    made: CallBack, actor: Actor, *, satisfied: bool, reason: str, words: str, reopen: bool
) -> None:
    """Keep what was said on the telephone or by receipt; close the case, or open it again."""
    if not satisfied and reason not in Dissatisfaction.values:
        raise Invalid("reason_missing", _("Choose why not."), field="reason")
    made.reached, made.satisfied = True, satisfied
    made.reason, made.words_zh = "" if satisfied else reason, words.strip()[:2000]
    _done(made, actor, "called_back" if isinstance(actor, User) else "rated")
    if reopen and not (satisfied and made.done is not False):
        open_again(made.case, actor)
        return
    if made.kind == CallBackKind.SATISFACTION:
        _close(made.case, actor)
    if made.done is False:
        told = steps.of_body(
            policies.SUPERVISE, made.case.accused or offices.owner(made.case), made.case
        )
        steps.tell("complaint_not_done", made.case, told, f"not_done:{made.pk}")


@transaction.atomic
def settle(*, actor: User, case_id: UUID, reason: str, expected_version: int | None = None) -> Case:
    """What was promised was not done, and the hotline lets it rest, saying why: nobody waits for it
    any more. Raises Conflict ("nothing_undone")."""
    row = steps.locked(actor, case_id, expected_version)
    actor = steps.capacity(actor, policies.SUPERVISE, row)
    words = steps.words(reason, "reason", 2000)
    if not undone(row.call_backs.all()).update(settled_on=clock.today()):
        raise Conflict("nothing_undone", _("Nobody said that it was not done."))
    said = steps.say(row, NoteKind.INTERNAL, words, author=actor)
    steps.note(row, "left_undone", actor, about=said)
    return row


def to_make(rows: QuerySet[CallBack]) -> QuerySet[CallBack]:
    """Calls that may be made from today on, for those who left a number: what work lists, queues
    and the board take for waiting."""
    return rows.filter(
        state=CallBackState.OPEN, due_on__lte=clock.today(), case__contact__isnull=False
    )


def undone(rows: QuerySet[CallBack]) -> QuerySet[CallBack]:
    """Calls in which reporters said that it was not really done, of which nothing became yet: the
    case was not opened again, made a lead or let rest."""
    return rows.filter(
        state=CallBackState.DONE, done=False, settled_on=None, case__state=CaseState.CLOSED,
        case__lead=None,
    )  # fmt: skip


@transaction.atomic
def time_over(call_back_id: UUID) -> None:
    """The time for a call has passed and there is no number: the case is closed unasked."""
    key = CallBack.objects.values_list("case_id", flat=True).get(pk=call_back_id)
    row = lock(Case, key)
    made = row.call_backs.select_for_update().get(pk=call_back_id)
    if made.state == CallBackState.OPEN:
        made.case, made.reached = row, False
        workflow.cancel(CALL_BACK, made)
        _done(made, SYSTEM, "call_back_over")
        _close(row, SYSTEM)


def callable_by_phone(row: Case) -> bool:
    """Whether a number is kept for calling back."""
    return Contact.objects.filter(pk=row.pk).exists()


def open_again(row: Case, actor: Actor, about: CaseNote | None = None) -> None:
    """Open an answered or closed case again, to be dispatched anew by itself; `about` says why. The
    next answer may be reviewed anew. Raises Conflict ("not_answered")."""
    if not may_be_opened_again(row):
        raise Conflict(
            "not_answered",
            _("It was refused and never answered: what is new is filed as a case of its own."),
        )
    parts.leave_main(row)
    row.reopened, row.answered_on, row.ended_on = row.reopened + 1, None, None
    row.dispatched_on, row.reviews = None, 0
    steps.move(
        row, "reopen" if isinstance(actor, User) else "reopen_by_receipt", actor, "reopened",
        "answered_on", "ended_on", "dispatched_on", "merged_into", "reviews",
    )  # fmt: skip
    parts.end_all(row)
    clocks.reopened(row)
    lapse(row)
    steps.note(row, "reopened", actor, about=about, times=row.reopened)


def may_be_opened_again(row: Case) -> bool:
    """Whether it was answered. One that was refused, and whose review let that stand, is closed but
    was never accepted: only a review takes it on (`reviews.overturn`)."""
    return row.answered_on is not None


def lapse(row: Case) -> None:
    """Calls that are no longer needed, nor what was said in them not to be done."""
    row.call_backs.filter(done=False, settled_on=None).update(settled_on=clock.today())
    for one in row.call_backs.select_for_update().filter(state=CallBackState.OPEN):
        one.state, one.version = CallBackState.LAPSED, one.version + 1
        one.save(update_fields=["state", "version"])
        workflow.cancel(CALL_BACK, one)


def _close(row: Case, actor: Actor) -> None:
    if row.state == CaseState.ANSWERED:
        row.ended_on = clock.today()
        steps.move(
            row, "close" if isinstance(actor, User) else "close_unasked", actor, "ended_on"
        )  # fmt: skip
        steps.note(row, "closed", actor)
        plan(row, CallBackKind.LOOK_BACK)


def _done(made: CallBack, actor: Actor, name: str) -> None:
    made.state, made.made_on = CallBackState.DONE, clock.today()
    made.version += 1
    made.save()
    workflow.satisfy(CALL_BACK, made)
    steps.note(
        made.case, name, actor, kind=made.kind, reached=made.reached, satisfied=made.satisfied,
        done=made.done, why=made.reason,
    )  # fmt: skip


def _open(actor: User, call_back_id: UUID) -> tuple[CallBack, User]:
    """The call-back, its case locked, and the actor in his capacity. Raises NotFound, Conflict
    ("called_back")."""
    key = CallBack.objects.filter(pk=call_back_id).values_list("case_id", flat=True).first()
    if key is None:
        raise NotFound("not_found", _("There is no such call."))
    row = steps.locked(actor, key)
    actor = steps.capacity(actor, policies.TAKE, row)
    made: CallBack = row.call_backs.select_for_update().get(pk=call_back_id)
    if made.state != CallBackState.OPEN:
        raise Conflict("called_back", _("This call was made already."))
    made.case = row
    return made, actor
