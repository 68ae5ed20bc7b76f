"""Proof of work instead of a captcha: a report costs a moment of computing, or of waiting.

A challenge is 25 bytes (version, minute of issue, difficulty, minutes of waiting, 18 random bytes)
and their HMAC under a key of this use alone, in base64url. It says nothing about who got it, and
the portal keeps nothing of it. The work is a number n for which SHA-256(challenge ‖ "." ‖ n in
decimals) begins with so many zero bits. Whoever has no script waits instead: the same challenge is
good by itself some minutes after it was issued, within a small quota of its own, so that bots
which wait crowd out only each other. Either way a challenge buys one report (`SpentWork`).

How many are handed in is counted without any key or address: in this process's memory by the
minute, and by the day for the whole system, from the works that are spent. The more there are, the
harder the next challenges. Work stops floods of one cheap machine, not of somebody with
graphics cards: quotas of bytes stand behind it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import math
import secrets
import struct
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from complaints.models import SpentWork
from credit_portal.common import clock
from credit_portal.common.errors import Invalid

VERSION = 1
#: Zero bits: about 0.3 s of a desk computer's browser, 1 to 2 s of a cheap telephone's.
EASIEST, HARDEST = 17, 22
#: Works handed in per minute and process up to which it stays easy; each doubling adds a bit.
CALM = 20
#: The same per day, of all processes together (set by this portal).
CALM_DAY = 2_000
WAIT_MINUTES = 2
#: Reports that waited instead of working, per minute and process.
WAITED_A_MINUTE = 6
#: So long a form may lie open.
VALID_MINUTES = 240
LONGEST_COUNTER = 12  # digits
_FIELDS = struct.Struct(">BIBB18s")
_MAC = 32
_SALT = "complaints.work_proof.v1"
SPEND = "insert into complaints_spentwork (digest, day) values (%s, %s) on conflict do nothing"


@dataclass(frozen=True)
class Challenge:
    """What a form carries: the signed text, how hard the work is, how long the waiting."""

    token: str
    bits: int
    wait_minutes: int


class Window:
    """How many there were within the last minute, of anybody."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._moments: deque[float] = deque(maxlen=10_000)

    def count(self) -> int:
        """So many in the last minute (at most 10,000 are remembered)."""
        while self._moments and self._moments[0] <= self._clock() - 60.0:
            self._moments.popleft()
        return len(self._moments)

    def add(self) -> None:
        """One more, now."""
        self._moments.append(self._clock())


