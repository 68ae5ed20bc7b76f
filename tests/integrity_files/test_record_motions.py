"""What the office does to a determined record by itself, and what happens to one that the public
does not see: corrected, revoked, shown again, objected to, told upward."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from credit_portal.accounts.models import User
from credit_portal.common import acts, invariants
from credit_portal.common.errors import DomainError
from credit_portal.notices.models import Notice
from credit_portal.notices.models_outside import OutsideNotice
from credit_portal.publishing.models import Decision, Displayed, Removal
from credit_portal.publishing.services import publish_all
from integrity_files import selectors_records as selectors
from integrity_files import services
from integrity_files.models import Objection, Record, RecordHiding, RecordMotion
from integrity_files.services import objection_decision as decision
from integrity_files.services import objection_filing as filing
from integrity_files.services import objection_office as office
from integrity_files.services import record_publication as publication
from integrity_files.services.objection_by_desk import object_to_record
from integrity_files.services.objection_steps import TOLD
from integrity_files.services.record_remedies import correct_record
from integrity_files.work_objections import items as objection_items
from integrity_files.work_record_motions import items
from tests.integrity_files import objection_scenes as objections
from tests.integrity_files import record_scenes as scene

pytestmark = pytest.mark.django_db
PAPER = {
    "paper_title": "再审民事判决书", "paper_number": "（2026）示例民再3号",
    "paper_organ": "示例市中级人民法院", "paper_date": date(2026, 3, 1),
}  # fmt: skip
ERROR = {"ground": "error", "reason": "正文误写了个人姓名。"}
DOCUMENT = {"ground": "document", "reason": "原判决已被撤销。"}
OBJECTION: dict[str, Any] = {"ground": "facts", "words": "款项已于二月底付清。"}


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def row(credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any) -> Record:
    """A record on display."""
    return scene.displayed(credit_officer, credit_reviewer, officer, bureau)


def anew(row: Record) -> Record:
    return Record.objects.get(pk=row.pk)


def refused(code: str, service: Any, actor: Any, row: Record, **given: Any) -> None:
    """It is refused so."""
    with pytest.raises(DomainError) as error:
        scene.act(service, actor, row, **given)
    assert error.value.code == code


def hidden(row: Record, officer: Any, reviewer: Any, reason: str) -> Record:
    """Hidden by one, confirmed by another, gone."""
    scene.act(services.hide_record, officer, row, reason=reason, words="紧急隐藏。")
    scene.act(services.confirm_hiding, reviewer, row, why="情况属实。")
    publish_all()
    assert not Displayed.objects.filter(kind="breach").exists()
    return anew(row)


def objected(officer: Any, row: Record) -> Objection:
    """The desk of the body objects to what stands in its file."""
    found: Objection = acts.run(
        object_to_record, actor=officer, record_id=row.pk, **OBJECTION
    ).value
    return found


def test_the_office_corrects_what_is_hidden(
    row: Record, credit_officer: Any, credit_reviewer: Any, second_reviewer: Any, officer: Any
) -> None:
    hidden(row, credit_officer, credit_reviewer, "personal")
    changes = {"facts_zh": "生效判决确定的款项至今未付清。", "amount": "900000.00"}
    propose = services.propose_correction
    refused("not_allowed", propose, officer, row, **ERROR, changes=changes)
    refused("nothing_changed", propose, credit_officer, row, **ERROR, changes={})
    refused("ground_unknown", propose, credit_officer, row, reason="更正。", ground="objection",
            changes=changes)  # fmt: skip
    scene.act(propose, credit_officer, row, **ERROR, changes=changes)
    refused("motion_open", propose, credit_officer, row, **ERROR, changes=changes)
    refused("decided_before", services.decide_motion, credit_reviewer, row)
    told = Notice.objects.filter(template="record_motion")
    assert told.filter(recipient=second_reviewer).exists()
    assert not told.filter(recipient=credit_reviewer).exists()
    scene.act(services.decide_motion, second_reviewer, row)
    publish_all()
    shown = Displayed.objects.get(ref=row.ref)
    assert (shown.document["facts_zh"], shown.document["amount"]) == (
        changes["facts_zh"], "900000",
    )  # fmt: skip
    assert selectors.shown(anew(row)) == "shown"
    scene.act(propose, credit_officer, row, **ERROR, changes={"facts_zh": "别的事实。"})
    refused("decided_before", services.decide_motion, second_reviewer, row)
    scene.act(services.return_motion, second_reviewer, row, reason="并无错误。")
    assert not list(items(second_reviewer))
    assert invariants.broken() == {}


def test_a_minor_one_is_objected_to_and_revoked_on_a_document(
    credit_officer: Any, credit_reviewer: Any, second_reviewer: Any, officer: Any, bureau: Any
) -> None:
    row = scene.decided(credit_officer, credit_reviewer, officer, bureau, severity="minor")
    found = objected(officer, row)
    assert (found.state, found.ref, Decision.objects.count()) == ("accepted", "", 0)
    with pytest.raises(DomainError, match="同一件异议"):
        objected(officer, row)
    page = client(officer).get(reverse("objections-desk:objection", args=[found.pk]))
    assert f'href="/staff/records/{row.pk}/"' in page.content.decode()
    propose = services.propose_revocation
    refused("paper_missing", propose, credit_officer, row, **DOCUMENT)
    refused("file_missing", propose, credit_officer, row, **DOCUMENT, paper=PAPER)
    upload = scene.paper(77, "再审判决.png")
    refused("date_future", propose, credit_officer, row, **DOCUMENT, upload=upload,
            paper={**PAPER, "paper_date": date(2026, 3, 3)})  # fmt: skip
    scene.act(propose, credit_officer, row, **DOCUMENT, paper=PAPER, upload=upload)
    scene.act(services.decide_motion, second_reviewer, row)
    kept = anew(row)
    assert (kept.state, kept.revoke_ground, kept.revoker) == (
        "revoked", "document", second_reviewer,
    )  # fmt: skip
    assert dict(decision.open_results(found)).keys() == {"rejected", "referred"}
    page = client(credit_officer).get(reverse("objections-desk:objection", args=[found.pk]))
    assert "该记录已撤销" in page.content.decode()
    with pytest.raises(DomainError) as error:
        objected(officer, row)
    assert error.value.code == "record_gone"
    assert invariants.broken() == {}


def client(user: Any) -> Client:
    """Somebody signed in."""
    found = Client()
    found.force_login(user)
    return found


def test_what_was_objected_to_in_the_file_is_first_shown_with_its_mark(
    credit_officer: Any, credit_reviewer: Any, second_reviewer: Any, officer: Any, bureau: Any
) -> None:
    row = scene.decided(credit_officer, credit_reviewer, officer, bureau, severity="minor")
    found = objected(officer, row)
    severe: dict[str, Any] = {"changes": {"severity": "serious"}, "why": "情节严重。"}
    people: dict[str, Any] = {"proposer": credit_officer, "approver": second_reviewer}
    correct_record(source_id=str(row.pk), **people, **severe)
    publish_all()
    shown = Displayed.objects.get(kind="breach")
    assert shown.document["objection"] == {"since": "2026-03-02", "open": 1}
    assert Objection.objects.get(pk=found.pk).ref == shown.ref == anew(row).ref
    changes: dict[str, Any] = {"changes": {"severity": "minor"}, "why": "情节轻微。"}
    correct_record(source_id=str(row.pk), ground="error", **people, **changes)
    publish_all()
    assert not Displayed.objects.exists()
    assert Removal.objects.get().basis_id == "W04"
    assert selectors.shown(anew(row)) == "not_shown"
    acts.run(filing.withdraw_by_desk, actor=officer, objection_id=found.pk)
    correct_record(source_id=str(row.pk), **people, **severe)
    publish_all()
    assert "objection" not in Displayed.objects.get(ref=shown.ref).document
    assert selectors.shown(anew(row)) == "shown"
    assert Decision.objects.latest("number").act == "restore"
    assert invariants.broken() == {}


def test_what_a_court_hid_is_shown_again_by_two_on_a_document(
    row: Record, credit_officer: Any, credit_reviewer: Any, second_reviewer: Any
) -> None:
    refused("no_hiding", services.propose_showing, credit_officer, row, reason="解除。")
    hidden(row, credit_officer, credit_reviewer, "court")
    with pytest.raises(DatabaseError, match="two people on a document"), transaction.atomic():
        RecordHiding.objects.update(state="ended")
    given = {"reason": "法院已解除裁定。", "paper": PAPER, "upload": scene.paper(78, "裁定.png")}
    scene.act(services.propose_showing, credit_officer, row, **given)
    with pytest.raises(DatabaseError, match="decided nothing"), transaction.atomic():
        RecordMotion.objects.update(state="decided", decider=credit_reviewer, ended_on="2026-03-02")
    scene.act(services.decide_motion, second_reviewer, row)
    publish_all()
    assert Displayed.objects.filter(ref=row.ref).exists()
    assert RecordHiding.objects.get().state == "ended"
    assert invariants.broken() == {}


def test_the_mark_waits_while_it_is_hidden(
    row: Record, credit_officer: Any, second_reviewer: Any, officer: Any, travel: Any
) -> None:
    found, _code = objections.filed(row.ref)
    scene.act(services.hide_record, credit_officer, row, reason="court", words="法院裁定。")
    objections.act(office.accept, credit_officer, found)
    assert TOLD["accepted_unseen"][0] in _mails()
    publish_all()
    assert not Displayed.objects.exists()
    travel.move_to("2026-03-03 09:00:00+08:00")
    assert services.lapse_hidings() == 1
    publish_all()
    assert Displayed.objects.get(ref=row.ref).document["objection"]["open"] == 1
    objections.act(office.verify, credit_officer, found, reason="经核查属实。")
    objections.act(decision.propose, credit_officer, found, result="cancelled", reason="撤销。")
    scene.act(services.hide_record, second_reviewer, row, reason="court", words="法院裁定。")
    travel.move_to("2029-03-03 09:00:00+08:00")
    told = Notice.objects.filter(template="record_shown_again").count()
    assert services.lapse_hidings() == 1
    assert Notice.objects.filter(template="record_shown_again").count() == told  # nothing shown
    assert anew(row).events.latest("id").name == "hiding_over"


def _mails() -> str:
    return " ".join(str(one.context) for one in OutsideNotice.objects.all())


def test_one_that_cannot_be_shown_keeps_no_other_hidden(
    row: Record, credit_officer: Any, credit_reviewer: Any, stranger: Any, other_bureau: Any,
    travel: Any, monkeypatch: Any,
) -> None:  # fmt: skip
    other = scene.displayed(credit_officer, credit_reviewer, stranger, other_bureau)
    for one in (row, other):
        scene.act(services.hide_record, credit_officer, one, reason="court", words="裁定。")
    travel.move_to("2026-03-04 09:00:00+08:00")
    show = publication.show

    def breaks(one: Record, **given: Any) -> None:
        if one.pk == row.pk:
            raise DatabaseError("broken")
        show(one, **given)

    monkeypatch.setattr(publication, "show", breaks)
    assert services.lapse_hidings() == 1
    publish_all()
    assert [one.ref for one in Displayed.objects.filter(kind="breach")] == [other.ref]
    monkeypatch.undo()
    assert services.lapse_hidings() == 1


def test_hiding_bars_nobody_and_an_appeal_upholds_what_was_corrected(
    row: Record, credit_officer: Any, credit_reviewer: Any, second_reviewer: Any, officer: Any,
    city: Any, credit_office: Any,
) -> None:  # fmt: skip
    other = objections.another(city, credit_office, "other", "credit_officer")
    third = objections.another(city, credit_office, "third", "credit_reviewer")
    hidden(row, other, second_reviewer, "court")
    found = objected(officer, row)
    objections.act(office.verify, credit_officer, found, reason="经核查属实。")
    changes = {"amount": "900000"}
    objections.act(decision.propose, credit_officer, found, result="corrected", reason="金额有误。",
                   changes=changes)  # fmt: skip
    said = {"result": "upheld", "reason": "原决定并无不当。"}

    def lines() -> list[int]:
        """Of whoever determined the record, and of two who did not."""
        return [
            len(list(objection_items(one))) for one in (credit_reviewer, second_reviewer, third)
        ]

    assert lines() == [0, 1, 1]
    objections.act(decision.decide, second_reviewer, found)
    objections.act(filing.appeal_by_desk, officer, found, words="仍不符。")
    assert [len(list(objection_items(one))) for one in (credit_officer, other)] == [0, 1]
    with pytest.raises(DomainError, match="请从列表"):
        objections.act(decision.propose_appeal, other, found, **{**said, "result": "rejected"})
    objections.act(decision.propose_appeal, other, found, **said)
    assert lines() == [0, 0, 1]
    with pytest.raises(DatabaseError, match="decides twice"), transaction.atomic():
        Objection.objects.filter(pk=found.pk).update(appeal_decider=credit_reviewer)
    done = objections.act(decision.decide_appeal, third, found)
    assert (done.appeal_result, done.result_in_force) == ("upheld", "异议成立：更正记录")
    assert anew(row).corrections.count() == 1
    page = client(officer).get(reverse("objections-desk:objection", args=[found.pk]))
    assert "维持原处理决定" in page.content.decode()
    assert invariants.broken() == {}


def test_whoever_proposed_and_moved_to_the_body_is_told_so(
    row: Record, credit_officer: Any, second_reviewer: Any, bureau: Any
) -> None:
    scene.act(services.propose_revocation, credit_officer, row, **ERROR)
    User.objects.filter(pk=credit_officer.pk).update(organisation=bureau)
    refused("proposer_moved", services.decide_motion, second_reviewer, row)
    scene.act(services.return_motion, second_reviewer, row, reason="由他人重新提出。")
    assert anew(row).state == "decided"


def test_the_pages_of_a_proposal(
    row: Record, credit_officer: Any, second_reviewer: Any, officer: Any
) -> None:
    desk, second, body = client(credit_officer), client(second_reviewer), client(officer)
    address = reverse("records:record", args=[row.pk])

    def press(who: Client, name: str, **given: Any) -> Any:
        return who.post(reverse("records:act", args=[row.pk, name]), given)

    form = desk.get(reverse("records:act", args=[row.pk, "correct"])).content.decode()
    assert "生效判决确定的工程款至今未付。" in form
    stands = {
        f"to_{name}": getattr(row, name) for name in scene.NOTICE if getattr(row, name)
    } | {"to_severity": "general", "to_paper_date": "2026-01-20", "to_paper_title": "民事判决书",
         "to_paper_number": row.paper_number, "to_paper_organ": row.paper_organ}  # fmt: skip
    assert press(desk, "correct", **ERROR, **stands).status_code == 422
    given = {**stands, "to_facts_zh": "更正后的事实。"}
    assert press(desk, "correct", **ERROR, **given).status_code == 302
    assert second.get(address).content.decode().count("更正后的事实。") == 2  # and the preview
    assert "信用办建议" not in body.get(address).content.decode()
    assert [str(one.kind) for one in items(second_reviewer)] == ["失信记录处理建议待决定"]
    assert press(second, "decide_motion").status_code == 302
    assert anew(row).facts_zh == "更正后的事实。"
    assert press(body, "object", **OBJECTION).status_code == 302
    publish_all()
    assert Displayed.objects.get(ref=row.ref).document["objection"]["open"] == 1
