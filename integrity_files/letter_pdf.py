"""A letter on paper, in the layout of GB/T 9704-2012 (`common/letters/official_letter.typ`)."""

from __future__ import annotations

from datetime import date
from typing import Any

from credit_portal.common import clock, pdf
from integrity_files.codes_letters import MARKS, LetterKind
from integrity_files.models import Letter


def number_of(row: Letter, year: int, sequence: int) -> str:
    """The document number: organ and kind, year in 〔〕, number without zeros (clause 7.2.5)."""
    organ = row.organ.short_name_zh or row.organ.name_zh
    return f"{organ}{MARKS[LetterKind(row.kind)]}〔{year}〕{sequence}号"


def day_zh(day: date) -> str:
    """A day as documents write it: digits without zeros, no weekday (clause 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def make(row: Letter, number: str = "", on: date | None = None) -> bytes:
    """The PDF; without a number it is marked as a draft."""
    return pdf.compile_letter("official_letter", data(row, number, on or clock.today()))


def data(row: Letter, number: str, on: date) -> dict[str, Any]:
    """What the layout prints."""
    return {
        "organ": row.organ.name_zh,
        "number": number or "（草稿，未编号）",
        "title": row.title_zh,
        "addressee": row.addressee_zh.rstrip("：:"),
        "paragraphs": [one.strip() for one in row.body_zh.splitlines() if one.strip()],
        "enclosures": list(row.enclosures),
        "date": day_zh(on),
        "copies": row.copies_zh,
    }
