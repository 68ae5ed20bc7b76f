"""Logging a case while talking: its number and PIN, drafts, facts added, notes, texts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.hashers import check_password
from django.core.cache import caches
from django.test import RequestFactory

from complaints import desk_status, tasks
from complaints.desk_forms import CallForm, category_of
from complaints.models import Call, Case, DeskDraft, Identity
from complaints.services import desk, drafts, pins, shifts
from complaints.vault.commands import Vault
from credit_portal.audit.models import AuditEvent
from credit_portal.common import acts, clock
from credit_portal.common.errors import (
    Conflict,
    DomainError,
    Invalid,
    NotAllowed,
    NotFound,
    Stale,
)
from credit_portal.workflow.models import Deadline
from tests.complaints import desk_scenes as scenes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


def status(found: desk.Logged, pin: str) -> Any:
    return pins.status_of(number=found.case.number, pin=pin)


def test_a_case_by_telephone_tells_no_moment(vault_keys: Any, hotline_operator: Any) -> None:
    found = scenes.logged(hotline_operator, identity={"name": "王小明", "mobile": "13912345678"})
    row = found.case
    assert (row.channel, row.operator, row.state) == ("phone", hotline_operator, "received")
    event, trail = row.events.get(name="received"), AuditEvent.objects.get(target_id=str(row.pk))
    assert (event.at, event.actor_id) == (None, str(hotline_operator.pk))
    assert (trail.verb, trail.actor_id) == ("complaints.received", str(hotline_operator.pk))
    with clock.days_only():
        assert {trail.at, *Deadline.objects.values_list("created_at", flat=True)} == {clock.now()}
    assert Identity.objects.get(case=row).sealed


def test_the_call_and_the_draft_end_with_the_case(vault: Vault, hotline_operator: Any) -> None:
    call, draft = scenes.talking(hotline_operator), uuid4()
    given = {"actor": hotline_operator, "draft_id": draft, "call_id": call.pk}
    acts.run(drafts.save, expected_version=0, content={"title_zh": "尾款"}, **given)
    scenes.logged(hotline_operator, draft_id=draft, call_id=call.pk)
    assert Call.objects.get().outcome == "case"
    assert not DeskDraft.objects.exists()


def test_a_number_that_was_not_left_is_not_invented(vault_keys: Any, hotline_operator: Any) -> None:
    with pytest.raises(Invalid) as refused:
        scenes.logged(hotline_operator, with_call_number=True, draft_id=uuid4())
    assert refused.value.code == "number_gone"
    assert not Case.objects.exists()


def test_the_pin_tells_the_status(hotline_operator: Any) -> None:
    found = scenes.logged(hotline_operator)
    row = status(found, scenes.pin_of(found))
    told = desk_status.told(row)
    assert told["state"] == row.get_state_display()
    assert told["due_on"] > clock.today()
    assert not set(told) & {"title_zh", "facts_zh", "accused"}


def test_a_pin_is_six_digits_and_no_more(hotline_operator: Any) -> None:
    found = scenes.logged(hotline_operator)
    right = scenes.pin_of(found)
    assert status(found, f"{right}7") is None
    assert status(found, f" {right} ") is not None
    assert status(found, "１２３４５６") is None
    found.case.refresh_from_db()
    assert found.case.pin_failures == 1


def test_of_pins_tried_at_once_none_is_right_once_it_is_locked(
    hotline_operator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock is asked for after the hash, so a right guess among many comes too late."""
    found = scenes.logged(hotline_operator)
    right = scenes.pin_of(found)

    def meanwhile(pin: str, hashed: str) -> bool:
        until = clock.now() + timedelta(minutes=30)
        Case.objects.filter(pk=found.case.pk).update(pin_locked_until=until)
        return check_password(pin, hashed)

    monkeypatch.setattr(pins, "check_password", meanwhile)
    assert status(found, right) is None


