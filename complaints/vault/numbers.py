"""Telephone numbers, written in any way, made comparable."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 20


def normal(text: str) -> str:
    """Digits of a number without what is written differently from time to time: full-width forms,
    blanks and dashes, the country's code 86 (+86, 0086), the zero of a mobile number dialled from
    elsewhere. An empty text when there are no digits, or too many for a number."""
    digits = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))
    if len(digits) > _LONGEST:
        return ""
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and len(digits) - len(prefix) >= 10:
            digits = digits[len(prefix) :]
            break
    if re.fullmatch(r"01[3-9][0-9]{9}", digits):
        return digits[1:]
    if re.fullmatch(r"[2-9][0-9]{9,10}", digits):  # an area code after +86 is said without its 0
        return f"0{digits}"
    return digits
