"""What in a text tells who somebody is, said before it is sent, and how it is masked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

#: Weights of the check character of a citizen's number (GB 11643-1999).
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_NUMBERS = re.compile(r"(?<![0-9A-Za-z])\+?\d(?:[ -]?\d){6,20}[Xx]?(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{9,11}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that names a person: where it stands, what it is, and what would stand there."""

    start: int
    end: int
    kind: Any
    text: str
    masked: str


def find(text: str) -> list[Finding]:
    """Identity, telephone and bank account numbers and e-mail addresses, in the order of the
    text."""
    found = [_finding(one, kind) for one in _NUMBERS.finditer(text) if (kind := _kind(one[0]))]
    found += [_finding(one, _("e-mail address")) for one in _MAIL.finditer(text)]
    return sorted(found, key=lambda one: one.start)


def masked(text: str) -> str:
    """The text with all of it masked."""
    for one in reversed(find(text)):
        text = text[: one.start] + one.masked + text[one.end :]
    return text


def _finding(match: re.Match[str], kind: Any) -> Finding:
    text = match[0]
    keep = 0 if "@" in text else 3
    stars = text[:keep] + "*" * max(4, len(text) - keep)
    return Finding(match.start(), match.end(), kind, text, stars)


def _kind(text: str) -> Any:
    """What the number is; None for sums, dates and other numbers."""
    digits = text.replace(" ", "").replace("-", "").removeprefix("+").upper()
    if len(digits) == 18 and _is_citizen(digits):
        return _("identity number")
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return _("telephone number")
    if 16 <= len(digits) <= 19 and digits.isdigit() and _luhn(digits):
        return _("bank account number")
    return None


def _is_citizen(digits: str) -> bool:
    if not digits[:17].isdigit():
        return False
    total = sum(int(one) * weight for one, weight in zip(digits[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == digits[17]


def _luhn(digits: str) -> bool:
    """Check digit of bank cards (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, one in enumerate(reversed(digits)):
        value = int(one) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
