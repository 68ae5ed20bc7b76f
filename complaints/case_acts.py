"""The acts on a case: who may do each, when, what it asks for and says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints import case_forms as forms
from complaints import policies, selectors_links
from complaints.case_desk import Desk
from complaints.codes import WITH_BODY, CaseState, LetterState
from complaints.services import (
    acceptance,
    by_case,
    call_backs,
    caller,
    dispatch,
    motions,
    notes,
    replies,
    reporter,
    reviews,
)
from credit_portal.common import clock
from credit_portal.workflow import panels

TAKE, LEAD, BODY, HEAD, REVIEW = (
    policies.TAKE, policies.SUPERVISE, policies.HANDLE, policies.APPROVE, policies.REVIEW,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Act(panels.Plain):
    """An act with its step in the machine ("" when it is none), its verb, and when it fits beyond
    that; `part` names what of the desk it is about, under the service's argument; `also` is a verb
    of the hotline that will do as well."""

    step: str = ""
    verb: str
    key: str = ""
    fits: Callable[[Desk], bool] = lambda desk: True
    part: tuple[str, str] | None = None
    fixed: tuple[tuple[str, Any], ...] = ()
    also: str = ""
    #: Whether it is done in a case that is answered with another one too.
    merged: bool = False


def _before_dispatch(desk: Desk) -> bool:
    return desk.row.is_open and desk.row.dispatched_on is None


def _question(desk: Desk) -> bool:
    return desk.row.purpose in replies.QUESTIONS and desk.row.state == CaseState.ACCEPTED


def _second_of_question(desk: Desk) -> bool:
    return _question(desk) and desk.draft is not None and desk.is_other(desk.draft.author)


def _to_call(desk: Desk) -> bool:
    return desk.call is not None and desk.has_number


def _to_ask(desk: Desk) -> bool:
    """Whoever calls himself says it too, with or without a number that is kept."""
    return desk.call is not None and not desk.is_to_tell and desk.call.due_on <= clock.today()


def _by_caller(desk: Desk) -> bool:
    return caller.has_no_receipt(desk.row)


def _not_withdrawn(desk: Desk) -> bool:
    return _by_caller(desk) and desk.row.state != CaseState.WITHDRAWN


def _not_returned(desk: Desk) -> bool:
    lead, before = desk.lead, dispatch.returned_by(desk.row)
    kept = lead is None or lead.organisation_id in before
    return not kept and not dispatch.is_designated(desk.row)


def _handled(desk: Desk) -> bool:
    return desk.row.state in {CaseState.HANDLING, CaseState.PROPOSED}


def _lies_with_body(desk: Desk) -> bool:
    return desk.lead is not None and desk.row.state in WITH_BODY


def _letter_of_mine(desk: Desk) -> bool:
    found = desk.letter
    return found is not None and found.state == LetterState.ISSUED


def _may_decide_time(desk: Desk) -> bool:
    return desk.asked is not None and desk.is_other(desk.asked.asker)


def _second_of_reply(desk: Desk) -> bool:
    return desk.proposed is not None and desk.is_other(desk.proposed.author)


def _had_no_hand(desk: Desk) -> bool:
    return desk.is_other(*selectors_links.hands_of(desk.row))


OF_HOTLINE: dict[str, Act] = {
    "accept": Act(
        acceptance.accept, pgettext_lazy("complaint", "Accept it"),
        _("The reporter is told; that is the first response."),
        pgettext_lazy("complaint", "Accepted."), forms.SureForm, tone="main", step="accept",
        verb=TAKE, key="a",
    ),
    "refuse": Act(
        acceptance.refuse, pgettext_lazy("complaint", "Do not accept it"),
        _("Ground, reason and where to turn are told; a review may be asked for."),
        _("Not accepted; the reporter reads why and where to turn."), forms.RefuseForm,
        step="refuse", verb=LEAD, fits=lambda desk: acceptance.may_be_refused(desk.row),
    ),
    "answer-at-once": Act(
        replies.answer_at_once, _("Answer it at once"),
        _("A question or suggestion that no body has to handle; the answer is given now."),
        _("Answered."), forms.SureForm, tone="main", step="answer_at_once", verb=LEAD,
        fits=_second_of_question,
    ),
    "draft-answer": Act(
        by_case.draft, _("Write the answer ourselves"),
        _("A draft; another one who leads the hotline gives it."), _("The draft is kept."),
        forms.AnswerForm, verb=TAKE, fits=_question,
    ),
    "take-back": Act(
        dispatch.take_back, _("Take it back from the body"),
        _("To pass it on anew; the total time goes on."), pgettext_lazy("complaint", "Taken back."),
        forms.ReasonForm, step="take_back", verb=LEAD,
    ),
    "set-regime": Act(
        acceptance.set_regime, _("Set the law that applies"),
        _("Its time limits run from the receipt of the case, or from the day a body gets it."),
        _("The time limits were counted anew."), forms.RegimeForm, verb=TAKE, fits=_before_dispatch,
    ),
    "correct": Act(
        acceptance.correct, _("Correct what was filed"),
        _("Category, what is wanted, urgency. The law that applies stays; look at it too."),
        _("It is corrected."), forms.CorrectForm, verb=TAKE, fits=_before_dispatch,
    ),
    "name-body": Act(
        acceptance.name_body, _("Name the body concerned"),
        _("Where none was named, or another one by mistake."), _("The body is named."),
        forms.BodyForm, verb=TAKE, fits=_before_dispatch,
    ),
    "name-post": Act(
        acceptance.name_post, _("Name the post that is accused"),
        _("Whoever holds or held it sees nothing of the case from now on; it cannot be undone."),
        _("The post is named; its holders are kept out."), forms.PostForm, verb=TAKE,
        fits=lambda desk: bool(desk.posts),
    ),
    "grant-time": Act(
        by_case.decide_motion, _("Grant the request for time"),
        _("Handling and total change by what the law allows, once."), _("Granted."),
        forms.GrantForm, tone="main", verb=LEAD, fits=_may_decide_time, part=("motion_id", "asked"),
        fixed=(("grant", True),),
    ),
    "refuse-time": Act(
        by_case.decide_motion, _("Do not grant it"), _("The clock runs on; the body reads why."),
        _("Not granted."), forms.ReasonForm, verb=LEAD, fits=_may_decide_time,
        part=("motion_id", "asked"), fixed=(("grant", False),),
    ),
    "issue-letter": Act(
        by_case.issue_letter, _("Issue a supervision letter"),
        _("The body that leads has to answer it within its time."), _("The letter is issued."),
        forms.NoticeForm, verb=LEAD, fits=_lies_with_body,
    ),
    "pass-on": Act(
        notes.pass_on, _("Pass further facts on"),
        _("The bodies read your text, not the reporter's."), _("Passed on."), forms.PassOnForm,
        verb=TAKE, fits=_lies_with_body,
    ),
    "take-call": Act(
        by_case.take_call, _("Take the call-back"),
        _("You make this call; others see that you do."), _("The call is yours."), forms.SureForm,
        tone="main", verb=TAKE, fits=lambda desk: _to_call(desk) and not desk.has_call,
        part=("call_back_id", "call"), merged=True,
    ),
    "told": Act(
        by_case.told, _("Reached: he was told"),
        _("Ground, reason and where to turn, or what the review decided; that he may ask for a"
          " review, and until when."), _("Noted."), forms.SureForm, tone="main", verb=TAKE,
        fits=lambda desk: desk.is_to_tell, part=("call_back_id", "call"), merged=True,
    ),
    "reached": Act(
        by_case.reached, _("Reached: note what he said"),
        _("Closes the case, or opens it again where he wishes it."), _("Noted."), forms.CallForm,
        tone="main", verb=TAKE, fits=_to_ask, part=("call_back_id", "call"), merged=True,
    ),
    "not-reached": Act(
        by_case.not_reached, _("Nobody answered"),
        _("Once a day, after the number was looked up; after three days it counts as made."),
        _("The attempt is noted."), forms.SureForm, verb=TAKE, fits=lambda desk: desk.has_call,
        part=("call_back_id", "call"), merged=True,
    ),
    "open-again": Act(
        notes.open_again, _("Open it again"),
        _("It is dispatched anew; a new total time runs from today."), _("It is open again."),
        forms.ReasonForm, step="reopen", verb=TAKE,
        fits=lambda desk: call_backs.may_be_opened_again(desk.row),
    ),
    "settle": Act(
        call_backs.settle, _("Let rest what was not done"),
        _("The reporter says that it was not really done. Open it again, or say why not."),
        _("It rests."), forms.ReasonForm, verb=LEAD, fits=lambda desk: desk.is_undone, merged=True,
    ),
    "note": Act(
        notes.keep, _("Keep a note"), _("Only the hotline reads it."), _("The note is kept."),
        forms.TextForm, verb=TAKE, merged=True,
    ),
}  # fmt: skip
#: What a reporter without a receipt does through an operator to whom he speaks.
OF_CALLER: dict[str, Act] = {
    "caller-add": Act(
        caller.add, _("The caller adds facts"), _("In his words; it stays with the hotline."),
        _("Noted."), forms.SaidForm, verb=TAKE, fits=_not_withdrawn, merged=True,
    ),
    "caller-review": Act(
        caller.ask_review, _("The caller asks for a review"),
        _("Somebody who had no hand in it looks at it again."), _("The review is asked for."),
        forms.KnownSaidForm, step="ask_review", verb=TAKE,
        fits=lambda desk: _by_caller(desk) and reporter.may_ask_review(desk.row), merged=True,
    ),
    "caller-retaliation": Act(
        caller.report_retaliation, _("The caller reports retaliation"),
        _("The supervisors learn of it within the hour; no body does. In danger: 110."),
        _("The supervisors are told."), forms.SaidForm, tone="red", verb=TAKE, fits=_by_caller,
        merged=True,
    ),
    "caller-unpublish": Act(
        caller.unpublish, _("The caller: do not publish the answer"),
        _("At once and for good. What is on display goes to those who publish."),
        _("The answer will not be published."), forms.KnownForm, verb=TAKE,
        fits=lambda desk: _by_caller(desk) and desk.row.may_publish, merged=True,
    ),
    "caller-secret": Act(
        caller.keep_secret, _("The caller wishes to be kept secret"),
        _("At once and for good. A report is taken from the body that it accuses."),
        _("It is kept secret from now on."), forms.KnownForm, verb=TAKE,
        fits=lambda desk: _by_caller(desk) and not desk.row.is_secret, merged=True,
    ),
    "caller-withdraw": Act(
        caller.withdraw, _("The caller withdraws it"),
        _("Nobody answers it any more. This cannot be undone."), _("It is withdrawn."),
        forms.KnownForm, tone="red", step="withdraw", verb=TAKE, fits=_by_caller, merged=True,
    ),
}  # fmt: skip
OF_BODY: dict[str, Act] = {
    "sign": Act(
        dispatch.sign, _("Sign for it"),
        _("You handle it from now on; it can no longer be returned."), _("Signed for."),
        forms.SureForm, tone="main", step="sign", verb=BODY, key="s",
    ),
    "give-back": Act(
        dispatch.give_back, _("Return it as not ours"),
        _("Once, within the time to sign; name the body that is competent."), _("Returned."),
        forms.ReturnForm, step="give_back", verb=BODY, fits=_not_returned,
    ),
    "opinion": Act(
        dispatch.give_opinion, _("Say what we found"),
        _("The body that leads writes the answer with it."), _("Noted."), forms.OpinionForm,
        tone="main", verb=BODY, fits=lambda desk: desk.joint is not None,
    ),
    "give-back-part": Act(
        dispatch.give_back_part, _("Return our part"),
        _("Say who is competent; the body that leads goes on without you."),
        _("Returned to the hotline."), forms.ReturnForm, verb=BODY,
        fits=lambda desk: desk.joint is not None,
    ),
    "draft": Act(
        by_case.draft, _("Write the answer"),
        _("A draft; the head of the body approves it before it is given."), _("The draft is kept."),
        forms.DraftForm, tone="main", verb=BODY,
        fits=lambda desk: desk.row.state == CaseState.HANDLING and desk.lead is not None,
    ),
    "propose": Act(
        replies.propose, _("Lay the answer before the head"),
        _("It is not changed any more unless it is sent back."), _("Laid before the head."),
        forms.ProposeForm, tone="main", step="propose", verb=BODY,
        fits=lambda desk: desk.draft is not None,
    ),
    "ask-time": Act(
        by_case.ask_motion, _("Ask for time"), _("The hotline decides; until then the clock runs."),
        _("Asked for."), forms.MotionForm, verb=BODY,
        fits=lambda desk: _handled(desk) and desk.asked is None,
    ),
    "resume": Act(
        motions.resume, _("Let the clock run again"),
        _("What it stood still for is over; today counts."), _("The clock runs again."),
        forms.SureForm, verb=BODY, fits=lambda desk: desk.stands_still, also=LEAD,
    ),
    "approve": Act(
        replies.approve, _("Approve and give the answer"),
        _("The reporter reads it at once; the clocks end; he is called back."),
        _("The answer is given."), forms.SureForm, tone="main", step="answer", verb=HEAD,
        fits=_second_of_reply,
    ),
    "send-back": Act(
        replies.send_back, pgettext_lazy("reply", "Send back"), _("Say what is to be changed."),
        _("Sent back."), forms.ReasonForm, step="send_back", verb=HEAD,
    ),
    "answer-letter": Act(
        by_case.answer_letter, _("Answer the supervision letter"), _("The hotline reads it."),
        _("Answered."), forms.NoticeForm, verb=HEAD, fits=_letter_of_mine,
        part=("letter_id", "letter"),
    ),
}  # fmt: skip
OF_REVIEW: dict[str, Act] = {
    "uphold": Act(
        reviews.uphold, _("It stands"),
        _("Your reasons are told to the reporter; the case is closed."), _("Upheld."),
        forms.ReasonForm, tone="main", step="uphold", verb=REVIEW, fits=_had_no_hand, merged=True,
    ),
    "overturn": Act(
        reviews.overturn, _("It does not stand"), _("The case is accepted and dispatched anew."),
        _("Overturned."), forms.ReasonForm, step="overturn", verb=REVIEW, fits=_had_no_hand,
        merged=True,
    ),
}  # fmt: skip
ACTS = OF_HOTLINE | OF_CALLER | OF_BODY | OF_REVIEW