def test_a_pin_guessed_ten_times_is_locked(hotline_operator: Any, travel: Any) -> None:
    found = scenes.logged(hotline_operator)
    right = scenes.pin_of(found)
    wrong = [f"{(int(right) + n) % 10**6:06d}" for n in range(1, 11)]
    assert [status(found, one) for one in wrong[:5]] == [None] * 5
    assert status(found, right) is None, "locked for half an hour"
    travel.shift(timedelta(minutes=29))
    assert status(found, right) is None
    travel.shift(timedelta(minutes=2))
    assert [status(found, one) for one in wrong[5:]] == [None] * 5
    travel.shift(timedelta(minutes=59))
    assert status(found, right) is None, "the second time for an hour"
    travel.shift(timedelta(minutes=2))
    assert status(found, right) is not None
    found.case.refresh_from_db()
    assert (found.case.pin_failures, found.case.pin_locked_until) == (0, None)


def test_the_door_answers_one_sentence_and_has_a_limit(
    hotline_operator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    caches["throttle"].clear()
    monkeypatch.setattr(desk_status.PinThrottle, "rate", "3/min")
    found, request = scenes.logged(hotline_operator), RequestFactory().post("/")
    told = []
    for number, pin in ((found.case.number, "x"), ("ABCDEFGHJ", "000000"), ("", "")):
        with pytest.raises(NotFound) as refused:
            desk_status.ask(request, number, pin)
        told.append(str(refused.value))
    assert len(set(told)) == 1
    with pytest.raises(DomainError) as limited:
        desk_status.ask(request, found.case.number, scenes.pin_of(found))
    assert limited.value.status == 429
    caches["throttle"].clear()
    found.case.refresh_from_db()
    assert found.case.pin_failures == 1, "a wrong PIN counts although it is refused"


def test_another_pin_is_given_on_the_same_day_by_the_same_operator(
    hotline_operator: Any, hotline_supervisor: Any, travel: Any
) -> None:
    first = scenes.logged(hotline_operator)
    given: dict[str, Any] = {"case_id": first.case.pk}
    with pytest.raises(Conflict):
        acts.run(desk.new_pin, actor=hotline_supervisor, **given)
    second = acts.run(desk.new_pin, actor=hotline_operator, **given).value
    assert status(second, scenes.pin_of(second)) is not None
    travel.shift(timedelta(days=1))
    with pytest.raises(Conflict):
        acts.run(desk.new_pin, actor=hotline_operator, **given)


def test_facts_are_added_to_an_earlier_case(vault: Vault, hotline_operator: Any) -> None:
    row, call = scenes.logged(hotline_operator).case, scenes.talking(hotline_operator)
    acts.run(
        desk.add_to_earlier, actor=hotline_operator, case_id=row.pk, words="又收到一份催告函。",
        call_id=call.pk,
    )  # fmt: skip
    assert row.notes.get().text == "又收到一份催告函。"
    event = row.events.get(name="added")
    assert (event.at, event.actor_id) == (None, str(hotline_operator.pk))
    assert Call.objects.get().outcome == "added"
    assert Case.objects.count() == 1


def test_others_log_nothing(officer: Any, credit_office: Any) -> None:
    with pytest.raises(NotAllowed):
        scenes.logged(officer)


# -- drafts --------------------------------------------------------------------------------------
def test_a_draft_is_sealed_and_its_writers_alone(
    hotline_operator: Any, hotline_supervisor: Any
) -> None:
    given: dict[str, Any] = {"draft_id": uuid4(), "content": {"name": "王小明"}}
    acts.run(drafts.save, actor=hotline_operator, expected_version=0, **given)
    row = DeskDraft.objects.get()
    assert "王小明".encode() not in bytes(row.sealed)
    assert drafts.content_of(row) == {"name": "王小明"}
    assert drafts.latest_of(hotline_supervisor) is None
    with pytest.raises(NotFound):
        acts.run(drafts.save, actor=hotline_supervisor, expected_version=1, **given)
    with pytest.raises(Stale):
        acts.run(drafts.save, actor=hotline_operator, expected_version=0, **given)


def test_a_draft_of_an_anonymous_caller_names_nobody(vault: Vault, hotline_operator: Any) -> None:
    call, draft = scenes.talking(hotline_operator), uuid4()
    given: dict[str, Any] = {"actor": hotline_operator, "draft_id": draft, "call_id": call.pk}
    acts.run(drafts.keep_number, **given)
    content = {"name": "王小明", "firm": "某公司", "title_zh": "尾款", "is_anonymous": "on"}
    acts.run(drafts.save, expected_version=1, content=content, **given)
    row = DeskDraft.objects.get()
    assert drafts.content_of(row) == {"title_zh": "尾款", "is_anonymous": "on"}
    assert not drafts.has_number(row)
    with pytest.raises(Conflict) as refused:
        acts.run(drafts.keep_number, **given)
    assert refused.value.code == "stays_anonymous"


def test_drafts_go_after_a_week(hotline_operator: Any, travel: Any) -> None:
    given: dict[str, Any] = {"actor": hotline_operator, "expected_version": 0, "content": {}}
    acts.run(drafts.save, draft_id=uuid4(), **given)
    travel.shift(timedelta(days=7))
    tasks.sweep_reports()
    assert DeskDraft.objects.exists()
    travel.shift(timedelta(days=1))
    tasks.sweep_reports()
    assert not DeskDraft.objects.exists()


def test_a_draft_has_a_limit(hotline_operator: Any) -> None:
    with pytest.raises(Invalid):
        acts.run(
            drafts.save, actor=hotline_operator, draft_id=uuid4(), expected_version=0,
            content={"facts_zh": "长" * 30_000},
        )  # fmt: skip


# -- the form ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "code"),
    [("2", "B02"), ("b2", "B02"), ("02", "B02"), ("B02 拖欠工程款", "B02"), ("99", "B99"),
     ("21", ""), ("", ""), ("拖欠", ""), ("统计造假", "B16")],
)  # fmt: skip
def test_a_category_is_typed(text: str, code: str) -> None:
    assert category_of(text) == code


