"""Witnesses co-sign what continues the log they saw; what they sign is verified and served."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from credit_portal.ledger import keys, selectors, witness, witnessing
from credit_portal.ledger.checkpoint import open_checkpoint, parse_proof
from credit_portal.ledger.cosignature import Witness
from credit_portal.ledger.merkle import LogError, leaf_hash
from credit_portal.ledger.models import LedgerCheckpoint, LedgerCosignature
from credit_portal.ledger.note import Verifier
from credit_portal.ledger.services import append
from credit_portal.ledger.witness import Asked
from credit_portal.ledger.witnessing import Asking, Outcome, ask_for
from tests.ledger.logs import VERIFIER, entries
from tests.ledger.witnesses import HonestWitness, served

pytestmark = pytest.mark.django_db


@pytest.fixture
def honest() -> HonestWitness:
    """A witness that knows this log."""
    return HonestWitness("witness.example/w1", keys.verifier())


@pytest.fixture
def asked(honest: HonestWitness) -> Iterator[Asked]:
    """The same, as it is configured."""
    with served(honest) as found:
        yield found


def test_it_signs_each_growth_and_its_line_is_served(
    honest: HonestWitness, asked: Asked, settings: Any, client: Client
) -> None:
    settings.LEDGER_WITNESSES = [f"{asked.url} {asked.key.line()}"]
    append(entries(3))
    call_command("sign_ledger", "--once")
    append(entries(300, start=3))
    assert ask_for(asked) == Outcome.SIGNED
    assert ask_for(asked) == Outcome.NOTHING
    assert honest.asked == ["old 0", "old 3"]
    row = LedgerCosignature.objects.order_by("-size").first()
    assert row is not None
    assert str(row) == "witness.example/w1 on checkpoint 303"
    assert abs(row.at - datetime.now(UTC)) < timedelta(minutes=1)
    note = client.get("/ledger/checkpoint").content.decode()
    assert open_checkpoint(note, [keys.verifier()]).size == 303
    assert note.endswith(row.line) and note.count("— ") == 2
    proof = parse_proof(selectors.tlog_proof(7, bytes(32)))
    assert proof.note == note
    assert proof.verify(leaf_hash(b"entry 7"), [keys.verifier()]).size == 303
    page = client.get("/en/ledger/").content.decode()
    assert "witness.example/w1" in page and asked.key.line() in page


def test_it_is_asked_again_with_the_size_it_has_seen(honest: HonestWitness, asked: Asked) -> None:
    append(entries(3))
    head = selectors.head()
    honest.size, honest.root = head.size, head.root
    append(entries(4, start=3))
    assert ask_for(asked) == Outcome.SIGNED
    assert honest.asked == ["old 0", "old 3"]


def fork(honest: HonestWitness, seen: int, now: int) -> None:
    """The witness has signed a log of `seen` entries; ours has `now` others."""
    point = transaction.savepoint()
    append(entries(seen, start=500))
    head = selectors.head()
    honest.size, honest.root = head.size, head.root
    transaction.savepoint_rollback(point)
    append(entries(now))


FORKS = [
    (3, 5, Outcome.REFUSED),  # 422: not consistent
    (5, 5, Outcome.REFUSED),  # 409: same size, another root
    (5, 3, Outcome.AHEAD),  # 409: more than we have
]


@pytest.mark.parametrize(("seen", "now", "outcome"), FORKS)
def test_a_witness_refuses_another_history(
    honest: HonestWitness, asked: Asked, seen: int, now: int, outcome: Outcome
) -> None:
    fork(honest, seen, now)
    assert ask_for(asked) == outcome
    assert not LedgerCosignature.objects.exists()


def test_an_unknown_log_and_an_unknown_key_are_told_apart(
    honest: HonestWitness, asked: Asked
) -> None:
    append(entries(2))
    honest.log = Verifier(keys.verifier().name, VERIFIER.public)
    assert ask_for(asked) == Outcome.UNKNOWN_KEY
    honest.log = VERIFIER
    assert ask_for(asked) == Outcome.UNKNOWN_LOG


def test_forged_and_foreign_answers_are_not_kept(
    honest: HonestWitness, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(entries(2))
    for text in (
        honest.line("another text\n", 1_790_000_000),
        HonestWitness("other.example", None).line("x\n", 1),
        "no line at all\n",
        "",
    ):
        with monkeypatch.context() as patch:
            patch.setattr(honest, "answer", lambda body, text=text: (200, "text/plain", text))
            assert ask_for(asked) == Outcome.WRONG
    for status in (302, 500):
        with monkeypatch.context() as patch:
            patch.setattr(honest, "answer", lambda body, s=status: (s, "text/plain", "x"))
            assert ask_for(asked) == Outcome.AWAY
    assert not LedgerCosignature.objects.exists()


def test_a_slow_witness_is_given_up_and_asked_later(
    honest: HonestWitness, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(entries(2))
    honest.delay = 0.5
    monkeypatch.setattr(witness.ask, "__defaults__", (0.1,))
    asking = Asking(asked)
    asking.look()
    assert (asking.last, asking.pause) == (Outcome.AWAY, 10.0)
    asking.look()  # not yet
    assert asking.pause == 10.0
    honest.delay, asking.again_at = 0.0, 0.0
    monkeypatch.setattr(witness.ask, "__defaults__", (5.0,))
    asking.look()
    assert (asking.last, asking.pause) == (Outcome.SIGNED, 5.0)


def test_nobody_there_is_no_fault() -> None:
    append(entries(1))
    gone = Asked("http://127.0.0.1:1", Witness("gone.example", bytes(32)))
    assert ask_for(gone) == Outcome.AWAY


@pytest.mark.parametrize(
    "entry",
    ["", "http://w.example", "ftp://w.example {key}", "http://w.example {log}", "{key}",
     "http://w.example w+00000000+AAAA"],
)  # fmt: skip
def test_a_witness_that_is_not_well_formed_stops_the_start(entry: str, settings: Any) -> None:
    key = HonestWitness("w.example", None).key.line()
    settings.LEDGER_WITNESSES = [entry.format(key=key, log=VERIFIER.line())]
    with pytest.raises(ImproperlyConfigured, match="LEDGER_WITNESSES"):
        witnessing.configured()


def test_the_example_of_the_specification_is_a_cosignature() -> None:
    found = HonestWitness("w.example", None)
    asked = witness.parse_asked(f"https://w/ {found.key.line()}")
    assert asked.url == "https://w"
    text = "example.com/log\n1\nAAAA\n"
    line = found.line(text, 1_679_315_147)
    signed = asked.cosignature(text, line)
    assert signed is not None
    assert signed.at == datetime(2023, 3, 20, 12, 25, 47, tzinfo=UTC)
    with pytest.raises(LogError):
        asked.cosignature(text.replace("1", "2"), line)
    assert not LedgerCheckpoint.objects.exists()
