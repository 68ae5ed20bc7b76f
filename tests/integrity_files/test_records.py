"""Records: from the order to rectify over notice and statement to the decision of two people."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction

from credit_portal.common import invariants
from credit_portal.common.errors import Conflict, DomainError, NotFound
from credit_portal.notices.models import Notice
from credit_portal.publishing.models import Decision, Displayed
from credit_portal.workflow import moves
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.testing import Case, every_case
from integrity_files import machine_records, services
from integrity_files import selectors_records as selectors
from integrity_files.codes_records import RecordState
from integrity_files.models import FileEntry, Record
from integrity_files.services import record_steps, records
from integrity_files.work_records import items
from tests.commitments import scenes
from tests.commitments.test_machine import Anybody, Row
from tests.integrity_files import record_scenes as scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


def refused(code: str, service: Any, actor: Any, row: Record, **given: Any) -> str:
    """It is refused so; answers the sentence."""
    with pytest.raises(DomainError) as error:
        scene.act(service, actor, row, **given)
    assert error.value.code == code
    return str(error.value.message)


@pytest.mark.parametrize("case", list(every_case(machine_records.RECORD)), ids=str)
def test_a_record_moves_by_the_table_only(case: Case) -> None:
    row: Any = Row(case.state)
    if case.legal:
        found = moves.check(machine_records.RECORD, row, case.transition.name, actor=Anybody())
        assert found == case.transition
        return
    with pytest.raises(Conflict):
        moves.check(machine_records.RECORD, row, case.transition.name, actor=Anybody())


def test_the_table_knows_exactly_the_states() -> None:
    assert set(machine_records.RECORD.states) == set(RecordState.values)


def test_from_the_order_to_the_public_page(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any
) -> None:
    row = scene.displayed(credit_officer, credit_reviewer, officer, bureau)
    assert (row.state, row.decider, row.proposer) == ("decided", credit_reviewer, credit_officer)
    assert (row.first_day, row.last_day) == (date(2026, 1, 20), date(2029, 1, 20))
    assert (row.rule_set_id, row.repair_from) == ("R58", date(2026, 4, 21))
    shown = Displayed.objects.get(kind="breach")
    assert (shown.ref, shown.until, shown.category) == (row.ref, row.last_day, "B02")
    assert shown.ref.startswith("SY-B2026-")
    assert shown.document["statement"]["short_zh"] == "资金已列入预算。"
    assert selectors.shown(row) == "shown"
    entry = FileEntry.objects.get(organisation=bureau, category="O2")
    assert (entry.data["severity"], entry.source_id) == ("general", str(row.pk))
    assert Notice.objects.filter(template="record_decided", recipient=officer).exists()
    assert invariants.broken() == {}


def test_no_word_of_a_person_is_published(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any, post: Any
) -> None:
    row = scene.heard(credit_officer, officer, bureau)
    row = scene.act(
        services.name_responsible, credit_officer, row, post_id=post.pk, role="分管支付"
    )
    row = scene.propose(row, credit_officer)
    row = scene.act(services.decide_determination, credit_reviewer, row)
    text = str(Decision.objects.get(kind="breach").document)
    for word in ("李示例", "局长", "示例路桥", "分管支付", "经责令仍未支付"):
        assert word not in text
    named = services.responsible_of(actor=credit_officer, record_id=row.pk)
    assert [one.post for one in named] == [post]
    with pytest.raises(DomainError):
        services.responsible_of(actor=officer, record_id=row.pk)


def test_a_minor_one_is_shown_only_where_that_is_needed(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any
) -> None:
    row = scene.decided(credit_officer, credit_reviewer, officer, bureau, severity="minor")
    assert (row.state, row.last_day, selectors.shown(row)) == ("decided", None, "not_shown")
    assert not Decision.objects.filter(kind="breach").exists()
    assert invariants.broken() == {}


def test_an_override_is_cited(credit_officer: Any, officer: Any, bureau: Any) -> None:
    row = scene.heard(credit_officer, officer, bureau)
    given: dict[str, Any] = {"severity": "minor", "override_needed": True}
    refused("override_uncited", services.propose_determination, credit_officer, row,
            weighed={**scene.WEIGHED, **given}, upload=scene.paper(9))  # fmt: skip
    row = scene.propose(row, credit_officer, **given, override_zh="示例条例第十条")
    assert (row.first_day, row.last_day) == (date(2026, 1, 20), date(2026, 4, 20))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"paper_date": date(2026, 3, 3)}, "date_future"),
        ({"paper_date": None}, "date_missing"),
        ({"paper": "S2"}, "paper_unfit"),
        ({"paper": ""}, "paper_unfit"),
        ({"paper_number": " "}, "paper_missing"),
        ({"item": "G99"}, "item_unknown"),
        ({"item": "P01"}, "item_unfit"),
        ({"severity": "grave"}, "severity_unfit"),
        ({"weighing_zh": ""}, "words_missing"),
        ({"override_longest": 1, "override_shortest": 6, "override_zh": "某法"}, "override_short"),
    ],
)
def test_what_cannot_ground_a_record_is_refused(
    credit_officer: Any, officer: Any, bureau: Any, more: dict[str, Any], code: str
) -> None:
    row = scene.heard(credit_officer, officer, bureau)
    weighed = {**scene.WEIGHED, **more}
    said = refused(code, services.propose_determination, credit_officer, row, weighed=weighed,
                   upload=scene.paper(9))  # fmt: skip
    if code == "date_future":
        assert "2026年3月3日" in said
    refused("file_missing", services.propose_determination, credit_officer, row,
            weighed=scene.WEIGHED)  # fmt: skip


def test_a_document_grounds_one_record_and_a_file_is_attached_once(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any
) -> None:
    scene.decided(credit_officer, credit_reviewer, officer, bureau)
    row = scene.heard(credit_officer, officer, bureau)
    spaced = {**scene.WEIGHED, "paper_number": "(2025)示例 01民终123号"}
    refused("document_twice", services.propose_determination, credit_officer, row, weighed=spaced,
            upload=scene.paper(9))  # fmt: skip
    other = {**scene.WEIGHED, "paper_number": "（2025）示例01民终124号"}
    row = scene.act(services.propose_determination, credit_officer, row, weighed=other,
                    upload=scene.paper(9))  # fmt: skip
    row = scene.act(services.return_proposal, credit_reviewer, row, reason="请补充说明。")
    refused("file_twice", services.propose_determination, credit_officer, row, weighed=other,
            upload=scene.paper(9))  # fmt: skip
    row = scene.act(services.propose_determination, credit_officer, row, weighed=other)
    assert row.state == "proposed"


def test_the_notice_waits_for_the_time_to_rectify(
    credit_officer: Any, officer: Any, bureau: Any, travel: Any
) -> None:
    row = scene.ordered(credit_officer, bureau, excuses=())
    due = Deadline.objects.get(kind=record_steps.RECTIFY).due_on
    assert due == date(2026, 4, 1)
    said = refused("rectification_runs", services.serve_notice, credit_officer, row,
                   notice=scene.NOTICE)  # fmt: skip
    assert "2026年4月2日" in said
    assert [item.title for item in items(officer)] == [row.name_zh]
    travel.move_to("2026-04-02 09:00:00+08:00")
    scenes.sweep()
    assert [str(item.kind) for item in items(credit_officer)] == ["整改期满，待送达告知书"]
    row = scene.act(services.serve_notice, credit_officer, row, notice=scene.NOTICE)
    assert row.state == "noticed"
    assert Deadline.objects.get(kind=record_steps.RECTIFY).outcome == "missed"
    assert Notice.objects.filter(template="record_overdue", recipient=officer).exists()
    assert invariants.broken() == {}


def test_the_statement_has_its_time(
    credit_officer: Any, officer: Any, bureau: Any, travel: Any
) -> None:
    row = scene.noticed(credit_officer, bureau)
    said = refused("statement_runs", services.consider_statement, credit_officer, row,
                   considered="未收到。")  # fmt: skip
    assert "2026年3月9日" in said and "2026年3月10日" in said
    row = scene.act(services.draft_statement, officer, row, text="草稿内容")
    travel.move_to("2026-03-10 09:00:00+08:00")
    scenes.sweep()
    row = scene.act(services.consider_statement, credit_officer, row, considered="逾期未陈述。")
    (line,) = items(credit_officer)  # waits since that day, by no clock
    assert (line.kind, line.due_on, line.overdue) == ("待提出认定", row.heard_on, False)
    assert row.state == "heard"
    refused("no_statement_now", services.file_statement, officer, row, text="迟到的陈述")


def test_rectified_in_time_there_is_no_record(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any
) -> None:
    row = scene.ordered(credit_officer, bureau, excuses=("E6",))
    row = scene.act(services.report_rectification, officer, row, text="已全部付清。",
                    done_on=date(2026, 3, 2), upload=scene.paper(3))  # fmt: skip
    refused("four_eyes", services.accept_rectification, credit_officer, row, finding="核实已付清。")
    row = scene.act(services.accept_rectification, credit_reviewer, row, finding="核实已付清。")
    assert (row.state, row.corrected_on) == ("settled", date(2026, 3, 2))
    assert Deadline.objects.get(kind=record_steps.RECTIFY).outcome == "met"
    assert not FileEntry.objects.exists()
    assert invariants.broken() == {}


def test_what_was_blamed_on_people_is_always_a_breach(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any
) -> None:
    row = scene.displayed(credit_officer, credit_reviewer, officer, bureau)
    row = scene.act(services.report_rectification, officer, row, text="已全部付清。",
                    done_on=date(2026, 3, 2))  # fmt: skip
    row = scene.act(services.accept_rectification, credit_reviewer, row, finding="核实已付清。")
    assert (row.state, row.corrected_on) == ("decided", date(2026, 3, 2))
    assert scenes.last_document(row)["rectification"]["state"] == "accepted"
    other = scene.ordered(credit_officer, bureau)
    other = scene.act(services.report_rectification, officer, other, text="已付清。",
                      done_on=date(2026, 3, 2))  # fmt: skip
    other = scene.act(services.accept_rectification, credit_reviewer, other, finding="核实。")
    assert other.state == "rectifying"
    with pytest.raises(DatabaseError, match="always a breach"), transaction.atomic():
        Record.objects.filter(pk=other.pk).update(state="settled", ended_on="2026-03-02")


def test_dropping_it_takes_two(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any
) -> None:
    row = scene.heard(credit_officer, officer, bureau)
    row = scene.act(services.propose_drop, credit_officer, row, reason="事实已澄清。")
    row = scene.act(services.confirm_drop, credit_reviewer, row)
    assert (row.state, row.decider) == ("dropped", credit_reviewer)
    assert not Decision.objects.exists()
    assert invariants.broken() == {}


def test_of_a_ground_that_fell_away_the_office_learns(
    credit_officer: Any, credit_reviewer: Any, bureau: Any
) -> None:
    row = scene.ordered(credit_officer, bureau)
    records.ground_gone(row.lead)
    told = Notice.objects.filter(template="record_ground_gone", channel="in_site")
    assert {one.recipient for one in told} == {credit_officer, credit_reviewer}
    assert Record.objects.get(pk=row.pk).state == "rectifying"


def test_each_sees_what_is_his(
    credit_officer: Any, officer: Any, stranger: Any, auditor: Any, bureau: Any
) -> None:
    row = scene.noticed(credit_officer, bureau)
    assert selectors.record(officer, row.pk) == row
    for user in (stranger, auditor):
        with pytest.raises(NotFound):
            selectors.record(user, row.pk)
    refused("not_allowed", services.consider_statement, officer, row, considered="我方认为不成立。")
    refused("not_allowed", services.file_statement, credit_officer, row, text="代为陈述。")
