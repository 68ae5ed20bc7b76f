"""Proposals of the office go back and forth, hidings end, displays that are over stay so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine

from credit_portal.accounts.models import User
from credit_portal.common import invariants
from credit_portal.common.errors import DomainError
from credit_portal.publishing.models import Decision, Displayed, Removal
from credit_portal.publishing.services import publish_all
from credit_portal.workflow.models import Deadline
from integrity_files import services, work_record_motions, work_records
from integrity_files.codes_records import RevokeGround
from integrity_files.models import Record, RecordFile
from integrity_files.services import record_steps
from integrity_files.services.record_files import files_for
from integrity_files.services.record_remedies import withdrawn
from tests.integrity_files import record_scenes as scene
from tests.integrity_files import repair_scenes as repairs

pytestmark = pytest.mark.django_db
PAPER = {
    "paper_title": "再审民事判决书", "paper_number": "（2026）示例民再3号",
    "paper_organ": "示例市中级人民法院", "paper_date": date(2026, 2, 25),
    "received_on": date(2026, 2, 27),
}  # fmt: skip
DOCUMENT: dict[str, Any] = {"ground": "document", "reason": "原判决已被撤销。", "paper": PAPER}


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def row(credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any) -> Record:
    """A record on display."""
    return scene.displayed(credit_officer, credit_reviewer, officer, bureau)


def refused(code: str, service: Any, actor: Any, row: Record, **given: Any) -> None:
    """It is refused so."""
    with pytest.raises(DomainError) as error:
        scene.act(service, actor, row, **given)
    assert error.value.code == code


def upload() -> Any:
    """The document."""
    return scene.paper(77, "再审判决.png")


def lines(module: Any, user: Any) -> list[tuple[str, Any]]:
    """Lines of work: what and when."""
    return [(str(one.kind), one.due_on) for one in module.items(user)]


def test_a_proposal_goes_back_and_is_made_again_with_its_document(
    row: Record, credit_officer: Any, second_reviewer: Any, officer: Any
) -> None:
    propose = services.propose_revocation
    early = {**DOCUMENT, "paper": {**PAPER, "received_on": date(2026, 2, 24)}}
    refused("received_before_date", propose, credit_officer, row, **early, upload=upload())
    scene.act(propose, credit_officer, row, **DOCUMENT, upload=upload())
    due = Deadline.objects.get(kind=record_steps.REMOVAL)
    assert (due.start_on, due.due_on) == (date(2026, 2, 27), date(2026, 3, 3))
    assert ("失信记录处理建议待决定", due.due_on) in lines(work_record_motions, second_reviewer)
    scene.act(services.return_motion, second_reviewer, row, reason="请补充说明。")
    scene.act(propose, credit_officer, row, **DOCUMENT, upload=upload())
    refused("not_allowed", services.recall_motion, second_reviewer, row)
    scene.act(services.recall_motion, credit_officer, row)
    assert row.motions.filter(state="recalled", decider=None).exists()
    scene.act(propose, credit_officer, row, **DOCUMENT, upload=upload())
    kept = RecordFile.objects.get(record=row, use="redress")
    assert kept.file not in [one.file for one in files_for(officer, row)]
    scene.act(services.decide_motion, second_reviewer, row)
    now = Record.objects.get(pk=row.pk)
    assert kept.file in [one.file for one in files_for(officer, now)]
    clocks = Deadline.objects.filter(kind=record_steps.REMOVAL)
    assert sorted(one.outcome for one in clocks) == ["cancelled", "cancelled", "met"]
    publish_all()
    gone = Removal.objects.get(ref=row.ref)
    assert (gone.basis_id, gone.reason) == ("W02", "court")
    for paper, basis in (("S1", "W02"), ("S2", "W05"), ("S6", "W05")):
        assert withdrawn(Record(paper=paper), RevokeGround.DOCUMENT)[0] == basis
    assert invariants.broken() == {}


def test_a_hiding_confirmed_by_mistake_is_ended_by_two(
    row: Record, credit_officer: Any, credit_reviewer: Any, second_reviewer: Any, bureau: Any,
    credit_office: Any,
) -> None:  # fmt: skip
    hide = {"reason": "personal", "words": "姓名。"}
    scene.act(services.hide_record, credit_reviewer, row, **hide)
    scene.act(services.end_hiding, credit_officer, row, why="不涉及个人信息。")
    scene.act(services.hide_record, credit_officer, row, **hide)
    until = row.hidings.get(state="open").until.date()
    assert ("紧急隐藏待确认", until) in lines(work_records, credit_reviewer)
    assert lines(work_records, credit_officer) == []
    refused("no_hiding", services.propose_showing, credit_officer, row, reason="误隐藏。")
    scene.act(services.confirm_hiding, credit_reviewer, row, why="属实。")
    scene.act(services.propose_showing, credit_officer, row, reason="误确认，不涉及个人信息。")
    assert ("失信记录处理建议待决定", date(2026, 3, 2)) in lines(
        work_record_motions, second_reviewer
    )
    assert lines(work_record_motions, credit_reviewer) == []  # he decided the record
    User.objects.filter(pk=credit_officer.pk).update(organisation=bureau)
    refused("proposer_moved", services.decide_motion, second_reviewer, row)
    User.objects.filter(pk=credit_officer.pk).update(organisation=credit_office)
    scene.act(services.decide_motion, second_reviewer, row)
    publish_all()
    assert Displayed.objects.filter(ref=row.ref).exists()
    assert row.hidings.latest("hidden_at").state == "ended"
    assert invariants.broken() == {}


def test_what_ended_by_time_comes_back_by_no_correction(
    credit_officer: Any, credit_reviewer: Any, second_reviewer: Any, officer: Any, bureau: Any,
    travel: Any,
) -> None:  # fmt: skip
    travel.move_to("2026-05-06 09:00:00+08:00")
    row = scene.displayed(credit_officer, credit_reviewer, officer, bureau,
                          paper_date=date(2026, 4, 10))  # fmt: skip
    last = date(2027, 4, 10)
    assert row.last_day == last
    travel.move_to("2027-04-09 09:00:00+08:00")
    repair = repairs.proposed(officer, credit_officer, row, "false")
    travel.move_to("2027-04-12 09:00:00+08:00")
    publish_all()
    repair = repairs.act(services.decide_repair, second_reviewer, repair)
    assert repair.without_repair_until is not None
    people: dict[str, Any] = {"proposer": credit_officer, "approver": second_reviewer}
    for changes in ({"paper_title": "民事判决书（更正）"}, {"severity": "serious"}):
        services.correct_record(source_id=str(row.pk), changes=changes, why="写错了。", **people)
        publish_all()
        assert Record.objects.get(pk=row.pk).last_day == last
        assert not Displayed.objects.filter(kind="breach").exists()
    assert Decision.objects.latest("number").act == "expire"
