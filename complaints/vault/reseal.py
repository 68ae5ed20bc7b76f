"""After a new key: everything in the tables is sealed anew, in small batches that end whole.

Each value opens at every moment: with the old key before its batch is committed, with the new one
after; the vault has both. Killed in between, it goes on with what is left at its next start.
"""

from __future__ import annotations

from django.db import connections, transaction

from complaints import sealing
from complaints.sealing import CannotOpen, aad
from complaints.vault.keys import Keys
from complaints.vault.rules import VAULT

BATCH = 100
TABLES = ("complaints_identity", "complaints_contact")
#: {table} is one of TABLES. A row that cannot be opened must not stop those behind it: after.
OLD = """
select case_id, sealed from {table}
 where substring(sealed from 2 for 2) <> %s and case_id > %s
 order by case_id limit %s for update skip locked
"""
NEW = "update {table} set sealed = %s where case_id = %s"
HIGHEST = """
select coalesce(max(get_byte(sealed, 1) * 256 + get_byte(sealed, 2)), 0)
  from (select sealed from complaints_identity union all select sealed from complaints_contact) s
"""
FIRST = "00000000-0000-0000-0000-000000000000"


def highest_used(using: str = VAULT) -> int:
    """The highest number of a key that anything in the tables is sealed to; 0 for nothing."""
    with connections[using].cursor() as cursor:
        cursor.execute(HIGHEST)
        found: int = cursor.fetchone()[0]
    return found


class Resealing:
    """One walk through the tables to the newest key."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._left = [(table, FIRST) for table in TABLES]
        self.closed = 0  # values that could not be opened: altered, or of a lost key

    def step(self) -> bool:
        """Seal one batch anew in a transaction; False when nothing was left.

        Raises django.db.Error when the database is away.
        """
        if not self._left:
            return False
        table, after = self._left.pop(0)
        last = self._batch(table, after)
        if last is not None:
            self._left.insert(0, (table, last))
        return True

    @transaction.atomic(using=VAULT)
    def _batch(self, table: str, after: str) -> str | None:
        newest = self._keys.newest
        with connections[VAULT].cursor() as cursor:
            number = newest.id.to_bytes(2, "big")
            cursor.execute(OLD.format(table=table), [number, after, BATCH])
            rows = cursor.fetchall()
            for case, sealed in rows:
                place = aad(table, "sealed", case)
                try:
                    plain = sealing.open_sealed(bytes(sealed), place, self._keys.private)
                except CannotOpen:
                    self.closed += 1
                    continue
                fresh = sealing.seal(plain, place, newest)
                cursor.execute(NEW.format(table=table), [fresh, case])
        return str(rows[-1][0]) if rows else None
