"""The digest: one mail a person and day, never empty, one after an outage."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core import mail

from credit_portal.accounts.models import User
from credit_portal.common.clock import TZ
from credit_portal.notices import digests, executor, mailing, outbox, references
from credit_portal.notices.delivery import Never
from credit_portal.notices.models import Channel, Choice, Notice, State
from credit_portal.notices.services import notify
from tests.threads import at_once

CONTEXT = {
    "title": "三日内办结低保申请",
    "due_on": "2026-11-25",
    "count": "3",
    "errors": "0",
    "url": "/staff/commitments/1/",
}


def at(text: str) -> Any:
    """Travel to a moment of Beijing time."""
    return time_machine.travel(dt.datetime.fromisoformat(text).replace(tzinfo=TZ), tick=False)


@pytest.fixture
def reader(officer: Any, settings: Any) -> Any:
    """Has deadlines and results collected daily."""
    settings.NOTICES_QUIET = "21:00-08:00"
    for group in ("deadlines", "results"):
        Choice.objects.create(user=officer, group=group, channel="email", mode="daily")
    return officer


def tell(user: Any, key: str, template: str = "due_soon", **more: Any) -> None:
    """A notice."""
    notify(recipients=[user], template=template, context=CONTEXT, dedupe_key=key, **more)


def test_one_mail_in_groups_with_links(reader: Any) -> None:
    with at("2026-11-23 10:00"):
        tell(reader, "a")
        tell(reader, "b")
        tell(reader, "c", template="import_finished")
        executor.run()
        assert mail.outbox == []
    with at("2026-11-24 08:30"):
        executor.run()
    (message,) = mail.outbox
    assert message.subject == "您有 3 条通知"
    body = str(message.body)
    assert body.index("【期限】2 条") < body.index("【我提交事项的结果】1 条")
    assert body.count("http://localhost:8000/staff/commitments/1/") == 3
    assert "http://localhost:8000/staff/notices/" in body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    states = Notice.objects.filter(channel=Channel.EMAIL).values_list("state", flat=True)
    assert set(states) == {State.SENT}


def test_nothing_held_is_no_mail(reader: Any) -> None:
    with at("2026-11-24 08:30"):
        executor.run()
    assert mail.outbox == []
    assert not Notice.objects.exists()


def test_what_comes_later_waits_for_the_next_day(reader: Any) -> None:
    with at("2026-11-24 08:00"):
        tell(reader, "a")
    with at("2026-11-24 08:30"):
        executor.run()
        tell(reader, "b")
        executor.run()
    with at("2026-11-24 20:00"):
        executor.run()
    assert len(mail.outbox) == 1
    with at("2026-11-25 08:30"):
        executor.run()
    assert [message.subject for message in mail.outbox] == ["您有 1 条通知"] * 2


def test_over_a_holiday_it_comes_on_the_first_working_day(reader: Any) -> None:
    with at("2026-09-30 10:00"):
        tell(reader, "a")
    for day in range(1, 8):
        with at(f"2026-10-0{day} 08:30"):
            executor.run()
    assert mail.outbox == []
    with at("2026-10-08 08:30"):
        executor.run()
    assert len(mail.outbox) == 1


def test_a_weekly_one_comes_on_its_day(reader: Any) -> None:
    Choice.objects.filter(user=reader).update(mode="weekly")
    with at("2026-11-24 10:00"):
        tell(reader, "a")
    for day in ("24", "25", "26", "27"):
        with at(f"2026-11-{day} 20:00"):
            executor.run()
    assert mail.outbox == []
    with at("2026-11-30 08:30"):
        executor.run()
    assert len(mail.outbox) == 1


def test_after_a_week_without_a_beat_one_comes_not_seven(reader: Any) -> None:
    for day in range(16, 21):
        with at(f"2026-11-{day} 10:00"):
            tell(reader, f"d{day}")
    with at("2026-11-24 09:00"):
        for _beat in range(3):
            executor.run()
    assert [message.subject for message in mail.outbox] == ["您有 5 条通知"]


def test_after_a_week_without_a_mail_server_one_comes_not_seven(reader: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    for day in range(16, 21):
        with at(f"2026-11-{day} 08:00"):
            tell(reader, f"d{day}")
        with at(f"2026-11-{day} 08:30"):
            executor.run()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with at("2026-11-23 10:00"):
        for _beat in range(3):
            executor.run()
    assert [message.subject for message in mail.outbox] == ["您有 5 条通知"]


@pytest.mark.committed
def test_three_beats_at_once_send_one(settings: Any) -> None:
    users = [
        User.objects.create_user(f"u{n}", display_name=f"u{n}", email=f"u{n}@example.org")
        for n in range(12)
    ]
    for user in users:
        Choice.objects.create(user=user, group="deadlines", channel="email", mode="daily")
        tell(user, "a")
    due = Notice.objects.filter(state=State.HELD)
    due.update(not_before=dt.datetime(2020, 1, 1, tzinfo=TZ))
    assert all(not isinstance(one, Exception) for one in at_once(executor.run, 3))
    executor.run()
    assert sorted(message.to[0] for message in mail.outbox) == sorted(user.email for user in users)


def test_a_repeated_send_says_the_same_under_the_same_id(reader: Any) -> None:
    with at("2026-11-24 08:00"):
        tell(reader, "a")
    with at("2026-11-24 08:30"):
        digests.make_due()
        (crashed,) = outbox.claim()
    with at("2026-11-24 08:35"):
        Notice.objects.filter(state=State.HELD).update(not_before=crashed.not_before)
        tell(reader, "b")
        Notice.objects.filter(dedupe_key="b", state=State.HELD).update(
            not_before=crashed.not_before
        )
    with at("2026-11-24 09:00"):
        executor.run()
    assert [message.subject for message in mail.outbox] == ["您有 1 条通知"]


def test_what_may_not_be_seen_any_more_is_left_out(
    reader: Any, bureau: Any, monkeypatch: Any
) -> None:
    with at("2026-11-24 08:00"):
        tell(reader, "a", target=bureau)
    monkeypatch.setitem(references._visible, "directory.organisation", lambda _user, _ids: set())
    with at("2026-11-24 08:30"):
        executor.run()
    assert mail.outbox == []
    digest = Notice.objects.get(template="digest")
    assert (digest.state, digest.last_error) == (State.DROPPED, "nothing_left")
    held = Notice.objects.get(dedupe_key="a", channel=Channel.EMAIL)
    assert (held.state, held.last_error) == (State.DROPPED, "nothing_left")


def test_what_a_digest_given_up_told_goes_with_the_next(reader: Any, monkeypatch: Any) -> None:
    with at("2026-11-23 10:00"):
        tell(reader, "a")

    def refuse(_mailer: Any, _message: Any) -> None:
        raise Never("message_refused")

    with at("2026-11-24 08:30"), monkeypatch.context() as patched:
        patched.setattr(mailing.Mailer, "send", refuse)
        executor.run()
    assert Notice.objects.get(template="digest").state == State.FAILED
    with at("2026-11-24 10:00"):
        tell(reader, "b")
    with at("2026-11-25 08:30"):
        executor.run()
    assert [message.subject for message in mail.outbox] == ["您有 2 条通知"]
    assert not Notice.objects.filter(state=State.HELD).exists()
