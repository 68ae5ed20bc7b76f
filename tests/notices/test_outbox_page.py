"""The outbox for system administrators: states and reasons, no content; retries once."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from credit_portal.audit.models import AuditEvent
from credit_portal.common import clock
from credit_portal.notices import operations, outbox, selectors
from credit_portal.notices.models import Channel, Notice, State
from credit_portal.notices.outbox_page import line
from credit_portal.notices.services import notify

PAGE = "/staff/notices/outbox/"
CONTEXT = {
    "title": "三日内办结低保申请",
    "due_on": "2026-11-25",
    "reference": "SY-C2026-0001234S",
    "organisation": "示例市住房保障局",
    "url": "/staff/commitments/77/",
}


def given_up(*users: Any, key: str = "x") -> list[Notice]:
    """Mails that were given up."""
    notify(recipients=users, template="due_soon", context=CONTEXT, dedupe_key=key)
    rows = Notice.objects.filter(channel=Channel.EMAIL, dedupe_key=key)
    rows.update(state=State.FAILED, attempts=6, last_error="message_refused")
    return list(rows)


@pytest.fixture
def operator(client: Client, system_administrator: Any) -> Client:
    """The browser of a system administrator."""
    client.force_login(system_administrator)
    return client


def test_it_shows_account_state_and_reason_and_nothing_of_the_case(
    operator: Client, officer: Any
) -> None:
    given_up(officer)
    page = operator.get(PAGE).content.decode()
    assert "due_soon" in page
    assert "officer" in page
    assert "邮件服务器拒收这封邮件" in page
    for told in ("低保", "0001234S", "commitments/77", officer.display_name, officer.email):
        assert told not in page
    assert "The mail server refuses this message" in operator.get(f"/en{PAGE}").content.decode()


def test_the_context_is_not_even_read(system_administrator: Any, officer: Any) -> None:
    given_up(officer)
    (row,) = selectors.outbox()
    assert "context" in row.get_deferred_fields()


@pytest.mark.parametrize("who", ["officer", "approver", "security_administrator", "auditor"])
def test_it_refuses_everybody_else(client: Client, db: None, request: Any, who: str) -> None:
    client.force_login(request.getfixturevalue(who))
    for path in (PAGE, "/staff/notices/texts/", "/staff/notices/texts/due_soon/en/"):
        assert client.get(path).status_code == 403
    assert client.post(f"{PAGE}retry/").status_code == 403


def test_filters(operator: Client, officer: Any, colleague: Any) -> None:
    given_up(officer)
    notify(recipients=[colleague], template="due_soon", context=CONTEXT, dedupe_key="y")
    table = operator.get(f"{PAGE}?state=failed").content.decode()
    assert "officer</td>" in table
    assert "colleague</td>" not in table
    assert "colleague</td>" in operator.get(f"{PAGE}?username=Colleague").content.decode()
    for nothing in ("channel=sms", "template=import_finished", "state=sent"):
        assert "没有符合条件的通知" in operator.get(f"{PAGE}?{nothing}").content.decode()
    assert operator.get(f"{PAGE}?state=poem&template=%00").status_code == 200


def test_one_is_tried_again_once(operator: Client, officer: Any) -> None:
    (row,) = given_up(officer)
    sent = {"idempotency_key": "k1"}
    for _double in range(2):
        assert operator.post(f"{PAGE}{row.pk}/retry/", sent)["Location"] == PAGE
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.PENDING, 0)
    event = AuditEvent.objects.get(verb="notices.retry")
    assert event.old == {"error": "message_refused"}
    assert operator.post(f"{PAGE}{row.pk}/retry/").status_code == 409
    outbox.send_pending()
    row.refresh_from_db()
    assert row.state == State.SENT


def test_all_that_was_given_up_is_tried_again(
    operator: Client, officer: Any, colleague: Any
) -> None:
    given_up(officer, colleague)
    assert operator.post(f"{PAGE}retry/", {"username": "officer"}).status_code == 302
    assert Notice.objects.filter(state=State.FAILED).count() == 1
    for _double in range(2):
        operator.post(f"{PAGE}retry/", {"idempotency_key": "k2"})
    assert Notice.objects.filter(state=State.FAILED).count() == 0
    counts = AuditEvent.objects.filter(verb="notices.retry_all").order_by("id")
    assert [event.data["count"] for event in counts] == [1, 1]


def test_it_says_when_the_oldest_waits_too_long(
    operator: Client, system_administrator: Any, officer: Any
) -> None:
    notify(recipients=[officer], template="due_soon", context=CONTEXT, dedupe_key="x")
    assert 'role="alert"' not in operator.get(PAGE).content.decode()
    assert operations.watch() == 0
    clock.advance_to(clock.now() + dt.timedelta(minutes=61))
    assert "通知积压" in operator.get(PAGE).content.decode()
    for _beat in range(3):
        assert operations.watch() >= 1
    told = Notice.objects.filter(template="outbox_late", channel="in_site")
    assert [notice.recipient for notice in told] == [system_administrator]


def test_waiting_for_the_morning_is_told_apart(
    officer: Any, settings: Any, time_machine: Any
) -> None:
    settings.NOTICES_QUIET = "21:00-08:00"
    time_machine.move_to("2026-11-28 12:00:00+08:00", tick=False)
    notify(recipients=[officer], template="due_soon", context=CONTEXT, dedupe_key="x")
    found = selectors.outbox_figures()
    assert (found.counts[selectors.MORNING], found.oldest) == (1, None)
    (row,) = selectors.outbox()
    told = line(row)
    assert (told["label"], told["shows_next"]) == ("待次日上班后发送", True)
    assert told["next"] == dt.datetime(2026, 11, 30, 8, tzinfo=clock.TZ)


def test_the_page_costs_the_same_for_more_rows(
    operator: Client, officer: Any, time_machine: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    time_machine.move_to(clock.now(), tick=False)  # sessions note now and then that they live
    given_up(officer)
    operator.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        operator.get(PAGE)
    for number in range(15):
        given_up(officer, key=f"more:{number}")
    with CaptureQueriesContext(connection) as many:
        operator.get(PAGE)
    assert len(many) == len(few)


def test_the_texts_are_shown_with_made_up_facts(operator: Client) -> None:
    page = operator.get("/staff/notices/texts/").content.decode()
    assert "示例：三日内办结低保申请" in page
    mail = operator.get("/staff/notices/texts/due_soon/zh-hans/")
    policy = mail.headers["Content-Security-Policy"]
    assert "'sha256-" in policy
    assert "unsafe-inline" not in policy
    assert "prefers-color-scheme" in mail.content.decode()
    for wrong in ("poem/en", "mobile_code/en", "due_soon/fr"):
        assert operator.get(f"/staff/notices/texts/{wrong}/").status_code == 404
