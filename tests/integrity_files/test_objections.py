"""Objections: filed, marked, transferred, decided by two, appealed to others; tips."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from credit_portal.common import invariants
from credit_portal.common.errors import Conflict, DomainError
from credit_portal.notices import rendering
from credit_portal.notices.models import Notice
from credit_portal.notices.models_outside import OutsideNotice
from credit_portal.workflow import moves, receipts
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.sweeps import check_deadlines
from credit_portal.workflow.testing import Case, every_case
from integrity_files import machine_objections as machine
from integrity_files import selectors_objections as selectors
from integrity_files.codes_objections import ObjectionState
from integrity_files.listing import due_first
from integrity_files.models import Objection, ObjectionParty, Tip
from integrity_files.services import objection_decision as decision
from integrity_files.services import objection_filing as filing
from integrity_files.services import objection_office as office
from integrity_files.services import objection_reading as reading
from integrity_files.services import objection_steps as steps
from integrity_files.work_objections import items
from tests.commitments import scenes
from tests.commitments.test_machine import Anybody, Row
from tests.integrity_files import objection_scenes as scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ref(officer: Any, approver: Any, post: Any) -> str:
    """A commitment on display."""
    return scene.shown(officer, approver, post).ref


def refused(code: str, run: Any, *args: Any, **given: Any) -> DomainError:
    """It is refused so."""
    with pytest.raises(DomainError) as error:
        run(*args, **given)
    assert error.value.code == code
    return error.value


def due_of(row: Any, kind: str) -> Deadline:
    """The clock of a kind, the one that runs before those that have ended."""
    return Deadline.objects.filter(kind=kind, case_id=row.pk).order_by("outcome")[0]


@pytest.mark.parametrize("case", list(every_case(machine.OBJECTION)), ids=str)
def test_an_objection_moves_by_the_table_only(case: Case) -> None:
    row: Any = Row(case.state)
    if case.legal:
        found = moves.check(machine.OBJECTION, row, case.transition.name, actor=Anybody())
        assert found == case.transition
        return
    with pytest.raises(Conflict):
        moves.check(machine.OBJECTION, row, case.transition.name, actor=Anybody())


def test_the_table_knows_exactly_the_states() -> None:
    assert set(machine.OBJECTION.states) == set(ObjectionState.values)


def test_who_objects_is_sealed_and_told(
    ref: str, credit_officer: Any, credit_reviewer: Any
) -> None:
    row, code = scene.filed(ref)
    assert (row.state, due_of(row, steps.EXAMINE).due_on) == ("received", date(2026, 3, 3))
    assert [item.title for item in items(credit_officer)] == [row.title_zh]
    party = ObjectionParty.objects.get()
    assert scene.CANARY.encode() not in bytes(party.name_sealed)
    assert selectors.masked(row) == selectors.Party("金********", "c***@example.cn", "139****5678")
    assert scene.act(reading.show_party, credit_officer, row).name == scene.CANARY
    refused("not_allowed", scene.act, reading.read_proof, credit_reviewer, row)
    assert "2026" in receipts.lookup(code).state
    scene.act(office.accept, credit_officer, row)
    told = OutsideNotice.objects.order_by("channel")
    assert [(one.channel, one.template) for one in told] == [
        ("email", "outside_progress"), ("sms", "outside_progress"),
    ]  # fmt: skip
    assert scene.CANARY not in str(told[0].context)
    assert invariants.broken() == {}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"objector": "body"}, "objector_unknown"),
        ({"ground": "taste"}, "ground_unknown"),
        ({"words": " "}, "words_missing"),
        ({"party": {**scene.PARTY, "email": "", "mobile": ""}}, "contact_missing"),
        ({"party": {**scene.PARTY, "email": "nobody"}}, "email_not_valid"),
        ({"party": {**scene.PARTY, "mobile": "024-1234"}}, "mobile_not_valid"),
        ({"party": {**scene.PARTY, "name": " "}}, "name_missing"),
        ({"proof_file": None}, "proof_missing"),
        ({"ref": "SY-C2026-0009999X"}, "record_unknown"),
    ],
)
def test_what_is_incomplete_is_refused(ref: str, more: dict[str, Any], code: str) -> None:
    refused(code, scene.filed, more.pop("ref", ref), **more)
    assert not Objection.objects.exists()


def test_what_is_missing_is_asked_for_once(ref: str, credit_officer: Any) -> None:
    row, code = scene.filed(ref)
    row = scene.act(office.ask_to_complete, credit_officer, row, reason="请补交授权委托书。")
    assert (row.state, due_of(row, steps.EXAMINE).outcome) == ("incomplete", "met")
    digest = scene.digest_of(code)
    row = filing.add_facts(actor=steps.OBJECTOR, receipt_digest=digest, words="已补交。")
    assert (row.state, due_of(row, steps.EXAMINE).outcome) == ("received", "")
    refused("asked_once", scene.act, office.ask_to_complete, credit_officer, row, reason="再补")
    row = scene.act(office.refuse, credit_officer, row, reason="不是该记录的当事人，可提交线索。")
    story = [one["detail"] for one in receipts.lookup(code).events]
    assert "不是该记录的当事人，可提交线索。" in story
    refused("objection_ended", filing.add_facts, actor=steps.OBJECTOR, receipt_digest=digest,
            words="再补。")  # fmt: skip


def test_papers_that_never_come_close_it(ref: str, credit_officer: Any, travel: Any) -> None:
    row, code = scene.filed(ref)
    row = scene.act(office.ask_to_complete, credit_officer, row, reason="请补交授权委托书。")
    assert due_of(row, steps.COMPLETE).due_on == date(2026, 3, 16)
    assert "2026年3月16日" in receipts.lookup(code).state
    assert [item.kind for item in items(credit_officer)] == ["异议待申请人补正"]
    refused("state_conflict", scene.act, office.refuse, credit_officer, row, reason="未补正。")
    assert invariants.broken() == {}
    travel.move_to("2026-03-17 09:00:00+08:00")
    scenes.sweep()
    scenes.sweep()
    row.refresh_from_db()
    assert (row.state, due_of(row, steps.COMPLETE).outcome) == ("lapsed", "missed")
    told = OutsideNotice.objects.filter(channel="email").latest("created_at")
    assert "重新提出" in told.context["step_zh"]
    refused("objection_lapsed", filing.add_facts, actor=steps.OBJECTOR,
            receipt_digest=scene.digest_of(code), words="已补交。")  # fmt: skip
    assert "重新提出" in receipts.lookup(code).events[0]["text"]
    scene.filed(ref)
    assert invariants.broken() == {}


def test_overdue_tips_are_one_message_a_body_and_day(
    ref: str, credit_officer: Any, travel: Any
) -> None:
    for _number in range(3):
        scene.tip(ref)
    scene.filed(ref)
    travel.move_to("2026-03-12 09:00:00+08:00")
    check_deadlines(batch=1)
    late = Notice.objects.filter(template__startswith="objection_overdue", channel="in_site",
                                 recipient=credit_officer).order_by("template")  # fmt: skip
    assert [(one.template, one.context["count"]) for one in late] == [
        ("objection_overdue", 1), ("objection_overdue_several", 3),
    ]  # fmt: skip
    text = rendering.render(late[1].template, late[1].context, "zh-hans")
    assert "纠错线索答复逾期3件" in text.subject


def test_the_work_list_shows_what_one_may_do_at_a_steady_price(
    ref: str, credit_officer: Any, credit_reviewer: Any, second_reviewer: Any, city: Any,
    credit_office: Any, django_assert_num_queries: Any,
) -> None:  # fmt: skip
    other = scene.another(city, credit_office, "other", "credit_officer")
    _first, code = scene.decided(ref, credit_officer, credit_reviewer)
    filing.appeal(actor=steps.OBJECTOR, receipt_digest=scene.digest_of(code), words="不服。")
    scene.proposed(ref, credit_officer, ground="severity")
    list(items(second_reviewer))  # what is kept of his powers is read once
    with CaptureQueriesContext(connection) as one:
        assert [line.kind for line in items(second_reviewer)] == ["异议待决定"]
    assert [line.kind for line in items(credit_reviewer)] == []
    assert "复核待办理" not in {line.kind for line in items(credit_officer)}
    assert "复核待办理" in {line.kind for line in items(other)}
    scene.proposed(ref, credit_officer, ground="display")
    with django_assert_num_queries(len(one)):
        assert len(list(items(second_reviewer))) == 2


def test_what_stands_still_is_neither_overdue_nor_first(
    ref: str, credit_officer: Any, travel: Any
) -> None:
    still, _code = scene.accepted(ref, credit_officer)
    letter = {"organ": "示例市法院", "letter_number": "示信函〔2026〕3号", "reason": "请核查。"}
    scene.act(office.transfer, credit_officer, still, **letter)
    scene.act(office.stop_clock, credit_officer, still, ground="appraisal", reason="委托鉴定。")
    travel.move_to("2026-03-20 09:00:00+08:00")  # past the day that it had
    runs, _code = scene.filed(ref, ground="display")
    found = [(line.due_on, line.overdue) for line in items(credit_officer)]
    assert len(found) == 2 and (due_of(still, steps.ANSWER).due_on, False) in found
    rows = due_first(selectors.visible_to(credit_officer), "id")
    assert [(row.pk, bool(row.stopped_on)) for row in rows] == [(runs.pk, False), (still.pk, True)]


def test_the_clocks_run_one_after_the_other_and_stops_are_shown(
    ref: str, credit_officer: Any, travel: Any
) -> None:
    row, code = scene.accepted(ref, credit_officer)
    assert due_of(row, steps.TRANSFER).due_on == date(2026, 3, 4)
    refused("letter_missing", scene.act, office.transfer, credit_officer, row, organ="示例市法院",
            letter_number=" ", reason="请核查。")  # fmt: skip
    row = scene.act(office.transfer, credit_officer, row, organ="示例市法院",
                    letter_number="示信函〔2026〕3号", reason="请核查。")  # fmt: skip
    assert due_of(row, steps.ANSWER).due_on == date(2026, 3, 11)
    travel.move_to("2026-03-04 09:00:00+08:00")
    scene.act(office.stop_clock, credit_officer, row, ground="appraisal", reason="委托鉴定。")
    assert "时限暂停" in receipts.lookup(code).state
    travel.move_to("2026-03-09 09:00:00+08:00")
    row = scene.act(office.resume_clock, credit_officer, row)
    assert due_of(row, steps.ANSWER).due_on == date(2026, 3, 16)
    refused("answer_day", scene.act, office.verify, credit_officer, row, reason="相符。",
            answered_on=date(2026, 3, 10))  # fmt: skip
    row = scene.act(office.verify, credit_officer, row, reason="相符。",
                    answered_on=date(2026, 3, 9))  # fmt: skip
    assert row.state == "verified"
    travel.move_to("2026-03-17 09:00:00+08:00")
    scenes.sweep()
    scenes.sweep()
    late = Notice.objects.filter(template="objection_overdue", channel="in_site")
    assert late.count() == late.values("recipient").distinct().count() == 1


def test_the_decision_takes_two_who_did_not_decide_before(
    ref: str, credit_officer: Any, credit_reviewer: Any, second_reviewer: Any
) -> None:
    row, _code = scene.proposed(ref, credit_officer)
    row = scene.act(decision.send_back, credit_reviewer, row, reason="请补充理由。")
    assert (row.state, row.proposer, row.result) == ("verified", None, "")
    row = scene.act(decision.propose, credit_officer, row, result="rejected", reason="已补充。")
    row = scene.act(decision.decide, credit_reviewer, row)
    assert (row.state, row.appeal_until) == ("decided", date(2026, 3, 16))
    again, _code = scene.proposed(ref, credit_officer, ground="severity")
    refused("decided_before", scene.act, decision.decide, credit_reviewer, again)
    with pytest.raises(DatabaseError, match="decides twice"), transaction.atomic():
        Objection.objects.filter(pk=again.pk).update(
            decider=credit_reviewer, decided_on=date(2026, 3, 2), state="decided"
        )
    scene.act(decision.decide, second_reviewer, again)
    assert invariants.broken() == {}


def test_whoever_confirmed_the_outcome_does_not_decide(
    officer: Any, approver: Any, post: Any, credit_officer: Any, credit_reviewer: Any,
    second_reviewer: Any,
) -> None:  # fmt: skip
    promise = scene.shown(officer, approver, post)
    scenes.fulfilled(promise, officer, date(2026, 3, 2))
    given = {"kept_on": date(2026, 3, 2)}
    scenes.decide(scenes.live(promise), credit_officer, credit_reviewer, "kept", **given)
    row, _code = scene.proposed(promise.ref, credit_officer, "corrected")
    refused("decided_before", scene.act, decision.decide, credit_reviewer, row)
    scene.act(decision.decide, second_reviewer, row)
    task = scenes.live(promise)
    assert task.supersedes is not None
    assert (task.opened_because, task.supersedes.outcome) == ("objected", "kept")
    shown = scene.displayed(promise)
    assert (shown.document["status"]["code"], shown.outcome) == ("objected", "kept")
    assert "objection" not in shown.document
    assert invariants.broken() == {}


def test_what_cannot_be_put_right_is_not_proposed(
    ref: str, credit_officer: Any, credit_reviewer: Any
) -> None:
    row, _code = scene.verified(ref, credit_officer)
    refused("result_unfit", scene.act, decision.propose, credit_officer, row, result="cancelled",
            reason="应予撤销。")  # fmt: skip
    row = scene.act(decision.propose, credit_officer, row, result="corrected", reason="应予更正。")
    error = refused("nothing_determined", scene.act, decision.decide, credit_reviewer, row)
    assert error.status == 409
    row.refresh_from_db()
    assert row.state == "proposed"
    assert "objection" in scene.displayed(row).document


def test_an_appeal_goes_to_others(
    ref: str, credit_officer: Any, credit_reviewer: Any, second_reviewer: Any, city: Any,
    credit_office: Any, travel: Any,
) -> None:  # fmt: skip
    other = scene.another(city, credit_office, "other", "credit_officer")
    row, code = scene.decided(ref, credit_officer, credit_reviewer)
    given: dict[str, Any] = {
        "actor": steps.OBJECTOR,
        "receipt_digest": scene.digest_of(code),
        "words": "不服。",
    }
    row = filing.appeal(**given)
    assert due_of(row, steps.APPEAL).outcome == ""
    said = {"result": "upheld", "reason": "维持原决定。"}
    refused("took_part", scene.act, decision.propose_appeal, credit_officer, row, **said)
    row = scene.act(decision.propose_appeal, other, row, **said)
    refused("took_part", scene.act, decision.decide_appeal, credit_reviewer, row)
    with pytest.raises(DatabaseError, match="no hand"), transaction.atomic():
        Objection.objects.filter(pk=row.pk).update(appeal_decider=credit_officer)
    row = scene.act(decision.decide_appeal, second_reviewer, row)
    assert (row.state, row.appeal_result) == ("appeal_done", "upheld")
    refused("state_conflict", filing.appeal, **given)
    assert invariants.broken() == {}


def test_an_appeal_comes_too_late(
    ref: str, credit_officer: Any, credit_reviewer: Any, travel: Any
) -> None:
    _row, code = scene.decided(ref, credit_officer, credit_reviewer)
    travel.move_to("2026-03-17 09:00:00+08:00")
    refused("appeal_too_late", filing.appeal, actor=steps.OBJECTOR,
            receipt_digest=scene.digest_of(code), words="不服。")  # fmt: skip


def test_a_repetition_is_answered_by_reference(
    ref: str, credit_officer: Any, credit_reviewer: Any
) -> None:
    first, _code = scene.decided(ref, credit_officer, credit_reviewer)
    other, _code = scene.filed(ref, ground="severity")
    said = {"earlier_id": first.pk, "reason": "与原异议相同，没有新的事实。"}
    refused("earlier_unfit", scene.act, office.answer_by_reference, credit_officer, other, **said)
    again, code = scene.filed(ref)
    again = scene.act(office.answer_by_reference, credit_officer, again, **said)
    assert (again.state, again.earlier) == ("repeated", first)
    assert receipts.lookup(code).events[0]["detail"] == "与原异议相同，没有新的事实。"
    assert invariants.broken() == {}


def test_what_an_appeal_makes_of_a_decision_reaches_who_was_answered_by_it(
    ref: str, credit_officer: Any, credit_reviewer: Any, second_reviewer: Any, city: Any,
    credit_office: Any,
) -> None:  # fmt: skip
    other = scene.another(city, credit_office, "other", "credit_officer")
    first, code = scene.decided(ref, credit_officer, credit_reviewer)
    said = {"earlier_id": first.pk, "reason": "与原异议相同，没有新的事实。"}
    again, receipt = scene.filed(ref)
    scene.act(office.answer_by_reference, credit_officer, again, **said)
    filing.appeal(actor=steps.OBJECTOR, receipt_digest=scene.digest_of(code), words="不服。")
    assert "正在复核" in receipts.lookup(receipt).events[0]["text"]
    third, _code = scene.filed(ref)
    refused("earlier_unfit", scene.act, office.answer_by_reference, credit_officer, third, **said)
    scene.act(decision.propose_appeal, other, first, result="referred", reason="应由法院处理。")
    first = scene.act(decision.decide_appeal, second_reviewer, first)
    assert "复核变更" in receipts.lookup(receipt).events[0]["text"]
    told = OutsideNotice.objects.filter(context__step_zh__icontains="复核变更", channel="email")
    assert told.count() == 1 and first.result_in_force == "移送有权机关处理"
    scene.act(office.answer_by_reference, credit_officer, third, **said)


def test_nobody_handles_one_about_his_own_body(
    ref: str, bureau: Any, city: Any, officer: Any, stranger: Any
) -> None:
    own = scene.another(city, bureau, "own", "credit_officer")
    row, _code = scene.filed(ref)
    for user in (own, officer, stranger):
        refused("not_found", scene.act, office.accept, user, row)
    with pytest.raises(DatabaseError, match="own body"), transaction.atomic():
        Objection.objects.filter(pk=row.pk).update(acceptor=own)


def test_withdrawing_erases_who_objected(ref: str, credit_officer: Any) -> None:
    row, code = scene.accepted(ref, credit_officer)
    filing.withdraw(actor=steps.OBJECTOR, receipt_digest=scene.digest_of(code))
    assert not ObjectionParty.objects.exists()
    assert "objection" not in scene.displayed(row).document
    with pytest.raises(DatabaseError, match="as it was filed"), transaction.atomic():
        Objection.objects.filter(pk=row.pk).update(ground="other")
    with pytest.raises(DatabaseError), transaction.atomic():
        row.events.all().delete()
    assert invariants.broken() == {}


def test_a_tip_is_answered_and_marks_nothing(ref: str, credit_officer: Any, stranger: Any) -> None:
    row, code = scene.tip(ref)
    assert due_of(row, steps.TIP).due_on == date(2026, 3, 11)
    refused("not_found", reading.answer_tip, actor=stranger, tip_id=row.pk, words="已更正。")
    reading.answer_tip(actor=credit_officer, tip_id=row.pk, words="已核对，记录无误。")
    assert receipts.lookup(code).events[0]["detail"] == "已核对，记录无误。"
    refused("tip_answered", reading.answer_tip, actor=credit_officer, tip_id=row.pk, words="再答")
    assert Tip.objects.get().state == "answered"
    assert scene.displayed(row).version == 1
    assert invariants.broken() == {}
