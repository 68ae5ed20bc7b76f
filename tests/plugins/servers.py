"""Whole databases: made, cloned and dropped by their owner. Needs no pytest."""

import time
from contextlib import closing
from typing import Any

import psycopg2
import psycopg2.errors
from django.conf import settings
from django.db import connections

ALIASES = ("default", "public_read", "owner", "signer", "vault")
END = (
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where datname = %s and usename = current_user and pid <> pg_backend_pid()"
)


OTHERS = (
    "select count(*) from pg_stat_activity"
    " where datname = %s and usename = current_user and pid <> pg_backend_pid()"
)


def wait_until_alone() -> None:
    """Until nobody else speaks to the test's database: a session outlives its killed client for a
    moment, and so do its locks, which work that skips locked rows would walk around."""
    link = connections["default"]
    for _attempt in range(1_000):
        with link.cursor() as cursor:
            cursor.execute(OTHERS, [link.settings_dict["NAME"]])
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("the server still serves somebody else in the test's database")


def run(statement: str) -> None:
    """Run a statement in the maintenance database.

    Waits for a session that is just ending: it lives a moment longer and cannot be ended by force.
    """
    for left in range(300, -1, -1):
        try:
            ask(statement)
            return
        except (psycopg2.errors.InsufficientPrivilege, psycopg2.errors.ObjectInUse):
            if not left:
                raise
            time.sleep(0.1)


def ask(statement: str, *parameters: str, alias: str = "owner") -> list[tuple[Any, ...]]:
    """Rows that a statement gives in the maintenance database, if it gives any."""
    owner = connections.settings[alias]
    link = psycopg2.connect(
        dbname="postgres",
        user=owner["USER"],
        password=owner["PASSWORD"] or None,
        host=owner["HOST"] or None,
        port=owner["PORT"] or None,
    )
    link.autocommit = True
    with closing(link), link.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return list(cursor.fetchall()) if cursor.description else []


def drop(name: str) -> None:
    """Drop a database, whoever is connected to it; each role ends its own sessions."""
    for alias in ALIASES:
        ask(END, name, alias=alias)
    run(f'drop database if exists "{name}" with (force)')


def clone(name: str, source: str) -> None:
    """Make a database anew, as a copy of another that nobody is connected to: of its files, which
    takes half as long as writing each page to the log too."""
    drop(name)
    run(f'create database "{name}" template "{source}" strategy file_copy')


def point_at(name: str) -> None:
    """Let every alias speak to the database `name`."""
    for alias in ALIASES:
        connections[alias].close()
        connections.settings[alias]["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name
