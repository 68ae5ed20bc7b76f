"""Databases of the bench: a template migrated afresh and clones of it, all gone at the end.

Everything goes through the owner's address, but never into the database that it names.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
import psycopg2.errors
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

ALIASES = ("default", "public_read", "owner")


def _sql(statement: str) -> None:
    """Run a statement in the maintenance database; waits for a session that is just ending."""
    owner = connections.settings["owner"]
    link = psycopg2.connect(
        dbname="postgres",
        user=owner["USER"],
        password=owner["PASSWORD"] or None,
        host=owner["HOST"] or None,
        port=owner["PORT"] or None,
    )
    link.autocommit = True
    try:
        for left in range(50, -1, -1):
            try:
                with link.cursor() as cursor:
                    cursor.execute(statement)
                return
            except (psycopg2.errors.ObjectInUse, psycopg2.errors.InsufficientPrivilege):
                if not left:
                    raise
                time.sleep(0.1)
    finally:
        link.close()


def _point_at(name: str) -> None:
    """Let every alias speak to the database `name`."""
    for alias in ALIASES:
        connections[alias].close()
        connections.settings[alias]["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name


@contextmanager
def _database(name: str, source: str = "template1") -> Iterator[str]:
    """A database of this name while the block runs, and every alias in it."""
    before = str(connections.settings["default"]["NAME"])
    _sql(f'drop database if exists "{name}" with (force)')
    _sql(f'create database "{name}" template "{source}"')
    try:
        _point_at(name)
        yield name
    finally:
        _point_at(before)
        _sql(f'drop database if exists "{name}" with (force)')


@contextmanager
def template() -> Iterator[str]:
    """A migrated database with reference data; nothing is connected to it."""
    name = f"portal_bench_{os.getpid()}"
    with _database(name):
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        call_command("load_reference", verbosity=0)
        _point_at("postgres")
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
