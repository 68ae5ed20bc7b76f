"""What the apps above say of their open cases, so that a succession can move them.

    register_mover(Mover(case_type=…, label=…, count=…, list_open=…, sectors=…, move=…, …))

Every function works on sets; a mover never touches a due date, and says so by comparing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from credit_portal.directory.models import SuccessionLine
from credit_portal.workflow.models_hand_over import HandOver


@dataclass(frozen=True)
class Selection:
    """Which of a body's open cases: of a post, of some fields, or listed; empty: all of them."""

    post_id: UUID | None = None
    sectors: tuple[str, ...] = ()
    cases: tuple[str, ...] | None = None


@dataclass(frozen=True)
class OpenCase:
    """One open case as the page of a split lists it."""

    id: UUID
    case_type: str
    title_zh: str
    title_en: str
    reference: str
    url: str
    post_id: UUID | None
    post_zh: str
    post_en: str
    sector: str
    sector_label: str
    due_on: date | None


@dataclass(frozen=True)
class Step:
    """One line of a succession to be carried out; `last`: the widest one of its predecessor."""

    line: SuccessionLine
    selection: Selection
    on: date
    actor_id: str
    actor_title: str
    actor_title_en: str
    whole: bool
    last: bool = False


@dataclass(frozen=True)
class Mover:
    """How cases of one type are counted, listed and moved.

    `count(body_id, wanted, without)` counts the open cases that `wanted` takes and no selection of
    `without` does. `list_open` gives them, at most so many. `sectors(body_id)` are (code, label)
    of the fields in use. `move(step)` moves what the step's line takes and has not been moved by
    this succession; answers how many; raises when a due day differs afterwards. `fill(sheet)`
    writes the items of a sheet by one statement. `newcomers(today)` are appointments that hold a
    post today, have no sheet yet, and began after one of the post's open cases.
    """

    case_type: str
    label: Any
    count: Callable[[UUID, Selection, Sequence[Selection]], int]
    list_open: Callable[[UUID, Selection, Sequence[Selection], int], list[OpenCase]]
    sectors: Callable[[UUID], list[tuple[str, str]]]
    move: Callable[[Step], int]
    fill: Callable[[HandOver], int]
    newcomers: Callable[[date, int], list[UUID]]


_movers: dict[str, Mover] = {}


def register_mover(mover: Mover) -> None:
    """Make a type of case known. Raises ValueError for one registered otherwise before."""
    if _movers.get(mover.case_type, mover) != mover:
        raise ValueError(f"cases of {mover.case_type} have two movers")
    _movers[mover.case_type] = mover


def movers() -> list[Mover]:
    """Every registered mover, by type of case."""
    return [_movers[name] for name in sorted(_movers)]


def count(body_id: UUID, wanted: Selection, without: Sequence[Selection] = ()) -> int:
    """How many open cases of all types."""
    return sum(mover.count(body_id, wanted, without) for mover in movers())
