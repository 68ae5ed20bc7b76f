"""New rows of any tables, written in one round trip.

Django makes the SQL of an insert anew for each row and asks the server once for each; of a row of
50 columns that is a millisecond, and a report leaves seven rows (docs/performance.md). Here the
text of a table's insert is made once, and rows written `together` are one text for the server.
Values still pass through their fields, and every constraint and trigger of the database holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model

#: Rows that wait for the end of `together`; None outside of it.
_waiting: ContextVar[list[Model] | None] = ContextVar("rows_waiting", default=None)


def insert(*rows: Model) -> None:
    """Insert new rows in this order; inside of `together`, at its end.

    Their keys must be known before they are written: no value comes back from the server. Raises
    ValueError for a row without a key, TypeError for a model whose row is in two tables or partly
    made by the server, and what the database raises.
    """
    waiting = _waiting.get()
    if waiting is None:
        _write(rows)
    else:
        waiting.extend(rows)


@contextmanager
def together() -> Iterator[None]:
    """Whatever `insert` is given inside is written at the end, by one text, in its order; nothing
    of it when an error ends the block. What is asked inside does not find these rows yet, and what
    the database refuses is raised by the end, not by whoever gave the row."""
    token = _waiting.set([])
    try:
        yield
        rows = _waiting.get() or []
    finally:
        _waiting.reset(token)
    insert(*rows)


def _write(rows: tuple[Model, ...] | list[Model]) -> None:
    if not rows:
        return
    texts, values = [], []
    for row in rows:
        if row.pk is None:
            raise ValueError(f"{row._meta.label}: a row without a key")
        text, fields = _statement(type(row))
        texts.append(text)
        values += [one.get_db_prep_save(one.pre_save(row, True), connection) for one in fields]
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(texts), values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@cache
def _statement(model: type[Model]) -> tuple[str, tuple[Field[Any, Any], ...]]:
    """The insert of one row of a model, and the fields whose values it takes."""
    fields = tuple(model._meta.concrete_fields)
    if model._meta.parents or any(map(_made_by_server, fields)):
        raise TypeError(f"{model._meta.label} is not made here alone")
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(str(one.column)) for one in fields)
    places = ", ".join(map(_place, fields))
    table = quoted(model._meta.db_table)
    return f"insert into {table} ({names}) values ({places})", fields  # noqa: S608 - our own names


def _made_by_server(field: Field[Any, Any]) -> bool:
    return field.generated or (field.has_db_default() and not field.has_default())


def _place(field: Field[Any, Any]) -> str:
    """How a value stands in the text; arrays name their type."""
    placeholder = getattr(field, "get_placeholder", None)
    return "%s" if placeholder is None else str(placeholder(None, None, connection))
