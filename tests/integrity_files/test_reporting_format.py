"""The fields in which records are reported: pure, by table."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from integrity_files import checks
from integrity_files.codes_reporting import ReportAct
from integrity_files.reporting import formats, mapping, service
from integrity_files.services.report_sending import wait

GOOD = {
    "SX_JLBH": "0" * 32, "SX_ZT_MC": "示例市住房保障局", "SX_ZT_SHXYM": "11210100FT0000021P",
    "SX_ZT_LB": "2", "SX_ZT_QH": "210100", "SX_LY": "01", "SX_QXDM": "B02", "SX_QX": "拖欠工程款",
    "SX_SS": "至今未付。", "SX_LYLX": "S1", "SX_WSMC": "民事判决书", "SX_WSH": "1号",
    "SX_WSJG": "示例市中级人民法院", "SX_WSRQ": "2026-01-20", "SX_RDDW": "示例市信用办",
    "SX_RDDWDM": "11210100FT0000013W", "SX_RDRQ": "2026-03-02", "SX_YZCD": "2", "SX_ZGZT": "0",
    "SX_XFZT": "0", "SX_YYBZ": "0", "SX_SJZT": "1",
}  # fmt: skip


def test_a_whole_row_fits() -> None:
    assert formats.problems(GOOD) == []
    assert len({one.code for one in formats.FIELDS}) == len(formats.FIELDS)


@pytest.mark.parametrize(
    ("code", "value", "wrong"),
    [
        ("SX_ZT_SHXYM", "11210100FT0000021X", "uscc"),
        ("SX_ZT_SHXYM", "", "missing"),
        ("SX_ZT_QH", "沈阳市", "area"),
        ("SX_WSRQ", "2026-02-30", "date"),
        ("SX_WSRQ", "20260120", "date"),
        ("SX_JE", "120.5", "amount"),
        ("SX_YZCD", "9", "code"),
        ("SX_ZT_MC", "长" * 201, "too_long"),
        ("SX_ZRR", "某人", "unknown"),
    ],
)
def test_what_does_not_fit_is_named(code: str, value: str, wrong: str) -> None:
    assert formats.problems(GOOD | {code: value}) == [{"field": code, "code": wrong}]


@pytest.mark.parametrize(
    ("yuan", "text"),
    [(None, ""), (Decimal("1200000.50"), "120.000050"), (Decimal(0), "0.000000"),
     (Decimal("0.01"), "0.000001")],
)  # fmt: skip
def test_amounts_are_ten_thousands(yuan: Decimal | None, text: str) -> None:
    assert formats.ten_thousands(yuan) == text
    assert not text or formats.yuan(text) == yuan


@pytest.mark.parametrize(
    ("state", "known", "act"),
    [("1", False, ReportAct.REPORT), ("1", True, ReportAct.UPDATE), ("2", True, ReportAct.WITHDRAW),
     ("3", True, ReportAct.WITHDRAW), ("4", True, ReportAct.WITHDRAW), ("2", False, "")],
)  # fmt: skip
def test_what_a_message_does(state: str, known: bool, act: str) -> None:
    assert mapping.act_for({"SX_SJZT": state}, is_known=known) == act


def said(*results: Any, batch: str = "R2026-000001") -> bytes:
    """An answer."""
    return json.dumps({"batch": batch, "results": list(results)}).encode()


def test_an_answer_is_read_record_by_record() -> None:
    found = service.read(200, said(
        {"key": "a", "result": "accepted"}, {"key": "b", "result": "known"},
        {"key": "c", "result": "refused", "code": "E 17<b>", "reason": "坏\x00了"},
        {"key": "d", "result": "perhaps"},
    ), "R2026-000001")  # fmt: skip
    assert [(one.key, one.answer, one.code, one.reason) for one in found] == [
        ("a", "accepted", "", ""), ("b", "known", "", ""), ("c", "refused", "E17b", "坏了"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "answer", "code", "away"),
    [
        (500, b"", "answered:500", True),
        (403, b"", "answered:403", False),
        (302, b"", "answered:302", False),
        (200, b'{"batch": "R2026-0000', "unreadable", False),
        (200, b"[]", "unreadable", False),
        (200, said({"result": "accepted"}), "unreadable", False),
        (200, said(batch="R2026-000002"), "wrong_batch", False),
    ],
)
def test_nothing_else_settles_anything(status: int, answer: bytes, code: str, away: bool) -> None:
    with pytest.raises(service.Unanswered) as error:
        service.read(status, answer, "R2026-000001")
    assert (error.value.code, error.value.away) == (code, away)


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ({}, []),
        (
            {"mode": "service", "url": "https://a/x", "sender": "p", "persons_url": "https://b/"},
            [],
        ),
        ({"url": "http://share.example.org/x"}, ["E001"]),
        ({"mode": "service"}, ["E002"]),
        ({"url": "https://a/x", "persons_url": "https://a/x"}, ["E003"]),
    ],
)
def test_a_bad_configuration_is_found_at_start(
    settings: Any, given: dict[str, str], ids: list[str]
) -> None:
    settings.REPORTING = {**settings.REPORTING, **given}
    assert [str(found.id).rpartition(".")[2] for found in checks.reporting()] == ids


def test_waits_grow_and_end_nowhere() -> None:
    waits = [wait(attempts) for attempts in range(1, 9)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(minutes=1), timedelta(hours=6))
