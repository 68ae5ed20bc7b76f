"""Following by e-mail: confirmed by whoever reads the address, told once, ended by one click."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.core import mail
from django.core.cache import caches
from django.test import Client
from rest_framework.settings import api_settings

from credit_portal.audit.models import AuditEvent
from credit_portal.common.clock import now as clock_now
from credit_portal.common.crypto import blind_index
from credit_portal.notices import executor, following, outside
from credit_portal.notices.models_follow import Follow, Follower
from credit_portal.notices.models_outside import OutsideNotice
from credit_portal.portal.following import QuestionSource
from credit_portal.publishing.models import Displayed
from tests.portal.support import commitment, put
from tests.publishing.support import publish, source

pytestmark = pytest.mark.django_db
ADDRESS = "reader@example.org"
FORM = {"email": ADDRESS, "rhythm": "daily"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """Monday 2 March 2026, standing still; nobody has sent a form yet."""
    caches["throttle"].clear()
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def reader() -> Client:
    """Somebody's browser or mail program, with the form protection switched on."""
    return Client(enforce_csrf_checks=True)


def ask(query: str, **more: str) -> Any:
    """Send the form, and the mail it leads to."""
    answer = Client().post(f"/follow/{query}", FORM | more)
    outside.send_pending()
    return answer


def links(letter: Any) -> dict[str, str]:
    """Paths behind the links of a mail, by what they do."""
    found = re.findall(r"http://localhost:8000(/(?:en/)?follow/(\w+)/[^/\s]+/)", str(letter.body))
    return {name: path for path, name in found}


def begin(query: str, **more: str) -> dict[str, str]:
    """Ask and confirm; the links of the mail."""
    ask(query, **more)
    found = links(mail.outbox[-1])
    assert Client().post(found["confirm"]).status_code == 200
    mail.outbox.clear()
    return found


def next_morning(clock: Any, hours: float = 24) -> list[Any]:
    """What was mailed the next time that digests are made."""
    clock.shift(hours * 3600)
    mail.outbox.clear()
    executor.tell_news()
    outside.send_pending()
    return list(mail.outbox)


def test_scanners_confirm_nothing_and_the_button_does(
    reader: Client, bureau: Any, officer: Any, approver: Any
) -> None:
    shown = put(bureau, officer, approver)
    assert ask(f"?record={shown.ref}").url == "/follow/sent/"
    letter = mail.outbox[0]
    path = links(letter)["confirm"]
    assert letter.to == [ADDRESS]
    assert shown.title in letter.body
    assert "确认" in letter.subject
    assert reader.get(path).status_code == reader.head(path).status_code == 200
    assert reader.get(path)["Referrer-Policy"] == "strict-origin"
    assert Follow.objects.get().confirmed_at is None
    page = reader.post(path).content.decode()
    assert "您已关注此内容" in page and shown.title in page
    assert str(Follow.objects.get().due_at) == "2026-03-03 00:30:00+00:00"
    assert reader.post(path).status_code == 200
    assert AuditEvent.objects.filter(verb="notices.follow_confirm").count() == 1
    assert reader.post(path[:-4] + "abc/").status_code == 404


def test_the_address_is_sealed_one_and_in_no_audit_row(bureau: Any) -> None:
    begin(f"?body={bureau.slug}")
    begin("?list=commitments&outcome=broken", email=" Reader@Example.org ".strip())
    follower = Follower.objects.get()
    assert bytes(follower.address_index) == blind_index("follower", ADDRESS)
    assert ADDRESS.encode() not in bytes(follower.address)
    assert following.address_of(follower) == ADDRESS
    told = str(list(AuditEvent.objects.values())) + str(list(OutsideNotice.objects.values()))
    assert "reader" not in told.lower()


def test_the_form_never_tells_who_follows(bureau: Any) -> None:
    query = f"?body={bureau.slug}"
    begin(query)
    first, second = ask(query), ask(query, email="other@example.org")
    assert (first.status_code, first.url) == (second.status_code, second.url)
    known, new = mail.outbox
    assert "已关注" in known.subject and "confirm" not in links(known)
    assert "确认" in new.subject and links(new)["confirm"]
    assert Follow.objects.filter(confirmed_at=None).count() == 1


def test_nobody_is_flooded(bureau: Any, settings: Any) -> None:
    settings.FOLLOW_MAILS_A_DAY = 2
    for number in range(4):
        assert ask(f"?list=records&q=w{number}").status_code == 302
    for spelt in ("Reader+a@Example.org", "reader+b+c@example.org", '"re\\ader"@example.org'):
        assert ask("?list=records", email=spelt).status_code == 302
    assert len(mail.outbox) == 2 and Follower.objects.count() == 4
    assert following.mailbox("+a@example.org") == "+a@example.org"
    caches["throttle"].clear()
    with patch.dict(api_settings.DEFAULT_THROTTLE_RATES, {"form": "2/h"}):
        sent = [ask("?list=records", email=f"a{n}@example.org").status_code for n in range(3)]
    assert sent == [302, 302, 429]
    assert Client().post("/follow/", {"email": "no address", "rhythm": "x"}).status_code == 422


