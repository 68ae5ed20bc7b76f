"""The pages of lawful change, of a void promise and of the authority to promise."""

from typing import Any

import pytest
from django.test import Client

from commitments.models import Commitment, LawfulChange, Verification
from credit_portal.publishing.services import publish_all
from tests.commitments import scenes, scenes_change

pytestmark = pytest.mark.django_db


@pytest.fixture
def superior(city: Any) -> Any:
    """Decides for the city."""
    return scenes_change.superior(city)


def browser(user: Any) -> Client:
    """Signed in a moment ago."""
    client = Client()
    client.force_login(user)
    return client


def test_the_body_begins_fills_in_and_lays_it_before_the_superior(
    registered: Any, officer: Any
) -> None:
    client = browser(officer)
    case_url = f"/staff/commitments/{registered.pk}/"
    assert "提请依法变更" in client.get(case_url).content.decode()
    answer = client.post(f"{case_url}propose_change/", follow=True)
    page = answer.content.decode()
    assert "提交前仍需补充" in page or "依据文件原件" in page
    case = LawfulChange.objects.get()
    fields = {**scenes_change.CASE, "document": scenes.picture("决定.png")}
    fields |= {f"{one.step}_on": str(one.done_on) for one in scenes_change.PROCEDURE}
    url = f"/staff/commitments/changes/{case.pk}/"
    saved = client.post(f"{url}edit/", {**fields, "version": case.version})
    assert saved.status_code == 302
    assert "新文与原文相同" in client.get(url).content.decode()
    scenes_change.filled(case, officer)
    assert client.post(f"{url}submit/").status_code == 302
    case.refresh_from_db()
    assert case.state == "submitted"


def test_words_that_resemble_an_excuse_are_flagged_with_the_article(
    registered: Any, officer: Any, superior: Any
) -> None:
    case = scenes_change.laid(registered, officer, reasons_zh="因领导班子调整，原计划不再实施。")
    page = browser(superior).get(f"/staff/commitments/changes/{case.pk}/").content.decode()
    assert "文字与法律禁止的理由相似" in page
    assert "《优化营商环境条例》第三十一条" in page
    assert scenes_change.approve(case, superior).state == "approved"


def test_the_superior_sees_both_texts_and_the_exact_preview(
    registered: Any, officer: Any, superior: Any
) -> None:
    case = scenes_change.laid(registered, officer)
    page = browser(superior).get(f"/staff/commitments/changes/{case.pk}/").content.decode()
    for text in (
        "建成三个社区养老服务中心",
        "建成四个社区养老服务中心",
        "批准后的原承诺",
        "doc_sha",
        'class="explained"',
    ):
        assert text in page
    work = browser(superior).get("/staff/").content.decode()
    assert "待决定的变更或撤回" in work


def test_public_page_shows_both_texts_for_good(
    registered: Any, officer: Any, superior: Any
) -> None:
    publish_all()
    scenes_change.changed(registered, officer, superior)
    publish_all()
    new = Commitment.objects.get(replaces=registered)
    for row in (registered, new):
        row.refresh_from_db()
        for address in (f"/records/{row.ref}/", f"/en/records/{row.ref}/"):
            page = Client().get(address).content.decode()
            assert "建成三个社区养老服务中心" in page
            assert "建成四个社区养老服务中心" in page
            assert "示政发〔2026〕12号" in page
    assert "依法变更" in Client().get(f"/records/{registered.ref}/").content.decode()
    answer = Client().get(f"/api/v1/records/{registered.ref}/").json()["document"]
    assert answer["replaced_by"]["ref"] == new.ref
    listed = Client().get("/commitments/?outcome=changed_lawfully").content.decode()
    assert registered.ref in listed


def test_the_export_carries_ground_document_and_the_other_text(
    registered: Any, officer: Any, superior: Any
) -> None:
    scenes_change.changed(registered, officer, superior)
    table = browser(officer).get("/staff/commitments/export/").content.decode()
    assert "国家政策调整" in table
    assert "示政发〔2026〕12号" in table
    assert table.count("建成四个社区养老服务中心") >= 2


def test_a_refusal_without_reason_shows_the_form_again(
    registered: Any, officer: Any, superior: Any
) -> None:
    case = scenes_change.laid(registered, officer)
    url = f"/staff/commitments/changes/{case.pk}/refuse/"
    assert browser(superior).post(url, {"reason": ""}).status_code == 422


def test_an_officer_finds_it_void_on_the_page(registered: Any, credit_officer: Any) -> None:
    terms = {**scenes_change.TERMS, "ground": "tax_unlawful", "findings_zh": "没有法律依据。"}
    answer = browser(credit_officer).post(
        f"/staff/commitments/{registered.pk}/find_void/",
        {**terms, "file": scenes.picture("审查.png"), "title": "审查意见"},
    )
    assert answer.status_code == 302
    assert Verification.objects.get(commitment=registered).outcome == "void"


def test_authority_and_incentives_are_typed_in(draft: Any, officer: Any) -> None:
    client, url = browser(officer), f"/staff/commitments/{draft.pk}/authority/"
    assert client.get(url).status_code == 200
    data = {
        "legality_organ": "示例市司法局", "legality_on": "2026-02-20", "legality_result": "lawful",
        "offers-TOTAL_FORMS": "1", "offers-INITIAL_FORMS": "0", "offers-0-kind": "cash",
        "offers-0-industry": "any", "offers-0-firm": "any", "offers-0-measure": "amount",
        "offers-0-value": "500000",
    }  # fmt: skip
    assert client.post(url, data).status_code == 302
    draft.refresh_from_db()
    assert draft.incentives.get().value == 500000
    page = client.get(f"/staff/commitments/{draft.pk}/").content.decode()
    assert "登记前未记载：" in page
