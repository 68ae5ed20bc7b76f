"""Credit repair: applied for, completed once, accepted, decided by a second person, carried out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from credit_portal.common import invariants
from credit_portal.common.errors import Conflict, DomainError
from credit_portal.notices.models import Notice
from credit_portal.publishing.models import Decision, Displayed
from credit_portal.publishing.services import publish_all
from credit_portal.workflow import moves, receipts
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.testing import Case, every_case
from integrity_files import machine_repair, services
from integrity_files import selectors_records as records
from integrity_files.codes_repair import RepairState
from integrity_files.models import FileEntry, Record, Repair
from integrity_files.services import record_publication as publication
from integrity_files.services import record_remedies as remedies
from integrity_files.work_repair import items
from tests.commitments import scenes as commitments
from tests.commitments.test_machine import Anybody, Row
from tests.integrity_files import objection_scenes as objections
from tests.integrity_files import record_scenes
from tests.integrity_files import repair_scenes as scene

pytestmark = pytest.mark.django_db
APART = r"neither half|by_two|own body"
FIRST = "2026-04-21 09:00:00+08:00"


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def record(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any, travel: Any
) -> Record:
    """A general record determined on 20 January 2026, on display; today is its first day."""
    row = record_scenes.displayed(credit_officer, credit_reviewer, officer, bureau)
    travel.move_to(FIRST)
    return row


def refused(code: str, service: Any, actor: Any, row: Repair, **given: Any) -> str:
    """It is refused so; answers the sentence."""
    with pytest.raises(DomainError) as error:
        scene.act(service, actor, row, **given)
    assert error.value.code == code
    return str(error.value.message)


def not_filed(code: str, officer: Any, row: Record, **more: Any) -> str:
    """Filing is refused so; answers the sentence."""
    with pytest.raises(DomainError) as error:
        scene.file(officer, row, **more)
    assert error.value.code == code
    assert not Repair.objects.filter(state="filed").exists()
    return str(error.value.message)


def broken() -> dict[str, Any]:
    """Invariants of this app that do not hold."""
    return {name: found for name, found in invariants.broken().items() if "files" in name}


def due(row: Repair, kind: str) -> Deadline:
    """The clock of a kind."""
    return Deadline.objects.get(case_id=row.pk, kind=f"integrity_files.repair_{kind}")


def ruled(deadline: Deadline) -> str:
    """The code of the rule that set a clock."""
    return deadline.rule.code if deadline.rule is not None else ""


@pytest.mark.parametrize("case", list(every_case(machine_repair.REPAIR)), ids=str)
def test_an_application_moves_by_the_table_only(case: Case) -> None:
    row: Any = Row(case.state)
    if case.legal:
        found = moves.check(machine_repair.REPAIR, row, case.transition.name, actor=Anybody())
        assert found == case.transition
        return
    with pytest.raises(Conflict):
        moves.check(machine_repair.REPAIR, row, case.transition.name, actor=Anybody())


def test_the_table_knows_exactly_the_states() -> None:
    assert set(machine_repair.REPAIR.states) == set(RepairState.values)


def test_granted_it_is_gone_everywhere_and_both_effects_are_logged(
    record: Record, credit_officer: Any, second_reviewer: Any, officer: Any
) -> None:
    row = scene.decided(officer, credit_officer, second_reviewer, record)
    publish_all()
    record.refresh_from_db()
    assert (row.state, row.outcome, record.repaired_on) == ("decided", "grant", date(2026, 4, 21))
    assert row.display_ended_at is not None and row.stopped_sharing_at is not None
    names = list(row.events.values_list("name", flat=True))
    assert names[-3:] == ["decided", "display_ended", "sharing_stopped"]
    last = Decision.objects.order_by("-number")[0]
    assert (last.act, last.basis_id, last.proposer_id, last.approver_id) == (
        "repair", "R01", str(credit_officer.pk), str(second_reviewer.pk),
    )  # fmt: skip
    assert not Displayed.objects.filter(kind="breach").exists()
    assert records.shown(record) == "repaired"
    client = Client()
    for url in (reverse("portal:record", args=[record.ref]), f"/api/v1/records/{record.ref}/"):
        answer = client.get(url)
        assert answer.status_code in (404, 410) and record.title_zh not in answer.content.decode()
    assert record.ref not in client.get("/records/?kind=breach").content.decode()
    assert record.ref not in client.get("/api/v1/records/").content.decode()
    entry = FileEntry.objects.get(category="O6")
    assert (entry.data["outcome"], entry.source_id) == ("grant", str(row.pk))
    assert Notice.objects.filter(template="repair_decided", recipient=officer).exists()
    assert not Deadline.objects.filter(case_id=row.pk, outcome="").exists()
    assert broken() == {}


def test_before_its_day_it_is_refused_with_the_day(
    record: Record, officer: Any, travel: Any
) -> None:
    travel.move_to("2026-04-20 23:00:00+08:00")
    assert "自2026年4月21日起" in not_filed("repair_early", officer, record)
    travel.move_to(FIRST)
    assert scene.file(officer, record).state == "filed"


def test_a_minor_one_as_soon_as_the_duty_is_done(
    credit_officer: Any, credit_reviewer: Any, second_reviewer: Any, officer: Any, bureau: Any
) -> None:
    row = record_scenes.decided(credit_officer, credit_reviewer, officer, bureau, severity="minor")
    made = scene.decided(officer, credit_officer, second_reviewer, row)  # 2 March: order 58
    assert made.display_ended_at is None and made.stopped_sharing_at is not None
    assert ruled(due(made, "site")) == "REP-ALL-58"
    assert "display_ended" not in made.events.values_list("name", flat=True)


def test_it_takes_evidence_and_the_signed_commitment(record: Record, officer: Any) -> None:
    not_filed("pledge_missing", officer, record, pledged=False)
    not_filed("evidence_missing", officer, record, upload=None)
    row = scene.file(officer, record, correction="主动结清利息。", training="全员培训。")
    assert "真实" in row.pledge_zh and row.files.count() == 1
    with pytest.raises(DomainError) as error:
        scene.file(officer, record, shade=9)
    assert error.value.code == "repair_open"


def test_an_accepted_rectification_is_evidence_enough(
    record: Record, credit_officer: Any, credit_reviewer: Any, officer: Any
) -> None:
    record_scenes.act(
        services.report_rectification, officer, record, text="已付清。", done_on=date(2026, 4, 10)
    )
    record_scenes.act(services.accept_rectification, credit_reviewer, record, finding="属实。")
    assert scene.file(officer, record, upload=None).state == "filed"


def test_missing_papers_are_asked_for_once(
    record: Record, credit_officer: Any, officer: Any, travel: Any
) -> None:
    row = scene.file(officer, record)
    before = due(row, "accept").due_on
    row = scene.act(services.ask_missing, credit_officer, row, asked="银行回单。")
    assert ruled(due(row, "complete")) == "REP-COMPLETE"
    assert due(row, "accept").suspended_on == date(2026, 4, 21)
    (line,) = items(officer)  # the clock that runs, not the one that stands still
    assert line.due_on == due(row, "complete").due_on and not line.overdue
    refused("completion_runs", services.refuse_acceptance, credit_officer, row, reasons="不全。")
    travel.move_to("2026-04-24 09:00:00+08:00")
    row = scene.act(
        services.complete_repair, officer, row, text="补交回单。", upload=record_scenes.paper(7)
    )
    assert row.state == "filed" and due(row, "accept").due_on > before
    refused("asked_once", services.ask_missing, credit_officer, row, asked="再补。")
    with pytest.raises(DatabaseError, match="asked for once"), transaction.atomic():
        Repair.objects.filter(pk=row.pk).update(state="incomplete")


def test_unanswered_it_is_not_accepted(
    record: Record, credit_officer: Any, officer: Any, travel: Any
) -> None:
    row = scene.file(officer, record)
    row = scene.act(services.ask_missing, credit_officer, row, asked="银行回单。")
    travel.move_to("2026-06-01 09:00:00+08:00")
    publish_all()
    commitments.sweep()
    told = Notice.objects.filter(template="repair_overdue", recipient=credit_officer)
    assert told.filter(context__url=f"/staff/repairs/{row.pk}/").exists()
    assert [line.kind for line in items(credit_officer)] == ["信用修复逾期未补正，待终止"]
    row = scene.act(services.close_unanswered, credit_officer, row)
    assert not list(items(credit_officer)) and "重新提出" in row.answer_zh
    assert row.state == "refused" and due(row, "complete").outcome == "missed"
    assert scene.file(officer, record, shade=33).state == "filed"  # anew


def test_the_result_is_extended_once(record: Record, credit_officer: Any, officer: Any) -> None:
    row = scene.accepted(officer, credit_officer, record)
    first = due(row, "result").due_on
    row = scene.act(services.extend_result, credit_officer, row, ground="需核查")
    assert (due(row, "result").due_on - first).days >= 12  # ten working days
    assert due(row, "site").outcome == "met"
    refused("extended_enough", services.extend_result, credit_officer, row, ground="再核查")
    assert Notice.objects.filter(template="repair_extended", recipient=officer).exists()


def test_the_people_are_apart(
    record: Record, credit_officer: Any, credit_reviewer: Any, second_reviewer: Any, officer: Any
) -> None:
    row = scene.proposed(officer, credit_officer, record)
    assert not list(items(credit_reviewer)) and list(items(second_reviewer))
    refused("four_eyes", services.decide_repair, credit_reviewer, row)  # decided the record
    refused("not_allowed", services.decide_repair, officer, row)
    given = {"state": "decided", "decided_on": "2026-04-21", "code": "X",
             "stopped_sharing_at": "2026-04-21T09:00+08:00"}  # fmt: skip
    for who in (credit_officer, credit_reviewer, officer):
        with pytest.raises(DatabaseError, match=APART), transaction.atomic():
            Repair.objects.filter(pk=row.pk).update(decider=who, **given)
    with pytest.raises(DatabaseError, match="two people granted"), transaction.atomic():
        Record.objects.filter(pk=record.pk).update(repaired_on="2026-04-21")
    with pytest.raises(DatabaseError, match="not granted"), transaction.atomic():
        publication.remove(record, act="repair", proposer=credit_officer, basis="R01",
                           approver=second_reviewer, reason="repaired")  # fmt: skip
    with pytest.raises(DatabaseError, match="signed stays"), transaction.atomic():
        Repair.objects.filter(pk=row.pk).update(done_zh="别的")


def test_who_decided_an_objection_to_the_record_does_not_decide_its_repair(
    record: Record, credit_officer: Any, second_reviewer: Any, officer: Any
) -> None:
    publish_all()
    record.refresh_from_db()
    objections.decided(record.ref, credit_officer, second_reviewer)
    row = scene.proposed(officer, credit_officer, record)
    refused("four_eyes", services.decide_repair, second_reviewer, row)


def test_false_material_is_shown_longer_and_bars_repair(
    record: Record, credit_officer: Any, second_reviewer: Any, officer: Any
) -> None:
    was = record.last_day
    row = scene.decided(officer, credit_officer, second_reviewer, record, "false")
    publish_all()
    record.refresh_from_db()
    assert was == date(2029, 1, 20)
    assert (row.without_repair_until, record.last_day) == (date(2029, 4, 21), date(2029, 4, 21))
    shown = Displayed.objects.get(kind="breach")
    assert (shown.until, shown.document["repair"]["outcome"]) == (date(2029, 4, 21), "false")
    page = Client().get(reverse("portal:record", args=[record.ref])).content.decode()
    assert "提供虚假材料" in page
    assert "自2029年4月22日起" in not_filed("repair_early", officer, record, shade=99)
    assert broken() == {}


def test_not_granted_the_record_stays(
    record: Record, credit_officer: Any, second_reviewer: Any, officer: Any
) -> None:
    row = scene.decided(officer, credit_officer, second_reviewer, record, "refuse")
    publish_all()
    record.refresh_from_db()
    assert record.repaired_on is None and row.code == ""
    assert Displayed.objects.get(kind="breach").document["repair"]["outcome"] == "refuse"
    refused("not_granted", services.certificate, officer, row)


def test_what_meets_it_on_the_way(
    record: Record, credit_officer: Any, credit_reviewer: Any, second_reviewer: Any, officer: Any
) -> None:
    row = scene.proposed(officer, credit_officer, record)
    key = str(record.pk)
    publish_all()
    record.refresh_from_db()
    objections.accepted(record.ref, credit_officer)
    refused("repair_objected", services.decide_repair, second_reviewer, row)
    remedies.revoke_record(source_id=key, proposer=credit_officer, approver=second_reviewer,
                          why="文书已撤销。")  # fmt: skip
    publish_all()
    row.refresh_from_db()
    assert row.state == "moot" and not Deadline.objects.filter(case_id=row.pk, outcome="").exists()
    not_filed("repair_revoked", officer, record, shade=3)
    assert broken() == {}


def test_repaired_or_expired_it_is_refused(
    record: Record, credit_officer: Any, second_reviewer: Any, officer: Any, travel: Any
) -> None:
    scene.decided(officer, credit_officer, second_reviewer, record)
    assert "2026年4月21日" in not_filed("repair_twice", officer, record, shade=4)
    with pytest.raises(DatabaseError, match="not shown again"), transaction.atomic():
        publication.show(record, proposer=credit_officer, approver=second_reviewer, act="restore")


def test_an_expired_one_is_refused(record: Record, officer: Any, travel: Any) -> None:
    travel.move_to("2029-01-21 09:00:00+08:00")
    assert "2029年1月20日" in not_filed("repair_expired", officer, record)


def test_progress_by_receipt(record: Record, credit_officer: Any, officer: Any) -> None:
    row = scene.file(officer, record)
    code = row.receipt_code  # type: ignore[attr-defined]
    found = receipts.lookup(code)
    assert "2026年4月24日" in found.state and record.ref in found.title
    scene.act(services.accept_repair, credit_officer, row)
    page = Client().post("/progress/", {"code": code}).content.decode()
    assert "受理信用修复申请" in page and "核实专员" not in page


def test_the_certificate_bears_a_code_that_anybody_checks(
    record: Record, credit_officer: Any, second_reviewer: Any, officer: Any
) -> None:
    row = scene.decided(officer, credit_officer, second_reviewer, record)
    content = services.certificate(actor=officer, repair_id=row.pk)
    assert content.startswith(b"%PDF")
    url, client = reverse("repairs:verify"), Client()
    page = client.get(url, {"code": row.code}).content.decode()
    assert "示例市住房保障局" in page and record.title_zh not in page
    other = receipts.issue()[0]
    assert client.get(url, {"code": other}).status_code == 404
    assert client.get(url, {"code": "ABC"}).status_code == 404
    assert client.get(url).status_code == 200
