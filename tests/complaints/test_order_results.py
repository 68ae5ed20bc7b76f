"""Results of work orders go back through a real platform in its own process: each once, in order,
whatever the other side does; or by file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from complaints import exchange_export
from complaints.models import Recusal, WorkOrderResult
from complaints.services import acceptance, dispatch, motions, order_results, order_sending
from complaints.services.order_sending import handed_over, retry
from complaints.web_progress import TEXTS
from complaints.work_exchange import items
from credit_portal.audit.models import AuditEvent
from credit_portal.common import acts, clock, invariants
from credit_portal.common.errors import Conflict, NotAllowed, NotFound
from tests.complaints import exchange_scenes as scene
from tests.notices.programs import Program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_keys", "travel")]


@pytest.fixture
def platform(settings: Any, tmp_path: Path) -> Iterator[Program]:
    """A platform, and the portal pointed at it."""
    (tmp_path / "secret").write_text(scene.SECRET, encoding="ascii")
    program = Program(
        "../complaints/platform_program.py", tmp_path / "platform", str(tmp_path / "secret")
    )
    settings.HOTLINE_RESULTS_URL = f"http://127.0.0.1:{program.start()}/orders/results"
    settings.HOTLINE_RESULTS_SECRET = scene.SECRET
    settings.HOTLINE_RESULTS_TIMEOUT = 1
    yield program
    program.stop()


def later(**time: int) -> None:
    """The clock moves on."""
    clock.advance_to(clock.now() + timedelta(**(time or {"hours": 7})))


def rounds(count: int = 2) -> None:
    """Several rounds of the task, hours apart."""
    for _round in range(count):
        order_sending.send_results()
        later()


def told(platform: Program) -> list[str]:
    """What the platform took, in the order in which it came."""
    return [row["event"] for row in platform.kept("taken")]


def test_each_step_is_told_once_and_in_order(platform: Program, staff: scene.Staff) -> None:
    staff.closed(scene.case_of(scene.REPORTER))
    rounds(3)
    assert told(platform) == [
        "accepted", "dispatched", "signed", "answered", "satisfaction", "closed",
    ]  # fmt: skip
    assert [one["signed"] for one in platform.kept("requests")] == [True] * 6
    first, passed, _signed, answered, rated, closed = platform.kept("taken")
    assert (first["order"], first["version"], first["query_code"]) == (
        scene.GIVEN["number"], 1, "Q7F2",
    )  # fmt: skip
    assert passed["lead"]["name_zh"] == "示例市住房保障局"
    assert (answered["reply_zh"], answered["verified"]) == (scene.ANSWER, True)
    assert (rated["reached"], rated["satisfied"]) == (True, True)
    assert closed["ended_on"] == "2026-03-02"
    assert scene.NAME not in str(platform.kept("taken"))
    assert not WorkOrderResult.objects.filter(sent_at=None).exists()
    assert "complaints.orders_untold" not in set(invariants.broken())


def test_a_refusal_tells_ground_and_remedy(staff: scene.Staff) -> None:
    row = scene.case_of()
    scene.act(acceptance.refuse, staff.supervisor, row, ground="court", reason="已由法院受理。")
    (made,) = WorkOrderResult.objects.all()
    assert made.content["event"] == "refused"
    assert (made.content["ground"], made.content["reason_zh"]) == ("court", "已由法院受理。")
    assert made.content["remedy_zh"] and made.content["remedy_zh"].isascii() is False


def test_more_time_is_told_with_its_day(staff: scene.Staff) -> None:
    row = staff.dispatched(scene.case_of())
    scene.act(dispatch.sign, staff.handler, row)
    made = scene.act(motions.ask, staff.handler, row, kind="extension", reason="须入户核实。")
    acts.run(motions.decide, actor=staff.supervisor, motion_id=made.pk, grant=True)
    last = WorkOrderResult.objects.latest("id")
    assert last.content["event"] == "extended"
    assert last.content["due_on"] > "2026-03-12"


def test_another_law_is_told_with_its_name_and_day(staff: scene.Staff) -> None:
    row = scene.case_of()
    scene.act(acceptance.set_regime, staff.operator, row, regime="petition")
    told_of = WorkOrderResult.objects.latest("id").content
    assert (told_of["event"], told_of["regime"]) == ("law", "petition")
    assert "信访事项" in told_of["regime_zh"] and told_of["due_on"] > "2026-04-15"
    assert exchange_export.step("law") != "law"


def test_cases_of_our_own_tell_nobody(staff: scene.Staff) -> None:
    staff.closed(scene.logged(staff.operator, staff.body))
    assert not WorkOrderResult.objects.exists()


FAULTS = {
    "fail": "answered:500", "lost": "unreadable", "late": "timed_out", "other": "wrong_result",
}  # fmt: skip


def test_faults_lose_and_double_nothing(platform: Program, staff: scene.Staff) -> None:
    """Nothing taken; taken without an answer; taken and answered too late; answered about another:
    what comes after waits for it, and in the end each was taken once."""
    staff.dispatched(scene.case_of())
    for mode, trouble in FAULTS.items():
        platform.behave(mode)
        rounds(1)
        first, second = WorkOrderResult.objects.order_by("version")
        assert (first.trouble, first.sent_at, second.tries) == (trouble, None, 0)
    platform.behave("ok")
    rounds(2)
    assert told(platform) == ["accepted", "dispatched"]
    assert not WorkOrderResult.objects.filter(sent_at=None).exists()
    assert len(platform.kept("requests")) == len(FAULTS) + 2


def test_while_nobody_is_there_it_waits_longer_and_longer(
    platform: Program, staff: scene.Staff
) -> None:
    scene.act(acceptance.accept, staff.operator, scene.case_of())
    platform.stop()
    waits = []
    for _try in range(8):
        order_sending.send_results()
        row = WorkOrderResult.objects.get()
        assert (row.trouble, row.sent_at) == ("unreachable", None)
        assert row.next_try_at is not None
        waits.append(row.next_try_at - clock.now())
        clock.advance_to(row.next_try_at)
    assert waits == sorted(waits) and waits[-1] == timedelta(hours=6)
    platform.start()
    rounds(1)
    assert told(platform) == ["accepted"]


def test_a_crash_between_sending_and_storing_sends_the_same_again(
    platform: Program, staff: scene.Staff, monkeypatch: Any
) -> None:
    def crash(*_given: Any) -> None:
        raise KeyboardInterrupt

    scene.act(acceptance.accept, staff.operator, scene.case_of())
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(order_sending, "settle", crash)
        order_sending.send_results()
    order_sending.send_results()
    assert len(platform.kept("requests")) == 1  # its lease holds
    later(minutes=11)
    rounds(1)
    assert [one["key"] for one in platform.kept("requests")] == [f"{scene.GIVEN['number']}.1"] * 2
    assert told(platform) == ["accepted"]
    assert WorkOrderResult.objects.get().way == "http"


def test_what_is_refused_waits_for_somebody_who_tries_again(
    platform: Program, staff: scene.Staff
) -> None:
    platform.behave("refuse")
    scene.act(acceptance.accept, staff.operator, scene.case_of())
    rounds(3)
    row = WorkOrderResult.objects.get()
    assert (row.tries, row.trouble, row.next_try_at) == (1, "refused:E4 编号不存在", None)
    assert [one.title for one in items(staff.supervisor)] == [scene.GIVEN["number"]]
    with pytest.raises(NotAllowed):
        acts.run(retry, actor=staff.operator, result_id=row.pk)
    platform.behave("ok")
    acts.run(retry, actor=staff.supervisor, result_id=row.pk)
    rounds(1)
    assert told(platform) == ["accepted"]
    assert AuditEvent.objects.filter(verb="complaints.result_retried").count() == 1
    with pytest.raises(Conflict):
        acts.run(retry, actor=staff.supervisor, result_id=row.pk)


def test_by_file_they_are_taken_and_then_noted_as_left(staff: scene.Staff) -> None:
    row = staff.answered(scene.case_of())
    assert order_sending.send_results() == 0
    keys = order_sending.for_file(staff.supervisor)
    rows = acts.run(order_sending.export, actor=staff.supervisor, keys=keys).value
    book = openpyxl.load_workbook(io.BytesIO(exchange_export.workbook(rows)))
    lines = list(book.active.iter_rows(values_only=True))
    assert [(line[1], line[3]) for line in lines[1:]] == [
        (str(n), row.number) for n in range(1, 5)
    ]  # fmt: skip
    assert scene.ANSWER in lines[4]
    assert acts.run(handed_over, actor=staff.supervisor, keys=keys).value == 4
    assert acts.run(handed_over, actor=staff.supervisor, keys=keys).value == 0
    assert set(WorkOrderResult.objects.values_list("way", flat=True)) == {"file"}
    assert AuditEvent.objects.filter(verb="complaints.results_exported").count() == 4


def test_what_was_in_no_file_is_not_noted_as_left(staff: scene.Staff) -> None:
    """A result with a smaller number may be committed after the file was made."""
    scene.act(acceptance.accept, staff.operator, scene.case_of())
    first = WorkOrderResult.objects.get()
    scene.act(acceptance.accept, staff.operator, scene.case_of(number="SL-2"))
    later_one = WorkOrderResult.objects.latest("id")
    assert acts.run(handed_over, actor=staff.supervisor, keys=[later_one.pk]).value == 1
    first.refresh_from_db()
    assert first.sent_at is None


def test_what_the_reporter_is_told_of_the_platform_is_too() -> None:
    assert set(TEXTS) <= set(order_results.EVENTS) | order_results.OWN
    assert not set(order_results.EVENTS) & order_results.OWN
    assert set(order_results.EVENTS.values()) <= set(order_results.PARTS)


def test_a_return_a_pause_and_a_withdrawal_are_told(staff: scene.Staff) -> None:
    row = staff.dispatched(scene.case_of())
    scene.act(dispatch.take_back, staff.supervisor, row, reason="另行派单。")
    scene.act(dispatch.dispatch, staff.supervisor, row, lead_id=staff.body.pk, told=scene.TOLD)
    scene.act(dispatch.sign, staff.handler, row)
    made = scene.act(
        motions.ask, staff.handler, row, kind="pause", ground="appraisal", reason="须鉴定。"
    )
    acts.run(motions.decide, actor=staff.supervisor, motion_id=made.pk, grant=True)
    scene.act(motions.resume, staff.supervisor, row)
    told_of = WorkOrderResult.objects.order_by("id")
    assert [one.content["event"] for one in told_of[2:]] == [
        "returned", "dispatched", "signed", "stopped", "resumed",
    ]  # fmt: skip
    stopped = told_of[5].content
    assert (stopped["stopped_on"], stopped["due_on"]) == ("2026-03-02", None)
    assert told_of[6].content["due_on"]


def test_a_table_holds_no_formula(staff: scene.Staff) -> None:
    row = staff.dispatched(scene.case_of(query_code="=1+1"))
    made = row.work_order.results.first()
    assert made is not None
    book = openpyxl.load_workbook(io.BytesIO(exchange_export.workbook([made])))
    assert book.active["C2"].value == "'=1+1"


def test_a_copy_by_file_leaves_what_the_service_sends(staff: scene.Staff, settings: Any) -> None:
    settings.HOTLINE_RESULTS_URL = "http://127.0.0.1:9/"
    scene.act(acceptance.accept, staff.operator, scene.case_of())
    with pytest.raises(Conflict) as error:
        acts.run(handed_over, actor=staff.supervisor, keys=[1])
    assert error.value.code == "sent_by_service"


def test_results_of_a_case_that_one_must_not_know_of_are_hidden(
    staff: scene.Staff, hotline_supervisor: Any
) -> None:
    row = scene.case_of()
    scene.act(acceptance.accept, staff.operator, row)
    Recusal.objects.create(
        case=row, user=hotline_supervisor, maker=hotline_supervisor, made_on=clock.today()
    )
    assert not order_sending.visible(hotline_supervisor).exists()
    with pytest.raises(NotFound):
        acts.run(retry, actor=hotline_supervisor, result_id=WorkOrderResult.objects.get().pk)
    keys = WorkOrderResult.objects.values_list("pk", flat=True)
    assert acts.run(order_sending.export, actor=hotline_supervisor, keys=keys).value == []
