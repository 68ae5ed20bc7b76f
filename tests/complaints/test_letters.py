"""Supervision letters: numbered, answered by the head in time, ended with the answer."""

from datetime import date
from typing import Any

import pytest

from complaints.services import dispatch, letters, replies
from credit_portal.common import acts, invariants
from credit_portal.common.errors import DomainError
from credit_portal.workflow import services as workflow
from tests.complaints import scenes as scene
from tests.complaints.scenes import Cast, act, refused

pytestmark = pytest.mark.django_db
TEXT = {"text": "请于三个工作日内说明未动工的原因。"}


def answer(actor: Any, letter: Any, **more: Any) -> Any:
    """The body answers."""
    return acts.run(letters.answer, actor=actor, letter_id=letter.pk, **{**TEXT, **more}).value


def not_answered(code: str, actor: Any, letter: Any) -> None:
    """The answer is refused so."""
    with pytest.raises(DomainError) as error:
        answer(actor, letter)
    assert error.value.code == code


def test_a_letter_is_answered_by_the_head(cast: Cast) -> None:
    row = scene.dispatched(cast)
    refused("not_allowed", letters.issue, cast.operator, row, **TEXT)
    letter = act(letters.issue, cast.supervisor, row, **TEXT)
    second = act(letters.issue, cast.supervisor, row, **TEXT)
    assert [letter.number, second.number] == ["DB-2026-00001", "DB-2026-00002"]
    assert letter.answer_until == date(2026, 3, 5)
    assert scene.told("complaint_letter") == {"approver"}
    not_answered("not_allowed", cast.handler, letter)
    not_answered("not_allowed", cast.supervisor, letter)
    done = answer(cast.head, letter, text="已责成施工单位进场。")
    assert (done.state, done.answerer) == ("answered", cast.head)
    not_answered("answered_already", cast.head, letter)
    assert invariants.broken() == {}


def test_only_who_has_it_gets_one(cast: Cast) -> None:
    refused("not_found", letters.issue, cast.supervisor, scene.accepted(cast), **TEXT)
    refused("not_with_body", letters.issue, cast.supervisor, scene.answered(cast), **TEXT)


@pytest.mark.parametrize("end", ["answer", "take_back"])
def test_it_ends_with_the_answer_or_when_the_body_has_it_no_more(cast: Cast, end: str) -> None:
    row = scene.handling(cast)
    letter = act(letters.issue, cast.supervisor, row, **TEXT)
    if end == "answer":
        scene.write(cast, row)
        act(replies.approve, cast.head, row)
    else:
        act(dispatch.take_back, cast.supervisor, row, reason="改派。")
    letter.refresh_from_db()
    assert (letter.state, scene.outcomes(letter)) == ("ended", {"letter": "cancelled"})
    assert invariants.broken() == {}


def test_a_calendar_that_is_loaded_moves_its_day(
    cast: Cast, travel: Any, system_administrator: Any
) -> None:
    travel.move_to("2026-12-29 09:00:00+08:00")
    letter = act(letters.issue, cast.supervisor, scene.dispatched(cast), **TEXT)
    assert letter.answer_until == date(2027, 1, 1)
    workflow.load_calendar(actor=system_administrator, text=scene.CALENDAR)
    letter.refresh_from_db()
    assert letter.answer_until == scene.running(letter, "letter").due_on == date(2027, 1, 3)
