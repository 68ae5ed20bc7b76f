"""Foreign ids, stale edits, double submits: refused clearly, one effect at most."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from commitments.models import Commitment
from tests.robustness.addresses import fill
from tests.robustness.attacks import Attacker
from tests.robustness.test_own_cases import API, own, pages, state

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@own
def test_a_stranger_finds_nothing(target: Any, who: Any, stranger: Any) -> None:
    attacker, before = Attacker(stranger), state()
    for address, _is_first in pages(target):
        for method in ("get", "post"):
            status = attacker.send(method, address).status_code
            assert status in (404, 405), (method, address, status)
    for template in API[target.kind]:
        if "<uuid:pk>" in template:
            address = fill(template, {"pk": str(target.pk)})
            status = attacker.json("post", address, b"{}").status_code
            assert status in (400, 404, 405), (address, status)
            assert attacker.send("get", address).status_code in (404, 405)
    assert attacker.failures == []
    assert state() == before


@pytest.fixture
def browser(officer: Any) -> Client:
    """The officer's browser."""
    client = Client(raise_request_exception=False)
    client.force_login(officer)
    return client


def _form(browser: Client, draft: Commitment) -> dict[str, Any]:
    """The edit form as the page gives it."""
    form = browser.get(f"/staff/commitments/{draft.pk}/edit/").context["form"]
    found = {name: form[name].value() for name in form.fields}
    steps = {"steps-TOTAL_FORMS": 0, "steps-INITIAL_FORMS": 0}
    return {**steps, **{name: value for name, value in found.items() if value not in (None, "")}}


def test_a_stale_page_overwrites_nothing(browser: Client, draft: Any) -> None:
    address = f"/staff/commitments/{draft.pk}/edit/"
    first, second = _form(browser, draft), _form(browser, draft)
    browser.post(address, {**first, "title_zh": "先到的标题"})
    late = browser.post(address, {**second, "title_zh": "迟到的标题"})
    draft.refresh_from_db()
    assert draft.title_zh == "先到的标题"
    assert late.status_code in (409, 412, 422)
    assert late.context["stale"]


def test_a_page_sent_twice_is_one_draft(browser: Client, draft: Any, post: Any) -> None:
    form = {**_form(browser, draft), "post": str(post.pk), "idempotency_key": "twice"}
    form.pop("version", None)
    before = Commitment.objects.count()
    answers = [browser.post("/staff/commitments/new/", form) for _time in range(2)]
    assert {answer.status_code for answer in answers} == {302}
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Commitment.objects.count() == before + 1


def test_a_page_act_sent_twice_is_done_once(browser: Client, draft: Any) -> None:
    address = f"/staff/commitments/{draft.pk}/submit/"
    answers = [browser.post(address, {"idempotency_key": "once"}) for _time in range(2)]
    assert {answer.status_code for answer in answers} == {302}
    draft.refresh_from_db()
    assert (draft.state, draft.events.filter(name="submitted").count()) == ("submitted", 1)
