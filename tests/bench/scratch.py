"""Databases of the bench: a template migrated afresh and clones of it, all gone at the end.

Everything goes through the owner's address, but never into the database that it names.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction

from credit_portal.ledger import signer, waking
from tests.plugins import servers


@contextmanager
def _database(name: str, source: str = "template1") -> Iterator[str]:
    """A database of this name while the block runs, and every alias in it; no signer looks after
    it, so what is appended is signed here, at commit."""
    before, head = str(connections.settings["default"]["NAME"]), settings.LEDGER_MEMORY
    own, wake = settings.SIGNER_MEMORY, waking.wake
    servers.clone(name, source)
    settings.LEDGER_MEMORY = settings.SIGNER_MEMORY = ""  # the kept heads are of the portal's log
    waking.wake = lambda: transaction.on_commit(signer.sign_pending)
    try:
        servers.point_at(name)
        yield name
    finally:
        settings.LEDGER_MEMORY, settings.SIGNER_MEMORY = head, own
        waking.wake = wake
        servers.point_at(before)
        servers.drop(name)


@contextmanager
def template() -> Iterator[str]:
    """A migrated database with reference data; nothing is connected to it."""
    name = f"portal_bench_{os.getpid()}"
    with _database(name):
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        call_command("load_reference", verbosity=0)
        servers.point_at("postgres")
        yield name


@contextmanager
def clone(source: str) -> Iterator[str]:
    """A clone of the template."""
    with _database(f"{source}_case", source) as name:
        yield name


def session() -> int:
    """Process id of the application's session. Raises RuntimeError outside a scratch database."""
    with connection.cursor() as cursor:
        cursor.execute("select current_database(), pg_backend_pid()")
        name, backend = cursor.fetchone()
    if not name.startswith(("portal_bench_", "portal_c_")):
        raise RuntimeError(f"{name} is no scratch database")
    return int(backend)
