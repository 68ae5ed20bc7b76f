"""The leaf of the log: what it commits to, and that nothing malformed gets in."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from credit_portal.ledger import jcs, leaf
from credit_portal.ledger.merkle import LogError, leaf_hash
from credit_portal.ledger.note import encode, verifier_of
from tests.ledger.logs import PRIVATE, VERIFIER

SALT = bytes(range(32))
DOCUMENT = {"v": 1, "title_zh": "供热期室温不低于18℃", "b": [1, None, True], "a": "\u20ac\n"}
AT = datetime(2026, 11, 21, 16, 0, 0, tzinfo=timezone(timedelta(hours=8)))
HASH = encode(bytes(32))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)  # fmt: skip


def first(**changes: Any) -> bytes:
    """A record's first leaf."""
    given: dict[str, Any] = {
        "rec": "0" * 31 + "a", "act": "publish", "agency": "11210100MB0000000X", "at": AT,
        "basis": "P01", "salt": SALT, "document": DOCUMENT, "until": date(2029, 11, 21),
    }  # fmt: skip
    return leaf.build(**{**given, **changes})


def test_the_first_leaf_is_exactly_these_bytes() -> None:
    canonical = '{"a":"\u20ac\\n","b":[1,null,true],"title_zh":"供热期室温不低于18℃","v":1}'
    message = b"gip/record/v1\n" + canonical.encode()
    cm = encode(hmac.new(SALT, message, hashlib.sha256).digest())
    assert (
        first()
        == (
            '{"act":"publish","agency":"11210100MB0000000X","at":"2026-11-21T08:00:00Z",'
            f'"basis":"P01","cm":"{cm}","prev":null,"rec":"0000000000000000000000000000000a",'
            '"seq":1,"until":"2029-11-21","v":1}'
        ).encode()
    )


PRINTABLE = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=64)


@given(PRINTABLE, st.from_regex(r"[A-Za-z][A-Za-z0-9._-]{0,31}", fullmatch=True), st.dates())
def test_an_entry_is_spelled_as_rfc_8785_spells_it(agency: str, basis: str, until: date) -> None:
    built = first(agency=agency, basis=basis, until=until)
    assert built == rfc8785.dumps(json.loads(built))
    assert leaf.parse(built).agency == agency


def test_a_later_leaf_names_the_one_before_it() -> None:
    before = first()
    after = leaf.build(
        rec="0" * 31 + "a", act="withdraw", agency="x", at=AT, basis="X01", salt=SALT,
        document={}, previous=(1, leaf_hash(before)),
    )  # fmt: skip
    read = leaf.parse(after)
    assert (read.seq, read.prev, read.until) == (2, encode(leaf_hash(before)), None)
    assert read.entry() == after


def test_a_leaf_holds_nothing_of_the_document() -> None:
    assert "供热".encode() not in first()
    assert first() != first(salt=bytes(32))


@settings(max_examples=300, deadline=None)
@given(JSON)
def test_the_verifiers_canonical_form_is_that_of_rfc8785(value: Any) -> None:
    assert jcs.canonical(value) == leaf.canonical(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (-0.0, "0"), (1.0, "1"), (1e20, "100000000000000000000"), (1e21, "1e+21"),
        (1e-6, "0.000001"), (1e-7, "1e-7"), (-123.456, "-123.456"), (1.5e300, "1.5e+300"),
        ({"\ue000": 1, "\U0001f600": 2}, '{"\U0001f600":2,"\ue000":1}'),
        ("\x7f\x1f", '"\x7f\\u001f"'),
    ],
)  # fmt: skip
def test_canonical_forms_known(value: Any, text: str) -> None:
    assert jcs.canonical(value).decode() == text == leaf.canonical(value).decode()


@pytest.mark.parametrize(
    "value", [2**53, -(2**53), float("nan"), float("inf"), "\ud800", {"\ud800": 1}]
)
def test_what_json_cannot_carry_has_no_canonical_form(value: Any) -> None:
    for canonical in (jcs.canonical, leaf.canonical):
        with pytest.raises(LogError):
            canonical(value)


@pytest.mark.parametrize("value", [{1: 2}, object(), {"d": date(2026, 1, 1)}])
def test_what_is_not_json_has_no_canonical_form(value: Any) -> None:
    with pytest.raises(LogError):
        leaf.canonical(value)


