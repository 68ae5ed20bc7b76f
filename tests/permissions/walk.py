"""Try cells of the matrix: one request each, taken back at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import uuid4

from django.db import transaction

from tests.permissions import (  # noqa: F401 - register what rows name
    things,
    things_accounts,
    things_articles,
    things_calendar,
    things_clocks,
    things_complaint_cases,
    things_consequences,
    things_directory,
    things_door,
    things_exchange,
    things_hotline,
    things_integrity_files,
    things_kept,
    things_lawful_change,
    things_notices,
    things_objections,
    things_old_accounts,
    things_records,
    things_repairs,
    things_reporting,
    things_sheets,
    things_succession,
    things_unsealing,
)
from tests.permissions.routes import ARGUMENT, GROUP, address
from tests.permissions.scene import THINGS, Arguments, Scene
from tests.permissions.table import (
    ANONYMOUS,
    FOREIGN,
    METHODS,
    NONE,
    OWN,
    PLAIN,
    SIGNED_IN,
    Row,
    rows,
)

ROLES = (ANONYMOUS, *sorted(SIGNED_IN))


@dataclass(frozen=True)
class Cell:
    """One address, method, role and ownership."""

    row: Row
    method: str
    role: str
    ownership: str

    def __str__(self) -> str:
        row = self.row
        more = "".join(f" {name}={value}" for name, value in row.arguments.items())
        return f"{self.method.upper()} {row.route}{more} as {self.role}, {self.ownership}"


@cache
def all_rows() -> tuple[Row, ...]:
    """Every row, read once."""
    return tuple(rows())


def ownerships(row: Row) -> tuple[str, ...]:
    """What the address may name: his, a foreign one, nothing; a plain address names nothing."""
    return (OWN, FOREIGN, NONE) if row.on else (PLAIN,)


def cells(row: Row) -> Iterator[Cell]:
    """All cells of a row."""
    for ownership in ownerships(row):
        for role in ROLES:
            for method in METHODS:
                yield Cell(row, method, role, ownership)


def named(scene: Scene, cell: Cell) -> Arguments | None:
    """What the address of the cell names; None where there is no such ownership."""
    return THINGS[cell.row.on](scene, cell.role, cell.ownership) if cell.row.on else {}


def path(row: Row, found: Arguments) -> str:
    """The address with everything filled in."""
    wanted = set(ARGUMENT.findall(row.route)) | set(GROUP.findall(row.route))
    if "pk" in wanted:  # what addresses of pages call by its own name
        found = {"pk": next(iter(found.values()), None)} | found
    values = {name: row.arguments.get(name, found.get(name)) for name in wanted}
    return address(row.route, {name: value or uuid4() for name, value in values.items()})


def answer(scene: Scene, cell: Cell, found: Arguments) -> int:
    """The status; everything is afterwards as it was before."""
    client, row = scene.client(cell.role), cell.row
    more: dict[str, Any] = {}
    if cell.method in ("post", "put", "patch"):
        version = found.get("version", 1)
        if row.is_api:
            more = {"data": json.dumps(row.data), "content_type": "application/json"}
            more["headers"] = {"If-Match": f'"v{version}"'}
        elif cell.method == "post":
            more = {"data": {"version": version, **row.data}}
    point = transaction.savepoint()
    try:
        return int(getattr(client, cell.method)(path(row, found), **more).status_code)
    finally:
        transaction.savepoint_rollback(point)
