"""Every read of the log: heads, tiles, bundles, proofs; through the public role by default."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.conf import settings
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import DomainError, NotFound

from . import keys
from .checkpoint import TlogProof
from .merkle import (
    EMPTY_ROOT,
    HASH_SIZE,
    TILE_WIDTH,
    LogError,
    Tile,
    consistency_path,
    inclusion_path,
    width_at,
)
from .models import (
    BytesField,
    LedgerCheckpoint,
    LedgerCosignature,
    LedgerEntry,
    LedgerState,
    LedgerTile,
)
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


class NotSigned(DomainError):
    """The entry stands in the log, but no signed head covers it yet: a matter of seconds."""

    status = 409
    headers = MappingProxyType({"Retry-After": "2"})

    def __init__(self) -> None:
        super().__init__(
            "not_signed_yet",
            _(
                "The entry is written, but the next head of the ledger is not signed yet. Please"
                " try again in a few seconds."
            ),
        )


def head(*, using: str = PUBLIC) -> LedgerCheckpoint:
    """The newest signed checkpoint; for a log without one that of no entries, which came with the
    key (not stored; its note is empty until the signer has made the key)."""
    last = LedgerCheckpoint.objects.using(using).order_by("-size").first()
    return last or _empty_head()


def served(signed: LedgerCheckpoint, *, using: str = PUBLIC) -> str:
    """The note of a checkpoint with the lines that witnesses have signed since."""
    lines = LedgerCosignature.objects.using(using).filter(size=signed.size).order_by("at")
    return signed.note + "".join(lines.values_list("line", flat=True))


def cosignatures(*, using: str = PUBLIC) -> dict[str, LedgerCosignature]:
    """The newest cosignature of each witness, by its name."""
    rows = LedgerCosignature.objects.using(using)
    return {row.witness: row for row in rows.order_by("witness", "-size").distinct("witness")}


def unsigned_since(*, using: str = PUBLIC) -> datetime | None:
    """Since when the oldest entry waits that no checkpoint covers; None when all are signed."""
    state = LedgerState.objects.using(using).get(pk=1)
    newest = LedgerCheckpoint.objects.using(using).order_by("-size").only("size", "at").first()
    if newest is None:
        return state.marked_at if state.size else None
    if state.size <= newest.size:
        return None
    return state.marked_at if newest.size <= state.marked_size else newest.at


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


def signed_size(*, using: str = PUBLIC) -> int:
    """How many entries are signed; what comes after them is served to nobody yet."""
    rows = LedgerCheckpoint.objects.using(using).order_by("-size")
    return rows.values_list("size", flat=True).first() or 0


def tile(address: Tile, *, using: str = PUBLIC) -> bytes | None:
    """Bytes of one tile, cut by the database; None when the signed log is not that wide there."""
    if width_at(signed_size(using=using), address.level, address.index) < address.width:
        return None
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
    """The first `width` entries of bundle `index`; None when the signed log ends before."""
    first = index * TILE_WIDTH
    if first + width > signed_size(using=using):
        return None
    rows = LedgerEntry.objects.using(using).filter(idx__gte=first, idx__lt=first + width)
    entries = [row.entry for row in rows.only("entry").order_by("idx")]
    return pack(entries) if len(entries) == width else None


def entry(index: int, *, using: str = PUBLIC) -> bytes:
    """One entry; NotFound beyond the log."""
    found: bytes = _row(index, using).entry
    return found


def proof(index: int, size: int | None = None, *, using: str = PUBLIC) -> Proof:
    """Inclusion proof of entry `index` under the newest checkpoint, or under that of `size`.

    NotFound when the entry is not in that tree, or no checkpoint of that size was signed;
    NotSigned when the newest one does not cover it yet.
    """
    signed = head(using=using) if size is None else checkpoint(size, using=using)
    row = _row(index, using)
    if index >= signed.size:
        raise NotSigned() if size is None else _no_entry()
    path = inclusion_path(index, signed.size, lambda tiles: tile_bytes(tiles, using=using))
    return Proof(
        index=index,
        leaf_hash=row.leaf_hash,
        path=tuple(path),
        size=signed.size,
        root=signed.root,
        checkpoint=served(signed, using=using),
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
        raise _no_entry()
    return row


def _no_entry() -> NotFound:
    return NotFound("no_entry", _("The ledger has no such entry."))


def _empty_head() -> LedgerCheckpoint:
    note = keys.empty_head() if keys.exists() or settings.MAKE_KEYS else None
    return LedgerCheckpoint(size=0, root=EMPTY_ROOT, note=note or "")
