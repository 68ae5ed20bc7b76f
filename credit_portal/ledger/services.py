"""The one write of the log: append entries and sign the new head, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.common import bulk, clock, db
from credit_portal.common.errors import Conflict, Invalid

from . import keys, memory
from .checkpoint import Checkpoint, open_checkpoint
from .merkle import EMPTY_ROOT, Frontier, LogError, edge_tiles, leaf_hash
from .models import LedgerCheckpoint, LedgerEntry, LedgerState, LedgerTile
from .note import sign
from .selectors import tile_bytes
from .tiles import MAX_ENTRY

BATCH = 2000


@transaction.atomic
def append(entries: Sequence[bytes]) -> list[int]:
    """Append entries (each at most 65,535 bytes) and write one signed checkpoint.

    Answers their indices, in order. Serial: waits for any other append to end. Raises Invalid
    for an entry too long, RolledBack when the database has forgotten what was signed (T20), and
    Conflict `ledger_broken` when the stored tree is not the one that was signed last, or was
    signed by another key: then nothing is appended (security.md 1.6).
    """
    if not entries:
        return []
    if any(len(entry) > MAX_ENTRY for entry in entries):
        raise Invalid("ledger_entry_too_long", _("The record is too long for the ledger."))
    state = db.lock(LedgerState, 1)
    memory.check()
    tree = _signed_tree(state.size)
    hashes = [leaf_hash(entry) for entry in entries]
    first = state.size
    _write_entries(first, entries, hashes)
    _write_tiles(tree.extend(hashes))
    state.size = tree.size
    state.save(update_fields=["size"])
    _write_checkpoint(tree)
    return list(range(first, tree.size))


def _signed_tree(size: int) -> Frontier:
    """Right edge of the stored tree, proven to be what the last checkpoint signed."""
    try:
        tree = Frontier(size, tile_bytes(edge_tiles(size), using="default"))
        signed = _last_signed()
    except LogError as error:
        raise _broken() from error
    last = LedgerEntry.objects.order_by("-idx").values_list("idx", flat=True).first()
    entries = 0 if last is None else last + 1
    if not (signed.size == size == entries and signed.root == tree.root()):
        raise _broken()
    return tree


def _last_signed() -> Checkpoint:
    """Head of the newest checkpoint, its signature checked; that of no tree when there is none."""
    row = LedgerCheckpoint.objects.order_by("-size").first()
    if row is None:
        return Checkpoint(settings.LEDGER_ORIGIN, 0, EMPTY_ROOT)
    head = open_checkpoint(row.note, [keys.verifier()])
    if (head.size, head.root) != (row.size, row.root):
        raise LogError("the newest checkpoint's note says something else than its row")
    return head


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


def _write_checkpoint(tree: Frontier) -> None:
    head = Checkpoint(keys.verifier().name, tree.size, tree.root())
    note = sign(head.text(), head.origin, keys.private_key())
    LedgerCheckpoint.objects.create(size=tree.size, root=head.root, note=note, at=clock.now())
    transaction.on_commit(partial(memory.remember, note))
