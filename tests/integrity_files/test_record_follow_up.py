"""What follows when a record is hidden, revoked or corrected, or its application for repair is
taken back: the public page, the platform above, letters, who may decide next."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction

from credit_portal.accounts.models import User
from credit_portal.common import acts, invariants
from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import DomainError
from credit_portal.directory import uscc
from credit_portal.notices import references
from credit_portal.publishing.models import Decision, Displayed
from credit_portal.publishing.services import decide, publish_all
from integrity_files import selectors_records as selectors
from integrity_files import services
from integrity_files.models import Objection, Record, Repair, ReportLine
from integrity_files.services import letters, report_batches, report_items
from integrity_files.services.objection_by_desk import object_to_record
from integrity_files.services.objection_filing import withdraw_by_desk
from integrity_files.services.record_remedies import correct_record, revoke_record
from tests.integrity_files import record_scenes as scene
from tests.integrity_files import repair_scenes as repairs

pytestmark = pytest.mark.django_db
HIDE = {"reason": "personal", "words": "正文出现了个人姓名。"}


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def row(credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any) -> Record:
    """A record on display."""
    return scene.displayed(credit_officer, credit_reviewer, officer, bureau)


def document(row: Record) -> Any:
    publish_all()
    return Displayed.objects.get(ref=row.ref).document


def test_an_application_taken_back_is_no_longer_told(
    row: Record, credit_officer: Any, officer: Any, bureau: Any, travel: Any
) -> None:
    travel.move_to("2026-04-21 09:00:00+08:00")
    filed = repairs.accepted(officer, credit_officer, row)
    before = document(row)
    assert before["repair"]["filed_on"] == "2026-04-21"
    given: dict[str, Any] = {
        "kind": "breach", "source": row, "organisation": bureau, "proposer": SYSTEM,
        "approver": None, "automatic": True, "act": "publish", "basis": "S01",
        "until": row.last_day,
    }  # fmt: skip
    with pytest.raises(DatabaseError, match="by people"), transaction.atomic():
        decide(document={**before, "repair": None}, **given)  # it stands
    repairs.act(services.withdraw_repair, officer, filed)
    found = Decision.objects.latest("number")
    assert (found.act, found.automatic, found.basis_id) == ("publish", True, "S01")
    assert document(row) == {**before, "repair": None}
    for more in ({"facts_zh": "别的事实"}, {"repair": before["repair"]}):
        with pytest.raises(DatabaseError, match="by people"), transaction.atomic():
            decide(document={**before, "repair": None, **more}, **given)


def test_objected_to_and_hidden_before_it_was_published(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any, travel: Any
) -> None:
    row = scene.decided(credit_officer, credit_reviewer, officer, bureau)
    assert selectors.shown(row) == "waiting"
    given: dict[str, Any] = {"record_id": row.pk, "ground": "facts", "words": "已付清。"}
    found = acts.run(object_to_record, actor=officer, **given).value
    scene.act(services.hide_record, credit_officer, row, **HIDE)
    publish_all()
    assert not Displayed.objects.exists()
    row = Record.objects.get(pk=row.pk)
    assert selectors.shown(row) == "hidden"
    assert Objection.objects.get(pk=found.pk).rec == row.rec != ""
    travel.move_to("2026-03-03 09:00:00+08:00")
    services.lapse_hidings()
    assert document(row)["objection"]["open"] == 1
    scene.act(services.hide_record, credit_reviewer, row, **HIDE)
    acts.run(withdraw_by_desk, actor=officer, objection_id=found.pk)
    scene.act(services.end_hiding, credit_officer, row, why="并无个人信息。")
    assert "objection" not in document(row)
    assert {name for name in invariants.broken() if "files" in name} == set()


def test_whoever_corrected_it_does_not_decide_its_repair(
    row: Record, credit_officer: Any, second_reviewer: Any, officer: Any, bureau: Any, travel: Any
) -> None:
    travel.move_to("2026-04-21 09:00:00+08:00")
    filed = repairs.proposed(officer, credit_officer, row, "false")
    correct_record(
        source_id=str(row.pk), proposer=credit_officer, approver=second_reviewer,
        changes={"amount": "900000"}, why="金额有误。",
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="neither half"), transaction.atomic():
        Repair.objects.filter(pk=filed.pk).update(
            state="decided", decider=second_reviewer, decided_on="2026-04-21",
            ended_on="2026-04-21",
        )  # fmt: skip
    third = _third(second_reviewer)
    User.objects.filter(pk=credit_officer.pk).update(organisation=bureau)
    with pytest.raises(DomainError) as error:
        repairs.act(services.decide_repair, third, filed)
    assert error.value.code == "proposer_moved"


def _third(like: Any) -> Any:
    """One more reviewer of the same office."""
    from tests import factories

    return factories.user(
        username="third_reviewer", role="credit_reviewer", organisation=like.organisation,
        title="复核员", granted_on=like.organisation.parent,
    )  # fmt: skip


@pytest.fixture
def reported(
    credit_office: Any, bureau: Any, row: Record, credit_officer: Any, second_reviewer: Any,
    settings: Any,
) -> Any:  # fmt: skip
    """Reports by file what is new, and has it accepted; answers what was told."""
    for number, body in enumerate((credit_office, bureau), start=1):
        body.code = uscc.fictional(number)
        body.save(update_fields=["code"])
    settings.PUBLISHING_OFFICE_CODE = credit_office.code

    def run() -> list[tuple[str, str, str]]:
        report_items.gather_reports()
        given = {"actor": credit_officer, "channel": "bodies"}
        batch = acts.run(report_batches.prepare_batch, **given).value
        acts.run(report_batches.release_batch, actor=second_reviewer, batch_id=batch.pk)
        given = {"actor": credit_officer, "batch_id": batch.pk, "refused": {}}
        acts.run(report_batches.enter_answers, **given)
        lines = ReportLine.objects.filter(batch=batch)
        return [(one.act, one.item.payload["SX_SJZT"], one.item.payload["SX_SS"]) for one in lines]

    return run


def test_a_hiding_is_told_upward_and_its_end_too(
    row: Record, credit_officer: Any, credit_reviewer: Any, reported: Any
) -> None:
    assert reported() == [("report", "1", row.facts_zh)]
    scene.act(services.hide_record, credit_officer, row, **HIDE)
    assert reported() == [("withdraw", "5", "该记录已暂停公示。")]
    scene.act(services.end_hiding, credit_reviewer, row, why="并无个人信息。")
    assert reported() == [("report", "1", row.facts_zh)]
    scene.act(services.hide_record, credit_reviewer, row, **HIDE)
    report_items.gather_reports()
    scene.act(services.end_hiding, credit_officer, row, why="并无个人信息。")
    assert reported() == [("update", "1", row.facts_zh)]  # its withdrawal had not left yet
    assert invariants.broken() == {}


def test_no_letter_leaves_about_what_ended_meanwhile(
    row: Record, credit_officer: Any, second_reviewer: Any, bureau: Any, travel: Any
) -> None:
    texts = {
        "addressee_zh": "示例市中级人民法院",
        "title_zh": "关于认定的函",
        "body_zh": "请予支持。",
    }
    letter = acts.run(
        letters.draft_letter, actor=credit_officer, kind="letter", texts=texts, record_id=row.pk
    ).value
    target = f"integrity_files.letter:{letter.pk}"
    assert references.visible(second_reviewer, [target]) == {target}
    travel.move_to("2026-03-03 09:00:00+08:00")
    revoke_record(source_id=str(row.pk), proposer=credit_officer, approver=_third(second_reviewer),
                  why="文书已撤销。", ground="document")  # fmt: skip
    issue: dict[str, Any] = {"actor": second_reviewer, "letter_id": letter.pk}
    with pytest.raises(DomainError) as error:
        acts.run(letters.issue_letter, **issue)
    assert error.value.code == "record_ended"
    travel.move_to("2026-03-04 09:00:00+08:00")
    acts.run(letters.change_letter, actor=credit_officer, letter_id=letter.pk, texts=texts)
    acts.run(letters.issue_letter, **issue)
    User.objects.filter(pk=second_reviewer.pk).update(organisation=bureau)
    moved = User.objects.get(pk=second_reviewer.pk)
    assert references.visible(moved, [target]) == set()
