"""Receipts: a code that lets somebody without an account find his case again.

16 characters of Crockford's alphabet (80 random bits) and a check character by ISO 7064
MOD 37,36. Apps keep only the digest; they register a lookup by digest. A wrong check character
is told as a typing mistake before any table is asked.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import Invalid, NotFound

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECKED = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LENGTH = 16
LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})


@dataclass(frozen=True)
class Receipted:
    """What `/progress/` may show to whoever holds the receipt. Events as the story component's."""

    title: str
    state: str
    url: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)


Case = TypeVar("Case")
Lookup = Callable[[bytes], Receipted | None]
_lookups: list[Lookup] = []


def register_receipt_lookup(lookup: Lookup) -> None:
    """Let an app answer for its receipts: `lookup(digest)` returns Receipted or None."""
    if lookup not in _lookups:
        _lookups.append(lookup)


def issue() -> tuple[str, bytes]:
    """A new receipt in groups of four, and its digest: show the first once, keep the second."""
    body = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    code = body + check_character(body)
    return "-".join(code[n : n + 4] for n in range(0, LENGTH, 4)) + "-" + code[-1], digest(code)


def lookup(code: str) -> Receipted:
    """What stands behind a receipt; raises Invalid for a mistyped one, NotFound for none."""
    wanted = digest(normalise(code))
    answers = (find(wanted) for find in _lookups)
    return case(next((found for found in answers if found is not None), None))


def case(found: Case | None) -> Case:
    """The case that was found under a receipt. Raises NotFound for none."""
    if found is None:
        raise NotFound("receipt_unknown", _("Nothing is filed under this receipt."), field="code")
    return found


def normalise(code: str) -> str:
    """The bare 17 characters; raises Invalid when they cannot be a receipt."""
    text = "".join(character for character in code[:60].upper() if character.isalnum())
    body, check = text[:-1].translate(LOOKALIKES), text[-1:]
    whole = len(body) == LENGTH and all(character in ALPHABET for character in body)
    if not whole or check_character(body) != check:
        raise Invalid(
            "receipt_mistyped",
            _("This is not a receipt as we give it out. Please check for a typing mistake."),
            field="code",
        )
    return body + check


def check_character(body: str) -> str:
    """ISO 7064 MOD 37,36 over letters and digits."""
    product = 36
    for character in body:
        total = (product + CHECKED.index(character)) % 36 or 36
        product = total * 2 % 37
    return CHECKED[(37 - product) % 36]


def digest(code: str) -> bytes:
    """What is stored of a receipt; 80 random bits need no salt and no slow hash."""
    return hashlib.sha256(b"receipt\0" + code.replace("-", "").encode()).digest()
