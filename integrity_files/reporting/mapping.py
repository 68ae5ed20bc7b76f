"""A determined record as a row of the platform's fields. No person is in it: neither who is
responsible nor the name of the other party."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import override

from credit_portal.directory.models import Organisation
from integrity_files.codes import BreachCategory
from integrity_files.codes_records import RecordState
from integrity_files.codes_reporting import GONE, Channel, ReportAct
from integrity_files.models.files import SubjectKind
from integrity_files.models.records import Record
from integrity_files.reporting import formats
from integrity_files.reporting.formats import day
from integrity_files.selectors_records import objected_on

#: What is told in the place of texts that may be what had to be hidden.
UNSAID = {"SX_SS": "该记录已暂停公示。", "SX_WSMC": "已暂停公示", "SX_HTBH": "", "SX_LXQK": ""}


def row_of(
    record: Record, *, office: Organisation | None, today: date, rectify_by: date | None = None,
    hidden_on: date | None = None, was_hidden: bool = False,
) -> dict[str, str]:  # fmt: skip
    """The record as it stands on `today`; empty fields are left out. Pure: what it reads is on
    the record and its body, lead and item, fetched by the caller.

    `office` is the body that determines (PUBLISHING_OFFICE_CODE). `hidden_on`: the day since which
    it is hidden from the public; none of its texts is told then, nor once it is gone where it ever
    `was_hidden`.
    """
    state = _state(record, today, hidden_on)
    unsaid = hidden_on is not None or (was_hidden and state["SX_SJZT"] in GONE)
    found = {
        **_subject(record.organisation),
        **_breach(record),
        **_document(record, office),
        **_display(record, rectify_by),
        **state,
        **(UNSAID if unsaid else {}),
    }
    return {code: value for code, value in found.items() if value}


def channel_of(record: Record) -> str:
    """By which way it travels: what is about a person goes by the restricted one."""
    item = record.item
    personal = item is not None and item.subject_kind != SubjectKind.ORGANISATION
    return Channel.PERSONS if personal else Channel.BODIES


def digest_of(payload: Mapping[str, str]) -> str:
    """SHA-256 of a row in its canonical form."""
    return hashlib.sha256(canonical(payload)).hexdigest()


def canonical(value: Any) -> bytes:
    """JSON with sorted names and no blanks, as it is signed and compared."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def act_for(
    payload: Mapping[str, str], *, is_known: bool, is_withdrawn: bool = False
) -> str:  # fmt: skip
    """What the message says; "" when there is nothing to say: gone before it was ever taken. What
    the platform took a withdrawal of is reported anew, not updated."""
    gone = payload.get("SX_SJZT") in GONE
    if not is_known or (is_withdrawn and not gone):
        return "" if gone else ReportAct.REPORT
    return ReportAct.WITHDRAW if gone else ReportAct.UPDATE


def _subject(body: Organisation) -> dict[str, str]:
    return {
        "SX_ZT_MC": body.name_zh,
        "SX_ZT_SHXYM": body.code or "",
        "SX_ZT_LB": formats.SUBJECT_KINDS.get(body.kind, formats.OTHER_SUBJECT),
        "SX_ZT_QH": _area(body),
    }


def _area(body: Organisation) -> str:
    """Six digits of the division (GB/T 2260); else those that the body's code holds."""
    code = body.code or ""
    return (body.division_id or (code[2:8] if code[2:8].isdigit() else ""))[:6]


def _breach(record: Record) -> dict[str, str]:
    category = record.lead.category
    return {
        "SX_JLBH": record.pk.hex,
        "SX_LY": formats.DOMAINS.get(record.domain, ""),
        "SX_QXDM": category,
        "SX_QX": _category(category),
        "SX_SS": record.facts_zh,
        "SX_HTBH": record.agreement_zh,
        "SX_JE": formats.ten_thousands(record.amount),
        "SX_LXQK": record.performed_zh,
        "SX_DFLB": formats.COUNTERPARTIES.get(record.counterparty, ""),
    }


def _document(record: Record, office: Organisation | None) -> dict[str, str]:
    return {
        "SX_LYLX": record.paper,
        "SX_WSMC": record.paper_title,
        "SX_WSH": record.paper_number,
        "SX_WSJG": record.paper_organ,
        "SX_WSRQ": day(record.paper_date),
        "SX_RDDW": office.name_zh if office else "",
        "SX_RDDWDM": (office.code or "") if office else "",
        "SX_RDRQ": day(record.decided_on),
        "SX_YZCD": formats.SEVERITIES.get(record.severity, ""),
    }


def _display(record: Record, rectify_by: date | None) -> dict[str, str]:
    return {
        "SX_GSQ": day(record.first_day),
        "SX_GSJZQ": day(record.last_day),
        "SX_ZGQX": day(rectify_by),
        "SX_ZGZT": "1" if record.corrected_on else "0",
        "SX_ZGRQ": day(record.corrected_on),
        "SX_XFZT": "1" if record.repaired_on else "0",
        "SX_XFRQ": day(record.repaired_on),
        "SX_YYBZ": "1" if objected_on(record) else "0",
    }


def is_expired(record: Record, today: date) -> bool:
    """Whether its days of display are over."""
    return record.last_day is not None and record.last_day < today


def _state(record: Record, today: date, hidden_on: date | None) -> dict[str, str]:
    """Revoked before repaired before expired before hidden: the strongest is said, with its day."""
    if record.state == RecordState.REVOKED:
        return {"SX_SJZT": formats.REVOKED, "SX_BGRQ": day(record.revoked_on)}
    if record.repaired_on is not None:
        return {"SX_SJZT": formats.REPAIRED, "SX_BGRQ": day(record.repaired_on)}
    if is_expired(record, today):
        return {"SX_SJZT": formats.EXPIRED, "SX_BGRQ": day(record.last_day)}
    if hidden_on is not None:
        return {"SX_SJZT": formats.HIDDEN, "SX_BGRQ": day(hidden_on)}
    return {"SX_SJZT": formats.VALID}


def _category(code: str) -> str:
    """The category in Chinese, whatever language the portal is used in."""
    with override("zh-hans"):
        return str(BreachCategory(code).label)