class Today:
    """How many works were handed in today in the whole system, as of a minute ago at most."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._count, self._day, self._until = 0, date.min, 0.0

    def count(self) -> int:
        """What was found last; 0 on another day."""
        return self._count if self._day == clock.today() else 0

    def look(self) -> None:
        """Count anew, at most once a minute and never further than matters."""
        if self._clock() < self._until and self._day == clock.today():
            return
        self._until, self._day = self._clock() + 60.0, clock.today()
        most = CALM_DAY << HARDEST - EASIEST
        self._count = SpentWork.objects.filter(day=self._day)[:most].count()


#: Of this process: works accepted, and reports that waited instead. Of all: those of today.
WORKED, WAITED, TODAY = Window(), Window(), Today()


def bits_for(per_minute: int, today: int = 0) -> int:
    """How many zero bits are asked for at this load; one more with each doubling beyond CALM in a
    minute or CALM_DAY in a day, whichever asks for more."""
    load = max(per_minute / CALM, today / CALM_DAY)
    return min(EASIEST + (math.ceil(math.log2(load)) if load > 1 else 0), HARDEST)


def issue() -> Challenge:
    """A fresh challenge, as hard as the last minute and the day so far demand."""
    bits = bits_for(WORKED.count(), TODAY.count())
    fields = _FIELDS.pack(VERSION, _minute(), bits, WAIT_MINUTES, secrets.token_bytes(18))
    text = base64.urlsafe_b64encode(fields + _signature(fields)).decode()
    return Challenge(text, bits, WAIT_MINUTES)


def hand_in(token: str, counter: str) -> None:
    """Take a challenge with its work, or without (`counter` empty) after the waiting; once.

    Call it inside the transaction that stores the report: rolled back, the challenge is not spent.
    Raises Invalid: `work_missing`, `work_expired`, `work_wrong`, `work_wait`, `work_crowded`,
    `work_spent`.
    """
    require_done(token, counter)
    if not counter and WAITED.count() >= WAITED_A_MINUTE:
        raise Invalid(
            "work_crowded", _("Many are sending at this moment. Wait a minute, then send it again.")
        )
    if not spend(token):
        raise Invalid("work_spent", _("This form has been sent already."))
    # Of what is rolled back the challenge is good again, so it does not count either.
    transaction.on_commit((WORKED if counter else WAITED).add)
    TODAY.look()


def require_done(token: str, counter: str) -> None:
    """Raise Invalid unless the challenge is ours and its work is done, or it was waited for: pure
    arithmetic, to be asked before anything that costs more. It may be spent all the same.

    Codes: `work_missing`, `work_expired`, `work_wrong`, `work_wait`.
    """
    minute, bits, wait = _read(token)
    age = _minute() - minute
    if not 0 <= age <= VALID_MINUTES:
        raise Invalid("work_expired", _("The form lay open for too long. Send it once more."))
    if counter and not solved(token, counter, bits):
        raise Invalid("work_wrong", _("The proof of work is not right. Send it once more."))
    if not counter and age <= wait:
        raise Invalid(
            "work_wait", _("Without JavaScript, please wait %(n)d min, then send it again.")
            % {"n": wait - age + 1},
        )  # fmt: skip


def minutes_to_wait(token: str) -> int:
    """After how many minutes a challenge is good without work; 0 now. Raises Invalid."""
    minute, _bits, wait = _read(token)
    return max(0, wait - (_minute() - minute) + 1)


def solved(token: str, counter: str, bits: int) -> bool:
    """Whether the work was done: pure arithmetic."""
    if not (counter.isascii() and counter.isdigit() and len(counter) <= LONGEST_COUNTER):
        return False
    digest = hashlib.sha256(f"{token}.{counter}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - bits) == 0


def spend(token: str) -> bool:
    """Note that a challenge was handed in; False when it had been."""
    digest = hashlib.sha256(token.encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute(SPEND, [digest, clock.today()])
        return bool(cursor.rowcount)


def purge() -> int:
    """Forget works whose challenges are no longer good; so many. Safe at any time."""
    gone, _kinds = SpentWork.objects.filter(day__lt=clock.today() - timedelta(days=1)).delete()
    return gone


def _minute() -> int:
    return int(clock.now().timestamp() // 60)


def _signature(fields: bytes) -> bytes:
    return salted_hmac(_SALT, fields, algorithm="sha256").digest()


def _read(token: str) -> tuple[int, int, int]:
    """Minute, bits and waiting of a challenge that is ours. Raises Invalid."""
    try:
        raw = base64.urlsafe_b64decode(token)
        if base64.urlsafe_b64encode(raw).decode() != token:
            raise ValueError  # read all the same, but not as we write it: it could be spent anew
        fields, signature = raw[:-_MAC], raw[-_MAC:]
        version, minute, bits, wait, _random = _FIELDS.unpack(fields)
    except (ValueError, binascii.Error, struct.error):
        version = minute = bits = wait = 0
        fields = signature = b""
    if version != VERSION or not hmac.compare_digest(signature, _signature(fields)):
        raise Invalid("work_missing", _("The form was not complete. Load it anew and send it."))
    return minute, bits, wait


def again(token: str) -> Challenge:
    """The challenge of a form while it is good for a while yet, else a fresh one."""
    try:
        minute, bits, wait = _read(token)
    except Invalid:
        return issue()
    if not 0 <= _minute() - minute <= VALID_MINUTES // 2:
        return issue()
    return Challenge(token, bits, wait)
