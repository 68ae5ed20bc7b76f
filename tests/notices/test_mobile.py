"""A mobile number: entered, proven by a code, sealed, removed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from credit_portal.audit.models import AuditEvent
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.notices import addresses, outbox
from credit_portal.notices.models import Notice, Reach, State
from tests.notices.programs import Program
from tests.notices.test_sms import KEY, NUMBER

PAGE = "/accounts/notifications/"


@pytest.fixture
def gateway(settings: Any, tmp_path: Path) -> Iterator[Program]:
    """A gateway, and the portal pointed at it."""
    program = Program("gateway_program.py", tmp_path / "gateway", KEY)
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{program.start()}/v1/send"
    settings.SMS_ACCESS_ID, settings.SMS_ACCESS_KEY = "portal", KEY
    settings.SMS_TEMPLATES = {"mobile_code": "SMS_1", "default": "SMS_2"}
    yield program
    program.stop()


def code_sent(gateway: Program) -> str:
    """The code in the newest message."""
    outbox.send_pending()
    sent = gateway.kept("sent")[-1]
    assert sent["template_id"] == "SMS_1"
    return str(sent["parameters"]["code"])


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_number_is_entered_and_proven_on_the_page(
    client: Client, officer: Any, gateway: Program
) -> None:
    client.force_login(officer)
    assert client.post(f"{PAGE}mobile/", {"number": "+86 138-0013-8000"})["Location"] == PAGE
    code = code_sent(gateway)
    page = client.get(PAGE).content.decode()
    assert "138****8000" in page
    assert NUMBER not in page
    assert "未验证" in page
    assert client.post(f"{PAGE}mobile/code/", {"code": wrong(code)}).status_code == 422
    assert client.post(f"{PAGE}mobile/code/", {"code": code})["Location"] == PAGE
    assert addresses.number_of(officer) == NUMBER
    told = Notice.objects.filter(template="account_changed", recipient=officer)
    assert set(told.values_list("channel", flat=True)) >= {"in_site", "email"}


def test_nothing_that_is_kept_holds_number_or_code(
    officer: Any, gateway: Program, django_assert_num_queries: Any
) -> None:
    addresses.begin_mobile(actor=officer, number=NUMBER)
    code = code_sent(gateway)
    rows = [*Notice.objects.values(), *AuditEvent.objects.values(), *Reach.objects.values()]
    text = " ".join(
        str(bytes(value) if isinstance(value, memoryview) else value)
        for row in rows
        for value in row.values()
    )
    assert NUMBER not in text
    assert code not in text.replace("mobile_code", "")


def test_a_code_lasts_ten_minutes_and_five_tries(officer: Any, gateway: Program) -> None:
    addresses.begin_mobile(actor=officer, number=NUMBER)
    code = code_sent(gateway)
    for _try in range(addresses.TRIES):
        assert not addresses.check_code(actor=officer, code=wrong(code))
    with pytest.raises(Conflict, match="失效"):
        addresses.check_code(actor=officer, code=code)
    clock.advance_to(clock.now() + timedelta(minutes=2))
    addresses.begin_mobile(actor=officer, number=NUMBER)
    code = code_sent(gateway)
    clock.advance_to(clock.now() + timedelta(minutes=11))
    with pytest.raises(Conflict):
        addresses.check_code(actor=officer, code=code)
    assert addresses.number_of(officer) == ""


def test_codes_are_few(officer: Any, gateway: Program, time_machine: Any) -> None:
    time_machine.move_to("2026-11-24 10:00:00+08:00", tick=False)
    addresses.begin_mobile(actor=officer, number=NUMBER)
    with pytest.raises(Conflict, match="刚刚"):
        addresses.begin_mobile(actor=officer, number=NUMBER)
    for minutes in range(2, 10, 2):
        time_machine.move_to(f"2026-11-24 10:0{minutes}:00+08:00", tick=False)
        addresses.begin_mobile(actor=officer, number=NUMBER)
    time_machine.move_to("2026-11-24 12:00:00+08:00", tick=False)
    with pytest.raises(Conflict, match="明日"):
        addresses.begin_mobile(actor=officer, number=NUMBER)


def test_an_old_code_is_not_sent_late(officer: Any, gateway: Program) -> None:
    addresses.begin_mobile(actor=officer, number=NUMBER)
    clock.advance_to(clock.now() + timedelta(minutes=11))
    outbox.send_pending()
    row = Notice.objects.get(template="mobile_code")
    assert (row.state, row.last_error) == (State.DROPPED, "code_expired")
    assert gateway.kept("requests") == []


@pytest.mark.parametrize(
    "number", ["", "12345", "23800138000", "+1 415 555 0100", "１３８００１３８０００"]
)
def test_it_refuses_what_is_no_mobile_number(officer: Any, number: str) -> None:
    with pytest.raises(Invalid):
        addresses.begin_mobile(actor=officer, number=number)


def test_a_removed_number_is_forgotten(client: Client, officer: Any, gateway: Program) -> None:
    addresses.begin_mobile(actor=officer, number=NUMBER)
    addresses.check_code(actor=officer, code=code_sent(gateway))
    client.force_login(officer)
    client.post(f"{PAGE}mobile/remove/")
    reach = Reach.objects.get(user=officer)
    assert (reach.mobile, reach.mobile_verified_at) == (None, None)
    assert "138****" not in client.get(PAGE).content.decode()


def test_without_a_gateway_the_page_offers_no_number(client: Client, officer: Any) -> None:
    client.force_login(officer)
    page = client.get(PAGE).content.decode()
    assert "未开通短信通知" in page
    assert 'name="number"' not in page
