"""Calling back: reached or not, satisfied or not, and four weeks later whether it was really done.

Who cannot be called back, because he left no number, is asked on his receipt's page instead; a case
is then closed when the time for a call has passed.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import policies, rules
from complaints.codes import CallBackKind, CallBackState, Dissatisfaction
from complaints.models import CallBack, Case
from complaints.services import clocks, steps
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, Invalid, NotFound
from credit_portal.workflow import services as workflow

CALL_BACK = "complaints.call_back"
#: Calls that are tried before it is noted that nobody was reached (set by this portal).
ATTEMPTS = 3
RULES = {
    CallBackKind.SATISFACTION: rules.CALL_BACK, CallBackKind.LOOK_BACK: rules.LOOK_BACK,
}  # fmt: skip


def plan(row: Case, kind: str) -> CallBack:
    """A call to be made, with its clock; the open one where there is one."""
    found: CallBack | None = row.call_backs.filter(kind=kind, state=CallBackState.OPEN).first()
    if found is not None:
        return found
    made = CallBack(case=row, kind=kind, due_on=clock.today())
    made.save(force_insert=True)
    deadline = workflow.start_deadline(
        kind=CALL_BACK, case=made, organisation=clocks.owner(row), start_on=clock.today(),
        rule=RULES[CallBackKind(kind)],
    )  # fmt: skip
    made.due_on = deadline.due_on
    made.save(update_fields=["due_on"])
    return made


@transaction.atomic
def take(*, actor: User, call_back_id: UUID) -> CallBack:
    """Take a call to make: whoever takes it may be told the number, for this call alone."""
    made = _open(actor, call_back_id)
    made.taker, made.version = actor, made.version + 1
    made.save(update_fields=["taker", "version"])
    steps.note(made.case, "call_back_taken", actor, kind=made.kind)
    return made


@transaction.atomic
def not_reached(*, actor: User, call_back_id: UUID) -> CallBack:
    """Nobody answered; after three attempts the call counts as made and the case is closed."""
    made = _open(actor, call_back_id)
    made.attempts, made.version = made.attempts + 1, made.version + 1
    made.save(update_fields=["attempts", "version"])
    steps.note(made.case, "call_back_not_reached", actor, attempt=made.attempts)
    if made.attempts >= ATTEMPTS:
        made.reached = False
        _done(made, actor)
        _close(made.case, actor)
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

    Raises Invalid ("reason_missing", "done_missing").
    """
    made = _open(actor, call_back_id)
    if not satisfied and reason not in Dissatisfaction.values:
        raise Invalid("reason_missing", _("Choose why not."), field="reason")
    if made.kind == CallBackKind.LOOK_BACK and done is None:
        raise Invalid("done_missing", _("Say whether it was really done."), field="done")
    made.reached, made.satisfied, made.done = True, satisfied, done
    made.reason, made.words_zh = "" if satisfied else reason, words.strip()[:2000]
    _done(made, actor)
    if reopen and not (satisfied and done is not False):
        open_again(made.case, actor)
    elif made.kind == CallBackKind.SATISFACTION:
        _close(made.case, actor)
        plan(made.case, CallBackKind.LOOK_BACK)
    return made


def open_again(row: Case, actor: User) -> None:
    """Open an answered or closed case again, to be dispatched anew."""
    row.reopened, row.answered_on, row.ended_on = row.reopened + 1, None, None
    row.dispatched_on = None
    steps.move(
        row, "reopen", actor, "reopened", "answered_on", "ended_on", "dispatched_on"
    )  # fmt: skip
    clocks.reopened(row)
    lapse(row)
    steps.note(row, "reopened", actor, times=row.reopened)


def lapse(row: Case) -> None:
    """Calls that are no longer needed."""
    for one in row.call_backs.select_for_update().filter(state=CallBackState.OPEN):
        one.state, one.version = CallBackState.LAPSED, one.version + 1
        one.save(update_fields=["state", "version"])
        workflow.cancel(CALL_BACK, one)


def _close(row: Case, actor: User) -> None:
    if row.state == "answered":
        row.ended_on = clock.today()
        steps.move(row, "close", actor, "ended_on")
        steps.note(row, "closed", actor)


def _done(made: CallBack, actor: User) -> None:
    made.state, made.made_on, made.taker = CallBackState.DONE, clock.today(), actor
    made.version += 1
    made.save()
    workflow.satisfy(CALL_BACK, made)
    steps.note(
        made.case, "called_back", actor, kind=made.kind, reached=made.reached,
        satisfied=made.satisfied, done=made.done, reason=made.reason,
    )  # fmt: skip


def _open(actor: User, call_back_id: UUID) -> CallBack:
    """The call-back, its case locked. Raises NotFound, Conflict ("called_back")."""
    key = CallBack.objects.filter(pk=call_back_id).values_list("case_id", flat=True).first()
    if key is None:
        raise NotFound("not_found", _("There is no such call."))
    row = steps.locked(actor, key)
    policies.require(actor, policies.TAKE, row.accused)
    made: CallBack = row.call_backs.select_for_update().get(pk=call_back_id)
    if made.state != CallBackState.OPEN:
        raise Conflict("called_back", _("This call was made already."))
    made.case = row
    return made
