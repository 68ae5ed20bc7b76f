"""What the vault knows only while it runs: numbers of calls, and how much it opened lately."""

from __future__ import annotations

import ctypes
import resource
import sys
import time
from collections import OrderedDict
from collections.abc import Callable

CALL_SECONDS = 2 * 3600.0
MOST_CALLS = 10_000
HOUR = 3600.0
_PR_SET_DUMPABLE = 4

Clock = Callable[[], float]


class Calls:
    """Numbers of calls that go on, for two hours at most; never written, gone with the process."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._numbers: OrderedDict[str, tuple[float, str, int]] = OrderedDict()

    def started(self, call: str, number: str, bucket: int = 0) -> None:
        """Keep the number of a call, and the group in which its earlier cases are looked for;
        announced again, it keeps its first number, so that nobody tries out numbers by one call."""
        self._expire()
        _until, number, bucket = self._numbers.pop(call, (0.0, number, bucket))
        self._numbers[call] = (self._clock() + CALL_SECONDS, number, bucket)
        while len(self._numbers) > MOST_CALLS:
            self._numbers.popitem(last=False)

    def number(self, call: str) -> str | None:
        """The number, or None: not known, expired, forgotten."""
        self._expire()
        found = self._numbers.get(call)
        return found[1] if found else None

    def bucket(self, call: str) -> int | None:
        """The group of the number, or None like `number`."""
        self._expire()
        found = self._numbers.get(call)
        return found[2] if found else None

    def forgotten(self, call: str) -> None:
        """Forget a number, whether it was known or not."""
        self._numbers.pop(call, None)
        self._expire()

    def _expire(self) -> None:
        while self._numbers:
            call, (until, _number, _bucket) = next(iter(self._numbers.items()))
            if until > self._clock():
                return
            del self._numbers[call]

    def __len__(self) -> int:
        return len(self._numbers)

    def __repr__(self) -> str:
        return f"<numbers of {len(self)} calls>"


class Allowance:
    """So many different things at most within any hour of this process; the same thing once more
    takes nothing."""

    def __init__(self, most: int, clock: Clock = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._taken: OrderedDict[str, float] = OrderedDict()

    def take(self, thing: str) -> bool:
        """Take one for this thing; False when the hour's are used up."""
        now = self._clock()
        while self._taken and next(iter(self._taken.values())) <= now - HOUR:
            self._taken.popitem(last=False)
        if thing not in self._taken and len(self._taken) >= self._most:
            return False
        self._taken.setdefault(thing, now)
        return True


def keep_to_itself() -> None:
    """No core dump of this process, and nobody but root reads its memory (Linux).

    Swapping is the machine's: docs/vault.md asks for none, or for an encrypted one.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
