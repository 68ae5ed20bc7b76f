"""Unified social credit codes (统一社会信用代码, GB 32100-2015).

Own validator: python-stdnum 2.2 refuses valid codes of kinds A, N and Y and does not look at the
position 17 check (GB 11714), at the institution class or at combinations of the two.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import Invalid

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18

# Position 1 is the registering authority, position 2 the class of body under it.
CLASSES: dict[str, str] = {
    "1": "1239",  # institutional establishment: organ, institution, mass organisation, other
    "2": "19",  # foreign affairs
    "3": "123459",  # judicial administration
    "4": "19",  # culture
    "5": "1239",  # civil affairs
    "6": "129",  # tourism
    "7": "129",  # religion
    "8": "19",  # trade unions
    "9": "1239",  # market regulation
    "A": "19",  # Central Military Commission
    "N": "1239",  # rural collective economic organisations
    "Y": "1",  # other
}
LETTERS_IN_AREA = "ANY"

_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_SUBJECT_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

_MESSAGES = {
    "uscc_length": _("A unified social credit code has 18 characters."),
    "uscc_alphabet": _(
        "A unified social credit code has digits and capital letters other than "
        "I, O, S, V and Z only."
    ),
    "uscc_class": _("The first two characters are no known registering authority and class."),
    "uscc_area": _("Characters 3 to 8 must be the six digits of an administrative division."),
    "uscc_subject": _("Character 17 does not fit characters 9 to 16; check for a typing error."),
    "uscc_check": _("The last character does not fit the others; check for a typing error."),
}


def normalise(text: str) -> str:
    """Fold full-width forms, drop spaces and hyphens, raise to capitals."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if not c.isspace() and c != "-").upper()


def subject_check_digit(subject: str) -> str:
    """Check character of an eight-character organisation code (GB 11714-1997)."""
    total = sum(
        int(char, 36) * weight for char, weight in zip(subject, _SUBJECT_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def check_character(first17: str) -> str:
    """Last character for the 17 before it (GB 32100-2015, modulus 31)."""
    total = sum(ALPHABET.index(c) * w for c, w in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


# In this order: each test may rely on those before it.
_TESTS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("uscc_length", lambda code: len(code) == LENGTH),
    ("uscc_alphabet", lambda code: all(char in ALPHABET for char in code)),
    ("uscc_class", lambda code: code[1] in CLASSES.get(code[0], "")),
    ("uscc_area", lambda code: code[0] in LETTERS_IN_AREA or code[2:8].isdigit()),
    ("uscc_subject", lambda code: subject_check_digit(code[8:16]) == code[16]),
    ("uscc_check", lambda code: check_character(code[:17]) == code[17]),
)


def problem(code: str) -> str | None:
    """First thing wrong with a normalised code, as a stable word; None when it is valid."""
    return next((word for word, holds in _TESTS if not holds(code)), None)


def is_valid(text: str) -> bool:
    """Whether the text is a valid code after normalisation."""
    return problem(normalise(text)) is None


def validate(text: str, *, field: str = "code") -> str:
    """Return the normalised code; raise Invalid with the first thing wrong (GB 32100-2015)."""
    code = normalise(text)
    wrong = problem(code)
    if wrong is not None:
        raise Invalid(wrong, _MESSAGES[wrong], field=field)
    return code


def fictional(number: int, *, area: str = "210100", kind: str = "11") -> str:
    """A checksum-valid code that no real body has: subject FT000001, FT000002, …

    `number` 0..999999, `area` six digits, `kind` the first two characters.
    """
    if not 0 <= number <= 999_999:
        raise ValueError("number must be between 0 and 999999")
    subject = f"FT{number:06d}"
    first17 = f"{kind}{area}{subject}{subject_check_digit(subject)}"
    return first17 + check_character(first17)


def is_fictional(code: str) -> bool:
    """Whether a code was made by `fictional`."""
    return code[8:10] == "FT" and code[10:16].isdigit()
