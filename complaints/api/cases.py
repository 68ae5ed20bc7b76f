"""Staff API of complaints: list, one case, and its transitions by the services of the pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view

from complaints import selectors
from complaints.api import shapes
from complaints.api.filters import CaseFilter
from complaints.models import Case
from complaints.services import (
    acceptance,
    by_case,
    call_backs,
    caller,
    dispatch,
    motions,
    notes,
    replies,
    reviews,
)
from credit_portal.workflow.case_api import (
    CaseView,
    Empty,
    ListView,
    Step,
    Subject,
    acts_view,
)

SUBJECT = Subject("case_id", selectors.case, None, shapes.CaseOut)
STEPS = {
    "accept": Step(acceptance.accept, Empty, "Accept it and tell the reporter"),
    "refuse": Step(acceptance.refuse, shapes.RefusedCase, "Do not accept it, saying why", True),
    "set_regime": Step(acceptance.set_regime, shapes.LawOfCase, "Set the law that applies"),
    "correct": Step(acceptance.correct, shapes.CorrectedCase, "Correct what was filed"),
    "name_body": Step(acceptance.name_body, shapes.BodyOfCase, "Name the body it is about"),
    "name_post": Step(acceptance.name_post, shapes.PostOfCase, "Name the post it is about", True),
    "dispatch": Step(dispatch.dispatch, shapes.PassedOn, "Pass it on to bodies", True),
    "sign": Step(dispatch.sign, Empty, "Sign for it"),
    "give_back": Step(dispatch.give_back, shapes.GivenBack, "Return it as not ours"),
    "give_back_part": Step(dispatch.give_back_part, shapes.GivenBack, "Return a joint part"),
    "give_opinion": Step(dispatch.give_opinion, shapes.CaseOpinion, "Say what a joint body found"),
    "draft": Step(by_case.draft, shapes.ReplyDraft, "Write the draft of the answer"),
    "propose": Step(replies.propose, shapes.ReplyProposed, "Lay the answer before the head", True),
    "send_back": Step(replies.send_back, shapes.CaseReason, "Send the answer back", True),
    "approve": Step(replies.approve, Empty, "Approve and give the answer", True),
    "answer_at_once": Step(
        replies.answer_at_once, Empty, "Give what the hotline drafted for a question", True
    ),
    "take_back": Step(dispatch.take_back, shapes.CaseReason, "Take it back from the body", True),
    "ask_time": Step(by_case.ask_motion, shapes.TimeAsked, "Ask for more time or a pause"),
    "decide_time": Step(
        by_case.decide_motion, shapes.TimeDecided, "Decide on a request for time", True
    ),
    "resume": Step(motions.resume, Empty, "Let the clock run again"),
    "issue_letter": Step(
        by_case.issue_letter, shapes.CaseWords, "Issue a supervision letter", True
    ),
    "answer_letter": Step(
        by_case.answer_letter, shapes.LetterAnswered, "Answer a supervision letter"
    ),
    "take_call": Step(by_case.take_call, shapes.CallMade, "Take a call-back"),
    "not_reached": Step(by_case.not_reached, shapes.CallMade, "Nobody answered the call"),
    "reached": Step(by_case.reached, shapes.CallReached, "Note what the reporter said"),
    "told": Step(by_case.told, shapes.CallMade, "The reporter was told what was decided"),
    "settle": Step(call_backs.settle, shapes.CaseReason, "Let rest what was not done", True),
    "add_for_caller": Step(caller.add, shapes.CallerSaid, "A caller adds facts"),
    "ask_review_for_caller": Step(
        caller.ask_review, shapes.CallerAsks, "A caller asks for a review", True
    ),
    "retaliation_for_caller": Step(
        caller.report_retaliation, shapes.CallerSaid, "A caller reports retaliation"
    ),
    "unpublish_for_caller": Step(
        caller.unpublish, shapes.CallerKnown, "A caller does not want the answer published", True
    ),
    "keep_secret_for_caller": Step(
        caller.keep_secret, shapes.CallerKnown, "A caller wishes to be kept secret", True
    ),
    "withdraw_for_caller": Step(caller.withdraw, shapes.CallerKnown, "A caller withdraws it", True),
    "open_again": Step(notes.open_again, shapes.CaseReason, "Open it again", True),
    "pass_on": Step(notes.pass_on, shapes.FactsPassedOn, "Pass further facts on to the bodies"),
    "note": Step(notes.keep, shapes.CaseWords, "Keep an internal note"),
    "uphold": Step(reviews.uphold, shapes.CaseReason, "Uphold on review", True),
    "overturn": Step(reviews.overturn, shapes.CaseReason, "Overturn on review", True),
}


@extend_schema_view(
    get=extend_schema(
        operation_id="complaints_list",
        summary="List complaints that I may see, the newest first",
        responses=shapes.CaseOut(many=True),
    )
)
class Cases(ListView):
    """Cases in my scope."""

    order = ("received_on", "id")
    filterset_class = CaseFilter
    serializer_class = shapes.CaseOut

    def get_queryset(self) -> QuerySet[Case]:
        """In my scope."""
        return selectors.visible_to(self.request.user)


@extend_schema_view(get=extend_schema(operation_id="complaints_read", summary="Read one complaint"))
class OneCase(CaseView):
    """One case, with its version in the ETag."""

    subject: ClassVar[Subject] = SUBJECT
    serializer_class: Any = shapes.CaseOut


Acts = acts_view("complaints", SUBJECT, STEPS)
