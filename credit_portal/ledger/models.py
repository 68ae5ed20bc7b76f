"""Tables of the log: entries, tiles, checkpoints and what witnesses signed of them, and the one
row that makes appending serial.

Entries, checkpoints and cosignatures are insert-only; tiles and the state only grow (0002_guards,
0003_signer). Only the signer writes checkpoints and cosignatures.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Mod
from django.utils.translation import gettext_lazy as _

from .merkle import HASH_SIZE, TILE_BYTES
from .tiles import MAX_ENTRY


class BytesField(models.BinaryField):  # type: ignore[type-arg]
    """A binary column that reads as bytes; the driver's memoryviews do not compare with them."""

    _pyi_private_get_type: bytes

    def from_db_value(self, value: Any, *args: Any) -> bytes | None:
        """Bytes, whatever the driver wraps them in."""
        return None if value is None else bytes(value)

    def deconstruct(self) -> Any:
        """A plain BinaryField to migrations, which import nothing of the app."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs


def _leaf_hash_of(field: str) -> models.Func:
    """The leaf hash as PostgreSQL computes it, so that no row can claim another one."""
    return models.Func(
        F(field),
        template=r"sha256('\x00'::bytea || %(expressions)s)",
        output_field=models.BinaryField(),
    )


class LedgerEntry(models.Model):
    """One entry, as it is served for ever; `idx` counts from 0 without gaps."""

    idx = models.BigIntegerField(primary_key=True)
    entry = BytesField()
    leaf_hash = BytesField()

    class Meta:
        db_table = "ledger_entry"
        verbose_name = _("ledger entry")
        constraints = [
            models.CheckConstraint(condition=Q(idx__gte=0), name="ledger_entry_idx"),
            models.CheckConstraint(
                condition=models.lookups.LessThanOrEqual(Length("entry"), MAX_ENTRY),
                name="ledger_entry_size",
            ),
            models.CheckConstraint(
                condition=Q(leaf_hash=_leaf_hash_of("entry")), name="ledger_entry_hash"
            ),
        ]

    def __str__(self) -> str:
        return f"entry {self.idx}"


class LedgerTile(models.Model):
    """Up to 256 hashes of one level; the rightmost tile of a level gets longer in place."""

    pk = models.CompositePrimaryKey("level", "idx")
    level = models.SmallIntegerField()
    idx = models.BigIntegerField()
    data = BytesField()

    class Meta:
        db_table = "ledger_tile"
        verbose_name = _("ledger tile")
        constraints = [
            models.CheckConstraint(
                condition=Q(level__gte=0, level__lte=63, idx__gte=0), name="ledger_tile_place"
            ),
            models.CheckConstraint(
                condition=Q(models.lookups.LessThanOrEqual(Length("data"), TILE_BYTES))
                & Q(models.lookups.GreaterThan(Length("data"), 0))
                & Q(models.lookups.Exact(Mod(Length("data"), HASH_SIZE), 0)),
                name="ledger_tile_size",
            ),
        ]

    def __str__(self) -> str:
        return f"tile {self.level}/{self.idx}"


class LedgerCheckpoint(models.Model):
    """A signed head of the log; `note` is the signed note as served."""

    size = models.BigIntegerField(primary_key=True)
    root = BytesField()
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "ledger_checkpoint"
        verbose_name = _("ledger checkpoint")
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="ledger_checkpoint_size"),
            models.CheckConstraint(
                condition=models.lookups.Exact(Length("root"), HASH_SIZE),
                name="ledger_checkpoint_root",
            ),
        ]

    def __str__(self) -> str:
        return f"checkpoint {self.size}"


class LedgerCosignature(models.Model):
    """What a witness signed of a checkpoint: one more signature line of its note."""

    pk = models.CompositePrimaryKey("size", "witness")
    size = models.BigIntegerField()  # of the checkpoint
    witness = models.TextField()  # name of its key
    line = models.TextField()
    at = models.DateTimeField()  # as the witness dated it

    class Meta:
        db_table = "ledger_cosignature"
        verbose_name = _("cosignature")

    def __str__(self) -> str:
        return f"{self.witness} on checkpoint {self.size}"


class LedgerState(models.Model):
    """The single row that every append locks; `size` is the number of entries.

    The mark is an entry that was not signed when it was appended, and the moment of that: while no
    checkpoint covers it, entries have waited since then.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    marked_size = models.BigIntegerField(default=0, db_default=0)
    marked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_state"
        verbose_name = _("ledger state")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="ledger_state_single"),
            models.CheckConstraint(condition=Q(size__gte=0), name="ledger_state_size"),
        ]

    def __str__(self) -> str:
        return f"{self.size} entries"
