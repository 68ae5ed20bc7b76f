"""Keys made in Python: UUIDv7 for rows whose order may show, UUIDv4 where time must not."""

import os
import time
from uuid import UUID, uuid4

from credit_portal.common import clock


def uuid7() -> UUID:
    """A time-ordered key (RFC 9562 section 5.7): 48 bits of Unix milliseconds, 74 random bits.

    Uses the machine's clock, not the portal's: keys order inserts, they state no legal time. Where
    the clock tells days only, it is a random key: the moment is not hidden in it (security.md T4).
    """
    if clock.tells_days_only():
        return uuid4()
    millis = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (millis & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76
    value |= (random >> 68 & 0xFFF) << 64
    value |= 0b10 << 62
    value |= random & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=value)
