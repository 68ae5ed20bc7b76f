"""Every address × method × role × (own, foreign, none): the answer written in `rows/`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from typing import Any
from zlib import crc32

import pytest
import time_machine
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from credit_portal.common import middleware
from credit_portal.common.throttle import ClientThrottle, FormThrottle
from credit_portal.desk import context
from credit_portal.portal import errors
from tests.permissions.routes import routes
from tests.permissions.scene import THINGS, Scene
from tests.permissions.table import ANONYMOUS, FOREIGN, NONE, OWN, PLAIN, ROLELESS, Row
from tests.permissions.walk import Cell, all_rows, answer, cells, named

LONG = os.environ.get("LONG") == "1"
PARTS = 6
A_CROWD = 9
UNUSUAL = ("put", "patch", "delete")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[None]:
    """Monday 2 March 2026, in earnest; nobody is slowed down, which would only hide answers."""
    settings.DEMO = False
    monkeypatch.setattr(ClientThrottle, "allow_request", lambda *arguments: True)
    monkeypatch.setattr(FormThrottle, "allow", lambda *arguments: True)
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False):
        yield


@pytest.fixture(autouse=True)
def one_navigation(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the side navigation shows is found once for each person: no status depends on it."""
    find, known = context._entries, dict[Any, list[dict[str, Any]]]()

    def entries(request: HttpRequest, user: Any) -> list[dict[str, Any]]:
        if user.pk not in known:
            known[user.pk] = find(request, user)
        return known[user.pk]

    monkeypatch.setattr(context, "_entries", entries)


@pytest.fixture(autouse=True)
def pages_of_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of a refusal is rendered once for each person; after that its status says it all."""
    rendered: set[tuple[str, Any]] = set()

    def is_new(request: HttpRequest, template: str) -> bool:
        key = (template, getattr(getattr(request, "user", None), "pk", None))
        found = key not in rendered
        rendered.add(key)
        return found

    def page(request: HttpRequest, template: str, values: Any = None, *, status: int) -> Any:
        new = is_new(request, template)
        return (
            render(request, template, values, status=status) if new else HttpResponse(status=status)
        )

    def text(template: str, *, request: HttpRequest) -> str:
        return render_to_string(template, request=request) if is_new(request, template) else ""

    monkeypatch.setattr(errors, "render", page)
    monkeypatch.setattr(middleware, "render", page)
    monkeypatch.setattr(middleware, "render_to_string", text)


def in_turn(cell: Cell, number: int) -> int:
    """A number below `number`, always the same one for an address and a role."""
    return crc32(f"{cell.row.route} {cell.role}".encode()) % number


def unknown_in_short(cell: Cell) -> bool:
    """A method that the address does not know is tried by a visitor or by one who sees the
    address, in turn; of PUT, PATCH and DELETE only one, in turn too."""
    row, of_route = cell.row, crc32(cell.row.route.encode())
    unusual = [name for name in UNUSUAL if getattr(row, name) is None]
    if cell.method in unusual and cell.method != unusual[of_route % len(unusual)]:
        return False
    sees = sorted(row.seen_by)[:1] or [ROLELESS]
    tries = (ANONYMOUS, sees[0])[crc32(f"{row.route} {cell.method}".encode()) % 2]
    return cell.ownership in (OWN, PLAIN) and cell.role == tries


def in_short(cell: Cell) -> bool:
    """Who sees the thing tries his own; a foreign one the first of them, and of the others every
    fourth. Of the roles that have nothing to do with the address every twentieth, of those at each
    where it is open to nearly everybody every sixteenth. A visitor and somebody without a role, who
    both see nothing there, try one thing only. What is not there is tried by one who sees the
    address. The long run tries everything."""
    row, few = cell.row, (ANONYMOUS, ROLELESS, *sorted(cell.row.seen_by)[:1])
    if LONG:
        return True
    if getattr(row, cell.method) is None:
        return unknown_in_short(cell)
    if cell.role in few:
        return cell.role in row.seen_by or cell.ownership in (OWN, PLAIN)
    if cell.ownership == NONE:
        return False
    if cell.role in row.seen_by and len(row.seen_by) < A_CROWD:
        return cell.ownership != FOREIGN or in_turn(cell, 4) == 0
    chosen = in_turn(cell, 16 if cell.role in row.seen_by else 20) == 0
    return chosen and (cell.role in row.seen_by or cell.ownership != FOREIGN)


@cache
def tried() -> list[tuple[Row, int]]:
    """All rows in the order of what they name, each with the cells tried up to its end."""
    rows = sorted(all_rows(), key=lambda row: row.on)
    return list(zip(rows, accumulate(sum(map(in_short, cells(row))) for row in rows), strict=True))


def part_of(number: int) -> list[Row]:
    """A part of all rows, in the order of what they name: it is made in few of the parts."""
    whole = tried()[-1][1]
    return [row for row, so_far in tried() if (so_far - 1) * PARTS // whole == number]


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


def test_the_parts_are_the_whole() -> None:
    parts = [row for number in range(PARTS) for row in part_of(number)]
    assert sorted(map(id, parts)) == sorted(map(id, all_rows()))


def test_rows_name_things_that_exist() -> None:
    assert {row.on for row in all_rows() if row.on} <= set(THINGS)


@pytest.mark.parametrize("part", range(PARTS))
def test_the_matrix_holds(part: int) -> None:
    scene = Scene()
    found = [line for row in part_of(part) for line in deviations(scene, row)]
    assert not found, f"{len(found)} cells deviate:\n" + "\n".join(found)
