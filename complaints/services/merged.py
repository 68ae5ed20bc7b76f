"""Cases that are answered in one place: what becomes of the merged ones as the main one goes on.

The main case is locked first, then those merged into it in the order of their keys.
"""

from __future__ import annotations

from complaints import machine
from complaints.codes import CallBackKind, ReplyState
from complaints.models import Case
from complaints.services import call_backs, clocks, endings, parts, steps
from credit_portal.common import clock
from credit_portal.common.actors import Actor

WAITING = machine.CASE.transition("answer_with_main").sources


def _merged_into(row: Case) -> list[Case]:
    rows = Case.objects.filter(merged_into=row.pk, state__in=WAITING)
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def answered(row: Case, actor: Actor) -> None:
    """The main case was answered: so were these. Each reporter is called back for himself; the step
    names the answer, which stays his when his case goes on by itself."""
    given = row.replies.filter(state=ReplyState.GIVEN).order_by("-given_on", "-drafted_on").first()
    for one in _merged_into(row):
        one.answered_on, one.accepted_on = clock.today(), one.accepted_on or clock.today()
        steps.move(one, "answer_with_main", actor, "answered_on", "accepted_on")
        parts.end_all(one)
        parts.back_to_draft(one)
        endings.answered(one)
        clocks.responded(one)
        call_backs.plan(one, CallBackKind.SATISFACTION)
        reply = str(given.pk) if given else ""
        steps.note(one, "answered_with_main", actor, main=str(row.pk), reply=reply)


def set_free(row: Case, actor: Actor) -> None:
    """The main case ended without an answer: each of these goes on by itself, its clocks from the
    first day."""
    for one in _merged_into(row):
        parts.leave_main(one)
        one.version += 1
        one.save(update_fields=["merged_into", "version"])
        clocks.restored(one)
        steps.note(one, "set_free", actor, main=str(row.pk))
