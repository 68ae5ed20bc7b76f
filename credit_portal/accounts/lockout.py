"""How long the door stays closed after failed attempts in a row, and how long they count.

No address is involved: the count belongs to the account. The waits grow, so that guessing does
not pay and somebody who only mistyped is in soon. A passkey opens meanwhile: it cannot be guessed.
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

from credit_portal.accounts.models import User

FREE_ATTEMPTS = 5
"""Failures in a row before the door closes (ASVS 5.0, 6.3.1: controls against guessing)."""

FIRST_WAIT = 60
LONGEST_WAIT = 60 * 60
FORGET_AFTER = 24 * 60 * 60
"""Seconds: the first wait, the longest wait, and after which old failures no longer count."""


def wait_after(failures: int) -> int:
    """Seconds that the door stays closed after so many failures in a row."""
    if failures < FREE_ATTEMPTS:
        return 0
    doublings = min(failures - FREE_ATTEMPTS, 12)
    return int(min(FIRST_WAIT * 2**doublings, LONGEST_WAIT))


def key_of(user: User | None, login: str) -> bytes:
    """Under what failures are counted: the account, or the name typed when there is none."""
    subject = f"user|{user.pk}" if user is not None else f"name|{login.strip().casefold()}"
    return hmac.new(
        f"lockout|{settings.SECRET_KEY}".encode(), subject.encode(), hashlib.sha256
    ).digest()
