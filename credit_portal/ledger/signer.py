"""The signer: the only one who has the log's key, a database role of its own, and its own record.

It signs what was appended, everything in one checkpoint, by the rule that a witness has too: what
it signs contains what it signed before. It does not believe the tiles, which the application
writes, but recomputes the tree from the entries, starting from the head that it kept itself.

Order of the steps: 1 recompute and compare, 2 sign, 3 write the head to its own file, 4 insert it.
Entries are committed before it sees them, so a head that is kept is never ahead of its entries;
killed between two steps it does the rest at its next look, and signs the very same bytes again.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.common import clock, db
from credit_portal.common.errors import Conflict

from . import keys, memory
from .checkpoint import Checkpoint, open_checkpoint
from .merkle import EMPTY_ROOT, HASH_SIZE, Frontier, LogError, Tile, leaf_hash
from .models import LedgerCheckpoint, LedgerEntry, LedgerState
from .note import sign
from .selectors import tile_bytes

SIGNER = "signer"  # the database alias
LOCK = "ledger.sign"
CHUNK = 4096


def own_memory() -> Path | None:
    """The signer's own file, which no other process may write; None keeps nothing (tests)."""
    return Path(settings.SIGNER_MEMORY) if settings.SIGNER_MEMORY else None


@transaction.atomic(using=SIGNER)
def sign_pending() -> int | None:
    """Sign all that is appended, in one checkpoint; the size signed, None when there was nothing
    to do or another signer is at work.

    Raises RolledBack when the database does not contain what was signed before (a fork, an old
    backup, another log), Conflict `ledger_broken` when tiles or heads are not what entries and key
    give, OSError when the head cannot be kept. Then nothing is signed.
    """
    if not db.advisory_lock(LOCK, using=SIGNER):
        return None
    size = LedgerState.objects.using(SIGNER).values_list("size", flat=True).get(pk=1)
    newest = LedgerCheckpoint.objects.using(SIGNER).order_by("-size").first()
    signed, kept = _signed(newest), _kept(newest)
    if kept is not None and size < kept.size:
        memory.contained(kept, size, using=SIGNER)
    if size < signed.size:
        raise broken()
    if size == signed.size and (kept == signed or own_memory() is None):
        return None
    tree = _recomputed(kept or signed, signed, size)
    if size > signed.size:
        _write(tree, newest)
        return size
    if newest is not None:  # somebody else signed with the same key: it is ours now
        _keep(newest.note)
    return None


def broken() -> Conflict:
    """The stored log is not what was signed."""
    return Conflict(
        "ledger_broken",
        _("The stored ledger is not the one that was signed last; nothing was published."),
    )


def _signed(newest: LedgerCheckpoint | None) -> Checkpoint:
    """The newest head in the database, by our own key; that of no entries before the first."""
    if newest is None:
        return Checkpoint(settings.LEDGER_ORIGIN, 0, EMPTY_ROOT)
    try:
        head = open_checkpoint(newest.note, [keys.signing_verifier()])
    except LogError as error:
        raise broken() from error
    if (head.size, head.root) != (newest.size, newest.root):
        raise broken()
    return head


def _kept(newest: LedgerCheckpoint | None) -> Checkpoint | None:
    """What this signer signed last, as it kept it itself."""
    file = own_memory()
    if file is None:
        return None
    kept = memory.head_in(file, keys.signing_verifier)
    nobody_has_seen = settings.EMBEDDED or settings.DEMO or settings.TESTING
    if kept is None and newest is not None and not nobody_has_seen:
        raise memory.not_kept()
    return kept


def _recomputed(kept: Checkpoint, signed: Checkpoint, size: int) -> Frontier:
    """The tree of all entries, which contains both heads; tiles on the way are compared."""
    lower, higher = sorted((kept, signed), key=lambda head: head.size)
    tree = memory.contained(lower, size, using=SIGNER)
    _grow(tree, higher.size)
    if tree.root() != higher.root:
        raise memory.another()
    _grow(tree, size)
    return tree


def _grow(tree: Frontier, size: int) -> None:
    """Add entries up to `size`; every tile they change must be stored so."""
    for hashes in _hashes(tree.size, size):
        changed = tree.extend(hashes)
        places = [
            Tile(level, idx, len(data) // HASH_SIZE) for (level, idx), data in changed.items()
        ]
        try:
            stored = tile_bytes(places, using=SIGNER)
        except LogError as error:
            raise broken() from error
        if stored != list(changed.values()):
            raise broken()


def _hashes(first: int, end: int) -> Iterator[list[bytes]]:
    """Leaf hashes of the entries from `first` to before `end`, computed here, in chunks."""
    for start in range(first, end, CHUNK):
        stop = min(start + CHUNK, end)
        rows = LedgerEntry.objects.using(SIGNER).filter(idx__gte=start, idx__lt=stop)
        found = list(rows.order_by("idx").values_list("idx", "entry"))
        if [idx for idx, _entry in found] != list(range(start, stop)):
            raise broken()
        yield [leaf_hash(entry) for _idx, entry in found]


def _write(tree: Frontier, newest: LedgerCheckpoint | None) -> None:
    """Sign, keep, insert: in this order."""
    head = Checkpoint(settings.LEDGER_ORIGIN, tree.size, tree.root())
    note = sign(head.text(), head.origin, keys.private_key())
    _keep(note)
    at = clock.now() if newest is None else max(clock.now(), newest.at)
    row = LedgerCheckpoint(size=head.size, root=head.root, note=note, at=at)
    row.save(using=SIGNER, force_insert=True)
    transaction.on_commit(partial(memory.remember, note), using=SIGNER)


def _keep(note: str) -> None:
    file = own_memory()
    if file is not None:
        memory.keep(file, note, keys.signing_verifier)
