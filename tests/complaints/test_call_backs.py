"""After the answer: reached, satisfied, really done? By telephone or by receipt."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from complaints.services import call_backs, dispatch, intake, replies, reporter
from credit_portal.common import acts, invariants
from credit_portal.common.errors import DomainError
from tests import factories
from tests.complaints import scenes as scene
from tests.complaints.scenes import Cast, call

pytestmark = pytest.mark.django_db
NAMED = {"name": "王小明", "mobile": "13912345678"}
UNHAPPY: dict[str, Any] = {"satisfied": False, "reason": "not_done"}


def refused(code: str, service: Any, who: Any, **given: Any) -> None:
    """It is refused so: `who` is a member of staff with a call, or a receipt."""
    with pytest.raises(DomainError) as error:
        if isinstance(who, bytes):
            scene.by_receipt(service, who, **given)
        else:
            call(service, who[0], who[1], **given)
    assert error.value.code == code


def test_who_is_satisfied_is_asked_again_after_four_weeks(cast: Cast, travel: Any) -> None:
    row = scene.answered(cast)
    made = scene.open_call(row)
    assert scene.running(made, "call_back").due_on == date(2026, 3, 5)
    call(call_backs.take, cast.operator, made)
    assert made.taker == cast.operator
    call(call_backs.reached, cast.operator, made, satisfied=True, words="很满意。")
    row.refresh_from_db()
    assert (row.state, made.state, made.satisfied) == ("closed", "done", True)
    look = scene.open_call(row, "look_back")
    assert look.due_on == date(2026, 3, 30)
    assert scene.running(look, "call_back").due_on == date(2026, 4, 2)
    travel.move_to("2026-03-30 09:00:00+08:00")
    refused("done_missing", call_backs.reached, (cast.operator, look), satisfied=True)
    call(call_backs.reached, cast.operator, look, satisfied=True, done=True)
    assert (look.done, row.state) == (True, "closed")
    assert not row.call_backs.filter(state="open").exists()
    assert invariants.broken() == {}


def test_what_was_not_really_done_is_opened_again(cast: Cast, travel: Any) -> None:
    row = scene.closed(cast)
    travel.move_to("2026-03-30 09:00:00+08:00")
    look = scene.open_call(row, "look_back")
    call(
        call_backs.reached, cast.operator, look, done=False, reopen=True, words="没有动工。",
        **UNHAPPY,
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.state, row.reopened, row.ended_on) == ("accepted", 1, None)
    assert row.first_response_on == date(2026, 3, 2)
    assert scene.running(row, "total").start_on == date(2026, 3, 30)
    scene.pass_on(cast, row)
    assert row.assignments.filter(part="lead", state="sent").count() == 1
    assert invariants.broken() == {}


def test_who_is_not_satisfied_says_why(cast: Cast) -> None:
    made = scene.open_call(scene.answered(cast))
    for reason in ("", "whatever"):
        given = {"satisfied": False, "reason": reason}
        refused("reason_missing", call_backs.reached, (cast.operator, made), **given)
    call(call_backs.reached, cast.operator, made, **UNHAPPY)
    assert (made.reason, made.case.state) == ("not_done", "closed")
    refused("called_back", call_backs.take, (cast.operator, made))


def test_he_is_asked_again_on_the_day_by_which_something_was_promised(cast: Cast) -> None:
    row = scene.handling(cast)
    given = {"promised": "十月底前动工。", "promised_on": date(2026, 10, 31)}
    scene.act(replies.draft, cast.handler, row, text=scene.ANSWER, verified=True, **given)
    scene.act(replies.propose, cast.handler, row)
    scene.act(replies.approve, cast.head, row)
    call(call_backs.reached, cast.operator, scene.open_call(row), satisfied=True)
    assert scene.open_call(row, "look_back").due_on == date(2026, 10, 31)


def test_a_call_that_somebody_took_is_his_unless_who_leads_takes_it_away(
    cast: Cast, city: Any, credit_office: Any
) -> None:
    row = scene.answered(cast)
    other = factories.user(
        username="other_operator", role="hotline_operator", organisation=credit_office,
        title="坐席员", granted_on=city,
    )  # fmt: skip
    made = scene.open_call(row)
    call(call_backs.take, cast.operator, made)
    with pytest.raises(DomainError) as error:
        call(call_backs.take, other, made)
    assert error.value.code == "taken"
    assert call(call_backs.take, cast.supervisor, made).taker == cast.supervisor


def test_a_number_is_for_calls_only_where_one_agreed(cast: Cast, vault_keys: Any) -> None:
    given = {"actor": cast.operator, "channel": "phone", "operator": cast.operator}
    facts = {**scene.FACTS, "is_anonymous": False}
    row = acts.run(intake.begin, facts=facts, identity=NAMED, **given).value
    assert not call_backs.callable_by_phone(row)
    row = acts.run(intake.begin, facts=facts, identity=NAMED, may_call=True, **given).value
    assert call_backs.callable_by_phone(row)


def test_nobody_else_calls(cast: Cast, auditor: Any) -> None:
    made = scene.open_call(scene.answered(cast))
    refused("not_allowed", call_backs.take, (cast.handler, made))
    refused("not_found", call_backs.take, (auditor, made))


def test_by_receipt_one_says_the_same(cast: Cast, travel: Any) -> None:
    row, digest = scene.filed(cast)
    refused("nothing_to_rate", reporter.rate, digest, satisfied=True)
    scene.answered(cast, row)
    refused("reason_missing", reporter.rate, digest, satisfied=False)
    refused("nothing_to_rate", reporter.rate, digest, satisfied=True, done=True)
    scene.by_receipt(reporter.rate, digest, satisfied=True)
    row.refresh_from_db()
    assert row.state == "closed"
    refused("nothing_to_rate", reporter.rate, digest, satisfied=True)
    travel.move_to("2026-03-30 09:00:00+08:00")
    refused("done_missing", reporter.rate, digest, **UNHAPPY)
    scene.by_receipt(reporter.rate, digest, reopen=True, done=False, **UNHAPPY)
    row.refresh_from_db()
    assert (row.state, row.call_backs.get(kind="look_back").done) == ("accepted", False)
    rated = row.events.filter(name__in=["rated", "reopened"])
    assert {(one.at, one.actor_id) for one in rated} == {(None, "")}
    assert invariants.broken() == {}
    answer_again(cast, row)
    refused("reopened_before", reporter.rate, digest, reopen=True, **UNHAPPY)


def answer_again(cast: Cast, row: Any) -> None:
    """The body answers what was opened again."""
    scene.pass_on(cast, row)
    scene.act(dispatch.sign, cast.handler, row)
    scene.write(cast, row)
    scene.act(replies.approve, cast.head, row)


def test_whom_nobody_can_call_is_not_waited_for(cast: Cast, travel: Any) -> None:
    row, _digest = scene.filed(cast)
    scene.answered(cast, row)
    made = scene.open_call(row)
    travel.move_to("2026-03-06 09:00:00+08:00")
    scene.sweep()
    row.refresh_from_db()
    made.refresh_from_db()
    assert (row.state, row.ended_on, made.reached) == ("closed", date(2026, 3, 6), False)
    assert scene.told("complaint_overdue") == set()
    assert scene.open_call(row, "look_back").due_on == date(2026, 4, 3)
    assert invariants.broken() == {}


def test_who_was_not_reached_has_as_long_as_for_a_review(cast: Cast, travel: Any) -> None:
    """By receipt he rates and has it opened again for 30 days, though nobody called him."""
    rows = [scene.filed(cast) for _one in range(2)]
    for row, _digest in rows:
        scene.answered(cast, row)
    travel.move_to("2026-03-06 09:00:00+08:00")
    scene.sweep()
    travel.move_to("2026-04-01 09:00:00+08:00")
    row, digest = rows[0]
    scene.by_receipt(reporter.rate, digest, reopen=True, **UNHAPPY)
    row.refresh_from_db()
    assert (row.state, row.reopened) == ("accepted", 1)
    assert row.call_backs.get(kind="satisfaction").reason == "not_done"
    travel.move_to("2026-04-02 09:00:00+08:00")
    refused("nothing_to_rate", reporter.rate, rows[1][1], satisfied=True)
    travel.move_to("2026-04-03 09:00:00+08:00")
    scene.by_receipt(reporter.rate, rows[1][1], satisfied=True, done=True)
    assert rows[1][0].call_backs.get(kind="look_back").done is True
    scene.sweep()
    assert invariants.broken() == {}


def test_a_call_that_was_forgotten_is_the_hotlines_alone(
    cast: Cast, travel: Any, vault_keys: Path
) -> None:
    row = scene.answered(cast, scene.received(cast, identity=NAMED))
    travel.move_to("2026-03-06 09:00:00+08:00")
    scene.sweep()
    travel.move_to("2026-03-20 09:00:00+08:00")
    scene.sweep()
    assert scene.told("complaint_overdue") == {"hotline_operator", "hotline_supervisor"}
    assert scene.told("complaint_escalated") == set()
    assert scene.open_call(row).state == "open"
