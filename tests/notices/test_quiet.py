"""Nights, rest days and holidays: what is not urgent waits for the next working morning."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core import mail

from credit_portal.accounts import hooks
from credit_portal.common.clock import TZ
from credit_portal.notices import checks, outbox
from credit_portal.notices.models import Channel, Notice, State
from credit_portal.notices.quiet import Hours, Rules
from credit_portal.notices.services import notify

HOURS = Hours(dt.time(8), dt.time(21))
CONTEXT = {"title": "三日内办结低保申请", "due_on": "2026-11-25", "url": "/staff/commitments/1/"}


def at(text: str) -> dt.datetime:
    """A moment in Beijing time."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=TZ)


def mondays_to_fridays(day: dt.date) -> bool:
    """A calendar that knows no holidays."""
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("written", "leaves"),
    [
        ("2026-11-24 15:00", "2026-11-24 15:00"),
        ("2026-11-24 08:00", "2026-11-24 08:00"),
        ("2026-11-24 07:59:59", "2026-11-24 08:00"),
        ("2026-11-24 20:59:59", "2026-11-24 20:59:59"),
        ("2026-11-24 21:00", "2026-11-25 08:00"),
        ("2026-11-25 00:30", "2026-11-25 08:00"),
        ("2026-11-27 22:00", "2026-11-30 08:00"),
        ("2026-11-28 07:00", "2026-11-30 08:00"),
        ("2026-11-28 12:00", "2026-11-30 08:00"),
        ("2026-12-31 23:59", "2027-01-01 08:00"),
        ("2028-02-28 22:00", "2028-02-29 08:00"),
    ],
)
def test_the_next_working_morning(written: str, leaves: str) -> None:
    assert HOURS.next_open(at(written), mondays_to_fridays) == at(leaves)


def test_a_moment_told_in_another_zone_is_the_same_moment() -> None:
    utc = at("2026-11-24 22:00").astimezone(dt.UTC)
    assert HOURS.next_open(utc, mondays_to_fridays) == at("2026-11-25 08:00")


@pytest.mark.parametrize(
    ("written", "leaves"),
    [
        ("2026-09-30 22:00", "2026-10-08 08:00"),  # National Day
        ("2026-10-10 09:00", "2026-10-10 09:00"),  # a Saturday that is worked
        ("2026-02-14 12:00", "2026-02-14 12:00"),  # worked before Spring Festival
        ("2026-02-15 12:00", "2026-02-24 08:00"),
        ("2031-10-01 12:00", "2031-10-01 12:00"),  # not announced: Monday to Friday
    ],
)
def test_holidays_and_make_up_days_count(
    db: None, settings: Any, written: str, leaves: str
) -> None:
    settings.NOTICES_QUIET = "21:00-08:00"
    assert Rules().earliest(at(written)) == at(leaves)


def tell(user: Any) -> Notice:
    """A reminder; its mail."""
    notify(recipients=[user], template="due_soon", context=CONTEXT, dedupe_key="x")
    return Notice.objects.get(channel=Channel.EMAIL, template="due_soon")


def test_mail_of_the_night_waits_and_the_inbox_does_not(officer: Any, settings: Any) -> None:
    settings.NOTICES_QUIET = "21:00-08:00"
    with time_machine.travel(at("2026-11-27 22:00"), tick=False):
        mailed = tell(officer)
        assert (mailed.state, mailed.not_before) == (State.PENDING, at("2026-11-30 08:00"))
        assert Notice.objects.get(channel=Channel.IN_SITE).state == State.SENT
        assert outbox.send_pending() == 0
    with time_machine.travel(at("2026-11-29 12:00"), tick=False):
        assert outbox.send_pending() == 0
    with time_machine.travel(at("2026-11-30 08:00"), tick=False):
        assert outbox.send_pending() == 1
    assert len(mail.outbox) == 1


def test_a_retry_does_not_fall_into_the_night(
    officer: Any, settings: Any, monkeypatch: Any
) -> None:
    settings.NOTICES_QUIET = "21:00-08:00"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with time_machine.travel(at("2026-11-24 20:59"), tick=False):
        tell(officer)
        outbox.send_pending()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(at("2026-11-24 21:30"), tick=False):
        assert outbox.send_pending() == 0
    with time_machine.travel(at("2026-11-25 08:00"), tick=False):
        assert outbox.send_pending() == 1


def test_what_concerns_the_account_comes_at_night(officer: Any, settings: Any) -> None:
    settings.NOTICES_QUIET = "21:00-08:00"
    with time_machine.travel(at("2026-11-28 03:00"), tick=False):
        tell(officer)
        hooks.account_changed(officer, "密码已修改", "the password was changed")
        assert outbox.send_pending() == 1
    assert [message.subject for message in mail.outbox] == ["账号安全提醒：密码已修改"]


@pytest.mark.parametrize("text", ["21-8", "25:00-08:00", "08:00-21:00", "21:00 - 08:00"])
def test_it_refuses_hours_nobody_can_read(settings: Any, text: str) -> None:
    settings.NOTICES_QUIET = text
    assert [found.id for found in checks.quiet_hours()] == ["notices.E001"]
