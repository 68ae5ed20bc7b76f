"""Pure rules of the yearly sheets of streets, towns and townships."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from commitments import codes

UNIT_KINDS = ("street", "town", "township")
"""Kinds of divisions that have a sheet; statistical units have none (``domain.md`` 1.5)."""

BODY_KINDS = ("street_office", "town", "township")
"""Kinds of bodies that file one."""

FIELDS = codes.LIVELIHOOD_SECTORS

TO_DO, NOTHING, FILLED = "to_do", "nothing", "filled"


def years_open(today: dt.date) -> tuple[int, int]:
    """Years for which a sheet may be begun: this one and the next."""
    return today.year, today.year + 1


def usual_spell(year: int, today: dt.date) -> tuple[dt.date, dt.date]:
    """From when to when a standing indicator of the sheet holds unless it says otherwise: the
    year, or what is left of it."""
    return max(dt.date(year, 1, 1), min(today, dt.date(year, 12, 31))), dt.date(year, 12, 31)


def state_of_field(entries: int, reason: str | None) -> str:
    """Whether a field is filled, declared empty with a reason, or still to do."""
    if entries:
        return FILLED
    return NOTHING if (reason or "").strip() else TO_DO


def missing(entries: Mapping[str, int], reasons: Mapping[str, str]) -> list[str]:
    """Fields with neither a commitment nor a reason, in the order of the plan."""
    return [
        code for code in FIELDS if state_of_field(entries.get(code, 0), reasons.get(code)) == TO_DO
    ]


def contradictory(entries: Mapping[str, int], reasons: Mapping[str, str]) -> list[str]:
    """Fields that hold commitments and yet say that nothing is promised."""
    return [code for code in FIELDS if entries.get(code, 0) and reasons.get(code, "").strip()]


def next_field(code: str) -> str:
    """The field after one, "" after the last."""
    at = FIELDS.index(code) + 1
    return FIELDS[at] if at < len(FIELDS) else ""


def done(states: Iterable[str]) -> int:
    """How many fields are finished."""
    return sum(1 for state in states if state != TO_DO)
