"""The pages of old accounts: filed without an account, asked by receipt, worked on the desk."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from commitments.models import OldAccount
from credit_portal.directory import uscc
from credit_portal.publishing.services import publish_all
from credit_portal.workflow import receipts
from credit_portal.workflow.public_filing import RECEIPT
from tests.commitments import old_scenes as old
from tests.commitments import scenes

pytestmark = pytest.mark.django_db
NEW, MINE, PROGRESS = "/old-accounts/new/", "/old-accounts/mine/", "/progress/"


@pytest.fixture(autouse=True)
def _fresh_throttle() -> None:
    caches["throttle"].clear()


def typed(owing: Any, **more: Any) -> dict[str, Any]:
    """The form as a firm fills it in."""
    code, _digest = receipts.issue()
    return {
        "receipt": signing.dumps(code, salt=RECEIPT), "idempotency_key": str(uuid4()),
        "by": "firm", "name": old.CANARY, "code": uscc.fictional(77), "contact": old.PHONE,
        "body": owing.name_zh, "ill": "agreement_not_performed", "paper": "contract",
        "paper_title": "供热管网改造合同", "paper_year": "2012", "amount": "1860000",
        "words": "尾款至今未付。", **more,
    }  # fmt: skip


def shown_receipt(page: str) -> str:
    """The receipt on the page after filing."""
    found = re.search(r'id="receipt">([0-9A-Z-]+)<', page)
    assert found is not None
    return found[1]


def test_a_firm_files_and_keeps_its_receipt(client: Client, bureau: Any) -> None:
    page = client.post(NEW, typed(bureau)).content.decode()
    code = shown_receipt(page)
    answer = client.post(PROGRESS, {"code": code.lower()})
    assert "已申报，待核对（期限：" in answer.content.decode()
    assert answer["Cache-Control"].startswith("max-age=0")


def test_the_form_sent_twice_is_one_account_and_one_receipt(client: Client, bureau: Any) -> None:
    form = typed(bureau)
    first = shown_receipt(client.post(NEW, form).content.decode())
    assert shown_receipt(client.post(NEW, form).content.decode()) == first
    assert OldAccount.objects.count() == 1


def test_a_file_goes_with_it(client: Client, bureau: Any) -> None:
    answer = client.post(NEW, typed(bureau, file=scenes.picture("合同.png")))
    assert answer.status_code == 200
    kept = OldAccount.objects.get().notes.get().file
    assert kept is not None
    assert kept.name == "合同.png"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("body", "没有这个单位"), ("body", ""), ("paper_year", "1200"), ("paper_year", "年"),
        ("amount", "-1"), ("code", "123"), ("code", ""), ("words", ""), ("words", "字" * 4001),
        ("contact", ""), ("by", "body"), ("ill", "x"), ("paper_date", "2099-01-01"),
    ],
)  # fmt: skip
def test_garbage_is_told_and_what_was_typed_stays(
    client: Client, bureau: Any, field: str, value: str
) -> None:
    answer = client.post(NEW, typed(bureau, **{field: value}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "error-summary" in page
    assert old.CANARY in page
    assert not OldAccount.objects.exists()


def test_a_false_file_is_told(client: Client, bureau: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    upload = SimpleUploadedFile("合同.pdf", b"MZ not a pdf", "application/pdf")
    assert client.post(NEW, typed(bureau, file=upload)).status_code == 422
    assert not OldAccount.objects.exists()


def test_a_receipt_of_ones_own_making_is_refused(client: Client, bureau: Any) -> None:
    answer = client.post(NEW, typed(bureau, receipt="ABCD-EFGH"))
    assert answer.status_code == 422
    assert not OldAccount.objects.exists()


def test_too_many_filings_are_slowed_down(client: Client, bureau: Any) -> None:
    for _n in range(20):
        assert client.post(NEW, typed(bureau)).status_code == 200
    form = typed(bureau)
    answer = client.post(NEW, form)
    page = answer.content.decode()
    assert (answer.status_code, OldAccount.objects.count()) == (429, 20)
    assert "请于3分钟后再次提交" in page
    assert all(form[name] in page for name in ("name", "contact", "words", "receipt"))


@pytest.mark.parametrize("code", ["", "ABCD", "0000-0000-0000-0000-0", "\0", "é" * 40])
@pytest.mark.parametrize("path", [PROGRESS, MINE])
def test_what_is_no_receipt_is_told(client: Client, code: str, path: str) -> None:
    assert client.post(path, {"code": code}).status_code == 422


def test_the_claimant_adds_facts_and_withdraws(client: Client, bureau: Any) -> None:
    row, code = old.filed(bureau)
    page = client.post(MINE, {"code": code}).content.decode()
    entry = re.search(r'name="entry" value="([^"]+)"', page)
    assert entry is not None
    given = {"entry": entry[1], "act": "facts", "words": "附上验收单。"}
    assert client.post(MINE, given).status_code == 200
    assert row.notes.count() == 2
    assert client.post(MINE, {"entry": entry[1], "act": "withdraw"}).status_code == 422
    client.post(MINE, {"entry": entry[1], "act": "withdraw", "sure": "yes"})
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_a_forged_entry_opens_nothing(client: Client, bureau: Any) -> None:
    old.filed(bureau)
    assert client.post(MINE, {"entry": "00" * 32, "act": "withdraw"}).status_code == 422


def test_the_public_register_has_figures_and_no_claimant(
    client: Client, bureau: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    old.forwarded(bureau, credit_officer, credit_reviewer)
    publish_all()
    page = client.get("/old-accounts/").content.decode()
    assert bureau.name_zh in page
    assert old.CANARY not in page
    ref = re.search(r"SY-O2026-[0-9A-Z]+", page)
    assert ref is not None
    record = client.get(f"/records/{ref[0]}/").content.decode()
    assert "不是结论" in record
    for text in (old.CANARY, old.PHONE, old.FACTS["paper_title"]):
        assert text not in record


def test_the_desk_does_each_act(
    client: Client, bureau: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    row, _code = old.filed(bureau)
    client.force_login(credit_officer)
    page = client.get(reverse("commitments:old-account", args=[row.pk])).content.decode()
    assert old.CANARY not in re.sub(r"<p class=\"detail\">.*?</p>", "", page, flags=re.S)
    press(client, row, "check")
    client.force_login(credit_reviewer)
    assert "待转送的旧账" in client.get("/staff/").content.decode()
    press(client, row, "forward")
    row.refresh_from_db()
    assert row.state == "with_body"


def press(client: Client, row: OldAccount, name: str, **data: Any) -> Any:
    """Press an act of the account."""
    url = reverse("commitments:old-account-act", args=[row.pk, name])
    return client.post(url, {"idempotency_key": str(uuid4()), **data})


def test_the_body_answers_on_the_desk(
    client: Client, bureau: Any, credit_officer: Any, credit_reviewer: Any, officer: Any, post: Any
) -> None:
    row, _code = old.forwarded(bureau, credit_officer, credit_reviewer)
    client.force_login(officer)
    assert press(client, row, "contest", reason="已结清").status_code == 422
    plan = {"post": post.pk, "due_on": "2026-03-31", **old.PLAN}
    assert press(client, row, "accept", **plan).status_code == 302
    row.refresh_from_db()
    assert row.state == "accepting"
    page = client.get(reverse("commitments:old-account", args=[row.pk])).content.decode()
    assert old.PLAN["title_zh"] in page


def test_showing_who_filed_shows_it_once(client: Client, bureau: Any, credit_officer: Any) -> None:
    row, _code = old.filed(bureau)
    client.force_login(credit_officer)
    url = reverse("commitments:old-account-claimant", args=[row.pk])
    answer = client.post(url)
    assert old.PHONE in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    page = client.get(reverse("commitments:old-account", args=[row.pk])).content.decode()
    assert old.PHONE not in page


def test_a_body_registers_its_own_on_the_desk(client: Client, officer: Any, post: Any) -> None:
    client.force_login(officer)
    form = {"ill": "promise_not_honoured", "paper": "minutes", "paper_title": "会议纪要",
            "paper_year": "2015", "post": post.pk, "due_on": "2026-06-30", **old.PLAN}  # fmt: skip
    answer = client.post(reverse("commitments:old-account-new"), form)
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200
    assert client.get("/staff/commitments/old-accounts/").status_code == 200
