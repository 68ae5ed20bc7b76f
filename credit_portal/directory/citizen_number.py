"""Citizen numbers (公民身份号码, GB 11643-1999): checked, masked, never shown.

Own check on purpose: python-stdnum also demands that the county existed in the year of birth, and
so refuses people of 辽中区 or 新民市 whose numbers were renumbered.
"""

from __future__ import annotations

import unicodedata
from datetime import date

from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import Invalid

PROVINCES = frozenset(
    (
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    )
)
_EARLIEST_YEAR = 1850

_MESSAGES = {
    "citizen_number_form": _("A citizen number has 17 digits and a last digit or X."),
    "citizen_number_province": _("The first two digits are no known province."),
    "citizen_number_date": _("Digits 7 to 14 are no possible date of birth."),
    "citizen_number_check": _(
        "The last character does not fit the others; check for a typing error."
    ),
}


def normalise(text: str) -> str:
    """Fold full-width forms, drop spaces, raise the X."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def check_character(first17: str) -> str:
    """Last character by ISO 7064 MOD 11-2 (GB 11643-1999, 5)."""
    return "0123456789X"[(1 - 2 * int(first17, 13)) % 11]


def born_on(number: str) -> date | None:
    """Date of birth in a number of the right form, None when there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def problem(number: str, *, today: date) -> str | None:
    """First thing wrong with a normalised number, as a stable word; None when it is valid."""
    well_formed = len(number) == 18 and number.isascii() and number[:17].isdigit()
    if not well_formed or number[17] not in "0123456789X":
        return "citizen_number_form"
    if number[:2] not in PROVINCES:
        return "citizen_number_province"
    born = born_on(number)
    if born is None or born.year < _EARLIEST_YEAR or born > today:
        return "citizen_number_date"
    if check_character(number[:17]) != number[17]:
        return "citizen_number_check"
    return None


def validate(text: str, *, today: date, field: str = "id_number") -> str:
    """Return the normalised number; raise Invalid, whose text never repeats the number."""
    number = normalise(text)
    wrong = problem(number, today=today)
    if wrong is not None:
        raise Invalid(wrong, _MESSAGES[wrong], field=field)
    return number


def mask(number: str) -> str:
    """First six and last four only, for internal pages; never for the public."""
    return f"{number[:6]}********{number[-4:]}" if len(number) == 18 else "*" * 18
