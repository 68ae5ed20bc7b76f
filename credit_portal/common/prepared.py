"""Statements planned once for each connection, for the few that are asked all the time.

psycopg2 has no setting for it, so PREPARE is written by hand. Planning took longer than the list
itself (docs/performance.md). `PREPARED_STATEMENTS=0` switches it off, which a pooler in
transaction mode between portal and database needs.
"""

from __future__ import annotations

import hashlib
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings

#: Statements a connection keeps; more are simply executed.
MOST = 32
#: Names of what a connection has prepared; gone with the connection.
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


def execute(cursor: Any, sql: str, parameters: Any) -> None:
    """Execute `sql` with its `%s` parameters on a cursor of Django, planned once a connection.

    Only for statements whose plan is right for any value: a partial index whose condition is on a
    parameter is of no use to a plan that fits all.
    """
    link = cursor.connection
    names = _known.setdefault(link, set())
    name = f"p{hashlib.md5(sql.encode(), usedforsecurity=False).hexdigest()}"
    if name not in names:
        if not settings.PREPARED_STATEMENTS or len(names) >= MOST:
            cursor.execute(sql, parameters)
            return
        cursor.execute(f"prepare {name} as {_numbered(sql)}")
        names.add(name)
    places = ", ".join(["%s"] * len(parameters))
    cursor.execute(f"execute {name} ({places})", parameters)


def _numbered(sql: str) -> str:
    parts = sql.split("%s")
    return "".join(f"{part}${place}" for place, part in enumerate(parts[:-1], 1)) + parts[-1]
