"""Signed notes, checkpoints and proof files: what is accepted, and that nothing else is."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from credit_portal.ledger.checkpoint import (
    Checkpoint,
    TlogProof,
    open_checkpoint,
    parse_checkpoint,
    parse_number,
    parse_proof,
)
from credit_portal.ledger.merkle import LogError, inclusion_path, leaf_hash
from credit_portal.ledger.note import (
    MAX_NOTE,
    Verifier,
    decode,
    open_note,
    parse_verifier,
    sign,
    valid_name,
    verifier_of,
)
from tests.ledger.logs import ORIGIN, PRIVATE, VERIFIER, MemoryLog, entries

# The example of golang.org/x/mod/sumdb/note: a note, its verifier key, and what it says.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_NOTE = (
    GO_TEXT + "\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSN"
    "XgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
LOG = MemoryLog(entries(300))
HEAD = Checkpoint(ORIGIN, 300, LOG.tree.root())


def test_it_opens_a_note_signed_by_gos_implementation() -> None:
    verifier = parse_verifier(GO_KEY)
    assert open_note(GO_NOTE, [verifier]) == GO_TEXT
    assert verifier.line() == GO_KEY


def test_a_verifier_line_is_read_back() -> None:
    assert parse_verifier(VERIFIER.line() + "\n") == VERIFIER


@pytest.mark.parametrize(
    "line",
    [
        "",
        "name+00000000",
        "two words+" + VERIFIER.line().split("+", 1)[1],
        VERIFIER.line().replace(ORIGIN, "another.example"),
        f"{ORIGIN}+00000000+{VERIFIER.line().split('+', 2)[2]}",
        f"{ORIGIN}+{VERIFIER.key_id.hex()}+{base64.b64encode(bytes(33)).decode()}",
        f"{ORIGIN}+{VERIFIER.key_id.hex()}+{base64.b64encode(bytes(9)).decode()}",
    ],
)
def test_it_refuses_a_wrong_verifier_line(line: str) -> None:
    with pytest.raises(LogError):
        parse_verifier(line)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b", "a\x01b", "a\nb"])
def test_it_refuses_a_name_that_a_note_cannot_carry(name: str) -> None:
    assert not valid_name(name)
    with pytest.raises(LogError):
        verifier_of(name, PRIVATE)


@pytest.mark.parametrize("text", ["", "no newline", "tab\t\n", "nul\0\n"])
def test_it_does_not_sign_what_is_not_a_text(text: str) -> None:
    with pytest.raises(LogError):
        sign(text, ORIGIN, PRIVATE)


def test_it_passes_over_signatures_of_others_but_wants_one_of_its_own() -> None:
    text = "words\n\nmore words\n"
    other = sign(text, "witness.example", OTHER)
    both = sign(text, ORIGIN, PRIVATE) + other.removeprefix(text + "\n")
    assert open_note(both, [VERIFIER]) == text
    assert open_note(both, [VERIFIER, verifier_of("witness.example", OTHER)]) == text
    with pytest.raises(LogError, match="expected key"):
        open_note(other, [VERIFIER])


def test_a_second_signature_of_the_same_key_is_passed_over() -> None:
    note = sign("words\n", ORIGIN, PRIVATE)
    again = note + note.splitlines(keepends=True)[-1]
    assert open_note(again, [VERIFIER]) == "words\n"


def test_a_wrong_signature_by_a_known_key_spoils_the_note() -> None:
    note = sign("words\n", ORIGIN, PRIVATE).replace("words", "swords")
    with pytest.raises(LogError, match="is wrong"):
        open_note(note, [VERIFIER])
    short = base64.b64encode(VERIFIER.key_id + b"x").decode()
    with pytest.raises(LogError, match="is wrong"):
        open_note(f"words\n\n\u2014 {ORIGIN} {short}\n", [VERIFIER])


@pytest.mark.parametrize(
    "note",
    [
        "",
        "words\n",
        "words\n\n",
        "words\n\nno dash\n",
        "words\n\n\u2014 name\n",
        "words\n\n\u2014 a+b AAAAAAAA\n",
        "words\n\n\u2014 name not-base64\n",
        "words\n\n\u2014 name AAAA\n",
        "wo\trds\n\n\u2014 name AAAAAAAA\n",
        "words\n\n\u2014 name AAAAAAAA",
        "words\n\n" + "\u2014 name AAAAAAAA\n" * 101,
        "w" * MAX_NOTE + "\n\n\u2014 name AAAAAAAA\n",
    ],
)
def test_it_refuses_what_is_not_a_note(note: str) -> None:
    with pytest.raises(LogError):
        open_note(note, [VERIFIER])


@pytest.mark.parametrize("text", ["AAAB=", "AAB=", "AA", "A A=", "\u00e9", "AAAA\n", "-_-_"])
def test_it_reads_canonical_base64_only(text: str) -> None:
    with pytest.raises(LogError):
        decode(text)


def test_a_checkpoint_is_read_back() -> None:
    assert parse_checkpoint(HEAD.text()) == HEAD
    assert parse_checkpoint(HEAD.text() + "an extension\n") == HEAD
    assert open_checkpoint(LOG.note(), [VERIFIER]) == HEAD


@pytest.mark.parametrize(
    "change",
    [
        ("300", "0300"),
        ("300", "-1"),
        ("300", "99999999999999999999"),
        ("300", str(2**63)),
        ("\n300", ""),
        (ORIGIN, ""),
        ("=\n", "\n"),
        ("=\n", "="),
    ],
)
def test_it_refuses_what_is_not_a_checkpoint(change: tuple[str, str]) -> None:
    with pytest.raises(LogError):
        parse_checkpoint(HEAD.text().replace(*change))


def test_it_refuses_the_checkpoint_of_another_log() -> None:
    note = sign(HEAD.text().replace(ORIGIN, "other.example"), ORIGIN, PRIVATE)
    with pytest.raises(LogError, match="another log"):
        open_checkpoint(note, [VERIFIER])
    stranger = Verifier(ORIGIN, verifier_of(ORIGIN, OTHER).public)
    with pytest.raises(LogError):
        open_checkpoint(LOG.note(), [stranger])


def test_numbers_are_decimal_without_leading_zeroes() -> None:
    assert parse_number("0") == 0
    assert parse_number(str(2**63 - 1)) == 2**63 - 1


@pytest.mark.parametrize("extra", [None, b"", bytes(range(32))])
@pytest.mark.parametrize("index", [0, 255, 299])
def test_a_proof_file_is_read_back_and_proves(index: int, extra: bytes | None) -> None:
    path = tuple(inclusion_path(index, 300, LOG.read))
    proof = TlogProof(index, path, LOG.note(), extra)
    again = parse_proof(proof.text())
    assert again == proof
    assert again.verify(leaf_hash(LOG.entries[index]), [VERIFIER]) == HEAD
    with pytest.raises(LogError):
        again.verify(leaf_hash(b"something else"), [VERIFIER])


def test_the_proof_of_the_only_entry_has_no_path() -> None:
    log = MemoryLog([b"alone"])
    text = TlogProof(0, (), log.note()).text()
    assert text.startswith("c2sp.org/tlog-proof@v1\nindex 0\n\n" + ORIGIN)
    assert parse_proof(text).verify(leaf_hash(b"alone"), [VERIFIER]).size == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v1\nindex 0\n",
        "c2sp.org/tlog-proof@v2\nindex 0\n\nnote",
        "c2sp.org/tlog-proof@v1\n\nnote",
        "c2sp.org/tlog-proof@v1\nextra AAAA\n\nnote",
        "c2sp.org/tlog-proof@v1\nextra x\nindex 0\n\nnote",
        "c2sp.org/tlog-proof@v1\nindex 00\n\nnote",
        "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\nnote",
    ],
)
def test_it_refuses_what_is_not_a_proof(text: str) -> None:
    with pytest.raises(LogError):
        parse_proof(text)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_changed_byte_of_a_signed_checkpoint_is_noticed(data: st.DataObject) -> None:
    note = LOG.note().encode()
    place = data.draw(st.integers(0, len(note) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != note[place]))
    changed = note[:place] + bytes([byte]) + note[place + 1 :]
    with pytest.raises((LogError, UnicodeDecodeError)):
        open_checkpoint(changed.decode(), [VERIFIER])
