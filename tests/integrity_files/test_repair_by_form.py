"""A body asks for repair without an account: by the public form, then by its receipt."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from credit_portal.common import acts, clock, invariants
from credit_portal.common.errors import DomainError
from credit_portal.notices.models import Notice
from credit_portal.notices.models_outside import OutsideNotice
from credit_portal.publishing.models import Displayed
from credit_portal.publishing.services import publish_all
from credit_portal.workflow import receipts
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.sweeps import check_deadlines
from integrity_files import services
from integrity_files.models import Record, Repair, RepairParty
from integrity_files.services import repair_by_form as by_form
from integrity_files.services import repair_clocks as clocks
from integrity_files.services import repair_steps as steps
from integrity_files.work_repair import items
from tests.commitments import scenes as commitments
from tests.integrity_files import record_scenes
from tests.integrity_files import repair_scenes as scene

pytestmark = pytest.mark.django_db
NAME, MAIL = "示例市住建局（授权经办人 张示例）", "canary@example.cn"
TEXTS = {"name": NAME, "proof": "power", "email": MAIL, "done": scene.DONE,
         "training": "全员诚信培训。"}  # fmt: skip
PARTY = {"name": NAME, "email": MAIL, "mobile": "", "proof": "power"}


@pytest.fixture
def record(credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any) -> Any:
    """A record on display, on the first day on which it may be repaired."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        row = record_scenes.displayed(credit_officer, credit_reviewer, officer, bureau)
        traveller.move_to("2026-04-21 09:00:00+08:00")
        check_deadlines()
        yield row


def filed(record: Record, shade: int = 40, **more: Any) -> tuple[Repair, bytes]:
    """Filed by the form; the application and its receipt's digest."""
    _code, digest = receipts.issue()
    given: dict[str, Any] = {
        "ref": record.ref, "said": {"done": scene.DONE}, "party": PARTY, "pledged": True,
        "proof_file": commitments.picture("授权书.png"), "upload": record_scenes.paper(shade),
        **more,
    }  # fmt: skip
    done = acts.run(by_form.file_by_form, actor=by_form.APPLICANT, receipt_digest=digest, **given)
    return done.value, digest


def refused(code: str, run: Any, *args: Any, **given: Any) -> None:
    """It is refused so."""
    with pytest.raises(DomainError) as error:
        run(*args, **given)
    assert error.value.code == code


