"""Switching a kind of mail off by the link in it: without signing in, undone at once."""

import re
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client

from credit_portal.audit.models import AuditEvent
from credit_portal.notices import mailing, outbox, preferences, unsubscribe
from credit_portal.notices.models import Channel, Choice, Mode, Notice
from credit_portal.notices.services import notify
from credit_portal.notices.templates_catalogue import Group

CONTEXT = {"title": "三日内办结低保申请", "due_on": "2026-11-25", "url": "/staff/commitments/1/"}


def link(user: Any, template: str = "due_soon", **more: str) -> str:
    """The path behind List-Unsubscribe of a mail that was sent."""
    notify(recipients=[user], template=template, context=CONTEXT | more, dedupe_key=template)
    outbox.send_pending()
    header = mail.outbox[-1].extra_headers["List-Unsubscribe"]
    return header.strip("<>").removeprefix("http://localhost:8000")


def mode(user: Any, group: str = Group.DEADLINES) -> str:
    """How mail of a group comes."""
    return preferences.wishes(user).mode(group, Channel.EMAIL)


@pytest.fixture
def anybody() -> Client:
    """Somebody's mail program: no session, and the form protection switched on."""
    return Client(enforce_csrf_checks=True)


def test_looking_changes_nothing(anybody: Client, officer: Any) -> None:
    """Scanners of mail servers open every link."""
    path = link(officer)
    for address in (path, f"/en{path}"):
        assert anybody.get(address).status_code == 200
        assert anybody.head(address).status_code == 200
    assert mode(officer) == Mode.AT_ONCE
    assert not Choice.objects.exists()


def test_one_click_switches_off(anybody: Client, officer: Any) -> None:
    """RFC 8058: the mail program posts these words, without cookies."""
    path = link(officer)
    answer = anybody.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "不再发送此类邮件：期限" in answer.content.decode()
    assert mode(officer) == Mode.OFF
    assert mode(officer, Group.RESULTS) == Mode.AT_ONCE
    event = AuditEvent.objects.get(verb="notices.switch_off")
    assert (event.actor_id, event.data) == (str(officer.pk), {"group": "deadlines"})


def test_twice_is_once_and_the_page_offers_to_take_it_back(anybody: Client, officer: Any) -> None:
    Choice.objects.create(user=officer, group="deadlines", channel="email", mode="weekly")
    officer.refresh_from_db()
    path = unsubscribe_path(officer, Group.DEADLINES)
    first = anybody.post(path).content.decode()
    assert 'name="undo"' not in anybody.post(path).content.decode()
    undo = re.search(r'name="undo" value="([^"]+)"', first)
    assert undo is not None
    answer = anybody.post(f"{path}undo/", {"undo": undo[1]})
    assert "已恢复接收此类邮件" in answer.content.decode()
    assert mode(officer) == Mode.WEEKLY


def unsubscribe_path(user: Any, group: str) -> str:
    """The page for a group."""
    return f"/accounts/notifications/off/{unsubscribe.token(user.pk, group)}/"


def test_a_mail_sent_again_later_has_the_same_link(anybody: Client, officer: Any) -> None:
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as now:
        first = unsubscribe_path(officer, Group.DEADLINES)
        now.shift(3600)
        assert unsubscribe_path(officer, Group.DEADLINES) == first
        now.shift(5 * 365 * 86_400)
        assert anybody.get(first).status_code == 200


def test_the_digest_is_switched_off_as_a_whole(anybody: Client, approver: Any) -> None:
    assert mode(approver) == Mode.DAILY
    page = anybody.post(unsubscribe_path(approver, "digest")).content.decode()
    assert "汇总邮件" in page
    assert mode(approver) == Mode.OFF
    assert mode(approver, Group.APPROVALS) == Mode.AT_ONCE


@pytest.mark.parametrize("group", [Group.SECURITY, Group.SERVICE, "poems"])
def test_it_refuses_what_cannot_be_switched_off(anybody: Client, officer: Any, group: str) -> None:
    path = unsubscribe_path(officer, group)
    assert anybody.post(path).status_code == 404
    assert anybody.get(path).status_code == 404


def test_it_refuses_forged_tokens_and_anothers_undo(
    anybody: Client, officer: Any, colleague: Any
) -> None:
    path = unsubscribe_path(officer, Group.DEADLINES)
    assert anybody.post(path[:-6] + "aaaaa/").status_code == 404
    undo = unsubscribe.undo_token(
        unsubscribe.Wanted(colleague, Group.DEADLINES), {"deadlines": "at_once"}
    )
    for wrong in (undo, "", "x"):
        assert anybody.post(f"{path}undo/", {"undo": wrong}).status_code == 404
    assert anybody.get(f"{path}undo/").status_code == 405
    officer.is_active = False
    officer.save()
    assert anybody.post(path).status_code == 404


def test_the_link_speaks_the_readers_language(anybody: Client, officer: Any) -> None:
    officer.language = "en"
    officer.save()
    path = link(officer)
    assert path.startswith("/en/")
    assert "You receive no more mail" in anybody.post(path).content.decode()


def test_mail_that_cannot_be_switched_off_has_no_such_header(officer: Any) -> None:
    facts = CONTEXT | {"outcome": "kept", "organisation": "示例市住房保障局"}
    notify(recipients=[officer], template="outcome_confirmed", context=facts, dedupe_key="x")
    letter = mailing.letter(Notice.objects.get(channel=Channel.EMAIL))
    assert "List-Unsubscribe" not in letter.extra_headers
    assert "此类通知不能关闭" in str(letter.body)
