"""Statements planned once for each connection, for the few that are asked all the time.

psycopg2 has no setting for it, so PREPARE is written by hand. Planning took longer than the list
itself (docs/performance.md). `PREPARED_STATEMENTS=0` switches it off, which a pooler in
transaction mode between portal and database needs.

A plan can be lost under a connection that goes on: a migration changed the columns it gives, or
somebody discarded it. Then it is forgotten and the statement executed plainly, once.
"""

from __future__ import annotations

import hashlib
from typing import Any
from weakref import WeakKeyDictionary

import psycopg2
from django.conf import settings
from django.db import Error
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

#: Statements a connection keeps; more are simply executed.
MOST = 32
#: PostgreSQL's codes: "cached plan must not change result type", and no such statement.
CHANGED, GONE = "0A000", "26000"
#: Names of what a connection has prepared, and whether it may be used; gone with the connection.
_known: WeakKeyDictionary[Any, dict[str, bool]] = WeakKeyDictionary()


def execute(cursor: Any, sql: str, parameters: Any) -> None:
    """Execute `sql` with its `%s` parameters on a cursor of Django, planned once a connection.

    Only for statements whose plan is right for any value: a partial index whose condition is on a
    parameter is of no use to a plan that fits all.
    """
    names = _known.setdefault(cursor.connection, {})
    name = f"p{hashlib.md5(sql.encode(), usedforsecurity=False).hexdigest()}"
    if name not in names and (not settings.PREPARED_STATEMENTS or len(names) >= MOST):
        cursor.execute(sql, parameters)
        return
    if not names.get(name):
        _prepare(cursor, names, name, sql)
    places = f"({', '.join(['%s'] * len(parameters))})" if parameters else ""
    try:
        cursor.execute(f"execute {name} {places}", parameters)
    except (Error, psycopg2.Error) as error:
        if _code(error) not in (CHANGED, GONE):
            raise
        _forget(cursor, names, name, error)
        cursor.execute(sql, parameters)


def _prepare(cursor: Any, names: dict[str, bool], name: str, sql: str) -> None:
    if name in names:
        del names[name]
        cursor.execute(f"deallocate {name}")
    # The planner would think a plan for each value cheaper and make it anew every time.
    cursor.execute(f"set plan_cache_mode = force_generic_plan; prepare {name} as {_numbered(sql)}")
    names[name] = True


def _forget(cursor: Any, names: dict[str, bool], name: str, error: Exception) -> None:
    """Let the next call prepare it anew. Raises the error inside of a transaction, which it has
    ended: there whoever asks again gets the answer."""
    failed = cursor.connection.info.transaction_status == TRANSACTION_STATUS_INERROR
    del names[name]
    if failed:
        if _code(error) == CHANGED:
            names[name] = False  # still there, and to be deallocated first
        raise error
    if _code(error) == CHANGED:
        cursor.execute(f"deallocate {name}")


def _code(error: BaseException) -> str:
    """PostgreSQL's code, of psycopg2's error or of Django's that stands for it."""
    return getattr(error, "pgcode", None) or getattr(error.__cause__, "pgcode", None) or ""


def _numbered(sql: str) -> str:
    parts = sql.split("%s")
    return "".join(f"{part}${place}" for place, part in enumerate(parts[:-1], 1)) + parts[-1]
