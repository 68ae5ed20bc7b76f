"""Mail through a real server in its own process: nothing lost, nothing doubled."""

import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.notices import executor, outbox
from credit_portal.notices.models import Channel, Notice, Reach, State
from credit_portal.notices.services import notify
from tests.notices.programs import Program
from tests.plugins import servers
from tests.threads import at_once

CONTEXT = {"title": "三日内办结低保申请", "due_on": "2026-11-25", "url": "/staff/commitments/1/"}


@pytest.fixture
def smtp(settings: Any, tmp_path: Path) -> Iterator[Program]:
    """A mail server, and the portal pointed at it."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 3
    program = Program("smtp_program.py", tmp_path / "smtp")
    settings.EMAIL_PORT = program.start()
    yield program
    program.stop()


def people(count: int) -> list[User]:
    """Accounts with an address."""
    return [
        User.objects.create_user(f"u{n}", display_name=f"u{n}", email=f"u{n}@example.org")
        for n in range(count)
    ]


def tell(*recipients: Any, key: str = "due:1") -> None:
    """A reminder."""
    notify(recipients=recipients, template="due_soon", context=CONTEXT, dedupe_key=key)


def later(minutes: int = 70) -> None:
    """Past the longest wait between two attempts."""
    clock.advance_to(clock.now() + timedelta(minutes=minutes))


def mails() -> Any:
    """The rows of mail."""
    return Notice.objects.filter(channel=Channel.EMAIL)


def test_a_letter_arrives_with_the_headers_of_its_kind(smtp: Program, officer: Any) -> None:
    tell(officer)
    outbox.send_pending()
    (mail,) = smtp.kept("accepted")
    headers = mail["headers"]
    assert mail["to"] == ["officer@example.org"]
    assert headers["auto-submitted"] == "auto-generated"
    assert headers["list-id"] == "<notices.localhost>"
    assert headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert headers["list-unsubscribe"].strip().startswith("<http")
    assert headers["content-type"].startswith("multipart/alternative")
    assert "三日内办结低保申请" in mail["text"]


@pytest.mark.committed
def test_a_server_that_is_down_loses_nothing(smtp: Program) -> None:
    smtp.stop()
    tell(*people(30))
    for _beat in range(3):
        executor.run()
        later()
    assert mails().filter(state=State.PENDING).count() == 30
    smtp.start()
    executor.run()
    later()
    executor.run()
    arrived = [mail["to"][0] for mail in smtp.kept("accepted")]
    assert len(arrived) == len(set(arrived)) == 30
    assert mails().filter(state=State.SENT).count() == 30


@pytest.mark.committed
def test_three_beats_and_tripled_messages_send_one_mail_each(smtp: Program) -> None:
    users = people(40)
    for _duplicate in range(3):
        tell(*users)
    at_once(executor.run, 3)
    at_once(executor.run, 3)
    pairs = [(mail["to"][0], mail["headers"]["message-id"]) for mail in smtp.kept("accepted")]
    assert len(pairs) == len(set(pairs)) == 40


@pytest.mark.committed
def test_a_worker_killed_after_the_server_took_it_repeats_the_same_message_id(
    smtp: Program,
) -> None:
    """What no protocol of mail can rule out is told apart by the Message-ID."""
    tell(*people(1))
    smtp.behave("stall")
    child = _worker()
    smtp.wait_for("accepted", 1)
    _kill(child)
    smtp.behave("ok")
    outbox.send_pending()
    assert len(smtp.kept("accepted")) == 1  # the lease still holds
    later()
    outbox.send_pending()
    first, second = smtp.kept("accepted")
    assert first["headers"]["message-id"] == second["headers"]["message-id"]
    assert first["text"] == second["text"]
    assert mails().get().state == State.SENT


@pytest.mark.committed
def test_workers_killed_before_the_server_took_it_send_one_mail(smtp: Program) -> None:
    tell(*people(20))
    for pause in (0.0, 0.02, 0.05):
        child = _worker(before_each=lambda: time.sleep(0.2))
        time.sleep(pause)
        _kill(child)
        later()
    outbox.send_pending()
    identities = [mail["headers"]["message-id"] for mail in smtp.kept("accepted")]
    assert len(identities) == len(set(identities)) == 20


def _worker(before_each: Any = None) -> int:
    """A worker in a process of its own; its id."""
    child = os.fork()
    if child:
        return child
    for link in connections.all(initialized_only=True):
        link.connection = None  # the parent's; psycopg2 leaves it alone in another process
    if before_each is not None:
        send = outbox._send_mail

        def slow(notice: Notice, mailer: Any) -> None:
            before_each()
            send(notice, mailer)

        outbox._send_mail = slow
    outbox.send_pending()
    os._exit(0)


def _kill(child: int) -> None:
    """End a worker, and wait until the database has noticed: till then its locks still stand."""
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    servers.wait_until_alone()


def test_an_address_refused_for_good_is_used_no_more_and_its_owner_hears_of_it(
    smtp: Program, officer: Any
) -> None:
    smtp.behave("refuse")
    tell(officer)
    outbox.send_pending()
    assert (mails().get().state, mails().get().last_error) == (State.FAILED, "address_refused")
    told = Notice.objects.filter(template="address_refused")
    assert [notice.channel for notice in told] == ["in_site"]
    tell(officer, key="due:2")
    assert mails().count() == 1
    officer.email = "new@example.org"
    officer.save()
    tell(officer, key="due:3")
    assert mails().count() == 2


@pytest.mark.parametrize(
    ("mode", "state", "error"),
    [
        ("policy", State.FAILED, "message_refused"),
        ("reject", State.FAILED, "message_refused"),
        ("later", State.PENDING, "smtp:451"),
    ],
)
def test_other_refusals_blame_no_address(
    smtp: Program, officer: Any, mode: str, state: str, error: str
) -> None:
    smtp.behave(mode)
    tell(officer)
    outbox.send_pending()
    assert (mails().get().state, mails().get().last_error) == (state, error)
    assert not Reach.objects.exclude(refused_address="").exists()
