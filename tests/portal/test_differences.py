"""No difference between two documents is passed over: a row shows it, or its path is named."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import override

from credit_portal.portal import differences
from tests.portal.support import commitment

BODY = SimpleNamespace(slug="bureau", code="11210100", name_zh="某局", name_en="A bureau")
REPORTS = [
    {"filed_on": "2026-09-01", "text_zh": "完成一半", "text_en": "Half done", "claim": "kept"},
    {"filed_on": "2026-09-20", "text_zh": "全部完成", "text_en": "", "claim": None},
]
DOCUMENTS: dict[str, dict[str, Any]] = {
    "commitment": commitment(
        BODY, reports=REPORTS, objection={"since": "2026-09-30", "open": 1},
        due_explanation={"days": [{"n": 1}]},
        evidence=[{"id": "1", "title": "照片", "size": 1, "sha256": "ab", "content_type": "a/b"}],
        milestones=[{"due_on": "2026-09-10", "title_zh": "开工", "title_en": "Begun", "n": True}],
    ),
    "breach": {
        "title_zh": "未按约付款", "severity": "general", "amount": "12.5", "item": None,
        "document": {"type": "ruling", "title_zh": "判决", "number": "1", "date": "2026-01-02"},
        "statement": {"short_zh": "已付", "short_en": "", "long_zh": "已全部付清"},
        "rectification": {"corrected_on": "2026-02-03", "text_zh": "付清", "accepted": False},
        "excuses": ["weather", "funds"], "events": [{"at": "2026-01-01T10:00:00+08:00"}],
        "timeline": [{"at": "2026-01-01T10:00:00+08:00", "detail_zh": "认定", "detail_en": "x"}],
    },
    "article": {
        "section": "policies", "title_zh": "办法", "summary_zh": "摘要", "body_zh": "一。二。",
        "body_en": "", "organ_zh": "某局", "number": "1号", "force_from": "2026-01-01",
        "force_until": None, "dated": None, "source_url": "", "evidence": [],
    },
}  # fmt: skip


def leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where every value and every whole part stands."""
    if path:
        yield path
    steps = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node if isinstance(node, list) else ())
    )
    for key, value in steps:
        yield from leaves(value, (*path, key))


def variants(value: Any) -> list[Any]:
    """Other values of the same place."""
    if isinstance(value, str):
        is_day = value[:2] == "20"
        return [None, "", value.replace("01", "11", 1) if is_day else f"{value}甲"]
    if isinstance(value, list):
        return [None, [], value[1:], value * 2, value[::-1]]
    if isinstance(value, dict):
        return [None, {}, {**value, "more": 0}]
    return [None, 0, 1, True, 2] if value is not None else [""]


def changed(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """The document with another value there; without it for `...`."""
    told = copy.deepcopy(document)
    node: Any = told
    for key in path[:-1]:
        node = node[key]
    if value is ...:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return told


def is_told(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether the page shows or names something that differs."""
    named = bool(differences.others(old, new))
    return named or any(row.differs for row in differences.rows(old, new))


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_whatever_differs_is_told(kind: str) -> None:
    old, tried = DOCUMENTS[kind], []
    for path in leaves(old):
        node: Any = old
        for key in path:
            node = node[key]
        for value in (*variants(node), ...):
            new = changed(old, path, value)
            if repr(new) != repr(old):
                assert is_told(old, new) and is_told(new, old), (path, value)
                tried.append((path, new))
    assert not is_told(old, copy.deepcopy(old))
    choose = random.Random(7)
    for _time in range(60):  # any two of the changed documents, with all that differs between them
        (one, first), (two, second) = choose.sample(tried, 2)
        assert repr(first) == repr(second) or is_told(first, second), (one, two)


@pytest.mark.parametrize(
    ("kind", "path", "value", "named"),
    [
        ("commitment", ("reports", 0, "text_en"), "All", ("What the body reported", "text_en")),
        ("commitment", ("reports", 1, "claim"), "kept", ("What the body reported", "claim")),
        ("commitment", ("evidence", 0, "size"), 2, ("Evidence", "size")),
        ("commitment", ("organisation", "code"), "2", ("Public body", "code")),
        ("commitment", ("post", "holder"), "x", ("Responsible post", "holder")),
        ("commitment", ("objection", "open"), 2, ("Objection", "open")),
        ("breach", ("statement", "long_zh"), "x", ("What the body says", "long_zh")),
        ("breach", ("rectification", "text_zh"), "x", ("Rectification", "text_zh")),
        ("breach", ("document", "type"), "x", ("Document", "type")),
        ("breach", ("timeline", 0, "at"), "2026-01-01T11:00:00+08:00", ("What happened", "at")),
        ("breach", ("excuses", 0), "x", ("", "excuses")),
    ],
)  # fmt: skip
def test_what_has_no_row_is_named_with_its_part(
    kind: str, path: tuple[Any, ...], value: Any, named: tuple[str, str], english: None
) -> None:
    old = DOCUMENTS[kind]
    new = changed(old, path, value)
    assert not [row for row in differences.rows(old, new) if row.differs]
    whole = ".".join(one for one in path if isinstance(one, str))
    assert differences.others(old, new) == [differences.Other(named[0], whole)]
    assert whole.endswith(named[1])


@pytest.fixture
def english() -> Iterator[None]:
    """The English page."""
    with override("en"):
        yield
