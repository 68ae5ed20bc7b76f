"""Every read of the log: heads, tiles, bundles, proofs; through the public role by default."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import NotFound

from . import keys
from .checkpoint import Checkpoint, TlogProof
from .merkle import (
    EMPTY_ROOT,
    HASH_SIZE,
    TILE_WIDTH,
    LogError,
    Tile,
    consistency_path,
    inclusion_path,
)
from .models import BytesField, LedgerCheckpoint, LedgerEntry, LedgerTile
from .note import sign
from .tiles import pack

PUBLIC = "public_read"


@dataclass(frozen=True, slots=True)
class Proof:
    """That an entry stands in the signed log: path from its leaf hash to the head's root."""

    index: int
    leaf_hash: bytes
    path: tuple[bytes, ...]
    size: int
    root: bytes
    checkpoint: str


def head(*, using: str = PUBLIC) -> LedgerCheckpoint:
    """The newest signed checkpoint; for an empty log one made on the spot (not stored)."""
    last = LedgerCheckpoint.objects.using(using).order_by("-size").first()
    return last or _empty_head()


def is_signed(*, using: str = PUBLIC) -> bool:
    """Whether any checkpoint was ever signed; asks for no key."""
    return LedgerCheckpoint.objects.using(using).exists()


def checkpoint(size: int, *, using: str = PUBLIC) -> LedgerCheckpoint:
    """The signed checkpoint of exactly this size; NotFound when none was signed."""
    found = LedgerCheckpoint.objects.using(using).filter(size=size).first()
    if found is None:
        raise NotFound("no_checkpoint", _("No checkpoint of this size was signed."))
    return found


def tile_bytes(tiles: Sequence[Tile], *, using: str = PUBLIC) -> list[bytes]:
    """Bytes of tiles, each cut to its width, by one query; LogError when one is not that wide.

    Cutting is right: what a tile holds for a smaller tree is a prefix of what it holds now.
    """
    if not tiles:
        return []
    places = Q()
    for tile in tiles:
        places |= Q(level=tile.level, idx=tile.index)
    rows = LedgerTile.objects.using(using).filter(places)
    stored = {(row.level, row.idx): row.data for row in rows}
    found = []
    for tile in tiles:
        data = stored.get((tile.level, tile.index), b"")[: tile.width * HASH_SIZE]
        if len(data) != tile.width * HASH_SIZE:
            raise LogError(f"tile {tile.level}/{tile.index} is not {tile.width} hashes wide")
        found.append(data)
    return found


def tile(address: Tile, *, using: str = PUBLIC) -> bytes | None:
    """Bytes of one tile, cut by the database; None when the log is not that wide there."""
    length = address.width * HASH_SIZE
    data: bytes | None = (
        LedgerTile.objects.using(using)
        .filter(level=address.level, idx=address.index)
        .annotate(prefix=Func(F("data"), 1, length, function="substr", output_field=BytesField()))
        .values_list("prefix", flat=True)
        .first()
    )
    return data if data is not None and len(data) == length else None


def entry_bundle(index: int, width: int, *, using: str = PUBLIC) -> bytes | None:
    """The first `width` entries of bundle `index`; None when the log does not reach so far."""
    first = index * TILE_WIDTH
    rows = LedgerEntry.objects.using(using).filter(idx__gte=first, idx__lt=first + width)
    entries = [row.entry for row in rows.only("entry").order_by("idx")]
    return pack(entries) if len(entries) == width else None


def entry(index: int, *, using: str = PUBLIC) -> bytes:
    """One entry; NotFound beyond the log."""
    found: bytes = _row(index, using).entry
    return found


def proof(index: int, size: int | None = None, *, using: str = PUBLIC) -> Proof:
    """Inclusion proof of entry `index` under the newest checkpoint, or under that of `size`.

    NotFound when the entry is not in that tree, or no checkpoint of that size was signed.
    """
    signed = head(using=using) if size is None else checkpoint(size, using=using)
    if index >= signed.size:
        raise NotFound("no_entry", _("The ledger has no such entry."))
    row = _row(index, using)
    path = inclusion_path(index, signed.size, lambda tiles: tile_bytes(tiles, using=using))
    return Proof(
        index=index,
        leaf_hash=row.leaf_hash,
        path=tuple(path),
        size=signed.size,
        root=signed.root,
        checkpoint=signed.note,
    )


def tlog_proof(index: int, salt: bytes, size: int | None = None, *, using: str = PUBLIC) -> str:
    """The proof as a C2SP tlog-proof@v1 file; `extra` is the salt of the record's commitment."""
    found = proof(index, size, using=using)
    return TlogProof(found.index, found.path, found.checkpoint, salt).text()


def consistency(old: int, new: int, *, using: str = PUBLIC) -> list[bytes]:
    """Proof that the tree of `new` entries begins with that of `old`; NotFound beyond the log."""
    if not 0 <= old <= new <= head(using=using).size:
        raise NotFound("no_tree", _("The ledger has no trees of these sizes."))
    return consistency_path(old, new, lambda tiles: tile_bytes(tiles, using=using))


def verifier_line() -> str:
    """The key that checks the log's signatures, as one line."""
    return keys.verifier().line()


def _row(index: int, using: str) -> LedgerEntry:
    row = LedgerEntry.objects.using(using).filter(idx=index).first()
    if row is None:
        raise NotFound("no_entry", _("The ledger has no such entry."))
    return row


def _empty_head() -> LedgerCheckpoint:
    text = Checkpoint(settings.LEDGER_ORIGIN, 0, EMPTY_ROOT).text()
    note = sign(text, settings.LEDGER_ORIGIN, keys.private_key())
    return LedgerCheckpoint(size=0, root=EMPTY_ROOT, note=note)
