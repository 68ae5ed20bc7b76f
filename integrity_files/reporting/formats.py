"""The fields of a breach record as the sharing platform takes them (domain.md 2.5–2.7).

Code names follow the published lists of penalties (CF_…): pinyin initials after a prefix. Dates
are GB/T 7408 (2026-01-31), amounts ten thousands of yuan with six decimals (as CF_NR_FK).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from credit_portal.directory import uscc

TEXT, DATE, AMOUNT, USCC, AREA, CODE = "text", "date", "amount", "uscc", "area", "code"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_AMOUNT = re.compile(r"\d{1,12}\.\d{6}", re.ASCII)
_AREA = re.compile(r"\d{6}", re.ASCII)


@dataclass(frozen=True)
class Field:
    """A field: national code, title, kind, length, whether it must be filled, known codes."""

    code: str
    title_zh: str
    kind: str = TEXT
    length: int = 200
    needed: bool = False
    codes: Mapping[str, str] = field(default_factory=dict)


SUBJECT_KINDS = {
    "government": "1", "department": "2", "institution": "3", "street_office": "4", "town": "4",
    "township": "4", "credit_office": "2",
}  # fmt: skip
OTHER_SUBJECT = "9"
DOMAINS = {
    "procurement": "01", "bidding": "02", "promotion": "03", "partnership": "04", "support": "05",
    "investment": "06", "debt": "07", "statistics": "08", "other": "99",
}  # fmt: skip
SEVERITIES = {"minor": "1", "general": "2", "serious": "3"}
COUNTERPARTIES = {
    "private": "1", "state_firm": "2", "sole": "3", "person": "4", "association": "5", "body": "6",
    "public": "9",
}  # fmt: skip
VALID, REVOKED, REPAIRED, EXPIRED, HIDDEN = "1", "2", "3", "4", "5"

FIELDS: tuple[Field, ...] = (
    Field("SX_JLBH", "记录编号", length=32, needed=True),
    Field("SX_ZT_MC", "主体名称", needed=True),
    Field("SX_ZT_SHXYM", "主体统一社会信用代码", USCC, 18, True),
    Field("SX_ZT_LB", "主体类别", CODE, 1, True,
          {"1": "政府", "2": "部门", "3": "事业单位", "4": "街道乡镇", "9": "其他"}),
    Field("SX_ZT_QH", "主体所在区划", AREA, 6, True),
    Field("SX_LY", "领域", CODE, 2, True, {code: name for name, code in DOMAINS.items()}),
    Field("SX_QXDM", "违约情形代码", CODE, 3, True),
    Field("SX_QX", "违约情形", needed=True),
    Field("SX_SS", "事实摘要", length=5000, needed=True),
    Field("SX_HTBH", "合同或承诺"),
    Field("SX_JE", "涉及金额（万元）", AMOUNT, 19),
    Field("SX_LXQK", "已履行和未履行情况", length=1000),
    Field("SX_DFLB", "相对方类别", CODE, 1, False, {c: n for n, c in COUNTERPARTIES.items()}),
    Field("SX_LYLX", "来源类型", CODE, 2, True, {f"S{n}": "" for n in range(1, 9)}),
    Field("SX_WSMC", "认定文书名称", needed=True),
    Field("SX_WSH", "认定文书号", length=100, needed=True),
    Field("SX_WSJG", "文书制作机关", needed=True),
    Field("SX_WSRQ", "文书日期", DATE, 10, True),
    Field("SX_RDDW", "认定单位", needed=True),
    Field("SX_RDDWDM", "认定单位统一社会信用代码", USCC, 18, True),
    Field("SX_RDRQ", "认定日期", DATE, 10, True),
    Field("SX_YZCD", "严重程度", CODE, 1, True, {c: n for n, c in SEVERITIES.items()}),
    Field("SX_GSQ", "公示起始日期", DATE, 10),
    Field("SX_GSJZQ", "公示截止日期", DATE, 10),
    Field("SX_ZGQX", "整改期限", DATE, 10),
    Field("SX_ZGZT", "整改状态", CODE, 1, True, {"0": "未完成", "1": "已完成"}),
    Field("SX_ZGRQ", "整改完成日期", DATE, 10),
    Field("SX_XFZT", "修复状态", CODE, 1, True, {"0": "未修复", "1": "已修复"}),
    Field("SX_XFRQ", "修复日期", DATE, 10),
    Field("SX_YYBZ", "异议标注", CODE, 1, True, {"0": "无", "1": "异议处理中"}),
    Field("SX_SJZT", "数据状态", CODE, 1, True,
          {VALID: "有效", REVOKED: "撤销", REPAIRED: "修复", EXPIRED: "到期", HIDDEN: "暂停公示"}),
    Field("SX_BGRQ", "状态变更日期", DATE, 10),
    Field("BZ", "备注", length=500),
)  # fmt: skip
BY_CODE = {one.code: one for one in FIELDS}
#: Said by the batch, not by the record.
BATCH_FIELDS = (
    Field("SX_PC", "上报批次", length=20, needed=True),
    Field("SX_CZ", "操作类型", CODE, 8, True),
    Field("SX_XXBH", "消息编号", length=64, needed=True),
)


def problems(payload: Mapping[str, str]) -> list[dict[str, str]]:
    """What keeps a row from fitting the format: field and a code of `WRONG` each; [] when it
    fits. Pure."""
    found = [
        {"field": one.code, "code": wrong}
        for one in FIELDS
        if (wrong := _wrong(one, payload.get(one.code, "")))
    ]
    unknown = sorted(payload.keys() - BY_CODE.keys())
    return found + [{"field": code, "code": "unknown"} for code in unknown]


def _wrong(one: Field, value: str) -> str:
    if not value:
        return "missing" if one.needed else ""
    if len(value) > one.length:
        return "too_long"
    if one.codes and value not in one.codes:
        return "code"
    test = _TESTS.get(one.kind)
    return "" if test is None or test(value) else one.kind


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return _DATE.fullmatch(value) is not None


_TESTS: dict[str, Callable[[str], bool]] = {
    DATE: _is_date,
    AMOUNT: lambda value: _AMOUNT.fullmatch(value) is not None,
    USCC: lambda value: uscc.problem(value) is None,
    AREA: lambda value: _AREA.fullmatch(value) is not None,
}


def day(value: date | None) -> str:
    """A date as the format wants it; "" for none."""
    return value.isoformat() if value else ""


def ten_thousands(yuan: Decimal | None) -> str:
    """An amount of yuan as ten thousands with six decimals; "" for none."""
    return "" if yuan is None else f"{yuan / Decimal(10_000):.6f}"


def yuan(text: str) -> Decimal | None:
    """Ten thousands of yuan, as a list gives them, in yuan; None when it is no amount."""
    try:
        found = Decimal(text) * 10_000
    except InvalidOperation:
        return None
    return found if found.is_finite() and found >= 0 else None
