"""The receipt of a report: what it proves, what it keeps secret, and that no forgery passes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from credit_portal.ledger import leaf, receipt
from credit_portal.ledger.checkpoint import TlogProof
from credit_portal.ledger.merkle import LogError, inclusion_path, leaf_hash
from credit_portal.ledger.note import encode, sign, verifier_of
from credit_portal.ledger.verify_receipt import main
from credit_portal.ledger.watch_leaf import read_entry
from tests.ledger.logs import ORIGIN, PRIVATE, VERIFIER, MemoryLog, plain_root
from tests.ledger.test_leaf import AT

DAY = date(2026, 11, 21)
CODE, WORDS, FILE = "0123456789ABCDEFG", "承诺的款项三年未付。", b"%PDF-1.7 x"
OWN = verifier_of(receipt.key_name(ORIGIN), PRIVATE)
OTHERS = [hashlib.sha256(bytes([n])).digest() for n in range(6)]


def issued(**changes: Any) -> receipt.Receipt:
    """The receipt of one report."""
    content = receipt.content_digest(WORDS, [hashlib.sha256(FILE).hexdigest()])
    given: dict[str, Any] = {
        "origin": ORIGIN, "day": DAY, "salt": receipt.salt_of(CODE),
        "code": hashlib.sha256(CODE.encode()).digest(), "content": content, "key": PRIVATE,
    }  # fmt: skip
    return receipt.issue(**{**given, **changes})


def placed(day: date = DAY, **changes: Any) -> receipt.Receipt:
    """The same once its day stands in the log as entry 1 of 3."""
    found = issued(**changes)
    cm = receipt.opened(found, OWN)[1]
    root = encode(receipt.day_root([*OTHERS, cm]))
    entry = leaf.build_system("day", at=AT, log=receipt.LOG, day=day.isoformat(), root=root)
    other = leaf.build_system("anchor", at=AT, log="audit", root=root, size=1)
    log = MemoryLog([other, entry, other])
    index, path = receipt.day_path([*OTHERS, cm], cm)
    proof = TlogProof(1, tuple(inclusion_path(1, 3, log.read)), log.note())
    return found.placed(receipt.Place(index, 7, path, entry, proof))


def test_a_receipt_says_the_day_and_nothing_of_the_report() -> None:
    found = receipt.read(issued().text().encode())
    day, cm = receipt.opened(found, OWN)
    assert (day, len(cm)) == (DAY, 32)
    assert CODE not in found.text() and WORDS not in found.text()


def test_the_root_of_a_day_is_that_of_rfc_6962_whatever_the_order() -> None:
    for count in range(len(OTHERS) + 1):
        some = OTHERS[:count]
        wanted = plain_root([leaf_hash(one) for one in sorted(some)])
        assert receipt.day_root(some) == receipt.day_root(some[::-1]) == wanted


def test_every_report_of_a_day_has_its_place() -> None:
    found = placed()
    assert found.place is not None
    day, cm = receipt.opened(found, OWN)
    receipt.check_day(found.place, day, cm)
    assert receipt.check_log(found.place, VERIFIER) == 3
    with pytest.raises(LogError, match="not a commitment of this day"):
        receipt.day_path(OTHERS, cm)


@pytest.mark.parametrize("name", ["salt", "code", "content"])
def test_another_salt_code_or_content_does_not_open_it(name: str) -> None:
    changes: dict[str, Any] = {name: bytes(32)}
    forged = replace(issued(), **changes)
    with pytest.raises(LogError, match="do not give what was signed"):
        receipt.opened(forged, OWN)


def test_a_day_that_was_not_signed_is_refused() -> None:
    found = issued()
    later = replace(found, note=found.note.replace("2026-11-21", "2026-11-20"))
    with pytest.raises(LogError, match="signature"):
        receipt.opened(later, OWN)
    with pytest.raises(LogError, match="not a receipt"):
        receipt.opened(replace(found, note=sign("a\nb\n", OWN.name, PRIVATE)), OWN)


def test_another_day_or_another_tree_is_refused() -> None:
    found = placed(date(2026, 11, 20))
    assert found.place is not None
    day, cm = receipt.opened(found, OWN)
    with pytest.raises(LogError, match="the entry is that of 2026-11-20"):
        receipt.check_day(found.place, day, cm)
    right = placed().place
    assert right is not None
    with pytest.raises(LogError, match="not in this tree"):
        receipt.check_day(right, day, bytes(32))
    foreign = leaf.build_system("codes", at=AT, table="basis", sha256=encode(bytes(32)))
    with pytest.raises(LogError, match="not that of a day"):
        receipt.check_day(replace(right, entry=foreign), day, cm)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"kind":"gip/intake/v1"}', '{"kind":"gip/intake/v1","note":"\\ud800"}'],
)
def test_what_is_no_receipt_is_refused(text: str) -> None:
    with pytest.raises(LogError):
        receipt.read(text.encode())


@pytest.mark.parametrize(
    ("name", "value"),
    [("index", -1), ("size", 10**10), ("path", [1]), ("proof", 5), ("entry", None)],
)
def test_a_damaged_place_is_refused(name: str, value: Any) -> None:
    whole = json.loads(placed().text())
    whole["place"][name] = value
    with pytest.raises(LogError):
        receipt.read(json.dumps(whole).encode())


def test_a_day_leaf_is_read_alike_by_portal_and_verifier() -> None:
    entry = leaf.build_system("day", at=AT, log="intake", day="2026-11-21", root=encode(bytes(32)))
    assert leaf.parse_system(entry) == read_entry(7, entry)
    for bad in ({"day": "2026-13-01"}, {"root": "AA"}, {"day": "20261121"}):
        spoilt = leaf.canonical({**json.loads(entry), **bad})
        for read in (leaf.parse_system, lambda one: read_entry(7, one)):
            with pytest.raises(LogError):
                read(spoilt)


def test_the_command_checks_it_offline(tmp_path: Path, capsys: Any) -> None:
    file, words, paper = tmp_path / "r.json", tmp_path / "words.txt", tmp_path / "paper.pdf"
    file.write_text(placed().text(), encoding="utf-8")
    words.write_text(WORDS + "\r\n", encoding="utf-8")
    paper.write_bytes(FILE)
    keys = ["--key", OWN.line(), "--log-key", VERIFIER.line()]
    content = ["--words", str(words), "--file", str(paper)]
    assert main([str(file), *keys, *content]) == 0
    said = capsys.readouterr().out
    assert "received on 2026-11-21" in said and "one of 7 commitments" in said
    assert "entry 1 of the log" in said and "exactly what was handed in" in said
    paper.write_bytes(b"another")
    assert main([str(file), *keys, *content]) == 1
    assert main([str(file), "--key", VERIFIER.line()]) == 1
    assert main([str(tmp_path / "none"), *keys]) == 2
