"""The newest signed head that was ever seen, kept outside of the database (security.md T20).

A database that was restored from an old backup has forgotten leaves that strangers have seen. To
go on from there would sign a second history. So the head is kept in a file of its own, as the
signed note itself; it only ever grows; and a log that does not contain it is refused: nothing is
published, nothing is served, until the write-ahead log is restored too.

A log that has entries while no head is kept is refused too: whoever took the file away, or
forgot the volume, would have taken the question away. An operator places a head that strangers
have seen (docs/operations.md, section 5). An empty log starts freely, and so do demonstrations,
tests and the embedded database, of which nobody outside has a copy.

Empty LEDGER_MEMORY keeps nothing and asks nothing (tests; `check --deploy` warns of it).
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from credit_portal.common import clock
from credit_portal.common.errors import DomainError

from . import keys
from .checkpoint import Checkpoint, open_checkpoint
from .merkle import Frontier, LogError, edge_tiles
from .models import LedgerCheckpoint
from .selectors import tile_bytes

logger = logging.getLogger(__name__)
#: How long the head of the very first publication may need to be kept.
FIRST = timedelta(minutes=1)
PRIMARY = "default"  # never a replica: one that lags behind has forgotten nothing


class RolledBack(DomainError):
    """The database has forgotten part of the log that was signed before."""

    status = 503


def _rolled_back(kept: int, found: int) -> RolledBack:
    return RolledBack("ledger_rolled_back", _forgotten(kept, found))


def _sentence(kept: int, found: int) -> str:
    return gettext(
        "The database is older than the published log: %(kept)s entries were signed, it holds"
        " %(found)s of them. Nothing is served or published. Restore the backup together with"
        " its write-ahead log (docs/operations.md, section 5)."
    ) % {"kept": kept, "found": found}


#: Said in the language of whoever asks, not of whoever noticed.
_forgotten = lazy(_sentence, str)


def _another() -> RolledBack:
    return RolledBack(
        "ledger_rewritten",
        _(
            "The database holds another log than the one that was signed before. Nothing is served"
            " or published. Restore the right database (docs/operations.md, section 5)."
        ),
    )


def _unreadable() -> RolledBack:
    return RolledBack(
        "ledger_memory_unreadable",
        _(
            "The kept head of the log cannot be read or is signed by another key, so nobody can"
            " tell whether the database is the newest. Nothing is served or published."
        ),
    )


def _not_kept() -> RolledBack:
    return RolledBack(
        "ledger_memory_missing",
        _(
            "The log has entries, but the newest signed head that is kept outside of the database"
            " is missing, so nobody can tell whether the database is the newest. Nothing is served"
            " or published. Place the head again (docs/operations.md, section 5)."
        ),
    )


def place() -> Path | None:
    """The file, when one is kept."""
    return Path(settings.LEDGER_MEMORY) if settings.LEDGER_MEMORY else None


def remembered() -> Checkpoint | None:
    """The newest head seen; None when none was. Raises RolledBack for a file that lies."""
    file = place()
    if file is None:
        return None
    try:
        return open_checkpoint(file.read_text(encoding="utf-8"), [keys.verifier()])
    except FileNotFoundError:
        return None
    except (LogError, ValueError, OSError) as error:
        raise _unreadable() from error


def remember(note: str) -> None:
    """Keep a signed head unless a longer one is kept; through to the disk. Never raises: what was
    published stands, and the next head is kept instead (the log says so as an error)."""
    file = place()
    if file is None:
        return
    try:
        with _alone(file):
            kept = remembered()
            new = open_checkpoint(note, [keys.verifier()])
            if kept is None or new.size > kept.size:
                _write(file, note)
    except (OSError, LogError, RolledBack):
        logger.exception("the head of the log could not be kept")


def check(*, using: str = PRIMARY) -> None:
    """Raise RolledBack unless the database's log contains the newest head that was seen.

    The file is read first: a head that is signed meanwhile is longer in the database, not here.
    """
    kept = remembered()
    newest = _newest(using) if place() is not None else None
    if kept is None:
        if newest is not None and not _may_begin(newest):
            raise _not_kept()
        return
    size = newest.size if newest else 0
    if size < kept.size:
        raise _rolled_back(kept.size, size)
    try:
        tree = Frontier(kept.size, tile_bytes(edge_tiles(kept.size), using=using))
    except LogError as error:
        raise _another() from error
    if tree.root() != kept.root:
        raise _another()


def _newest(using: str) -> LedgerCheckpoint | None:
    return LedgerCheckpoint.objects.using(using).order_by("-size").first()


def _may_begin(newest: LedgerCheckpoint) -> bool:
    """Whether a log may have entries and no kept head: where nobody outside has seen it, and in
    the moment after its very first publication, whose head is just being kept."""
    if settings.EMBEDDED or settings.DEMO or settings.TESTING:
        return True
    heads = LedgerCheckpoint.objects.using(newest._state.db or PRIMARY)
    return clock.now() - newest.at < FIRST and not heads.exclude(pk=newest.pk).exists()


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """One writer at a time, over all processes."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(file.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write(file: Path, note: str) -> None:
    """Replace the file: readers see the old head or the new one, also after a power cut."""
    fresh = file.with_suffix(".new")
    with open(fresh, "w", encoding="utf-8") as stream:
        stream.write(note)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(file)
    handle = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