def test_a_body_is_found_by_its_exact_name(bureau: Any, post: Any) -> None:
    form = CallForm(scenes.typed(accused_zh=bureau.name_zh, accused_post=str(post.pk)))
    assert form.is_valid(), form.errors
    given = form.arguments()
    assert (given["accused_id"], given["accused_post_id"]) == (bureau.pk, post.pk)
    unknown = CallForm(scenes.typed(accused_zh="某某局"))
    assert unknown.is_valid()
    assert unknown.arguments()["accused_id"] is None


def test_who_stays_anonymous_leaves_nothing(db: None) -> None:
    form = CallForm(scenes.typed(is_anonymous="on", name="王小明"))
    assert not form.is_valid()
    assert form.errors.as_data()["__all__"][0].code == "anonymous_named"


# -- shifts and texts ----------------------------------------------------------------------------
def test_the_next_shift_confirms(hotline_operator: Any, hotline_supervisor: Any) -> None:
    made = acts.run(shifts.write_note, actor=hotline_operator, text="供暖问题集中来电。").value
    assert made.readers == [str(hotline_operator.pk)]
    for _again in range(2):
        acts.run(shifts.confirm_note, actor=hotline_supervisor, note_id=made.pk)
    made.refresh_from_db()
    assert made.readers == [str(hotline_operator.pk), str(hotline_supervisor.pk)]
    assert AuditEvent.objects.filter(verb="complaints.shift_note_read").count() == 1


def test_supervisors_keep_the_texts(hotline_operator: Any, hotline_supervisor: Any) -> None:
    given: dict[str, Any] = {
        "shortcut": "wait", "title_zh": "请稍候", "text_zh": "请稍候。", "use": "call",
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        acts.run(shifts.save_text, actor=hotline_operator, **given)
    row = acts.run(shifts.save_text, actor=hotline_supervisor, **given).value
    with pytest.raises(Conflict):
        acts.run(shifts.save_text, actor=hotline_supervisor, **given)
    changed = {**given, "text_zh": "请您稍候。", "text_id": row.pk}
    acts.run(shifts.save_text, actor=hotline_supervisor, expected_version=1, **changed)
    with pytest.raises(Stale):
        acts.run(shifts.save_text, actor=hotline_supervisor, expected_version=1, **changed)
    with pytest.raises(Invalid):
        acts.run(shifts.save_text, actor=hotline_supervisor, **{**given, "shortcut": "a b"})
