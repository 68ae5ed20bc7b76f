"""What the vault answers, with rules that a test decides."""

import base64
import io
import json
import logging
import random
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError

from complaints import sealing, vault_client
from complaints.sealing import aad
from complaints.vault.commands import Vault
from complaints.vault.memory import CALL_SECONDS, MOST_CALLS, Allowance, Calls
from complaints.vault.numbers import normal
from complaints.vault.rules import Refused, Sealed
from complaints.vault_client import VaultAway
from credit_portal.common.errors import NotAllowed

USER, OTHER, CALL, CASE = uuid4(), uuid4(), uuid4(), uuid4()
NUMBER = "13912345678"
WHO = '{"name": "王小明", "mobile": "13912345678"}'


class Decided:
    """Rules with one outcome; remembers what it was asked."""

    def __init__(self, refusal: str = "") -> None:
        self.refusal, self.asked = refusal, []  # type: tuple[str, list[str]]
        self.live = {(CALL, USER)}

    def _decide(self, name: str) -> None:
        self.asked.append(name)
        if self.refusal == "database":
            raise DatabaseError(f"of {NUMBER}")
        if self.refusal == "bug":
            raise RuntimeError(f"of {NUMBER}")
        if self.refusal:
            raise Refused(self.refusal)

    def identity(self, request: UUID, user: UUID) -> Sealed:
        self._decide("identity")
        return sealed(WHO, aad("complaints_identity", "sealed", CASE))

    def original(self, request: UUID, user: UUID, original: UUID) -> str:
        self._decide("original")
        return aad("complaints_sealedoriginal", "file", original)

    def contact(self, call_back: UUID, user: UUID) -> Sealed:
        self._decide("contact")
        return sealed(NUMBER, aad("complaints_contact", "sealed", CASE))

    def hears(self, call: UUID, user: UUID) -> bool:
        return (call, user) in self.live


def sealed(text: str, place: str) -> Sealed:
    return Sealed(sealing.seal(text.encode(), place), place)


@pytest.fixture
def rules(vault_keys: Path, monkeypatch: pytest.MonkeyPatch) -> Decided:
    """Rules of a vault that the client speaks to."""
    found = Decided()
    vault = Vault(found)
    monkeypatch.setattr(vault, "_reconnect", lambda: None)
    monkeypatch.setattr(
        vault_client, "_exchanged", lambda asked: json.loads(json.dumps(vault.answer(asked)))
    )
    return found


def test_an_identity_is_opened_when_the_rules_allow(rules: Decided) -> None:
    found = vault_client.open_identity(uuid4(), USER)
    assert (found.reveal(), repr(found)) == (WHO, "***")
    assert vault_client.open_contact(uuid4(), USER).reveal() == NUMBER
    assert rules.asked == ["identity", "contact"]


@pytest.mark.parametrize("code", ["not_confirmed", "same_unit", "expired", "not_yours"])
def test_a_refusal_opens_nothing_and_says_why(rules: Decided, code: str) -> None:
    rules.refusal = code
    with pytest.raises(NotAllowed) as refusal:
        vault_client.open_identity(uuid4(), USER)
    assert refusal.value.code == f"vault_{code}"
    assert str(refusal.value) != str(vault_client.REFUSALS["ended"])


