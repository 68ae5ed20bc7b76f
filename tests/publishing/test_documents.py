"""What a public document may hold, and its one spelling."""

import hashlib
import hmac
import unicodedata
from typing import Any

import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credit_portal.ledger import leaf
from credit_portal.publishing import documents

KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


#: The first text drawn makes a table of all characters, which takes a busy machine seconds.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_the_spelling_survives_a_round_trip(document: dict[str, Any]) -> None:
    import json

    text = documents.canonical(document)
    assert json.loads(text) == document
    assert documents.canonical(json.loads(text)) == text
    assert documents.document_sha(document) == hashlib.sha256(text.encode()).hexdigest()


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_the_spelling_is_that_of_rfc_8785(document: dict[str, Any]) -> None:
    assert documents.canonical(document).encode() == rfc8785.dumps(document)


@pytest.mark.parametrize(
    "value",
    [1.5, float("nan"), 2**53, b"bytes", {"Key": 1}, {1: "x"}, "a\x00b", "\ud800", object(), (1,)],
)
def test_what_cannot_be_published_is_refused(value: Any) -> None:
    with pytest.raises(documents.BadDocument):
        documents.canonical({"field": value})


def test_a_document_is_an_object_of_bounded_size_and_depth() -> None:
    deep: dict[str, Any] = {}
    for _ in range(20):
        deep = {"a": deep}
    wrong: tuple[Any, ...] = ([], "text", deep, {"a": "字" * 100_000})
    for bad in wrong:
        with pytest.raises(documents.BadDocument):
            documents.canonical(bad)


def test_the_commitment_is_the_ledgers() -> None:
    document, salt = {"v": 1, "title_zh": "标题"}, b"\x07" * 32
    text = documents.canonical(document)
    assert documents.commitment(salt, text) == leaf.commitment(salt, document)
    expected = hmac.new(salt, b"gip/record/v1\n" + text.encode(), hashlib.sha256).digest()
    assert documents.commitment(salt, text) == expected


def test_a_salt_has_32_bytes() -> None:
    with pytest.raises(ValueError):
        documents.commitment(b"short", "{}")


MIXED = st.text(
    st.sampled_from(
        "申请人，。ＡＢ第１号℃㎡ﬁ\u0301\u0308\u3099かハ가ㄱ\u1100\u1161ſßİA e\u3000\n豈﹏"
    )
)


@given(MIXED | st.text())
def test_folding_is_normalising_the_whole_text(text: str) -> None:
    whole = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    assert documents.fold(text) == whole


def test_searching_ignores_width_case_and_blanks() -> None:
    assert documents.fold("ＡＢＣ  第１号\n Notice") == "abc 第1号 notice"
