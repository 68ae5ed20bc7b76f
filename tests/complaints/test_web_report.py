"""The report on the web, page by page, as a browser without scripts and cookies sends it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from complaints import web_pages, work_proof
from complaints.models import Case, Contact, Identity
from complaints.services import web_filing
from credit_portal.workflow import receipts
from tests.bench import plain
from tests.complaints import web_scenes as scenes
from tests.complaints.web_scenes import CANARY, FACTS, MOBILE, NEW, Visitor

pytestmark = [
    pytest.mark.django_db, pytest.mark.usefixtures("vault_keys", "credit_office", "easy_work")
]  # fmt: skip


def receipt_on(visitor: Visitor) -> str:
    """The receipt that the page shows."""
    return visitor.text.split('id="receipt">')[1].split("<")[0]


def test_an_anonymous_report_from_page_to_receipt() -> None:
    visitor = Visitor()
    visitor.walk()
    shown = receipt_on(visitor)
    assert "请先保存" not in visitor.text and not Case.objects.exists()
    answer = visitor.send()
    assert answer.status_code == 200 and receipt_on(visitor) == shown
    row = Case.objects.get()
    assert row.facts_zh == FACTS and row.accused is None and row.accused_zh == "不知道的单位"
    assert row.number in visitor.text and receipts.lookup(shown).url == scenes.TRACK


def test_the_first_page_says_what_counts_before_anything_is_asked() -> None:
    page = Visitor().get().content.decode()
    for words in ("110", "119", "查询码", "不公开"):
        assert words in page


def test_the_receipt_must_be_saved_before_it_is_filed() -> None:
    visitor = Visitor()
    visitor.walk()
    shown = receipt_on(visitor)
    answer = visitor.post(go="send", counter="0")
    assert answer.status_code == 422 and not Case.objects.exists()
    assert receipt_on(visitor) == shown


def test_sent_twice_it_is_one_case_with_the_same_receipt() -> None:
    visitor = Visitor()
    visitor.walk()
    form = {**visitor.hidden, "go": "send", "saved": "on",
            "counter": scenes.solved(work_proof.again(visitor.hidden["token"]))}  # fmt: skip
    pages = [visitor.client.post(NEW, form) for _once in range(2)]
    assert [page.status_code for page in pages] == [200, 200]
    number = Case.objects.get().number
    assert all(number in page.content.decode() for page in pages)


def test_the_last_page_is_what_its_template_says_and_shows_no_other_receipt() -> None:
    found: list[str] = []
    for _once in range(2):  # from a frame just made, and from a kept one
        visitor = Visitor()
        visitor.walk()
        form = {**visitor.hidden, "go": "send", "saved": "on",
                "counter": scenes.solved(work_proof.again(visitor.hidden["token"]))}  # fmt: skip
        shown, page = receipt_on(visitor), visitor.client.post(NEW, form).content.decode()
        with plain.plainly():
            assert len(moving(page)) == 3
            assert still(visitor.client.post(NEW, form).content.decode()) == still(page)
        assert shown in page and not any(other in page for other in found)
        found.append(shown)


def test_without_its_work_nothing_else_of_it_is_looked_at(monkeypatch: Any) -> None:
    visitor = Visitor()
    visitor.walk()
    looked: list[str] = []
    monkeypatch.setattr(web_pages.Report, "first_wrong", lambda self: looked.append("pages"))
    monkeypatch.setattr(web_filing, "file_report", lambda **given: looked.append("filed"))
    assert visitor.post(go="send", saved="on", counter="x", facts="").status_code == 422
    assert "工作量证明不正确" in visitor.text
    assert looked == [] and receipt_on(visitor)


@pytest.mark.parametrize("named", [{}, {"who": "named", "name": "测试", "mobile": MOBILE}])
def test_the_page_to_send_is_what_its_template_says(named: dict[str, str], bureau: Any) -> None:
    visitor = Visitor()
    visitor.walk(accused=bureau.name_zh, unsure="", **named)
    for fields in ({"go": "last"}, {"go": "send"}, {"go": "send", "counter": "x"}):
        form = {**visitor.hidden, **fields}
        page = visitor.client.post(NEW, form).content.decode()
        with plain.plainly():
            assert still(visitor.client.post(NEW, form).content.decode()) == still(page), fields
        assert bureau.name_zh in page and "receipt-qr" in page


def moving(page: str) -> list[str]:
    """What is made anew each time: fields that are signed."""
    return re.findall(r'name="(?:entry|receipt)" value="[^"]+"', page)


def still(page: str) -> str:
    """The page without it, and without a fresh challenge."""
    fresh = r'(name="(?:entry|receipt|token)" value="|data-token=")[^"]+"'
    return re.sub(fresh, r'\1"', page)


def test_nothing_is_set_on_the_visitors_side_and_nothing_is_cached() -> None:
    visitor = Visitor()
    visitor.walk()
    visitor.send()
    assert not visitor.client.cookies
    for answer in (visitor.answer, visitor.get(scenes.TRACK), visitor.get()):
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert not answer.cookies


def test_another_site_cannot_send_it() -> None:
    answer = Client().post(NEW, {"go": "on"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403 and answer["Referrer-Policy"] == "no-referrer"


def test_numbers_are_warned_of_and_masked_on_demand() -> None:
    visitor = Visitor()
    told = f"我的电话 {MOBILE}，身份证 11010519491231002X，卡号 6222021234567890128。"
    visitor.get()
    visitor.hidden |= {"purpose": "report", "category": "B99", "accused": "某局", "unsure": "on",
                       "title": "标题", "facts": told, "who": "anonymous"}  # fmt: skip
    visitor.post(go="on", at="who")
    for kind in ("手机号", "身份证号", "银行卡号或者账号"):
        assert kind in visitor.text
    visitor.post(go="mask")
    assert MOBILE not in visitor.text and "【手机号】" in visitor.text
    visitor.post(go="last")
    visitor.send()
    assert MOBILE not in Case.objects.get().facts_zh


def test_one_can_go_back_and_change_what_was_written() -> None:
    visitor = Visitor()
    visitor.walk()
    visitor.post(go="to-facts")
    assert FACTS.splitlines()[0] in visitor.text
    visitor.post(go="on", title="新标题", facts="新的事实，写得更清楚。")
    visitor.post(go="on", at="look")
    assert "新标题" in visitor.text


def test_a_page_that_is_not_right_comes_back_with_what_was_typed() -> None:
    visitor = Visitor()
    visitor.get()
    answer = visitor.post(go="on", purpose="complaint")
    assert answer.status_code == 422 and "error-summary" in visitor.text
    visitor.hidden |= {"purpose": "complaint", "category": "B01"}
    answer = visitor.post(go="on", at="body", accused="没有这个单位")
    assert answer.status_code == 422 and "没有这个单位" in visitor.text
    assert visitor.post(go="send", saved="on").status_code == 422 and not Case.objects.exists()


def test_a_body_is_found_by_its_name_and_its_post_keeps_out(bureau: Any, post: Any) -> None:
    visitor = Visitor()
    visitor.walk(accused=bureau.name_zh, post=str(post.pk), unsure="")
    visitor.send()
    row = Case.objects.get()
    assert (row.accused, row.accused_post, row.accused_zh) == (bureau, post, "")


def test_a_name_is_sealed_and_dropped_again_by_who_stays_anonymous_after_all() -> None:
    visitor = Visitor()
    visitor.walk(who="named", name=CANARY, mobile=MOBILE)
    visitor.send()
    row = Case.objects.get()
    assert not row.is_anonymous and Identity.objects.filter(case=row).exists()
    other = Visitor()
    other.walk(who="named", name=CANARY)
    other.post(go="to-who")
    other.hidden.pop("who", None)
    other.post(go="on", who="anonymous")
    assert CANARY not in other.text
    other.post(go="last")
    other.send()
    assert Identity.objects.count() == 1 and Case.objects.filter(is_anonymous=True).count() == 1


@pytest.mark.parametrize("agreed", [True, False])
def test_a_number_is_for_call_backs_only_where_the_box_is_ticked(agreed: bool) -> None:
    visitor = Visitor()
    visitor.walk(who="named", name=CANARY, mobile=MOBILE, **({"may_call": "on"} if agreed else {}))
    visitor.send()
    assert Contact.objects.exists() is agreed


def test_without_script_one_waits_and_sends_it_again() -> None:
    visitor = Visitor()
    visitor.walk()
    answer = visitor.post(go="send", saved="on")
    assert answer.status_code == 422 and "分钟" in visitor.text and not Case.objects.exists()


def test_an_address_can_name_body_and_commitment() -> None:
    visitor = Visitor()
    visitor.get(f"{NEW}?body=示例局&commitment=SY-C2026-0001234S")
    assert visitor.hidden["accused"] == "示例局"
    assert visitor.hidden["commitment_ref"] == "SY-C2026-0001234S"


def test_markup_and_formulas_are_words() -> None:
    visitor = Visitor()
    bad = "<script>alert(1)</script>=cmd()"
    visitor.walk(title=bad, facts=bad, accused=bad)
    visitor.send()
    assert Case.objects.get().facts_zh == bad
    assert "<script>alert" not in visitor.text


def test_the_receipt_can_be_downloaded_before_it_is_filed() -> None:
    visitor = Visitor()
    visitor.walk()
    answer = visitor.client.post("/complaints/receipt/", {"receipt": visitor.hidden["receipt"]})
    assert receipt_on(visitor) in answer.content.decode()
    assert "attachment" in answer["Content-Disposition"]
    assert visitor.client.post("/complaints/receipt/", {"receipt": "x"}).status_code == 422


def test_nothing_of_the_client_is_kept_in_any_table() -> None:
    signs = ("203.0.113.77", "Kanarienvogel/1.0", "verraeter.example", "7f3e-canary")
    visitor = Visitor(
        REMOTE_ADDR=signs[0],
        headers={"User-Agent": signs[1], "Referer": f"https://{signs[2]}/", "Cookie": signs[3],
                 "X-Forwarded-For": signs[0]},
    )  # fmt: skip
    visitor.walk()
    visitor.send(file=scenes.paper())
    visitor.post(scenes.TRACK, act="add", words="补充情况。")
    kept = [str(list(model._base_manager.values())) for model in apps.get_models()]
    assert any(FACTS.splitlines()[0] in rows for rows in kept) and any(
        "补充" in one for one in kept
    )
    assert [sign for sign in signs for rows in kept if sign in rows] == []


def test_too_long_a_request_is_not_read() -> None:
    answer = Client().post(NEW, {"a": "b"}, CONTENT_LENGTH=str(30 * 1024 * 1024))
    assert answer.status_code == 413