@pytest.mark.parametrize("broken", ["database", "bug"])
def test_a_failure_opens_nothing_and_tells_nothing(
    rules: Decided, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    rules.refusal = broken
    with caplog.at_level(logging.DEBUG), pytest.raises(VaultAway):
        vault_client.open_contact(uuid4(), USER)
    assert caplog.records
    assert NUMBER not in caplog.text
    rules.refusal = ""
    assert vault_client.open_contact(uuid4(), USER).reveal() == NUMBER


def test_an_original_is_opened_in_its_own_place_only(rules: Decided) -> None:
    original, sink = uuid4(), io.BytesIO()
    place = aad("complaints_sealedoriginal", "file", original)
    sealing.seal_file(io.BytesIO(b"as it came"), sink, place)
    sink.seek(0)
    head = sealing.file_head(sink)
    own = vault_client.open_original(uuid4(), USER, original, head)
    assert b"".join(sealing.open_file(sink, own, place)) == b"as it came"
    with pytest.raises(NotAllowed) as refusal:
        vault_client.open_original(uuid4(), USER, uuid4(), head)
    assert refusal.value.code == "vault_cannot_open"
    with pytest.raises(ValueError, match="does not understand"):
        vault_client.open_original(uuid4(), USER, original, b"short")


def test_the_number_of_a_call_is_for_who_answered_it(rules: Decided) -> None:
    vault_client.call_started(CALL, "+86 139-1234-5678", 77)
    assert vault_client.call_number(CALL, USER).reveal() == "+86 139-1234-5678"
    assert vault_client.call_bucket(CALL, USER) == 77
    for ask in (vault_client.call_number, vault_client.call_bucket):
        with pytest.raises(NotAllowed) as refusal:
            ask(CALL, OTHER)
        assert refusal.value.code == "vault_not_live"
    vault_client.call_forgotten(CALL)
    assert vault_client.call_bucket(CALL, USER) is None
    with pytest.raises(NotAllowed) as refusal:
        vault_client.call_number(CALL, USER)
    assert refusal.value.code == "vault_no_number"


def test_earlier_cases_of_a_caller_are_found_without_showing_a_number(rules: Decided) -> None:
    vault_client.call_started(CALL, "013912345678", 1)
    texts = ["13912345678", "13900000000", "+86 139 1234 5678", "024-12345678"]
    candidates = []
    for text in texts:
        one = sealed(text, aad("complaints_contact", "sealed", uuid4()))
        candidates.append((one.blob, one.place))
    candidates.append((candidates[0][0], candidates[1][1]))  # moved to another row
    candidates.append((b"", "x"))
    assert vault_client.same_caller(CALL, USER, candidates) == [0, 2]
    with pytest.raises(NotAllowed):
        vault_client.same_caller(CALL, OTHER, candidates)
    with pytest.raises(ValueError, match="same_caller"):
        vault_client.same_caller(CALL, USER, candidates * 200)


def test_numbers_are_forgotten_after_two_hours_and_never_too_many() -> None:
    now = [0.0]
    calls = Calls(lambda: now[0])
    calls.started("a", NUMBER, 5)
    now[0] = CALL_SECONDS - 1
    calls.started("b", NUMBER)
    assert calls.number("a") == NUMBER
    assert NUMBER not in repr(calls)
    calls.started("b", "13900000000")
    assert calls.number("b") == NUMBER  # by one call nobody tries out numbers
    now[0] = CALL_SECONDS
    assert (calls.number("a"), calls.bucket("a"), calls.number("b"), len(calls)) == (
        None, None, NUMBER, 1,
    )  # fmt: skip
    for number in range(MOST_CALLS + 5):
        calls.started(str(number), NUMBER)
    assert len(calls) == MOST_CALLS
    assert calls.number("b") is None
    calls.started("0", NUMBER)
    calls.forgotten("never announced")
    assert calls.number(str(MOST_CALLS + 4)) == NUMBER


def test_so_many_are_opened_within_an_hour(rules: Decided, settings: Any) -> None:
    known = uuid4()
    for _number in range(settings.VAULT_IDENTITIES_AN_HOUR - 1):
        vault_client.open_identity(uuid4(), USER)
    vault_client.open_identity(known, USER)
    asked = len(rules.asked)
    with pytest.raises(NotAllowed) as refusal:
        vault_client.open_identity(uuid4(), USER)
    assert refusal.value.code == "vault_too_many"
    assert len(rules.asked) == asked
    assert vault_client.open_identity(known, USER).reveal() == WHO


def test_an_allowance_comes_back() -> None:
    now = [0.0]
    allowance = Allowance(2, lambda: now[0])
    assert [allowance.take(one) for one in "aabc"] == [True, True, True, False]
    now[0] = 3600.0
    assert [allowance.take(one) for one in "cab"] == [True, True, False]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("13912345678", "13912345678"),
        ("+86 139-1234-5678", "13912345678"),
        ("0086 13912345678", "13912345678"),
        ("013912345678", "13912345678"),
        ("１３９１２３４５６７８", "13912345678"),
        ("024-2345 6789", "02423456789"),
        ("+86 24 2345 6789", "02423456789"),
        ("86123456", "86123456"),
        ("no digits", ""),
        ("1" * 21, ""),
    ],
)
def test_numbers_are_compared_however_they_are_written(written: str, meant: str) -> None:
    assert normal(written) == meant


def test_no_question_breaks_it(vault_keys: Path) -> None:
    vault, chance = Vault(Decided()), random.Random(7)
    values: list[Any] = [
        None, 1, -1, 2.5, True, "", "x", str(USER), "x" * 70_000, [], {}, [{}], [[]], {"a": 1},
        base64.b64encode(b"abc").decode(), [{"sealed": 3, "aad": None}], NUMBER,
    ]  # fmt: skip
    fields = ["call", "user", "number", "bucket", "candidates", "request", "original", "head"]
    names: list[Any] = [*vault._commands, "no such", None, 5, [], {}]
    for _number in range(3000):
        question = {"do": chance.choice(names)} | {
            field: chance.choice(values) for field in fields if chance.random() < 0.8
        }
        answer = vault.answer(question)
        assert answer.get("ok") is True or isinstance(answer["error"], str), question
        assert answer.get("error") != "failed", question
