"""How long consequences last: pure, by codes and days, with the article beside each line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from credit_portal.workdays.arithmetic import add_months
from integrity_files.codes_consequences import ConsequenceKind, Sanction

#: 政务处分法 art. 8: 警告 6, 记过 12, 记大过 18, 降级 and 撤职 24 months; 开除 has no term.
MONTHS: dict[str, int | None] = {
    Sanction.WARNING: 6,
    Sanction.DEMERIT: 12,
    Sanction.GREAT_DEMERIT: 18,
    Sanction.DEMOTION: 24,
    Sanction.REMOVAL: 24,
    Sanction.DISMISSAL: None,
}
#: 政务处分法 art. 15: a term fixed for several like sanctions is at most 48 months.
LONGEST = 48
#: Months that a bar from honours lasts at least. Set by this portal: the law says "that year" only.
HONOURS_LEAST = 6
#: From the lightest to the gravest (art. 7).
WEIGHT = tuple(Sanction.values)


def term_of(sanction: str) -> int | None:
    """Months of one sanction (art. 8); None for a dismissal. Raises KeyError for another word."""
    return MONTHS[Sanction(sanction)]


def executed(sanctions: Sequence[str]) -> str:
    """Of several sanctions the gravest is executed (art. 15). Raises ValueError for none."""
    return max(sanctions, key=WEIGHT.index)


def bounds(sanctions: Sequence[str]) -> tuple[int, int] | None:
    """Shortest and longest term in months that may be fixed for these sanctions together.

    Several like ones below removal from office: one term at least, their sum and 48 months at
    most (art. 15). Otherwise the gravest alone, for its own term; None for a dismissal.
    """
    gravest = executed(sanctions)
    one = term_of(gravest)
    if one is None:
        return None
    like = gravest != Sanction.REMOVAL and all(each == gravest for each in sanctions)
    return (one, min(one * len(sanctions), LONGEST)) if like else (one, one)


def is_term(sanctions: Sequence[str], months: int | None) -> bool:
    """Whether this term may be fixed for these sanctions."""
    found = bounds(sanctions)
    if found is None:
        return months is None
    return months is not None and found[0] <= months <= found[1]


def sanction_until(effective_on: date, months: int | None) -> date | None:
    """Last day of a sanction: it counts from the day the decision takes effect (art. 8) to the
    corresponding day (Civil Code art. 201, 202). None for a dismissal, which does not end."""
    return None if months is None else add_months(effective_on, months)


def honours_until(first_day: date, determined_on: date, months: int | None = None) -> date:
    """Last day without honours, from the day on which it was confirmed: the corresponding day of
    the months that the cited basis sets; else the end of the year of the determination (辽宁省政务
    严重失信行为联合惩戒实施办法: no honours that year), or of the next year that leaves
    `HONOURS_LEAST` months, for at the year's end that year would be no bar at all."""
    if months:
        return add_months(first_day, months)
    least = add_months(first_day, HONOURS_LEAST) - timedelta(days=1)
    return date(max(determined_on.year, least.year), 12, 31)


def term_until(
    kind: str, first_day: date, determined_on: date, months: int | None
) -> date | None:  # fmt: skip
    """Last day of a consequence with a term; None: until the record is repaired or revoked (no.
    1103: measures stop once the determining office confirms the correction), at the latest to the
    last day of its display (set by this portal), or no term at all."""
    if kind == ConsequenceKind.HONOURS:
        return honours_until(first_day, determined_on, months)
    if kind in (ConsequenceKind.FUNDS, ConsequenceKind.SPENDING) and months:
        return add_months(first_day, months)
    return None
