"""The newest signed head that was ever seen, kept outside of the database (security.md T20).

A database that was restored from an old backup has forgotten leaves that strangers have seen. To
go on from there would sign a second history. So the head is kept in a file of its own, as the
signed note itself; it only ever grows; and a log that does not contain it is refused: nothing is
published, nothing is served, until the write-ahead log is restored too.

A log that has entries while no head is kept is refused too: whoever took the file away, or
forgot the volume, would have taken the question away. An operator places a head that strangers
have seen (docs/operations.md, section 5). An empty log starts freely, and so do demonstrations,
tests and the embedded database, of which nobody outside has a copy.

Web and workers keep what they see of the signer's heads here; the signer has a file of its own
(`signer`), written before anybody sees the head. Empty LEDGER_MEMORY keeps nothing and asks nothing
(tests; `check --deploy` warns of it).
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from credit_portal.common import clock
from credit_portal.common.errors import DomainError

from . import keys
from .checkpoint import Checkpoint, open_checkpoint
from .merkle import Frontier, LogError, edge_tiles
from .models import LedgerCheckpoint, LedgerState
from .note import Verifier
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


def another() -> RolledBack:
    """The database's log does not contain what was signed."""
    return RolledBack(
        "ledger_rewritten",
        _(
            "The database holds another log than the one that was signed before. Nothing is served"
            " or published. Restore the right database (docs/operations.md, section 5)."
        ),
    )


def unreadable() -> RolledBack:
    """The kept head is damaged or another log's."""
    return RolledBack(
        "ledger_memory_unreadable",
        _(
            "The kept head of the log cannot be read or is signed by another key, so nobody can"
            " tell whether the database is the newest. Nothing is served or published."
        ),
    )


def not_kept() -> RolledBack:
    """A log with signed heads, and no kept one."""
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
    return None if file is None else head_in(file, keys.verifier)


def head_in(file: Path, verifier: Callable[[], Verifier]) -> Checkpoint | None:
    """The head that a file keeps; None without a file. Raises RolledBack for one that lies."""
    try:
        return open_checkpoint(file.read_text(encoding="utf-8"), [verifier()])
    except FileNotFoundError:
        return None
    except (LogError, ValueError, OSError, ImproperlyConfigured) as error:
        raise unreadable() from error


def keep(file: Path, note: str, verifier: Callable[[], Verifier]) -> None:
    """Keep a signed head unless a longer one is kept; through to the disk.

    Raises OSError when it cannot be written, RolledBack when the file lies, LogError when the note
    is not what the verifier accepts.
    """
    with _alone(file):
        kept = head_in(file, verifier)
        new = open_checkpoint(note, [verifier()])
        if kept is None or new.size > kept.size:
            _write(file, note)


def remember(note: str) -> None:
    """Keep a head that was seen. Never raises: what was published stands, and the next head is
    kept instead (the log says so as an error)."""
    file = place()
    if file is None:
        return
    try:
        keep(file, note, keys.verifier)
    except (OSError, LogError, RolledBack, ImproperlyConfigured):
        logger.exception("the head of the log could not be kept")


def catch_up(*, using: str = PRIMARY) -> None:
    """Check, then keep the newest head of the database: that of no entries before the first one,
    so that a file which is missing later was taken away. Raises RolledBack."""
    check(using=using)
    if place() is None or not (keys.exists() or settings.MAKE_KEYS):
        return
    kept, newest = remembered(), _newest(using)
    note = newest.note if newest else keys.empty_head()
    if note and (kept is None or (newest is not None and newest.size > kept.size)):
        remember(note)


def check(*, using: str = PRIMARY) -> None:
    """Raise RolledBack unless the database's log contains the newest head that was seen.

    The file is read first: a head that is signed meanwhile is longer in the database, not here.
    """
    kept = remembered()
    newest = _newest(using) if place() is not None else None
    if kept is None:
        if newest is not None and not _may_begin(newest):
            raise not_kept()
        return
    size = LedgerState.objects.using(using).filter(pk=1).values_list("size", flat=True).first()
    contained(kept, size or 0, using=using)


def contained(kept: Checkpoint, size: int, *, using: str) -> Frontier:
    """The tree of a kept head, as the database with its `size` entries has it. Raises RolledBack
    when it has fewer entries, or another tree.

    Entries count, signed or not: they are committed before their head is.
    """
    if size < kept.size:
        raise _rolled_back(kept.size, size)
    try:
        tree = Frontier(kept.size, tile_bytes(edge_tiles(kept.size), using=using))
    except LogError as error:
        raise another() from error
    if tree.root() != kept.root:
        raise another()
    return tree


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
