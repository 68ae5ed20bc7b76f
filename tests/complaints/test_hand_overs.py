"""A case is handed over to a colleague: what one has of it is his, he is told, it is on record."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from complaints import case_sight, desk_selectors
from complaints.services import call_backs, caller, hand_overs, recusals
from credit_portal.common import acts
from credit_portal.notices.models import Notice
from credit_portal.workflow.selectors import my_work
from tests import factories
from tests.complaints import scenes as scene
from tests.complaints.scenes import Cast, act, refused

pytestmark = pytest.mark.django_db
WORDS = "来电人下午三点后方便接听。"


@pytest.fixture
def colleague(credit_office: Any, city: Any) -> Any:
    """Another operator of the hotline."""
    return factories.user(
        username="second_operator", role="hotline_operator", organisation=credit_office,
        title="热线坐席员", granted_on=city,
    )  # fmt: skip


@pytest.fixture
def second_handler(bureau: Any) -> Any:
    """Another handler of the body."""
    return factories.user(
        username="second_handler", role="case_handler", organisation=bureau, title="信访科副科长"
    )


def test_what_an_operator_has_goes_to_a_colleague(
    vault_keys: Any, cast: Cast, colleague: Any
) -> None:
    row = scene.answered(cast, scene.received(cast, {"name": "王小明", "mobile": "13912345678"}))
    made = scene.open_call(row)
    scene.call(call_backs.take, cast.operator, made)
    act(hand_overs.hand_over, cast.operator, row, user_id=colleague.pk, text=WORDS)
    made.refresh_from_db()
    assert (row.keeper, made.taker, row.operator) == (colleague, colleague, cast.operator)
    assert scene.told("complaint_handed_over") == {"second_operator"}
    mine = [desk_selectors.queue(one, "mine").count() for one in (cast.operator, colleague)]
    assert mine == [0, 1]
    step, said = row.events.get(name="handed_over"), row.notes.get(text__contains=WORDS)
    assert (step.data, step.note_id) == ({"to": str(colleague.pk)}, said.pk)
    assert (said.kind, said.for_body, said.author) == ("internal", False, cast.operator)
    assert colleague.display_name in said.text
    for reader, knows in ((cast.operator, True), (cast.handler, False)):
        view = case_sight.view_of(reader, row)
        assert (WORDS in "".join(one.text for one in view.notes())) is knows
        assert ("handed_over" in case_sight.TOLD_TO_BODIES) is False
    act(hand_overs.hand_over, colleague, row, user_id=cast.operator.pk, text="还给您。")
    assert row.keeper == cast.operator


def test_a_handler_hands_the_handling_on(cast: Cast, second_handler: Any) -> None:
    row = scene.handling(cast)
    act(hand_overs.hand_over, cast.handler, row, user_id=second_handler.pk, text=WORDS)
    assert row.assignments.get().handler == second_handler
    assert row.keeper is None
    assert scene.told("complaint_handed_over") == {"second_handler"}
    work = [row.number in {item.reference for item in my_work(one)}
            for one in (cast.handler, second_handler)]  # fmt: skip
    assert work == [False, True]
    view = case_sight.view_of(second_handler, row)
    assert WORDS in "".join(one.text for one in view.notes())
    given: dict[str, Any] = {"user_id": second_handler.pk, "text": WORDS}
    refused("not_in_hand", hand_overs.hand_over, cast.handler, row, **given)
    act(hand_overs.hand_over, cast.head, row, user_id=cast.handler.pk, text=WORDS)
    assert row.assignments.get().handler == cast.handler


def test_only_what_one_has_and_only_to_who_may_know(
    cast: Cast, colleague: Any, second_handler: Any
) -> None:
    row, given = scene.received(cast), {"user_id": cast.supervisor.pk, "text": WORDS}
    refused("not_in_hand", hand_overs.hand_over, colleague, row, **given)
    for other in (second_handler, cast.operator):
        given = {"user_id": other.pk, "text": WORDS}
        refused("person_unknown", hand_overs.hand_over, cast.operator, row, **given)
    given = {"user_id": colleague.pk, "text": " "}
    refused("words_missing", hand_overs.hand_over, cast.operator, row, **given)
    acts.run(recusals.recuse_self, actor=colleague, case_id=row.pk, answer=lambda _done: {})
    row.refresh_from_db()
    given = {"user_id": colleague.pk, "text": WORDS}
    refused("person_unknown", hand_overs.hand_over, cast.supervisor, row, **given)


def test_a_supervisor_gives_out_what_came_from_the_web(cast: Cast, colleague: Any) -> None:
    row, _digest = scene.filed(cast)
    act(hand_overs.hand_over, cast.supervisor, row, user_id=colleague.pk, text=WORDS)
    assert row.keeper == colleague
    acts.run(recusals.recuse_self, actor=colleague, case_id=row.pk, answer=lambda _done: {})
    row.refresh_from_db()
    assert row.keeper is None


def test_it_is_handed_over_by_page(cast: Cast, colleague: Any) -> None:
    row = scene.received(cast)
    client = Client()
    client.force_login(cast.operator)
    page = reverse("relations:case", args=[row.pk])
    assert "hand-over" in client.get(page).content.decode()
    given = {"user_id": str(colleague.pk), "text": WORDS, "version": str(row.version)}
    assert client.post(f"{page}hand-over/", given).status_code == 302
    assert colleague.display_name in client.get(page).content.decode()
    assert "hand-over" not in client.get(page).content.decode()
    case = client.get(reverse("complaint_desk:case", args=[row.pk])).content.decode()
    assert WORDS in case and "交接给同事" in case


def test_what_a_reporter_adds_is_told_to_whoever_has_it_now(cast: Cast, colleague: Any) -> None:
    """To those who lead where nobody has it, or where his account was closed."""
    row = scene.handling(cast)
    act(hand_overs.hand_over, cast.operator, row, user_id=colleague.pk, text=WORDS)
    act(caller.add, cast.operator, row, words="二单元也没有动工。")
    assert scene.told("complaint_added") == {"second_operator", "case_handler"}
    colleague.is_active = False
    colleague.save(update_fields=["is_active"])
    Notice.objects.filter(template="complaint_added").delete()
    act(caller.add, cast.operator, row, words="三单元也没有。")
    assert scene.told("complaint_added") == {"hotline_supervisor", "case_handler"}
