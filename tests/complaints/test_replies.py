"""The answer: drafted, approved by another, sent back; questions answered at once by two."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from complaints.models import Reply
from complaints.services import replies
from credit_portal.accounts.models import RoleGrant, User
from credit_portal.common import invariants
from tests import factories
from tests.complaints import scenes as scene
from tests.complaints.scenes import Cast, act, refused

pytestmark = pytest.mark.django_db


def also(user: Any, role: str, body: Any) -> Any:
    """The same account with one more role."""
    RoleGrant.objects.create(
        user=user, role_id=role, organisation=body, starts_on=factories.START, origin="demo"
    )
    found = User.objects.get(pk=user.pk)
    found.fresh = True
    return found


def test_an_answer_ends_the_clocks(cast: Cast) -> None:
    row = scene.proposed(cast)
    assert scene.told("complaint_reply_to_approve") == {"approver"}
    act(replies.approve, cast.head, row)
    reply = row.replies.get()
    assert (row.state, row.answered_on) == ("answered", date(2026, 3, 2))
    assert (reply.state, reply.author, reply.approver) == ("given", cast.handler, cast.head)
    assert scene.outcomes(row) == {
        "first_response": "met", "route": "met", "sign": "met", "handling": "met", "total": "met",
    }  # fmt: skip
    assert scene.open_call(row).due_on == date(2026, 3, 2)
    assert invariants.broken() == {}


def test_an_answer_needs_a_draft_a_finding_and_a_signature(cast: Cast) -> None:
    row = scene.dispatched(cast)
    words = {"text": scene.ANSWER}
    refused("not_handling", replies.draft, cast.handler, row, **words)
    row = scene.handling(cast)
    refused("no_draft", replies.propose, cast.handler, row)
    refused("words_missing", replies.draft, cast.handler, row, text=" ")
    yesterday = date(2026, 3, 1)
    refused("date_past", replies.draft, cast.handler, row, promised_on=yesterday, **words)
    act(replies.draft, cast.handler, row, promised_on=yesterday + timedelta(9), **words)
    refused("verified_missing", replies.propose, cast.handler, row)
    refused("stale", replies.draft, cast.handler, row, expected_version=7, **words)
    reply = act(replies.draft, cast.handler, row, expected_version=1, verified=False, **words)
    assert (reply.version, reply.verified) == (2, False)
    refused("no_draft", replies.approve, cast.head, row)
    act(replies.propose, cast.handler, row)
    refused("not_handling", replies.draft, cast.handler, row, **words)


def test_the_head_sends_it_back_with_a_reason(cast: Cast) -> None:
    row = scene.proposed(cast)
    refused("words_missing", replies.send_back, cast.head, row, reason="")
    refused("not_allowed", replies.send_back, cast.handler, row, reason="不清楚。")
    act(replies.send_back, cast.head, row, reason="请写明动工日期。")
    assert (row.state, row.replies.get().back_zh) == ("handling", "请写明动工日期。")
    assert scene.told("complaint_reply_sent_back") == {"case_handler"}
    scene.write(cast, row)
    assert row.replies.get().back_zh == ""


def test_nobody_approves_what_he_wrote_even_in_part(cast: Cast) -> None:
    both = also(cast.handler, "approver", cast.body)
    second = factories.user(
        username="second", role="case_handler", organisation=cast.body, title="科员"
    )
    row = scene.proposed(cast)
    refused("four_eyes", replies.approve, both, row)
    act(replies.send_back, cast.head, row, reason="请补充。")
    act(replies.draft, second, row, text=scene.ANSWER, verified=True)
    act(replies.propose, second, row)
    assert row.replies.get().author == second
    refused("four_eyes", replies.approve, both, row)
    with pytest.raises(DatabaseError, match="reply_by_two"), transaction.atomic():
        Reply.objects.filter(case=row).update(
            state="given", approver=second, given_on="2026-03-02"
        )  # fmt: skip


def test_the_hotline_answers_a_question_by_two(cast: Cast) -> None:
    row = scene.accepted(cast, purpose="ask")
    assert scene.rule_of(row, "total") == "HOT-SY-ASK"
    refused("no_draft", replies.answer_at_once, cast.supervisor, row)
    refused("not_allowed", replies.answer_at_once, cast.operator, row)
    act(replies.draft, cast.supervisor, row, text=scene.ANSWER)
    refused("four_eyes", replies.answer_at_once, cast.supervisor, row)
    row = scene.accepted(cast, purpose="ask")
    act(replies.draft, cast.operator, row, text=scene.ANSWER)
    act(replies.answer_at_once, cast.supervisor, row)
    reply = row.replies.get()
    assert (row.state, reply.author, reply.approver) == (
        "answered", cast.operator, cast.supervisor,
    )  # fmt: skip
    assert invariants.broken() == {}


def test_a_complaint_is_not_answered_at_once(cast: Cast) -> None:
    row = scene.accepted(cast)
    refused("not_a_question", replies.answer_at_once, cast.supervisor, row)
    refused("not_found", replies.draft, cast.operator, row, text=scene.ANSWER)
