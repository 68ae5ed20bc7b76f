"""The one write of the log: append entries, in the caller's transaction; the signer signs them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.common import bulk, clock, db
from credit_portal.common.errors import Conflict, Invalid

from . import keys, memory, waking
from .checkpoint import Checkpoint, open_checkpoint
from .merkle import (
    EMPTY_ROOT,
    Frontier,
    LogError,
    consistency_path,
    edge_tiles,
    leaf_hash,
    verify_consistency,
)
from .models import LedgerEntry, LedgerState, LedgerTile
from .selectors import head, tile_bytes
from .tiles import MAX_ENTRY

BATCH = 2000


@transaction.atomic
def append(entries: Sequence[bytes]) -> list[int]:
    """Append entries (each at most 65,535 bytes) and wake the signer at commit.

    Answers their indices, in order. Serial: waits for any other append to end. Raises Invalid
    for an entry too long, RolledBack when the database has forgotten what was signed (T20), and
    Conflict `ledger_broken` when the stored tree does not begin with the one that was signed last,
    or that was signed by another key: then nothing is appended (security.md 1.6).
    """
    if not entries:
        return []
    if any(len(entry) > MAX_ENTRY for entry in entries):
        raise Invalid("ledger_entry_too_long", _("The record is too long for the ledger."))
    state = db.lock(LedgerState, 1)
    memory.check()
    signed, note = _last_signed()
    tree = _proven_tree(state.size, signed)
    hashes = [leaf_hash(entry) for entry in entries]
    first = state.size
    _write_entries(first, entries, hashes)
    _write_tiles(tree.extend(hashes))
    _grow(state, tree.size, signed.size)
    if note:
        transaction.on_commit(partial(memory.remember, note))
    waking.wake()
    return list(range(first, tree.size))


def _proven_tree(size: int, signed: Checkpoint) -> Frontier:
    """Right edge of the stored tree, proven to begin with what was signed last."""
    last = LedgerEntry.objects.order_by("-idx").values_list("idx", flat=True).first()
    if size != (0 if last is None else last + 1) or size < signed.size:
        raise _broken()
    read = partial(tile_bytes, using="default")
    try:
        tree = Frontier(size, read(edge_tiles(size)))
        root = tree.root()
        if signed.size:
            path = consistency_path(signed.size, size, read)
            verify_consistency(signed.size, size, signed.root, root, path)
    except LogError as error:
        raise _broken() from error
    return tree


def _grow(state: LedgerState, size: int, signed: int) -> None:
    """The new size; and since when the oldest entry waits that is not signed, unless that mark
    still stands."""
    if state.marked_size < signed or state.marked_at is None:
        state.marked_size, state.marked_at = state.size, clock.now()
    state.size = size
    state.save(update_fields=["size", "marked_size", "marked_at"])


def _last_signed() -> tuple[Checkpoint, str]:
    """Head of the newest checkpoint, its signature checked, and its note; without one the head of
    no tree."""
    row = head(using="default")
    if not row.size:
        return Checkpoint(settings.LEDGER_ORIGIN, 0, EMPTY_ROOT), row.note
    try:
        signed = open_checkpoint(row.note, [keys.verifier()])
    except LogError as error:
        raise _broken() from error
    if (signed.size, signed.root) != (row.size, row.root):
        raise _broken()
    return signed, row.note


def _broken() -> Conflict:
    return Conflict(
        "ledger_broken",
        _("The stored ledger is not the one that was signed last; nothing was published."),
    )


def _write_entries(first: int, entries: Sequence[bytes], hashes: Sequence[bytes]) -> None:
    bulk.copy_in(
        LedgerEntry._meta.db_table,
        ("idx", "entry", "leaf_hash"),
        zip(range(first, first + len(entries)), entries, hashes, strict=True),
    )


def _write_tiles(changed: dict[tuple[int, int], bytes]) -> None:
    LedgerTile.objects.bulk_create(
        (LedgerTile(level=level, idx=idx, data=data) for (level, idx), data in changed.items()),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["level", "idx"],
        update_fields=["data"],
    )
