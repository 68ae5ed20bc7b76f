"""What must work for the portal to serve, asked by `/readyz`; apps add what is theirs.

A component is ok; degraded: the portal serves, somebody has to look; or failed: it cannot serve.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from celery import current_app
from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from credit_portal.common import crypto, jobs

logger = logging.getLogger(__name__)
Status = Literal["ok", "degraded", "failed"]
#: Between the machines of database and portal; ledger times and deadlines rest on the clock.
MOST_SECONDS_APART = 5.0
MEGABYTE = 1024 * 1024
LOW_DISK, FULL_DISK = 2048, 100


@dataclass(frozen=True)
class Finding:
    """How a component is, in words that may be read by anybody."""

    status: Status = "ok"
    detail: str = ""


OK = Finding()
Check = Callable[[], Finding]
REGISTRY: dict[str, tuple[Check, Status]] = {}


def register(name: str, check: Check, *, at_worst: Status = "failed") -> None:
    """Add a component. A check that raises counts as `at_worst`, without the error's text.

    Raises ValueError when the name is taken by another check.
    """
    if name in REGISTRY and REGISTRY[name][0] is not check:
        raise ValueError(f"the component {name} is registered twice")
    REGISTRY[name] = (check, at_worst)


def report() -> tuple[bool, dict[str, Finding]]:
    """Whether the portal can serve, and every component."""
    found = {name: _ask(name, check, worst) for name, (check, worst) in REGISTRY.items()}
    return all(one.status != "failed" for one in found.values()), found


def _ask(name: str, check: Check, worst: Status) -> Finding:
    try:
        return check()
    except Exception as error:  # whatever is broken must not break the report
        logger.warning("the component %s does not answer", name, exc_info=error)
        return Finding(worst, "no answer")


def _database(alias: str) -> Check:
    def check() -> Finding:
        with connections[alias].cursor() as cursor:
            cursor.execute("select 1")
        return OK

    return check


def migrations() -> Finding:
    """Every migration of this release is applied; a newer database is the way back (F13)."""
    loader = MigrationLoader(connections["default"])
    missing = set(loader.graph.nodes) - set(loader.applied_migrations)
    return Finding("failed", f"{len(missing)} not applied") if missing else OK


def keyring() -> Finding:
    """The keys of sealed fields are there."""
    if settings.MAKE_KEYS or crypto.keyring_exists():
        return OK
    return Finding("failed", "keyring.json is missing")


def broker() -> Finding:
    """Wake-ups get through; without them work is late by one interval, but not lost."""
    with current_app.connection_for_write(transport_options=jobs.TRANSPORT) as link:
        link.ensure_connection(max_retries=1, timeout=1)
    return OK


def machine_clock() -> Finding:
    """The clocks of portal and database agree, and the year is one that can be."""
    with connections["default"].cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        theirs = cursor.fetchone()[0]
    apart = abs((datetime.now(UTC) - theirs).total_seconds())
    if apart > MOST_SECONDS_APART or not 2025 <= theirs.year <= 2100:
        return Finding("failed", f"{apart:.0f} s apart from the database")
    return OK


def disk() -> Finding:
    """Room for uploads on their disk."""
    place = Path(settings.MEDIA_ROOT)
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free // MEGABYTE
    if free < FULL_DISK:
        return Finding("failed", "full")
    return Finding("degraded", f"{free} MB left") if free < LOW_DISK else OK


def workers() -> Finding:
    """Beat and workers move: some job ended within the last minutes."""
    with connections["default"].cursor() as cursor:
        cursor.execute("select extract(epoch from now() - max(ended_at)) from common_jobstate")
        age: Any = cursor.fetchone()[0]
    if age is None or age > 10 * settings.SWEEP_SECONDS + 60:
        return Finding("degraded", "no job has ended lately")
    return OK


def invariants() -> Finding:
    """The last check of what must always hold found nothing."""
    with connections["default"].cursor() as cursor:
        cursor.execute("select ok from common_jobstate where job = 'invariants'")
        row = cursor.fetchone()
    return Finding("degraded", "broken at the last check") if row and not row[0] else OK


def register_all() -> None:
    """Components of the platform's ground."""
    register("database", _DATABASE)
    register("database_public", _PUBLIC)
    register("migrations", migrations)
    register("keyring", keyring)
    register("broker", broker, at_worst="degraded")
    register("clock", machine_clock)
    register("disk", disk)
    register("workers", workers, at_worst="degraded")
    register("invariants", invariants, at_worst="degraded")


_DATABASE, _PUBLIC = _database("default"), _database("public_read")
