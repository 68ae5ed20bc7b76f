"""Every address × method × role × (own, foreign, none): the answer written in `rows/`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from credit_portal.common.throttle import ClientThrottle
from tests.permissions.routes import routes
from tests.permissions.scene import THINGS, Scene
from tests.permissions.table import ANONYMOUS, ROLELESS, Row
from tests.permissions.walk import Cell, all_rows, answer, cells, named

LONG = os.environ.get("LONG") == "1"
PARTS = 12
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[None]:
    """Monday 2 March 2026, in earnest; nobody is slowed down, which would only hide answers."""
    settings.DEMO = False
    monkeypatch.setattr(ClientThrottle, "allow_request", lambda *arguments: True)
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False):
        yield


def in_short(cell: Cell) -> bool:
    """Methods an address does not know are tried for three people only, all in the long run."""
    known = getattr(cell.row, cell.method) is not None
    return known or LONG or cell.role in (ANONYMOUS, ROLELESS, *sorted(cell.row.seen_by)[:1])


def deviations(scene: Scene, row: Row) -> list[str]:
    """Cells that answer otherwise than written."""
    found = []
    for cell in filter(in_short, cells(row)):
        thing = named(scene, cell)
        if thing is None:
            continue
        status = answer(scene, cell, thing)
        right = row.expected(cell.method, cell.role, cell.ownership)
        if status not in right:
            found.append(f"{cell}: {status}, not {sorted(right)}")
    return found


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    written, there = {row.route for row in all_rows()}, set(routes())
    assert sorted(there - written) == [], "addresses without a row in tests/permissions/rows/"
    assert sorted(written - there) == [], "rows of addresses that are gone"


def test_rows_name_things_that_exist() -> None:
    assert {row.on for row in all_rows() if row.on} <= set(THINGS)


@pytest.mark.parametrize("part", range(PARTS))
def test_the_matrix_holds(part: int) -> None:
    scene, rows = Scene(), all_rows()[part::PARTS]
    found = [line for row in rows for line in deviations(scene, row)]
    assert not found, f"{len(found)} cells deviate:\n" + "\n".join(found)
