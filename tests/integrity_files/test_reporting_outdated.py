"""What was hidden, corrected or is over meanwhile is neither sent again nor given out."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from credit_portal.common import acts, invariants
from credit_portal.common.errors import Conflict
from credit_portal.directory import uscc
from credit_portal.notices.models import Notice
from integrity_files import services
from integrity_files.codes_reporting import Answer
from integrity_files.models import Record, ReportBatch, ReportItem
from integrity_files.reporting import mapping, service
from integrity_files.services import report_batches, report_items, report_sending
from integrity_files.work_reporting import items
from tests.integrity_files import record_scenes as scene

pytestmark = pytest.mark.django_db
HIDE = {"reason": "personal", "words": "误写了姓名。"}


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


class Wire:
    """What the service says of each attempt; keeps what was sent."""

    def __init__(self) -> None:
        self.code = ""
        self.sent: list[str] = []

    def post(self, *, body: bytes, **_given: Any) -> list[service.Result]:
        """Nobody there, no answer, or all accepted."""
        if self.code:
            raise service.Unanswered(self.code)
        self.sent.append(body.decode())
        return [service.Result(row["key"], Answer.ACCEPTED) for row in json.loads(body)["records"]]


@pytest.fixture
def wire(
    credit_office: Any, bureau: Any, other_bureau: Any, settings: Any, monkeypatch: Any
) -> Wire:
    """The service without the network; the bodies have codes."""
    for number, body in enumerate((credit_office, bureau, other_bureau), start=1):
        body.code = uscc.fictional(number)
        body.save(update_fields=["code"])
    settings.PUBLISHING_OFFICE_CODE = credit_office.code
    url = "http://127.0.0.1:9/v1"
    settings.REPORTING = {**settings.REPORTING, "mode": "service", "url": url}
    found = Wire()
    monkeypatch.setattr(service, "post", found.post)
    return found


@pytest.fixture
def row(credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any) -> Record:
    """A record on display."""
    return scene.displayed(credit_officer, credit_reviewer, officer, bureau)


def rounds(wire: Wire, travel: Any, code: str, count: int = 1) -> None:
    """Rounds of the task, hours apart, in which the service behaves so."""
    wire.code = code
    for _round in range(count):
        report_sending.send_reports()
        travel.shift(timedelta(hours=7))


def lost() -> set[str]:
    """Invariants of reporting that do not hold."""
    return {name for name in invariants.broken() if "report" in name}


def test_what_nobody_can_have_is_put_back_and_made_anew(
    wire: Wire, row: Record, credit_officer: Any, credit_reviewer: Any, second_reviewer: Any,
    stranger: Any, other_bureau: Any, travel: Any,
) -> None:  # fmt: skip
    other = scene.displayed(credit_officer, credit_reviewer, stranger, other_bureau)
    rounds(wire, travel, "unreachable", 2)
    scene.act(services.hide_record, second_reviewer, row, **HIDE)
    rounds(wire, travel, "")
    assert [one.state for one in ReportBatch.objects.order_by("serial")] == ["dropped", "answered"]
    (sent,) = wire.sent
    assert row.pk.hex not in sent
    assert other.pk.hex in sent
    assert {item.state for item in ReportItem.objects.filter(record=row)} == {"replaced"}
    assert lost() == set()
    travel.move_to("2029-01-20 20:00:00+08:00")
    scene.act(services.hide_record, second_reviewer, other, **HIDE)
    travel.move_to("2029-01-22 09:00:00+08:00")  # it lapses after the last day
    services.lapse_hidings()
    report_items.gather_reports()
    told = other.report_items.latest("number").payload
    assert (told["SX_SJZT"], told["SX_SS"]) == ("4", mapping.UNSAID["SX_SS"])
    assert "SX_LXQK" not in told


def test_what_may_have_arrived_is_stopped_and_asked_for(
    wire: Wire, row: Record, credit_officer: Any, credit_reviewer: Any, second_reviewer: Any,
    travel: Any,
) -> None:  # fmt: skip
    rounds(wire, travel, "timed_out")
    scene.act(services.hide_record, second_reviewer, row, **HIDE)
    scene.act(services.confirm_hiding, credit_reviewer, row, why="属实。")
    services.correct_record(
        source_id=str(row.pk), proposer=credit_officer, approver=second_reviewer,
        changes={"facts_zh": "更正后的事实。"}, why="误写姓名。",
    )  # fmt: skip
    rounds(wire, travel, "", 2)  # shown again by now, but the batch tells the old text
    batch = ReportBatch.objects.get()
    assert (batch.state, wire.sent) == ("stopped", [])
    assert Notice.objects.filter(template="report_stopped", recipient=credit_officer).exists()
    assert [one.kind for one in items(credit_officer)] == ["批次已停止发送，待核实并登记回执"]
    given = {"actor": credit_officer, "batch_id": batch.pk}
    with pytest.raises(Conflict) as error:
        acts.run(report_batches.read_batch_file, **given, kind="csv")
    assert error.value.code == "file_outdated"
    acts.run(report_batches.enter_answers, **given, refused={})
    rounds(wire, travel, "")
    (sent,) = wire.sent
    assert "更正后的事实。" in sent
    assert row.facts_zh not in sent
    assert lost() == set()
