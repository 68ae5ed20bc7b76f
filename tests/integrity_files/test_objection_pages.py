"""Pages of objections: the guided way of the subject, tips, one's own case, the desk."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from credit_portal.audit.models import AuditEvent
from credit_portal.common import acts
from credit_portal.notices import outside
from credit_portal.notices.models_outside import OutsideNotice
from integrity_files.models import Objection, Tip
from integrity_files.services import objection_decision as decision
from integrity_files.services import objection_filing as filing
from integrity_files.services import objection_office as office
from tests.commitments import scenes
from tests.integrity_files import objection_scenes as scene

pytestmark = pytest.mark.django_db
FORM = {"objector": "firm", "ground": "facts", "words": scene.WORDS, **scene.PARTY}


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ref(officer: Any, approver: Any, post: Any) -> str:
    """A commitment on display."""
    return scene.shown(officer, approver, post).ref


def browser(user: Any) -> Client:
    """Somebody signed in."""
    client = Client()
    client.force_login(user)
    return client


def text(answer: Any) -> str:
    """What the page says."""
    return str(answer.content.decode())


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found
    return found[1]


def test_the_subject_is_led_to_a_receipt(ref: str, travel: Any) -> None:
    client, new = Client(), reverse("objections:new")
    assert new in text(client.get(reverse("portal:record", args=[ref])))
    assert f"{new}?record={ref}" in text(client.get(new, {"record": ref}))
    where = f"{new}?record={ref}&as=subject"
    receipt = hidden(text(client.get(where)), "receipt")
    bad = client.post(where, {**FORM, "email": "", "mobile": "", "receipt": receipt})
    assert (bad.status_code, scene.WORDS in text(bad)) == (422, True)
    look = client.post(where, {**FORM, "receipt": receipt, "step": "look"})
    assert (look.status_code, scene.CANARY in text(look)) == (200, True)
    unsent = client.post(where, {**FORM, "receipt": receipt, "step": "send"})
    assert (unsent.status_code, Objection.objects.count()) == (422, 0)
    travel.move_to("2026-03-02 09:40:00+08:00")  # the form took its time
    for _press in range(2):
        files = {"proof_file": scenes.picture("执照.png")}
        done = client.post(where, {**FORM, **files, "receipt": receipt, "step": "send",
                                   "idempotency_key": "k1"})  # fmt: skip
        assert done.status_code == 200
    code = re.search(r'id="receipt">([^<]+)<', text(done))
    assert code and Objection.objects.count() == 1
    assert client.post(reverse("objections:receipt"), {"receipt": receipt}).status_code == 422
    saved = client.post(reverse("objections:receipt"), {"receipt": hidden(text(done), "receipt")})
    assert code[1] in text(saved)
    assert ref in text(client.post(reverse("portal:progress"), {"code": code[1]}))


def test_anyone_sends_a_tip(ref: str) -> None:
    client, where = Client(), f"{reverse('objections:tip')}?record={ref}"
    receipt = hidden(text(client.get(where)), "receipt")
    given = {"ground": "facts", "words": "日期有误。", "receipt": receipt}
    assert client.post(where, {**given, "mobile": "12"}).status_code == 422
    assert client.post(where, given).status_code == 200
    assert Tip.objects.get().words == "日期有误。"
    assert client.get(reverse("objections:tip"), {"record": "SY-X"}).status_code == 404
    assert client.get(reverse("objections:guide")).status_code == 200


def test_the_objector_follows_appeals_and_fetches_the_notice(
    ref: str, credit_officer: Any, credit_reviewer: Any
) -> None:
    row, code = scene.decided(ref, credit_officer, credit_reviewer)
    client, mine = Client(), reverse("objections:mine")
    page = text(client.post(mine, {"code": code}))
    assert "记录有据，予以维持。" in page
    entry = {"entry": hidden(page, "entry")}
    notice = client.post(mine, {**entry, "act": "notice"})
    assert notice.content.startswith(b"%PDF")
    assert client.post(mine, {**entry, "act": "withdraw"}).status_code == 422
    assert client.post(mine, {**entry, "act": "appeal", "words": ""}).status_code == 422
    assert client.post(mine, {**entry, "act": "appeal", "words": "不服。"}).status_code == 200
    row.refresh_from_db()
    assert row.state == "appealed"
    assert client.post(mine, {"code": "0000"}).status_code == 422


def test_the_desk_works_through_a_case(ref: str, credit_officer: Any, credit_reviewer: Any) -> None:
    row, _code = scene.filed(ref)
    clerk, second = browser(credit_officer), browser(credit_reviewer)
    url = reverse("objections-desk:objection", args=[row.pk])

    def press(client: Client, name: str, **given: str) -> Any:
        return client.post(reverse("objections-desk:act", args=[row.pk, name]), given)

    page = text(clerk.get(url))
    assert scene.CANARY not in page and "139****5678" in page
    assert scene.CANARY in text(clerk.post(reverse("objections-desk:party", args=[row.pk])))
    assert AuditEvent.objects.filter(verb="integrity_files.objection_party_seen").exists()
    assert press(clerk, "accept").status_code == 302
    assert press(clerk, "transfer", organ="示例法院").status_code == 422
    letter = {"organ": "示例法院", "letter_number": "示信函1号", "reason": "请核查。"}
    assert press(clerk, "transfer", **letter).status_code == 302
    press(clerk, "verify", answered_on="2026-03-02", reason="相符。")
    press(clerk, "propose", result="rejected", reason="维持。")
    assert "决定" in text(second.get(url))
    assert press(second, "decide", version="1").status_code == 422
    press(second, "decide")
    row.refresh_from_db()
    assert row.state == "decided"
    assert second.get(reverse("objections-desk:notice", args=[row.pk])).status_code == 200
    listed = reverse("objections-desk:index") + f"?state=decided&record={ref}"
    assert row.title_zh in text(clerk.get(listed))
    assert "没有异议" in text(clerk.get(reverse("objections-desk:index") + "?state=received"))


def test_a_body_objects_at_its_desk(ref: str, officer: Any, credit_officer: Any) -> None:
    client, own = browser(officer), reverse("objections-desk:own")
    assert ref in text(client.get(own))
    assert client.post(own, {"record": ref, "ground": "facts"}).status_code == 422
    client.post(own, {"record": ref, "ground": "facts", "words": "已履行。"})
    row = Objection.objects.get()
    url = reverse("objections-desk:objection", args=[row.pk])
    assert "撤回异议" in text(client.get(url))
    assert text(client.get(reverse("objections-desk:index"))).count(ref) == 1
    client.post(reverse("objections-desk:act", args=[row.pk, "withdraw"]))
    row.refresh_from_db()
    assert row.state == "withdrawn"
    tip, _code = scene.tip(ref)
    clerk = browser(credit_officer)
    assert ref in text(clerk.get(reverse("objections-desk:tips") + "?state=received"))
    clerk.post(reverse("objections-desk:tip", args=[tip.pk]), {"answer": "已核对。"})
    tip.refresh_from_db()
    assert tip.state == "answered"


def test_a_body_does_not_read_what_is_only_proposed(
    ref: str, officer: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    given: dict[str, Any] = {"ground": "facts", "words": scene.WORDS}
    given["upload"] = scenes.picture("凭证.png")
    row = acts.run(filing.object_by_desk, actor=officer, ref=ref, **given).value
    letter = {"organ": "示例法院", "letter_number": "示信函1号", "reason": "请核查。"}
    scene.act(office.transfer, credit_officer, row, upload=scenes.picture("函.png"), **letter)
    scene.act(office.verify, credit_officer, row, reason="相符。", answered_on=date(2026, 3, 2))
    scene.act(decision.propose, credit_officer, row, result="rejected", reason="记录有据。")
    url = reverse("objections-desk:objection", args=[row.pk])
    body, second = browser(officer), browser(credit_reviewer)
    inside = ("请核查。", "相符。", "记录有据。", "异议不成立")
    seen, page = text(body.get(url)), text(second.get(url))
    assert [words in seen for words in inside] == [False] * 4
    assert all(words in page for words in inside)
    notes = row.notes.exclude(file=None).order_by("kind")  # the claim, the letter
    files = [reverse("objections-desk:file", args=[one.pk]) for one in notes]
    assert [where in seen for where in files] == [True, False]
    assert [body.get(where).status_code == 404 for where in files] == [False, True]
    scene.act(decision.decide, credit_reviewer, row)
    seen = text(body.get(url))
    assert [words in seen for words in inside] == [False, False, True, True]


def test_a_mail_tells_the_step_and_forgets_the_address(ref: str, credit_officer: Any) -> None:
    scene.accepted(ref, credit_officer)
    assert outside.send_pending() >= 1
    letter = next(one for one in mail.outbox if one.to == [scene.MAIL])
    assert ref in letter.subject and scene.CANARY not in letter.body
    assert not OutsideNotice.objects.exclude(state="pending").exclude(address=None).exists()
    sms = OutsideNotice.objects.get(channel="sms")
    assert (sms.state, sms.last_error) in {("failed", "no_template"), ("failed", "no_gateway")}
