"""The texts of the demonstration, read from the TOML files beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "texts"
Pair = tuple[str, str]


@cache
def read(name: str) -> dict[str, Any]:
    """The content of one file."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@dataclass(frozen=True)
class Body:
    """A fictional body of the cast."""

    key: str
    name: Pair
    kind: str
    division: str
    number: int
    head: Pair
    parent: str = ""
    short: str = ""
    tags: tuple[str, ...] = ()
    section: Pair | None = None
    renamed: Pair | None = None

    def answers_to(self, wanted: tuple[str, ...]) -> bool:
        """Whether a template for these bodies fits it."""
        return bool({self.key, *self.tags} & set(wanted))


@dataclass(frozen=True)
class Template:
    """Text of a promise with places to fill in; `more` holds what only one shape has."""

    key: str
    bodies: tuple[str, ...]
    category: str
    sector: str
    texts: Mapping[str, Pair]
    more: Mapping[str, Any]


def bodies() -> tuple[Body, ...]:
    """The cast, in the order of the file."""
    return tuple(_body(row) for row in read("cast")["body"])


def _body(row: dict[str, Any]) -> Body:
    pairs = {name: tuple(row[name]) for name in ("section", "renamed") if name in row}
    return Body(
        key=row["key"],
        name=tuple(row["name"]),
        kind=row["kind"],
        division=row["division"],
        number=row["number"],
        head=tuple(row["head"]),
        parent=row.get("parent", ""),
        short=row.get("short", ""),
        tags=tuple(row.get("tags", ())),
        **pairs,
    )


@cache
def templates(name: str) -> tuple[Template, ...]:
    """Templates of `one_off` or `standing`."""
    return tuple(_template(row) for row in read(name)["promise"])


def _template(row: dict[str, Any]) -> Template:
    texts: dict[str, Pair] = {}
    more: dict[str, Any] = {}
    for name, value in row.items():
        is_pair = (
            isinstance(value, list)
            and len(value) == 2
            and all(isinstance(part, str) for part in value)
        )
        if is_pair and name not in ("best", "worst", "bodies"):
            texts[name] = (value[0], value[1])
        else:
            more[name] = value
    return Template(
        key=row["key"],
        bodies=tuple(row["bodies"]),
        category=row["category"],
        sector=row["sector"],
        texts=texts,
        more=more,
    )


def phrases(name: str) -> list[Pair]:
    """The variants of a phrase."""
    found = read("phrases")[name]
    rows = [found] if isinstance(found[0], str) else found
    return [(row[0], row[1]) for row in rows]


def legal_basis(template: Template) -> Pair:
    """Legal basis of a promise: its own, or that of its sector."""
    row = template.texts.get("law") or read("sectors")[template.sector]
    return row[0], row[1]


@cache
def area(division: str) -> Pair:
    """What people call a division; a street or town without the mark that its district bears."""
    rows = {row["code"]: row["name"] for row in read("cast")["division"]}
    zh, en = rows[division]
    is_street = len(division) > len("999102")
    return zh.removeprefix("示例") if is_street else zh, en.removeprefix("Sample ")
