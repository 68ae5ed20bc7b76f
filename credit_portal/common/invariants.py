"""Sentences that must hold in the database, each as a query that returns no row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Invariant:
    """`sql` returns the rows that break the sentence; `parameters` are computed at run time."""

    code: str
    sentence: str
    sql: str
    parameters: Callable[[], dict[str, Any]]


REGISTRY: dict[str, Invariant] = {}


def register(
    code: str, sentence: str, sql: str, parameters: Callable[[], dict[str, Any]] = dict
) -> None:
    """Add an invariant; raises ValueError when the code is taken by another one."""
    found = Invariant(code, sentence, sql, parameters)
    if code in REGISTRY and REGISTRY[code].sql != sql:
        raise ValueError(f"invariant {code} is registered twice")
    REGISTRY[code] = found


def broken(limit: int = 20) -> dict[str, list[tuple[Any, ...]]]:
    """Codes of broken invariants with up to `limit` rows each."""
    result: dict[str, list[tuple[Any, ...]]] = {}
    for code, invariant in sorted(REGISTRY.items()):
        with connection.cursor() as cursor:
            cursor.execute(invariant.sql, invariant.parameters())
            rows = cursor.fetchmany(limit)
        if rows:
            result[code] = rows
    return result
