"""Pages of orders, leads and public answers, as those see them who work on them."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from complaints.exchange_forms import file_of
from complaints.exchange_panel import follow_ups
from complaints.models import Case, PublicAnswer, WorkOrderResult
from complaints.services import acceptance
from credit_portal.publishing.services import publish_all
from integrity_files.models import Lead
from tests.complaints import exchange_scenes as scene
from tests.complaints.test_complaint_leads import with_file
from tests.complaints.test_public_answers import TEXTS, proposed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_keys", "travel")]
ORDERS = "/staff/complaints/orders/"
ANSWERS = "/staff/complaints/answers/"


@pytest.fixture
def desk(client: Client, hotline_supervisor: Any) -> Client:
    """The supervisor's browser."""
    client.force_login(hotline_supervisor)
    return client


@pytest.fixture
def true(staff: scene.Staff) -> Case:
    """A case found true whose reporter agreed."""
    return staff.answered(scene.case_of(scene.REPORTER, may_publish=True, is_secret=False))


def test_the_queue_is_shown_taken_by_file_and_noted(desk: Client, staff: scene.Staff) -> None:
    row = scene.case_of()
    scene.case_of(number="SL-unnamed", accused_zh="某中心")
    scene.act(acceptance.accept, staff.operator, row)
    page = desk.get(ORDERS).content.decode()
    assert scene.GIVEN["number"] in page and "待确定" in page
    results = file_of([WorkOrderResult.objects.get().pk])
    file = desk.get(f"{ORDERS}results/?results={results}")
    sheet = openpyxl.load_workbook(io.BytesIO(file.content)).active
    assert sheet["A2"].value == scene.GIVEN["number"]
    assert desk.get(f"{ORDERS}results/?results=x").status_code == 404
    assert WorkOrderResult.objects.get().sent_at is None
    done = desk.post(f"{ORDERS}handed-over/", {"results": results}, follow=True).content.decode()
    assert "已交换1条结果" in done
    assert WorkOrderResult.objects.get().way == "file"


def test_what_the_platform_refused_can_be_tried_again(
    desk: Client, staff: scene.Staff, settings: Any
) -> None:
    settings.HOTLINE_RESULTS_URL = "http://127.0.0.1:9/"
    scene.act(acceptance.accept, staff.operator, scene.case_of())
    WorkOrderResult.objects.update(tries=1, trouble="refused:E4 编号不存在", next_try_at=None)
    page = desk.get(ORDERS).content.decode()
    assert "编号不存在" in page and "立即重试" in page
    made = WorkOrderResult.objects.get()
    desk.post(f"{ORDERS}results/{made.pk}/retry/")
    made.refresh_from_db()
    assert made.next_try_at is not None
    assert desk.post(f"{ORDERS}results/{made.pk + 1}/retry/").status_code == 404


def test_others_have_no_orders(client: Client, hotline_operator: Any, case_handler: Any) -> None:
    for person in (hotline_operator, case_handler):
        client.force_login(person)
        assert client.get(ORDERS).status_code == 403
        assert client.get(ANSWERS).status_code == 403


def test_a_lead_is_made_on_its_page(desk: Client, true: Case) -> None:
    note = with_file(true)
    address = f"/staff/complaints/{true.pk}/lead/"
    page = desk.get(address).content.decode()
    assert scene.TOLD in page and "file.png" in page
    given = {
        "title": "拖欠工程款", "facts": "合同约定付清而至今未付。", "category": "B02",
        "happened_on": "2026-01-01", "note_ids": [str(note.pk)], "version": true.version,
    }  # fmt: skip
    wrong = desk.post(address, {**given, "facts": "电话13912345678"})
    assert wrong.status_code == 422 and not Lead.objects.exists()
    stale = desk.post(address, {**given, "version": 99})
    assert stale.status_code == 422 and not Lead.objects.exists()
    done = desk.post(address, given, follow=True).content.decode()
    assert Lead.objects.get().files.count() == 1
    assert "已转信用办核实" in done


def test_the_credit_office_reads_its_files(desk: Client, true: Case, credit_officer: Any) -> None:
    note = with_file(true)
    given = {"title": "拖欠", "facts": "未付。", "category": "B02", "happened_on": "2026-01-01"}
    desk.post(f"/staff/complaints/{true.pk}/lead/", {**given, "note_ids": [str(note.pk)]})
    lead = Lead.objects.get()
    desk.force_login(credit_officer)
    page = desk.get(f"/staff/leads/{lead.pk}/").content.decode()
    assert "线索附件1.png" in page and true.number not in page
    file = desk.get(f"/staff/leads/{lead.pk}/files/{lead.files.get().file_id}/")
    assert file.headers["Content-Type"] == "image/png"
    assert desk.get(f"/staff/leads/{lead.pk}/files/{lead.pk}/").status_code == 404


def test_an_answer_is_proposed_and_published_on_pages(
    desk: Client, true: Case, credit_reviewer: Any
) -> None:
    address = f"/staff/complaints/{true.pk}/answer/"
    assert scene.ANSWER in desk.get(address).content.decode()
    assert desk.post(address, {**TEXTS, "question_zh": ""}).status_code == 422
    desk.post(address, {**TEXTS, "version": true.version})
    row = PublicAnswer.objects.get()
    mine = desk.get(f"{ANSWERS}{row.pk}/").context["acts"]
    assert [one["name"] for one in mine] == ["refuse"]  # another one publishes it
    desk.force_login(credit_reviewer)
    assert TEXTS["title_zh"] in desk.get(ANSWERS).content.decode()
    page = desk.get(f"{ANSWERS}{row.pk}/")
    confirm = next(one for one in page.context["acts"] if one["name"] == "confirm")
    digest = confirm["fields"].initial["digest"]
    posted = desk.post(confirm["url"], {"digest": digest, "version": row.version})
    assert posted.status_code == 302
    publish_all()
    row.refresh_from_db()
    assert row.ref and row.state == "published"
    assert row.ref in desk.get(f"{ANSWERS}{row.pk}/").content.decode()


def test_an_act_that_is_not_there_or_not_his(desk: Client, staff: scene.Staff, true: Case) -> None:
    row = proposed(staff, true)
    assert desk.post(f"{ANSWERS}{row.pk}/dance/").status_code == 404
    assert desk.post(f"{ANSWERS}{row.pk}/refuse/", {"reason": ""}).status_code == 422
    assert desk.post(f"{ANSWERS}{row.pk}/confirm/", {"digest": "x"}).status_code == 403
    assert desk.get(f"{ANSWERS}{true.pk}/").status_code == 404


def test_the_page_of_a_case_leads_on(
    staff: scene.Staff, true: Case, hotline_operator: Any, credit_officer: Any
) -> None:
    def names(user: Any) -> list[str]:
        return [one["name"] for one in follow_ups(user, Case.objects.get(pk=true.pk))]

    assert names(staff.supervisor) == ["lead", "answer-new"]
    assert names(credit_officer) == ["lead"]
    assert names(hotline_operator) == names(staff.handler) == []
    proposed(staff, true)
    assert names(staff.supervisor) == ["lead", "answer"]
