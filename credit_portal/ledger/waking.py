"""How the signer hears at once that something was appended: NOTIFY of PostgreSQL, at commit.

A lost wake-up loses nothing: the signer looks every second all the same.
"""

from __future__ import annotations

import select

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

CHANNEL = "ledger_appended"


def wake() -> None:
    """Tell the signer when the present transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, '')", [CHANNEL])


def listen(link: BaseDatabaseWrapper) -> None:
    """Hear wake-ups on this connection from now on."""
    with link.cursor() as cursor:
        cursor.execute(f"listen {CHANNEL}")


def wait(link: BaseDatabaseWrapper, seconds: float) -> None:
    """Until a wake-up comes or the time is over. Raises django.db.Error for a lost connection."""
    raw = link.connection
    with link.wrap_database_errors:
        raw.poll()
        if not raw.notifies:
            select.select([raw], [], [], seconds)
            raw.poll()
        raw.notifies.clear()
