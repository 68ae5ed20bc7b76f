"""The signer asks witnesses to co-sign its heads, beside signing and never in its way.

A witness has a thread, a connection and a patience of its own: one that is slow or away holds up
nobody. What it signed is verified, kept in an insert-only table and served with the head.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from enum import StrEnum

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connections

from . import selectors, witness
from .merkle import LogError
from .models import LedgerCheckpoint, LedgerCosignature
from .signer import SIGNER
from .witness import Asked, Unanswered

logger = logging.getLogger(__name__)
EVERY = 1.0
#: Seconds until a witness that did not sign is asked again, doubled each time up to the second.
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0


class Outcome(StrEnum):
    """How a witness answered."""

    NOTHING = "nothing to sign"
    SIGNED = "signed"
    AWAY = "does not answer"
    UNKNOWN_LOG = "does not know this log"
    UNKNOWN_KEY = "does not trust this log's key"
    REFUSED = "says that the log is not the one it saw before"
    AHEAD = "has seen a longer log than this one"
    WRONG = "answered something else"


#: These mean that somebody has seen another history, or that an answer was forged.
ALARMING = frozenset({Outcome.REFUSED, Outcome.AHEAD, Outcome.WRONG})
BY_STATUS = {403: Outcome.UNKNOWN_KEY, 404: Outcome.UNKNOWN_LOG, 422: Outcome.REFUSED}


def configured() -> list[Asked]:
    """Witnesses of LEDGER_WITNESSES; ImproperlyConfigured when one is not well formed."""
    try:
        found = [witness.parse_asked(entry) for entry in settings.LEDGER_WITNESSES]
    except LogError as error:
        raise ImproperlyConfigured(f"LEDGER_WITNESSES: {error}") from error
    if len({one.name for one in found}) < len(found):
        raise ImproperlyConfigured("LEDGER_WITNESSES: two witnesses have the same name")
    return found


def ask_for(one: Asked) -> Outcome:
    """Ask one witness for the newest head unless it has signed it; keep what it signed.

    A conflict tells how much it has seen: it is asked again once, with the proof from there.
    """
    head = LedgerCheckpoint.objects.using(SIGNER).order_by("-size").first()
    signed = LedgerCosignature.objects.using(SIGNER).filter(witness=one.name).order_by("-size")
    seen = signed.values_list("size", flat=True).first() or 0
    if head is None or seen >= head.size:
        return Outcome.NOTHING
    try:
        status, text, size = _submit(one, head, seen)
        if status == 409 and size is not None and size != seen and size <= head.size:
            status, text, size = _submit(one, head, size)
        return _outcome(one, head, status, text, size)
    except Unanswered:
        return Outcome.AWAY


def _submit(one: Asked, head: LedgerCheckpoint, old: int) -> tuple[int, str, int | None]:
    proof = selectors.consistency(old, head.size, using=SIGNER) if old else []
    return witness.ask(one, witness.request_body(old, proof, head.note))


def _outcome(
    one: Asked, head: LedgerCheckpoint, status: int, text: str, size: int | None
) -> Outcome:
    if status == 409:
        return Outcome.AHEAD if size is not None and size > head.size else Outcome.REFUSED
    if status != 200:
        return BY_STATUS.get(status, Outcome.AWAY)
    try:
        found = one.cosignature(head.note[: head.note.rindex("\n\n") + 1], text)
    except LogError:
        return Outcome.WRONG
    if found is None:
        return Outcome.WRONG
    row = LedgerCosignature(size=head.size, witness=one.name, line=found.line, at=found.at)
    LedgerCosignature.objects.using(SIGNER).bulk_create([row], ignore_conflicts=True)
    return Outcome.SIGNED


@dataclass
class Asking:
    """One witness and when it is asked next."""

    witness: Asked
    again_at: float = 0.0
    pause: float = FIRST_PAUSE
    last: Outcome = field(default=Outcome.NOTHING)

    def look(self) -> None:
        """Ask when it is time; after a failure wait longer each time."""
        if time.monotonic() < self.again_at:
            return
        outcome = ask_for(self.witness)
        if outcome in {Outcome.SIGNED, Outcome.NOTHING}:
            self.again_at, self.pause = 0.0, FIRST_PAUSE
        else:
            self.again_at = time.monotonic() + self.pause
            self.pause = min(2 * self.pause, LONGEST_PAUSE)
        if outcome not in {self.last, Outcome.NOTHING}:
            level = logging.CRITICAL if outcome in ALARMING else logging.WARNING
            level = logging.INFO if outcome == Outcome.SIGNED else level
            logger.log(level, "the witness %s: %s", self.witness.name, outcome)
            self.last = outcome

    def run(self) -> None:
        """For ever, in a thread of its own; a lost database is tried again."""
        while True:
            try:
                self.look()
            except Error:
                connections.close_all()
            except Exception:
                logger.exception("asking the witness %s failed", self.witness.name)
                self.again_at = time.monotonic() + LONGEST_PAUSE
            time.sleep(EVERY)


def begin() -> None:
    """Ask all witnesses from now on, each in a thread that ends with the process."""
    for one in configured():
        name = f"witness {one.name}"
        threading.Thread(target=Asking(one).run, name=name, daemon=True).start()