def test_mail_to_a_stranger_holds_no_word_of_whoever_asked(reader: Client) -> None:
    words = "win.example"
    narrowed = "&severity=serious&category=evil.a&body=evil.b&district=evil.c&state=evil.d"
    for query in (f"?list=breaches&q={words}{narrowed}", f"?list=search&kind=evil.e&q={words}"):
        assert ask(query).status_code == 302
        ask(query, email="other@example.org")
        path = links(mail.outbox[-2])["confirm"]
        assert words in reader.post(path).content.decode()
        ask(query)
        assert "已关注" in mail.outbox[-1].subject and "另含检索词" in mail.outbox[-1].body
    assert len(mail.outbox) == 6 and "失信记录 · 严重" in mail.outbox[0].body
    letters: list[Any] = list(mail.outbox)
    for letter in letters:
        told = f"{letter.subject}{letter.body}{letter.alternatives[0][0]}"
        assert "evil" not in told and words not in told
    targets = {f"breaches?q={words}&severity=serious", f"search?q={words}"}
    assert set(Follow.objects.values_list("target", flat=True)) == targets


def test_what_nobody_confirms_is_forgotten(clock: Any, bureau: Any) -> None:
    ask(f"?body={bureau.slug}")
    path = links(mail.outbox[0])["confirm"]
    clock.shift(6 * 86400)
    ask(f"?body={bureau.slug}")  # prolongs nothing, nor does another wish
    ask("?list=records")
    clock.shift(86400 + 60)
    assert Client().post(path).status_code == 404
    executor.tell_news()
    assert not Follower.objects.exists()
    assert Client().get(path).status_code == 404
    ask(f"?body={bureau.slug}")
    clock.shift(7 * 86400 + 60)
    first = Follower.objects.get().pk
    ask(f"?body={bureau.slug}")  # before anybody has swept: begins anew
    assert Follower.objects.get().pk != first
    assert Client().get(links(mail.outbox[-1])["confirm"]).status_code == 200


def test_a_body_is_followed_by_one_mail_a_day(
    clock: Any, bureau: Any, officer: Any, approver: Any
) -> None:
    put(bureau, officer, approver, title="早先的承诺")
    begin(f"?body={bureau.slug}")
    begin("?list=commitments&q=停车")
    assert next_morning(clock, 0) == next_morning(clock) == []
    shown = put(bureau, officer, approver)
    (letter,) = next_morning(clock)
    assert letter.subject == "您关注的内容有 2 项更新"
    assert letter.body.count(f"/records/{shown.ref}/") == 2
    assert "早先的承诺" not in letter.body
    assert f"【{bureau.name_zh}】1 项" in letter.body and " · “停车”】1 项" in letter.body
    assert "&amp;" not in letter.body and "None" not in letter.body
    assert next_morning(clock, 0.1) == []
    assert next_morning(clock) == []
    assert Follow.objects.values_list("due_at", flat=True).distinct().count() == 1


def test_a_crash_neither_doubles_nor_loses(
    clock: Any, bureau: Any, officer: Any, approver: Any, monkeypatch: Any
) -> None:
    begin(f"?body={bureau.slug}")
    put(bureau, officer, approver)
    seen = Follow.objects.get().seen
    with monkeypatch.context() as broken:
        broken.setattr("credit_portal.notices.follow_digests.tell", lambda **_more: 1 / 0)
        assert next_morning(clock) == []
    assert Follow.objects.get().seen == seen
    assert len(next_morning(clock, 1)) == 1
    assert OutsideNotice.objects.filter(template="follow_digest").count() == 1


def test_one_whose_mail_fails_holds_nobody_up(
    clock: Any, bureau: Any, officer: Any, approver: Any, monkeypatch: Any
) -> None:
    begin("?list=commitments")
    begin(f"?body={bureau.slug}", email="other@example.org")
    failing = Follow.objects.filter(kind="list")
    failing.update(due_at=clock_now())
    put(bureau, officer, approver)
    monkeypatch.setattr("credit_portal.notices.follow_digests.BATCH", 1)
    with monkeypatch.context() as broken:
        broken.setattr(QuestionSource, "news", lambda *_given: 1 / 0)
        assert next_morning(clock) == []
        assert failing.get().due_at == clock_now() + timedelta(minutes=15)
        assert [letter.to for letter in next_morning(clock, 0)] == [["other@example.org"]]
        for hours in (0.25, 1, 4):
            assert next_morning(clock, hours) == []
        assert str(failing.get().due_at) == "2026-03-04 00:30:00+00:00"
    letters = next_morning(clock, 19) + next_morning(clock, 0)
    assert [letter.to for letter in letters] == [[ADDRESS]]
    assert failing.get().follower.failures == 0


