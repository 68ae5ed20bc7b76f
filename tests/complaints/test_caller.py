"""Whoever telephoned has the rights of whoever wrote: an operator does it for him."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from complaints import selectors
from complaints.models import Case
from complaints.services import (
    acceptance,
    call_backs,
    caller,
    contacts,
    notes,
    pins,
    reporter,
    reviews,
)
from credit_portal.audit.models import AuditEvent
from credit_portal.common import invariants
from tests.complaints import scenes as scene
from tests.complaints.scenes import Cast, act, refused
from tests.complaints.test_case_pages import browser, done, page, press

pytestmark = pytest.mark.django_db
NAMED = {"name": "王小明", "mobile": "13912345678"}
WORDS = {"words": "请再看一遍。"}
GROUND = {"ground": "other_law", "reason": "应当通过行政复议解决。", "office": "和平区司法局"}
PIN = "246813"


@pytest.fixture(autouse=True)
def pin(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PIN that fits at no cost."""
    monkeypatch.setattr(pins, "check_password", lambda given, kept: given == kept)


def named(cast: Cast) -> Case:
    """A call that was logged with a number to call back, and its PIN."""
    row = scene.received(cast, identity=NAMED)
    row.pin_hash = PIN
    row.save(update_fields=["pin_hash"])
    return row


def test_who_is_refused_is_called_and_told_why_and_where_to_turn(
    cast: Cast, vault_keys: Any
) -> None:
    row = named(cast)
    act(acceptance.refuse, cast.supervisor, row, **GROUND)
    call = scene.open_call(row, "decision")
    assert scene.running(call, "call_back").due_on == date(2026, 3, 5)
    shown = page(cast.operator, row)
    assert "应当通过行政复议解决。" in shown and "受理机关：和平区司法局" in shown
    assert "可在2026年4月1日" in shown
    done(cast.operator, row, "take-call", call_back_id=call.pk)
    assert press(cast.operator, row, "reached", call_back_id=call.pk, satisfied="yes").status_code
    call.refresh_from_db()
    assert call.state == "open"
    done(cast.operator, row, "told", call_back_id=call.pk)
    call.refresh_from_db()
    assert (call.state, call.reached, call.satisfied, row.state) == ("done", True, None, "refused")
    assert invariants.broken() == {}


def test_nobody_is_called_where_no_number_is_kept(cast: Cast) -> None:
    row = scene.received(cast)
    act(acceptance.refuse, cast.supervisor, row, **GROUND)
    assert not row.call_backs.exists()
    assert "应当通过行政复议解决。" in page(cast.operator, row)


def test_a_caller_asks_for_a_review_and_is_told_what_it_decided(
    cast: Cast, vault_keys: Any, credit_reviewer: Any
) -> None:
    row = named(cast)
    act(acceptance.refuse, cast.supervisor, row, **GROUND)
    refused("caller_unknown", caller.ask_review, cast.operator, row, **WORDS)
    refused("pin_wrong", caller.ask_review, cast.operator, row, pin="111111", **WORDS)
    refused("not_found", caller.ask_review, cast.handler, row, pin=PIN, **WORDS)
    done(cast.operator, row, "caller-review", pin=PIN, **WORDS)
    assert (row.state, row.call_backs.get().state) == ("review", "lapsed")
    step = row.events.get(name="review_asked")
    assert (step.at, step.actor_id, step.data["known"]) == (None, str(cast.operator.pk), "pin")
    assert scene.told("complaint_review") == {"credit_reviewer"}
    act(reviews.uphold, credit_reviewer, row, reason="维持不予受理。")
    assert scene.open_call(row, "decision").due_on == date(2026, 3, 2)
    assert "维持不予受理。" in page(cast.operator, row)
    assert invariants.broken() == {}


def test_a_refusal_that_was_upheld_is_not_opened_again(cast: Cast, credit_reviewer: Any) -> None:
    row = scene.received(cast)
    act(acceptance.refuse, cast.supervisor, row, **GROUND)
    act(caller.ask_review, cast.operator, row, is_known=True, **WORDS)
    act(reviews.uphold, credit_reviewer, row, reason="维持不予受理。")
    assert (row.state, row.accepted_on) == ("closed", None)
    refused("not_answered", notes.open_again, cast.operator, row, reason="反映人来电。")
    assert "/open-again/" not in page(cast.operator, row)
    assert press(cast.operator, row, "open-again", reason="反映人来电。").status_code == 422
    assert "/open-again/" in page(cast.operator, scene.answered(cast))


def test_a_caller_withdraws_adds_and_reports_retaliation(cast: Cast) -> None:
    row = scene.handling(cast)
    act(caller.add, cast.operator, row, words="二单元也没有动工。")
    act(caller.report_retaliation, cast.operator, row, words="被停了水。")
    assert row.retaliation_on == date(2026, 3, 2)
    assert scene.told("complaint_retaliation") == {"hotline_supervisor"}
    done(cast.operator, row, "caller-withdraw", is_known="on")
    assert row.state == "withdrawn"
    steps = row.events.filter(name__in=["added", "retaliation", "withdrawn"])
    assert {(one.at, one.actor_id) for one in steps} == {(None, str(cast.operator.pk))}
    assert row.events.get(name="withdrawn").data == {"known": "asked"}
    trail = AuditEvent.objects.filter(target_id=str(row.pk), verb="complaints.withdrawn")
    assert trail.get().actor_id == str(cast.operator.pk)
    refused("case_ended", caller.add, cast.operator, row, **WORDS)
    assert invariants.broken() == {}


