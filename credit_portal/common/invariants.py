"""Sentences that must hold in the database, each as a query that returns no row."""

import logging
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from credit_portal.common import jobs, logs
from credit_portal.common.db import advisory_lock

logger = logging.getLogger(__name__)


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


#: Under this name `common.jobs` keeps how the last check went.
JOB = "invariants"


def check_and_keep() -> dict[str, int]:
    """Check all, remember the result for `/metrics`; number of rows by broken invariant.

    One process at a time; an empty answer when another one checks already. Reads of long tables
    take longer than a page may, so the limit of a statement is five minutes here.
    """
    begun = time.monotonic()
    with transaction.atomic():
        if not advisory_lock("invariants"):
            return {}
        with connection.cursor() as cursor:
            cursor.execute("set local statement_timeout = '300s'")
        found = {code: len(rows) for code, rows in broken(limit=1_000).items()}
    jobs.keep_state(JOB, time.monotonic() - begun, ok=not found, detail={"broken": found})
    if found:
        logs.event(logger, "invariants are broken", logging.ERROR, broken=found)
    return found


def broken(limit: int = 20, only: Collection[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Codes of broken invariants with up to `limit` rows each; only these are looked at, if any
    are named. Raises KeyError for one that is not there."""
    result: dict[str, list[tuple[Any, ...]]] = {}
    for code in sorted(only or REGISTRY):
        invariant = REGISTRY[code]
        with connection.cursor() as cursor:
            cursor.execute(invariant.sql, invariant.parameters())
            rows = cursor.fetchmany(limit)
        if rows:
            result[code] = rows
    return result