def test_the_weekly_mail_comes_on_its_day_and_items_are_few(
    clock: Any, bureau: Any, officer: Any, approver: Any, settings: Any
) -> None:
    settings.FOLLOW_ITEMS = 2
    begin(f"?body={bureau.slug}", rhythm="weekly")
    for number in range(3):
        put(bureau, officer, approver, title=f"第{number}项承诺")
    assert next_morning(clock) == []
    (letter,) = next_morning(clock, 6 * 24)
    assert "3 项更新" in letter.subject
    assert "另有 1 项，查看全部：http://localhost:8000/organisations/" in letter.body
    assert letter.body.count("/records/") == 2


def test_a_removed_record_is_told_without_what_it_said(
    clock: Any, bureau: Any, officer: Any, approver: Any, credit_reviewer: Any
) -> None:
    thing = {"source": source(), "kind": "commitment"}
    decision = publish(bureau, officer, approver, **thing, document=commitment(bureau))
    shown = Displayed.objects.get(rec=decision.rec)
    begin(f"?record={shown.ref}")
    begin(f"?body={bureau.slug}")
    publish(bureau, officer, approver, **thing, document=commitment(bureau, outcome="kept"))
    (letter,) = next_morning(clock)
    assert letter.body.count(shown.title) == 3  # the name of what is followed, and two lines
    assert "[如期履行]" in letter.body and "更新" in letter.body
    publish(
        bureau, officer, credit_reviewer, **thing,
        act="withdraw", basis="W01", reason="objection_upheld",
    )  # fmt: skip
    (letter,) = next_morning(clock)
    assert shown.title not in letter.body + str(letter.alternatives[0][0])
    assert letter.body.count(f"{shown.ref}：自2026年3月3日起不再公示") == 2
    assert Client().get(f"/follow/?record={shown.ref}").status_code == 404
    feed = Client().get(f"/feeds/records/{shown.ref}.atom")
    assert feed.status_code == 200 and shown.title not in feed.content.decode()


def test_one_click_ends_everything_without_cookies(reader: Client, bureau: Any, clock: Any) -> None:
    begin("?list=records&q=停车")
    begin(f"?body={bureau.slug}")
    ask(f"?body={bureau.slug}")
    letter = mail.outbox[-1]
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = letter.extra_headers["List-Unsubscribe"][1:-1].removeprefix("http://localhost:8000")
    assert "2 项" in reader.get(path).content.decode()
    assert Follower.objects.exists()
    assert reader.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Follower.objects.exists() and not Follow.objects.exists()
    assert reader.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert AuditEvent.objects.filter(verb="notices.follow_stop_all").count() == 1
    assert "暂未关注" in reader.get(links(letter)["manage"]).content.decode()


def test_the_manage_page_changes_and_ends_one(bureau: Any) -> None:
    path = begin(f"?body={bureau.slug}")["manage"]
    begin("?list=breaches&severity=serious")
    client = Client()
    page = client.get(path).content.decode()
    assert bureau.name_zh in page and "/breaches/?severity=serious" in page
    key = Follow.objects.get(kind="body").pk
    assert client.post(path, {"follow": str(key), "rhythm": "weekly"}).status_code == 302
    assert Follow.objects.get(pk=key).rhythm == "weekly"
    assert client.post(path, {"follow": str(key), "rhythm": "hourly"}).status_code == 422
    ask("?list=search&q=x")  # nobody confirms it: it keeps no address
    for row in Follow.objects.exclude(confirmed_at=None):
        assert client.post(path, {"follow": str(row.pk), "stop": "1"}).status_code == 302
    assert not Follower.objects.exists()


def test_mail_speaks_the_followers_language_and_pages_offer_it(
    clock: Any, bureau: Any, officer: Any, approver: Any
) -> None:
    shown = put(bureau, officer, approver)
    for path in (f"/en/records/{shown.ref}/", f"/en/organisations/{bureau.slug}/"):
        assert "/en/follow/?" in Client().get(path).content.decode()
    page = Client().get("/en/commitments/?q=100").content.decode()
    found = re.search(r'href="(/en/follow/[^"]+)"', page)
    assert found is not None and found[1] == "/en/follow/?list=commitments&amp;q=100"
    Client().post(f"/en/follow/?body={bureau.slug}", FORM)
    outside.send_pending()
    Client().post(links(mail.outbox[0])["confirm"])
    put(bureau, officer, approver, title="第二项")
    (letter,) = next_morning(clock)
    assert letter.subject == "1 change in what you follow"
    assert "/en/records/" in letter.body and letter.extra_headers["Content-Language"] == "en"