def test_a_caller_does_not_want_the_answer_published_any_more(cast: Cast) -> None:
    row = scene.closed(cast, may_publish=True)
    refused("caller_unknown", caller.unpublish, cast.operator, row)
    refused("pin_wrong", caller.unpublish, cast.operator, row, pin="111111")
    assert "/caller-unpublish/" in page(cast.operator, row)
    done(cast.operator, row, "caller-unpublish", is_known="on")
    assert (row.may_publish, row.state) == (False, "closed")
    step = row.events.get(name="consent_withdrawn")
    assert (step.at, step.actor_id, step.data) == (None, str(cast.operator.pk), {"known": "asked"})
    assert "/caller-unpublish/" not in page(cast.operator, row)
    web, _digest = scene.filed(cast, may_publish=True)
    refused("has_receipt", caller.unpublish, cast.operator, web, is_known=True)
    refused("has_receipt", caller.keep_secret, cast.operator, web, is_known=True)


@pytest.mark.parametrize("answered", [False, True])
def test_a_caller_who_wishes_to_be_kept_secret_is_kept_from_who_is_accused(
    cast: Cast, answered: bool
) -> None:
    made = scene.answered if answered else scene.proposed
    row = made(cast, purpose="report", is_secret=False)
    refused("caller_unknown", caller.keep_secret, cast.operator, row)
    assert "/caller-secret/" in page(cast.operator, row)
    done(cast.operator, row, "caller-secret", is_known="on")
    assert (row.is_secret, row.state) == (True, "answered" if answered else "accepted")
    assert not selectors.visible_to(cast.handler).exists()
    step = row.events.get(name="secrecy_wished")
    assert (step.at, step.actor_id, step.data) == (None, str(cast.operator.pk), {"known": "asked"})
    assert scene.told("complaint_kept_from_accused") == {"hotline_supervisor"}
    assert "/caller-secret/" not in page(cast.operator, row)
    assert invariants.broken() == {}


def test_what_was_filed_on_the_web_is_done_by_its_receipt(cast: Cast) -> None:
    row, _digest = scene.filed(cast)
    for service in (caller.add, caller.report_retaliation, caller.ask_review):
        refused("has_receipt", service, cast.operator, row, **WORDS)
    refused("has_receipt", caller.withdraw, cast.operator, row, is_known=True)
    shown = page(cast.operator, row)
    assert "来电人撤回" not in shown and "告知反映人的内容" not in shown


def test_who_calls_himself_says_whether_he_is_satisfied(cast: Cast) -> None:
    row = scene.answered(cast)
    call = scene.open_call(row)
    assert not call_backs.callable_by_phone(row)
    done(
        cast.operator, row, "reached", call_back_id=call.pk, satisfied="no", reason="not_done",
        reopen="on",
    )  # fmt: skip
    assert (row.state, row.reopened) == ("accepted", 1)


def test_an_attempt_is_one_that_was_made(cast: Cast, vault: Any, travel: Any) -> None:
    row = scene.answered(cast, scene.received(cast, identity=NAMED))
    made = scene.open_call(row)
    here = {"call_back_id": made.pk}
    refused("not_taken", _not_reached, cast.operator, row, **here)
    for day in ("2026-03-02", "2026-03-03", "2026-03-04"):
        travel.move_to(f"{day} 09:00:00+08:00")
        scene.call(call_backs.take, cast.operator, made)
        refused("not_called", _not_reached, cast.operator, row, **here)
        contacts.number_to_call(actor=cast.operator, call_back_id=made.pk)
        scene.call(call_backs.not_reached, cast.operator, made)
        if made.state == "open":
            refused("tried_today", _not_reached, cast.operator, row, **here)
    row.refresh_from_db()
    assert (row.state, made.state, made.reached, made.attempts) == ("closed", "done", False, 3)
    assert scene.open_call(row, "look_back").due_on == date(2026, 4, 1)
    assert invariants.broken() == {}


def _not_reached(*, actor: Any, case_id: Any, call_back_id: Any) -> Any:
    return call_backs.not_reached(actor=actor, call_back_id=call_back_id)


def test_what_was_not_done_waits_for_the_supervisor(cast: Cast, travel: Any) -> None:
    row = scene.closed(cast)
    travel.move_to("2026-03-30 09:00:00+08:00")
    look = scene.open_call(row, "look_back")
    given = {"satisfied": False, "reason": "not_done", "done": False}
    scene.call(call_backs.reached, cast.operator, look, **given)
    assert scene.told("complaint_not_done") == {"hotline_supervisor"}
    line = "反映人称承诺未落实，待决定"
    assert line in browser(cast.supervisor).get(reverse("desk:home")).content.decode()
    refused("not_allowed", call_backs.settle, cast.operator, row, reason="已另案处理。")
    done(cast.supervisor, row, "settle", reason="已另案处理。")
    assert line not in browser(cast.supervisor).get(reverse("desk:home")).content.decode()
    refused("nothing_undone", call_backs.settle, cast.supervisor, row, reason="再次。")


def test_the_pin_is_asked_for_as_it_was_issued(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.undo()
    row = scene.answered(cast)
    pin, row.pin_hash = pins.issue()
    row.save(update_fields=["pin_hash"])
    act(caller.ask_review, cast.operator, row, pin=f" {pin} ", **WORDS)
    assert (row.state, reporter.may_ask_review(row)) == ("review", False)