def hidden(page: str, name: str) -> str:
    """A hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def sent(client: Client, record: Record) -> str:
    """From the record's page to the receipt, page by page; the receipt's code."""
    shown = client.get(reverse("portal:record", args=[record.ref])).content.decode()
    new = f"{reverse('repairs:new')}?record={record.ref}"
    assert new in shown and reverse("repairs:new") in client.get("/repairs/").content.decode()
    receipt = hidden(client.get(new).content.decode(), "receipt")
    assert client.post(new, {**TEXTS, "receipt": receipt, "email": ""}).status_code == 422
    look = client.post(new, {**TEXTS, "receipt": receipt}).content.decode()
    assert NAME in look and "郑重承诺" in look
    given: dict[str, Any] = {**TEXTS, "receipt": receipt, "step": "send"}
    for signed, status in (({}, 422), ({"pledged": "on"}, 200)):
        files = {"file": record_scenes.paper(44), "proof_file": commitments.picture("授权书.png")}
        answer = client.post(new, {**given, **signed, **files})
        assert answer.status_code == status
    found = re.search(r'id="receipt">([^<]+)<', answer.content.decode())
    assert found is not None
    return found[1]


def test_from_the_record_to_the_certificate(
    record: Record, credit_officer: Any, second_reviewer: Any, officer: Any
) -> None:
    client, mine = Client(), reverse("repairs:mine")
    code = sent(client, record)
    row = Repair.objects.get()
    assert row.is_by_form and receipts.lookup(code).url == mine
    assert Displayed.objects.get(ref=record.ref).document["repair"] is None
    assert not Notice.objects.filter(template="repair_filed", recipient=officer).exists()
    assert [line.kind for line in items(credit_officer)] == ["信用修复待受理"]
    row = scene.act(services.ask_missing, credit_officer, row, asked="请补交银行回单。")
    page = client.post(mine, {"code": code}).content.decode()
    assert "请补交银行回单。" in page and scene.DONE not in page
    assert record.name_zh in page
    given = {"entry": hidden(page, "entry"), "act": "complete", "words": "补交回单。",
             "file": record_scenes.paper(51)}  # fmt: skip
    assert client.post(mine, given).status_code == 200
    row = scene.act(services.accept_repair, credit_officer, row)
    publish_all()
    assert Displayed.objects.get(ref=record.ref).document["repair"]["pledge_zh"] == ""
    row = scene.act(services.propose_repair, credit_officer, row, outcome="grant", finding="属实。")
    row = scene.act(services.decide_repair, second_reviewer, row)
    publish_all()
    assert client.get(reverse("portal:record", args=[record.ref])).status_code == 410
    told = OutsideNotice.objects.order_by("pk").values_list("context__step_zh", flat=True)
    assert sorted(told) == sorted(["请补正材料", "已受理", "已作出决定"])
    page = client.post(mine, {"code": code}).content.decode()
    assert record.name_zh not in page and record.ref in page
    made = client.post(mine, {"entry": hidden(page, "entry"), "act": "certificate"})
    assert made.content[:4] == b"%PDF"
    assert invariants.broken() == {}


def test_it_stands_in_nobodys_way_before_it_is_accepted(
    record: Record, credit_officer: Any, second_reviewer: Any, credit_reviewer: Any, officer: Any
) -> None:
    forged, _digest = filed(record)
    other, digest = filed(record, 60)
    desk = scene.file(officer, record)
    refused("repair_open", filed, record, 70)
    desk = scene.act(services.accept_repair, credit_officer, desk)
    refused("repair_open", scene.act, services.accept_repair, credit_officer, other)
    with pytest.raises(IntegrityError), transaction.atomic():
        Repair.objects.filter(pk=other.pk).update(
            state="accepted", accepter=credit_officer, answered_on=other.filed_on
        )
    by_form.withdraw_by_receipt(actor=by_form.APPLICANT, receipt_digest=digest)
    assert RepairParty.objects.get().pk == forged.pk
    assert by_form.show_applicant(actor=credit_reviewer, repair_id=forged.pk).email == MAIL
    refused("not_allowed", by_form.show_applicant, actor=officer, repair_id=forged.pk)
    refused("not_allowed", by_form.read_applicant_proof, actor=credit_reviewer, repair_id=forged.pk)
    forged = scene.act(services.withdraw_repair, officer, forged)  # its desk knows nothing of it
    assert not RepairParty.objects.exists()
    client = Client()
    client.force_login(credit_officer)
    page = client.get(reverse("repair_desk:repair", args=[forged.pk])).content.decode()
    assert "公开页面" in page
    assert invariants.broken() == {}


def test_it_binds_the_body_once_its_desk_has_confirmed_it(
    record: Record, credit_officer: Any, second_reviewer: Any, credit_reviewer: Any, officer: Any
) -> None:
    row, _digest = filed(record)
    other, _digest = filed(record, 60)
    told = Notice.objects.filter(template="repair_by_form", recipient=officer, channel="in_site")
    assert sorted(told.values_list("context__url", flat=True)) == sorted(
        f"/staff/repairs/{one.pk}/" for one in (row, other)
    )
    assert {line.kind for line in items(officer)} == {"以本单位名义提交的信用修复申请待确认"}
    row = scene.act(services.accept_repair, credit_officer, row)
    false = {"outcome": "false", "finding": "凭证系伪造。"}
    refused("not_confirmed", scene.act, services.propose_repair, credit_officer, row, **false)
    with pytest.raises(IntegrityError, match="false_of_body"), transaction.atomic():
        Repair.objects.filter(pk=row.pk).update(outcome="false")
    client, page = Client(), reverse("repair_desk:repair", args=[row.pk])
    client.force_login(credit_officer)
    assert 'value="false"' not in client.get(page).content.decode()
    client.force_login(officer)
    assert client.post(f"{page}confirm/", {"version": row.version}).status_code == 302
    refused("state_conflict", scene.act, services.confirm_repair, officer, row)
    assert "申请单位已于2026年4月21日" in client.get(page).content.decode()
    publish_all()
    assert Displayed.objects.get(ref=record.ref).document["repair"]["pledge_zh"] == row.pledge_zh
    row = scene.act(services.propose_repair, credit_officer, row, **false)
    asked = Notice.objects.filter(template="repair_proposed")
    assert set(asked.values_list("recipient", flat=True)) == {second_reviewer.pk}
    assert list(items(second_reviewer)) and not list(items(credit_reviewer))
    row = scene.act(services.return_repair, second_reviewer, row, reason="证据不足。")
    row = scene.act(services.propose_repair, credit_officer, row, outcome="grant", finding="属实。")
    scene.act(services.decide_repair, second_reviewer, row)
    ended(other, officer)


def ended(row: Repair, desk: Any) -> None:
    """It fell away, since another was granted: its clocks stopped, its applicants were told why."""
    row.refresh_from_db()
    assert row.state == "moot" and row.events.filter(name="superseded").exists()
    assert Notice.objects.filter(template="repair_ended", recipient=desk).exists()
    told = OutsideNotice.objects.filter(context__step_zh="失信记录已获信用修复，申请终止")
    assert told.count() == 1
    assert invariants.broken() == {}


def test_reminders_of_many_are_one(record: Record, credit_officer: Any, bureau: Any) -> None:
    for shade in (40, 60):
        filed(record, shade)
    ids = list(Deadline.objects.filter(kind=steps.ACCEPT, outcome="").values_list("pk", flat=True))
    assert len(ids) == 2
    for one in ids:  # in two batches of one sweep
        clocks.remind([one], clock.today())
    told = Notice.objects.get(recipient=credit_officer, template="objection_due_soon_several",
                              channel="in_site")  # fmt: skip
    assert (told.context["count"], told.context["url"]) == (2, "/staff/repairs/")
    with time_machine.travel("2026-06-01 09:00:00+08:00", tick=False):
        clocks.passed(ids, clock.today())
    assert Notice.objects.filter(
        recipient=credit_officer, template="objection_overdue_several", channel="in_site"
    ).exists()


def test_what_is_incomplete_or_too_early_is_refused(
    record: Record, officer: Any, approver: Any, post: Any, credit_reviewer: Any
) -> None:
    for more, code in (
        ({"party": {**PARTY, "name": " "}}, "name_missing"),
        ({"proof_file": None}, "proof_missing"),
        ({"pledged": False}, "pledge_missing"),
        ({"upload": None}, "evidence_missing"),
        ({"ref": "SY-B2026-0009999X"}, "record_unknown"),
    ):
        refused(code, filed, record, **more)
    assert not Repair.objects.exists() and not RepairParty.objects.exists()
    promise = commitments.registered(officer, approver, post, due_on=date(2026, 12, 1))
    publish_all()
    promise.refresh_from_db()
    refused("not_repairable", by_form.record_of, promise.ref)
    with time_machine.travel("2026-04-20 09:00:00+08:00", tick=False):
        refused("repair_early", filed, record)
        new = Client().get(reverse("repairs:new"), {"record": record.ref}).content.decode()
        assert "自2026年4月21日起" in new and 'name="receipt"' not in new
    record_scenes.act(
        services.hide_record, credit_reviewer, record, reason="court", words="法院裁定。"
    )
    refused("record_hidden", by_form.record_of, record.ref)
