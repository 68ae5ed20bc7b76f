"""Rows of statements written by hand that public reads ask, through the alias `public_read`."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import InterfaceError, OperationalError, connections

from credit_portal.common import prepared

PUBLIC = "public_read"
Given = Sequence[Any] | Mapping[str, Any]


def rows(sql: str, parameters: Given = (), *, often: bool = False) -> list[tuple[Any, ...]]:
    """All rows of `sql`; `often`: planned once for a connection, where one plan is right for any
    value (`common.prepared`), which takes parameters by place only.

    The statement itself finds out whether a kept connection still lives: a lost one is opened
    anew, once, instead of being asked before each request.
    """
    link: Any = connections[PUBLIC]
    link.health_check_done = True
    try:
        return _rows(sql, parameters, often)
    except (OperationalError, InterfaceError):
        if link.in_atomic_block or link.is_usable():
            raise
        link.close()
        return _rows(sql, parameters, often)


def _rows(sql: str, parameters: Given, often: bool) -> list[tuple[Any, ...]]:
    with connections[PUBLIC].cursor() as cursor:
        if often:
            prepared.execute(cursor, sql, parameters)
        else:
            cursor.execute(sql, parameters)
        return list(cursor.fetchall())
