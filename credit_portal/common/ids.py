"""Keys made in Python: UUIDv7 for rows whose order may show, UUIDv4 where time must not."""

import os
import time
from uuid import UUID

from credit_portal.common import clock


def uuid7() -> UUID:
    """A time-ordered key (RFC 9562 section 5.7): 48 bits of Unix milliseconds, 74 random bits.

    Uses the machine's clock, not the portal's: keys order inserts, they state no legal time.
    Where no moment may be kept (`clock.days_only`) they tell the day.
    """
    millis = time.time_ns() // 1_000_000 + int(clock.rounding().total_seconds() * 1000)
    random = int.from_bytes(os.urandom(10), "big")
    value = (millis & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76
    value |= (random >> 68 & 0xFFF) << 64
    value |= 0b10 << 62
    value |= random & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=value)
