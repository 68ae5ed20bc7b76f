"""Boards: how districts, bodies, fields, sectors and categories kept their word, from counts.

Each number is that of the list it links to. Rates stand beside the size of their sample and its
95 per cent interval; what is too small to compare comes after the rest, by size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from credit_portal.common.templatetags import _breaches
from credit_portal.common.templatetags.ui import OUTCOMES
from credit_portal.portal import board_names, breaches, comparison, queries, rates
from credit_portal.portal.comparison import Tally
from credit_portal.publishing import tallies
from credit_portal.publishing.models.livelihood import FIELDS
from credit_portal.publishing.tallies import Dimension

LAWFUL = ("changed_lawfully", "withdrawn_lawfully", "void")
#: Kinds of record a board can be about; the first is meant where none is asked for.
KINDS = {
    queries.COMMITMENT: gettext_lazy("Commitments"),
    breaches.BREACH: gettext_lazy("Breach records"),
}
LISTS = {queries.COMMITMENT: "portal:commitments", breaches.BREACH: "portal:breaches"}
Label = str | Promise


@dataclass(frozen=True)
class Board:
    """One board: by what it counts, and the parameter by which lists narrow to a line of it."""

    code: str
    title: Label
    intro: Label
    head: Label
    dimension: Dimension
    parameter: str
    kinds: tuple[str, ...] = tuple(KINDS)


BOARDS = {
    one.code: one
    for one in (
        Board(
            "districts", gettext_lazy("By district"),
            gettext_lazy("The city's own bodies are one line; streets count with their district."),
            gettext_lazy("District or county"), Dimension.DISTRICT, "district",
        ),
        Board(
            "bodies", gettext_lazy("By body"),
            gettext_lazy("Each body with its own records, without those of the bodies below it."),
            gettext_lazy("Public body"), Dimension.BODY, "body",
        ),
        Board(
            "fields", gettext_lazy("By livelihood field"),
            gettext_lazy("The fourteen fields in which streets and towns promise each year."),
            gettext_lazy("Field"), Dimension.SECTOR, "sector", (queries.COMMITMENT,),
        ),
        Board(
            "sectors", gettext_lazy("By sector"),
            gettext_lazy("What the promises and the breaches are about."),
            gettext_lazy("Sector"), Dimension.SECTOR, "sector",
        ),
        Board(
            "categories", gettext_lazy("By category"),
            gettext_lazy("Kinds of promises, and kinds of breaches."),
            gettext_lazy("Category"), Dimension.CATEGORY, "category",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A count of a line, with what narrows a list to exactly the records it counts."""

    code: str
    label: Label
    narrowing: Mapping[str, Any]
    count: Callable[[Line], int]
    tone: str = ""


@dataclass(frozen=True)
class Line:
    """What is counted under one key, which is "" for records that name none; `value` is what
    lists call it, `page` its own address."""

    key: str
    name: str
    name_zh: str
    name_en: str
    counts: Counter[str]
    past_due: int = 0
    page: str = ""
    value: str = ""

    @property
    def tally(self) -> Tally:
        """The outcomes as a sample."""
        return comparison.tally(self.counts)

    @property
    def few(self) -> bool:
        """Whether the sample is too small to be compared."""
        return self.tally.determined < rates.COMPARABLE

    @property
    def total(self) -> int:
        """All records of the kind."""
        return sum(self.counts.values())


def _outcome(code: str) -> Column:
    return Column(
        code, OUTCOMES[code], {"outcome": [code]}, lambda line: line.counts[code],
        {"broken": "bad"}.get(code, ""),
    )  # fmt: skip


