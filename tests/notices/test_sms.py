"""SMS through a real gateway in its own process: one message each, and nothing of a case."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from credit_portal.common import clock
from credit_portal.notices import addresses, checks, outbox, sms
from credit_portal.notices.models import Channel, Choice, Notice, Reach, State
from credit_portal.notices.rendering import LANGUAGES
from credit_portal.notices.services import notify
from credit_portal.notices.templates_catalogue import TEMPLATES, Group
from tests.notices.programs import Program

#: Written by the outbox itself, never by `notify`.
OWN = {"mobile_code", "digest"}
KEY = "a key of the gateway"
NUMBER = "13800138000"
CONTEXT = {"title": "三日内办结低保申请", "due_on": "2026-11-25", "url": "/staff/commitments/1/"}


@pytest.fixture
def gateway(settings: Any, tmp_path: Path) -> Iterator[Program]:
    """A gateway, and the portal pointed at it."""
    program = Program("gateway_program.py", tmp_path / "gateway", KEY)
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{program.start()}/v1/send"
    settings.SMS_ACCESS_ID, settings.SMS_ACCESS_KEY = "portal", KEY
    settings.SMS_TEMPLATES = {"mobile_code": "SMS_1", "default": "SMS_2", "due_soon": "SMS_3"}
    settings.SMS_TIMEOUT = 1
    yield program
    program.stop()


@pytest.fixture
def reader(gateway: Program, officer: Any) -> Any:
    """The officer with a verified number."""
    reach = addresses.begin_mobile(actor=officer, number=NUMBER)
    assert addresses.check_code(actor=officer, code=addresses.code_of(reach))
    Notice.objects.filter(channel__in=["sms", "email"]).update(state=State.DROPPED)
    return officer


def tell(user: Any, template: str = "due_soon", **more: str) -> None:
    """A notice."""
    notify(recipients=[user], template=template, context=CONTEXT | more, dedupe_key="x")


def row() -> Notice:
    """The SMS that waits or left."""
    return Notice.objects.exclude(state=State.DROPPED).get(channel=Channel.SMS)


def later(minutes: int = 15) -> None:
    """Past the lease and the first waits."""
    clock.advance_to(clock.now() + timedelta(minutes=minutes))


def test_a_message_says_how_much_waits_and_where(gateway: Program, reader: Any) -> None:
    tell(reader)
    outbox.send_pending()
    (sent,) = gateway.kept("sent")
    assert sent["number"] == NUMBER
    assert sent["template_id"] == "SMS_3"
    assert sent["parameters"] == {"count": "2", "what": "期限提醒", "site": "localhost:8000"}
    assert row().state == State.SENT


def secret_facts(code: str) -> dict[str, str]:
    """A context in which every fact is a word that must not travel."""
    names = TEMPLATES[code].needs - {"url", "reason"} | {"reference", "cases", "organisation"}
    facts = {name: f"geheim{number}" for number, name in enumerate(sorted(names))}
    if TEMPLATES[code].plain_reason:
        facts["reason"] = "geheim99"
    elif "reason" in TEMPLATES[code].needs:
        facts["reason_ref"] = "geheim.words:77"
    return facts | {"url": "/staff/geheimurl/"}


def _by_sms(code: str) -> bool:
    """Whether the message may go by SMS: not what has a text of its own, nor what is mail only."""
    return TEMPLATES[code].letters and TEMPLATES[code].inbox and code not in OWN


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_a_case_reaches_the_gateway(
    gateway: Program, reader: Any, bureau: Any, language: str
) -> None:
    """Every template, every fact a context may hold: no trace of it in any request."""
    reader.language = language
    reader.save()
    for group in Group:
        Choice.objects.create(user=reader, group=group, channel="sms", mode="at_once")
    told = [code for code in sorted(TEMPLATES) if _by_sms(code)]
    for code in told:
        notify(
            recipients=[reader], template=code, context=secret_facts(code),
            dedupe_key=f"geheimkey:{code}", organisation=bureau, target=bureau,
        )  # fmt: skip
    outbox.send_pending()
    requests = gateway.kept("requests")
    assert len(requests) == len(gateway.kept("sent")) == len(told)
    for request in requests:
        said = json.dumps(request, ensure_ascii=False)
        assert not re.search(f"geheim|{bureau.name_zh}|{bureau.pk}", said)
        assert set(request["parameters"]) == {"count", "what", "site"}


def test_a_repeated_send_is_one_message(gateway: Program, reader: Any) -> None:
    """The answer comes too late: the gateway sent it, the portal tries again, nothing doubles."""
    tell(reader)
    gateway.behave("slow")
    outbox.send_pending()
    assert (row().state, row().last_error) == (State.PENDING, "timed_out")
    gateway.behave("ok")
    later()
    outbox.send_pending()
    assert row().state == State.SENT
    first, second = gateway.kept("requests")
    assert first["request_id"] == second["request_id"]
    assert len(gateway.kept("sent")) == 1


@pytest.mark.parametrize(("mode", "error"), [("fail", "gateway:500"), ("busy", "gateway:429")])
def test_a_gateway_in_trouble_is_asked_again(
    gateway: Program, reader: Any, mode: str, error: str
) -> None:
    tell(reader)
    gateway.behave(mode)
    outbox.send_pending()
    assert (row().state, row().last_error) == (State.PENDING, error)
    gateway.behave("ok")
    later()
    outbox.send_pending()
    assert len(gateway.kept("sent")) == 1


def test_a_gateway_that_is_away_loses_nothing(gateway: Program, reader: Any) -> None:
    tell(reader)
    gateway.stop()
    outbox.send_pending()
    assert (row().state, row().last_error) == (State.PENDING, "unreachable")
    gateway.start()
    later()
    outbox.send_pending()
    assert len(gateway.kept("sent")) == 1


def test_a_refusal_is_final_and_said(gateway: Program, reader: Any) -> None:
    tell(reader)
    gateway.behave("refuse:template_not_approved")
    outbox.send_pending()
    later()
    outbox.send_pending()
    assert (row().state, row().last_error) == (
        State.FAILED,
        "gateway_refused:template_not_approved",
    )
    assert len(gateway.kept("requests")) == 1


def test_a_refused_number_is_used_no_more(gateway: Program, reader: Any) -> None:
    tell(reader)
    gateway.behave("refuse:number_invalid")
    outbox.send_pending()
    assert row().last_error == "number_refused"
    assert Notice.objects.filter(template="address_refused", channel="in_site").exists()
    assert addresses.number_of(reader) == ""


def test_a_wrong_key_is_refused_by_the_gateway(
    gateway: Program, reader: Any, settings: Any
) -> None:
    settings.SMS_ACCESS_KEY = "another key"
    tell(reader)
    outbox.send_pending()
    assert row().last_error == "gateway_refused:signature_wrong"
    assert gateway.kept("sent") == []


def test_what_has_no_template_is_given_up_and_said(
    gateway: Program, reader: Any, settings: Any
) -> None:
    settings.SMS_TEMPLATES = {"mobile_code": "SMS_1"}
    tell(reader)
    outbox.send_pending()
    assert (row().state, row().last_error) == (State.FAILED, "no_template")


def test_a_redirect_is_not_followed(gateway: Program, reader: Any) -> None:
    tell(reader)
    gateway.behave("redirect")
    outbox.send_pending()
    assert (row().state, row().last_error) == (State.FAILED, "gateway_refused:redirect")
    assert len(gateway.kept("requests")) == 1


def test_the_number_is_sealed_and_shown_masked(reader: Any) -> None:
    reach = Reach.objects.get(user=reader)
    assert NUMBER.encode() not in bytes(reach.mobile or b"")
    assert addresses.masked_number(reach) == "138****8000"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"SMS_GATEWAY_URL": "http://sms.example.org/send"}, "notices.E003"),
        ({"SMS_ACCESS_KEY": ""}, "notices.E004"),
        ({"SMS_TEMPLATES": {"default": "SMS_2"}}, "notices.E005"),
        ({"SMS_TEMPLATES": {"mobile_code": "a", "poem": "b"}}, "notices.E002"),
    ],
)
def test_a_bad_configuration_is_found_at_start(
    gateway: Program, changed: dict[str, Any], code: str
) -> None:
    assert checks.sms_gateway() == []
    with override_settings(**changed):
        assert [found.id for found in checks.sms_gateway()] == [code]


def test_every_group_has_its_closed_word() -> None:
    assert set(sms.KINDS) == set(Group)