@pytest.mark.parametrize("salt", [b"", bytes(31), bytes(33)])
def test_a_salt_has_exactly_32_bytes(salt: bytes) -> None:
    with pytest.raises(LogError):
        leaf.commitment(salt, {})


def test_a_moment_has_a_time_zone() -> None:
    with pytest.raises(LogError):
        leaf.moment(datetime(2026, 11, 21))
    assert leaf.moment(datetime(2026, 11, 21, tzinfo=UTC)) == "2026-11-21T00:00:00Z"


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("rec", ["", "A" * 32, "0" * 31, 1, None]),
        ("seq", [0, -1, 2, 2**53, True, "1", None, 1.5]),
        ("prev", [HASH, 1, ""]),
        ("act", ["remove", "", None, ["publish"], "correct", "anchor"]),
        ("agency", ["", "a b", "x" * 65, "局", None]),
        ("at", ["2026-11-21T08:00:00", "2026-11-21T8:00:00Z", "2026-02-30T08:00:00Z", "", 1, None]),
        ("basis", ["", "P 01", "1", "P" * 40, None]),
        ("until", ["2029-02-30", "20291121", "2029-11-21T00:00:00Z", "", 1]),
        ("cm", ["", HASH[:-1], encode(bytes(31)), None, 1]),
        ("v", [2, "1", None, True, 1.5]),
    ],
)
def test_it_refuses_a_leaf_that_breaks_a_rule(key: str, values: list[Any]) -> None:
    value = json.loads(first())
    assert leaf.parse(leaf.canonical(value))
    for wrong in values:
        with pytest.raises(LogError):
            leaf.parse(leaf.canonical({**value, key: wrong}))


def test_a_second_leaf_needs_its_prev() -> None:
    value = {**json.loads(first()), "seq": 2, "act": "correct"}
    assert leaf.parse(leaf.canonical({**value, "prev": HASH})).prev == HASH
    for prev in (None, "x", 1):
        with pytest.raises(LogError):
            leaf.parse(leaf.canonical({**value, "prev": prev}))


@pytest.mark.parametrize(
    "entry",
    [
        b"", b"[]", b"{}", b"null", b"\xff", b"[" * 100_000, first() + b" ",
        first().replace(b'{"act"', b'{"x":1,"act"'), first().replace(b',"v":1', b""),
        first().replace(b'"v":1}', b'"v":1,"v":1}'), b" " + first(),
    ],
)  # fmt: skip
def test_it_refuses_what_is_not_a_canonical_leaf(entry: bytes) -> None:
    with pytest.raises(LogError):
        leaf.parse(entry)


@pytest.mark.parametrize(
    ("act", "data", "wrong"),
    [
        ("anchor", {"log": "audit", "root": HASH, "size": 0},
         [{"log": ""}, {"root": "x"}, {"size": -1}, {"size": "1"}, {"more": 1}]),
        ("key", {"key": VERIFIER.line()}, [{"key": "x"}, {"key": 1}]),
        ("codes", {"table": "basis", "sha256": HASH}, [{"table": None}, {"sha256": ""}]),
    ],
)  # fmt: skip
def test_system_leaves(act: str, data: dict[str, Any], wrong: list[dict[str, Any]]) -> None:
    entry = leaf.build_system(act, at=AT, **data)
    assert leaf.parse_system(entry) == {"act": act, "at": leaf.moment(AT), "v": 1, **data}
    with pytest.raises(LogError):
        leaf.parse(entry)
    with pytest.raises(LogError):
        leaf.parse_system(entry + b"\n")
    for change in wrong:
        with pytest.raises(LogError):
            leaf.build_system(act, at=AT, **{**data, **change})


@pytest.mark.parametrize("act", ["publish", "", 1, None])
def test_a_record_leaf_is_not_a_system_leaf(act: Any) -> None:
    with pytest.raises(LogError):
        leaf.parse_system(leaf.canonical({"act": act, "at": leaf.moment(AT), "v": 1}))


def test_an_entry_fits_the_log() -> None:
    line = verifier_of("x" * 70_000, PRIVATE).line()
    with pytest.raises(LogError, match="at most"):
        leaf.build_system("key", at=AT, key=line)
