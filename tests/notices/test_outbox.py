"""One message per event and recipient, whatever happens to those who send it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from credit_portal.common import clock
from credit_portal.notices import mailing, outbox, selectors
from credit_portal.notices.delivery import Later
from credit_portal.notices.models import Channel, Notice, State
from credit_portal.notices.services import notify
from credit_portal.notices.tasks import send_notices
from credit_portal.notices.templates_catalogue import UnknownTemplate
from tests.threads import at_once

CONTEXT: dict[str, Any] = {
    "title": "三日内办结低保申请",
    "due_on": "2026-11-25",
    "url": "/staff/commitments/1/",
}


def tell(*recipients: Any, key: str = "due:1", **context: str) -> int:
    """A reminder."""
    return notify(
        recipients=recipients, template="due_soon", context=CONTEXT | context, dedupe_key=key
    )


def email() -> Notice:
    """The one e-mail notice."""
    return Notice.objects.get(channel=Channel.EMAIL)


def test_it_writes_one_row_per_recipient_and_channel(officer: Any, colleague: Any) -> None:
    tell(officer, colleague, officer)
    rows = sorted(Notice.objects.values_list("recipient__username", "channel", "state"))
    assert rows == [
        ("colleague", "email", "pending"),
        ("colleague", "in_site", "sent"),
        ("officer", "email", "pending"),
        ("officer", "in_site", "sent"),
    ]


def test_the_same_event_writes_nothing_more(officer: Any, colleague: Any) -> None:
    tell(officer)
    tell(officer, colleague)
    tell(officer, key="due:2")
    assert Notice.objects.filter(recipient=officer).count() == 4
    assert Notice.objects.filter(recipient=colleague).count() == 2


def test_who_has_no_address_gets_no_mail_and_closed_accounts_nothing(
    officer: Any, colleague: Any
) -> None:
    officer.email, colleague.is_active = "", False
    tell(officer, colleague)
    assert list(Notice.objects.values_list("recipient__username", "channel")) == [
        ("officer", "in_site")
    ]


def test_it_sends_each_mail_once(officer: Any) -> None:
    tell(officer)
    send_notices()
    send_notices()
    assert [message.to for message in mail.outbox] == [["officer@example.org"]]
    assert email().state == State.SENT
    assert email().sent_at is not None


def test_a_failing_server_is_tried_again_for_days_and_at_last_given_up(
    officer: Any, monkeypatch: Any, settings: Any
) -> None:
    def refuse(self: Any, messages: Any) -> int:
        raise ConnectionRefusedError("550 officer@example.org")

    tell(officer)
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    began = clock.now()
    while email().state == State.PENDING:
        outbox.send_pending()
        assert email().last_error == "unreachable"
        wait = outbox.WAITS[min(email().attempts, len(outbox.WAITS)) - 1]
        clock.advance_to(clock.now() + wait + timedelta(seconds=1))
    assert email().state == State.FAILED
    assert clock.now() - began > timedelta(hours=settings.NOTICES_GIVE_UP_HOURS)
    assert mail.outbox == []


def test_a_server_that_is_away_is_asked_once_and_nothing_else_is_touched(
    officer: Any, monkeypatch: Any
) -> None:
    asked = []

    def away(self: Any, messages: Any) -> int:
        asked.append(1)
        raise TimeoutError

    for number in range(50):
        tell(officer, key=f"due:{number}")
    monkeypatch.setattr(EmailBackend, "send_messages", away)
    outbox.send_pending()
    assert len(asked) == 1
    assert Notice.objects.filter(channel=Channel.EMAIL, attempts=0).count() == 49


def test_a_crash_after_sending_sends_the_same_message_id_again(officer: Any) -> None:
    tell(officer)
    crashed = outbox.claim()
    mailing.Mailer().send(mailing.letter(crashed[0]))
    assert outbox.send_pending() == 0
    clock.advance_to(clock.now() + outbox.LEASE + timedelta(seconds=1))
    assert outbox.send_pending() == 1
    first, second = (message.extra_headers["Message-ID"] for message in mail.outbox)
    assert first == second


def test_a_worker_that_lost_its_lease_settles_nothing(officer: Any) -> None:
    tell(officer)
    slow = outbox.claim()[0]
    clock.advance_to(clock.now() + outbox.LEASE + timedelta(seconds=1))
    outbox.send_pending()
    outbox._settle(slow, Later("timed_out"))
    assert (email().state, email().last_error) == (State.SENT, "")


def test_an_address_removed_meanwhile_ends_the_matter(officer: Any) -> None:
    tell(officer)
    officer.email = ""
    officer.save()
    outbox.send_pending()
    assert (email().state, email().last_error) == (State.FAILED, "no_address")


@pytest.mark.committed
def test_many_workers_send_each_once() -> None:
    from credit_portal.accounts.models import User

    users = [
        User.objects.create_user(f"u{n}", display_name=f"u{n}", email=f"u{n}@example.org")
        for n in range(60)
    ]
    tell(*users)
    sent = at_once(outbox.send_pending, 4)
    assert sum(sent) == 60
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 60


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "//evil.example/", "/\\evil.example", "staff/", ""]
)
def test_it_points_only_into_the_portal(officer: Any, url: str) -> None:
    with pytest.raises(ValueError, match="url"):
        tell(officer, url=url)


def test_it_refuses_unknown_texts_and_missing_facts(officer: Any) -> None:
    with pytest.raises(UnknownTemplate):
        notify(recipients=[officer], template="poem", context=CONTEXT, dedupe_key="x")
    with pytest.raises(ValueError, match="needs due_on"):
        notify(
            recipients=[officer],
            template="due_soon",
            context={"title": "x", "url": "/"},
            dedupe_key="x",
        )
    with pytest.raises(ValueError, match="dedupe"):
        tell(officer, key="")
    assert selectors.unread_count(officer.pk) == 0


def test_it_refuses_the_words_of_a_reason(officer: Any) -> None:
    facts = {"title": "x", "actor_post": "y", "reason": "某某住院", "url": "/"}
    with pytest.raises(ValueError, match="reason_ref"):
        notify(recipients=[officer], template="commitment_returned", context=facts, dedupe_key="x")


def test_a_text_that_fails_stops_no_other(officer: Any, colleague: Any, monkeypatch: Any) -> None:
    tell(officer, colleague)
    make = mailing.letter

    def sometimes(notice: Notice) -> Any:
        if notice.recipient == officer:
            raise KeyError(officer.email)
        return make(notice)

    monkeypatch.setattr(mailing, "letter", sometimes)
    outbox.send_pending()
    assert [message.to for message in mail.outbox] == [["colleague@example.org"]]
    failed = Notice.objects.get(recipient=officer, channel=Channel.EMAIL)
    assert (failed.state, failed.last_error) == (State.PENDING, "text_failed")


def test_a_closed_account_gets_nothing_more(officer: Any) -> None:
    tell(officer)
    officer.is_active = False
    officer.save()
    outbox.send_pending()
    assert (email().state, email().last_error) == (State.DROPPED, "account_closed")
