"""The pages of "was it kept for you?": for anybody, and for the credit office."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from commitments import selectors_contradictions as reads
from commitments.models import Contradiction, Verification
from credit_portal.publishing.services import publish_all
from credit_portal.workflow import receipts
from tests.commitments import kept, scenes, scenes_change

SAID = {"answer": "no", "facts": kept.FACTS, "happened_on": "2026-03-01"}
RECEIPT = re.compile(r'<code id="receipt">([^<]+)</code>')


@pytest.fixture(autouse=True)
def fresh_allowance() -> None:
    """Nobody has sent a form yet."""
    caches["throttle"].clear()


@pytest.fixture
def public(registered: Any) -> Any:
    """A promise on display."""
    publish_all()
    registered.refresh_from_db()
    return registered


def address(row: Any) -> str:
    return f"/records/{row.ref}/was-it-kept/"


def send(row: Any, key: str = "", **data: Any) -> Any:
    """Send the form as somebody without an account."""
    return Client().post(address(row), {"idempotency_key": key or str(uuid4()), **data})


def test_nothing_is_asked_about_what_has_ended(
    public: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    scenes.confirm(scenes_change.proposed_void(public, credit_officer), credit_reviewer)
    publish_all()
    assert address(public) not in Client().get(f"/records/{public.ref}/").content.decode()
    page = Client().get(address(public) + "?answer=no").content.decode()
    assert "该承诺已经终止" in page
    assert 'name="facts"' not in page
    with scenes.refused("promise_ended"):
        kept.contradict(public)
    assert not Contradiction.objects.exists()


def test_the_record_leads_there(public: Any) -> None:
    page = Client().get(f"/records/{public.ref}/").content.decode()
    assert address(public) in page
    assert "这件事对您兑现了吗？" in page


def test_a_yes_is_one_button(public: Any) -> None:
    assert send(public, answer="yes").status_code == 302
    page = Client().get(address(public)).content.decode()
    assert "1人次回答已兑现" in page


def test_a_no_gives_a_receipt_that_a_second_click_does_not_change(public: Any) -> None:
    key = str(uuid4())
    first, second = (send(public, key, **SAID).content.decode() for _one in range(2))
    receipt = RECEIPT.search(first)
    assert receipt is not None
    assert receipt.group(1) == RECEIPT.search(second).group(1)  # type: ignore[union-attr]
    assert receipts.lookup(receipt.group(1)).state == "待核查"
    assert Contradiction.objects.count() == 1


def test_what_is_missing_is_told_beside_the_field(public: Any) -> None:
    answer = send(public, answer="no", facts="没办", happened_on="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "error-summary" in page
    assert 'href="#id_facts"' in page
    assert 'href="#id_happened_on"' in page


def test_a_file_that_is_no_picture_is_refused(public: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    trap = SimpleUploadedFile("证据.png", b"MZ\x90\x00" * 9, "image/png")
    assert send(public, **SAID, file=trap).status_code == 422
    assert not Contradiction.objects.exists()


def test_too_many_forms_from_one_place_wait(public: Any, settings: Any, monkeypatch: Any) -> None:
    from rest_framework.settings import api_settings

    monkeypatch.setattr(api_settings, "DEFAULT_THROTTLE_RATES", {"client": "9/m", "form": "2/h"})
    assert [send(public, answer="yes").status_code for _one in range(3)] == [302, 302, 429]
    answer = send(public, **SAID)
    assert (answer.status_code, Contradiction.objects.filter(says="not_kept").count()) == (429, 0)
    assert SAID["facts"] in answer.content.decode()
    assert "再次提交" in answer.content.decode()


def test_it_is_not_asked_about_what_is_not_there(public: Any) -> None:
    assert Client().get("/records/SY-C2026-0000009S/was-it-kept/").status_code == 404


def test_it_is_taken_back_by_its_receipt(public: Any) -> None:
    receipt = RECEIPT.search(send(public, **SAID).content.decode()).group(1)  # type: ignore[union-attr]
    wrong = Client().post(f"{address(public)}withdraw/", {"code": "1234"})
    assert wrong.status_code == 422
    done = Client().post(f"{address(public)}withdraw/", {"code": receipt.lower()})
    assert "已撤回" in done.content.decode()
    assert reads.counts(public.pk).no == 0


def test_it_is_taken_back_after_the_record_has_gone(public: Any, monkeypatch: Any) -> None:
    receipt = RECEIPT.search(send(public, **SAID).content.decode()).group(1)  # type: ignore[union-attr]
    monkeypatch.setattr(reads, "shown", lambda _ref: None)
    assert Client().get(f"{address(public)}withdraw/").status_code == 404
    monkeypatch.setattr(reads, "was_removed", lambda _ref: True)
    assert Client().get(address(public)).status_code == 302
    done = Client().post(f"{address(public)}withdraw/", {"code": receipt})
    assert "已撤回" in done.content.decode()
    assert Contradiction.objects.get().text.facts == ""


def test_the_answers_of_a_visitor_set_no_session(public: Any) -> None:
    answer = send(public, **SAID)
    assert "sessionid" not in answer.cookies
    assert answer["Cache-Control"].startswith("max-age=0") or "no-store" in answer["Cache-Control"]


# -- the credit office ---------------------------------------------------------------------------
def one(name: str, said: Any) -> str:
    return reverse("commitments:contradiction-act", args=[said.pk, name])


def test_the_officer_checks_and_the_reviewer_reopens(
    registered: Any, officer: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    from datetime import date

    scenes.fulfilled(registered, officer, date(2026, 3, 2))
    task = scenes.live(registered)
    scenes.decide(task, credit_officer, credit_reviewer, "kept", kept_on=date(2026, 3, 2))
    go_to(date(2026, 4, 2))
    client = Client()
    client.force_login(credit_officer)
    for _one in range(3):
        said = kept.contradict(registered).contradiction
        page = client.get(reverse("commitments:contradiction", args=[said.pk])).content.decode()
        assert kept.FACTS in page
        sent = {"reason": "属实", "summary": kept.SUMMARY, "version": said.version}
        assert client.post(one("confirm", said), sent).status_code == 302
    client.force_login(credit_reviewer)
    assert "启动重新核实" in client.get(reverse("commitments:contradictions")).content.decode()
    client.post(reverse("commitments:contradictions-reopen", args=[registered.pk]))
    assert Verification.objects.get(opened_because="contradicted").is_live


def test_a_refused_act_shows_its_form_again(registered: Any, credit_officer: Any) -> None:
    said = kept.contradict(registered).contradiction
    client = Client()
    client.force_login(credit_officer)
    answer = client.post(one("confirm", said), {"reason": "属实"})
    assert answer.status_code == 422
    assert 'href="#confirm_summary"' in answer.content.decode()


def test_the_contact_is_masked_until_a_reason_is_given(
    registered: Any, credit_officer: Any
) -> None:
    said = kept.contradict(registered, contact="13800001234").contradiction
    client = Client()
    client.force_login(credit_officer)
    page = client.get(reverse("commitments:contradiction", args=[said.pk])).content.decode()
    assert "138****1234" in page
    assert "13800001234" not in page
    where = reverse("commitments:contradiction-contact", args=[said.pk])
    assert "13800001234" in client.post(where, {"reason": "核对日期"}).content.decode()


def test_the_page_of_the_body_holds_the_summary_only(
    registered: Any, officer: Any, credit_officer: Any
) -> None:
    kept.confirmed(registered, credit_officer, 1, reason="王某某现场证实")
    client = Client()
    client.force_login(officer)
    page = client.get(reverse("commitments:case", args=[registered.pk])).content.decode()
    assert kept.SUMMARY in page
    assert kept.FACTS not in page
    assert "王某某" not in page