COMMITMENT_COLUMNS = (
    Column("total", gettext_lazy("On record"), {}, lambda line: line.total),
    Column(
        "determined", gettext_lazy("Determined"), {"outcome": list(queries.DETERMINED)},
        lambda line: line.tally.determined,
    ),
    *map(_outcome, queries.DETERMINED),
    Column(
        "lawful", gettext_lazy("Lawfully ended"), {"outcome": list(LAWFUL)},
        lambda line: sum(line.counts[code] for code in LAWFUL),
    ),
    _outcome("open"),
    Column(
        "past_due", gettext_lazy("Open, due day passed"), {"due": "passed"},
        lambda line: line.past_due, "late",
    ),
)  # fmt: skip
BREACH_COLUMNS = (
    Column("total", gettext_lazy("On display"), {}, lambda line: line.total),
    *(
        Column(
            code, name, {"severity": code},
            lambda line, code=code: line.counts[code],  # type: ignore[misc]
            {"serious": "bad"}.get(code, ""),
        )
        for code, name in reversed(_breaches.SEVERITIES.items())
    ),
)  # fmt: skip
COLUMNS = {queries.COMMITMENT: COMMITMENT_COLUMNS, breaches.BREACH: BREACH_COLUMNS}
NAME, RATE = "name", "rate"


@dataclass(frozen=True)
class Asked:
    """What a visitor asks of a board; what no board knows is left out."""

    board: Board
    kind: str
    year: int | None
    sort: str
    rising: bool

    @property
    def columns(self) -> tuple[Column, ...]:
        """The counts of this kind of record."""
        return COLUMNS[self.kind]

    def address(self, **changes: Any) -> str:
        """The parameters of this question with some answered otherwise ("" drops one)."""
        pairs = {
            "kind": "" if self.kind == queries.COMMITMENT else self.kind,
            "year": self.year or "",
            "sort": self.sort,
            "order": "asc" if self.rising else "",
            **changes,
        }
        return "?" + urlencode({name: value for name, value in pairs.items() if value != ""})


def read(code: str, parameters: QueryDict) -> Asked:
    """The question in an address, for the board of this code (KeyError for none)."""
    board = BOARDS[code]
    kind, year = parameters.get("kind", ""), parameters.get("year", "")
    kind = kind if kind in board.kinds else board.kinds[0]
    known = {NAME, RATE, *(column.code for column in COLUMNS[kind])}
    sort = parameters.get("sort", "")
    return Asked(
        board=board,
        kind=kind,
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        sort=sort if sort in known else "",
        rising=parameters.get("order") == "asc",
    )


def lines(asked: Asked) -> list[Line]:
    """The lines of a board in the order asked for; three queries, however many records."""
    dimension = asked.board.dimension
    counts = tallies.by_key(dimension, asked.kind, year=asked.year)
    late = tallies.past_due(dimension, year=asked.year) if asked.kind == queries.COMMITMENT else {}
    keys = _keys(asked, counts)
    named = board_names.NAMES[asked.board.code](keys)
    found = [
        Line(key=key, counts=counts.get(key, Counter()), past_due=late.get(key, 0), **named[key])
        for key in keys
        if key in named
    ]
    return ordered(found, asked)


def _keys(asked: Asked, counts: Mapping[str, Any]) -> list[str]:
    """Keys of the lines: the fourteen fields always, otherwise what has records."""
    if asked.board.code == "fields":
        return list(FIELDS)
    return sorted(counts)


def ordered(found: list[Line], asked: Asked) -> list[Line]:
    """By a count, the most first unless rising; by rate only those that can be compared, the rest
    after them by size. Fields stand in the order of the plan where nothing is asked for."""
    sort = asked.sort or ("" if asked.board.code == "fields" else _usual(asked))
    turn = 1 if asked.rising else -1
    if sort == RATE:
        return sorted(found, key=lambda line: _by_rate(line, turn))
    if sort == NAME:
        return sorted(
            found, key=lambda line: line.name, reverse=asked.sort == NAME and asked.rising
        )
    for column in asked.columns:
        if column.code == sort:
            return sorted(found, key=lambda line: (turn * column.count(line), line.name))
    return found


def _usual(asked: Asked) -> str:
    return RATE if asked.kind == queries.COMMITMENT else "total"


def _by_rate(line: Line, turn: int) -> tuple[Any, ...]:
    rate = line.tally.rate
    if line.few or rate is None:
        return (1, 0, -line.tally.determined, -line.total, line.name)
    return (0, turn * rate, -line.tally.determined, -line.total, line.name)


#: A line without anything, for the heads of an empty table.
NOTHING = Line("", "", "", "", Counter())
