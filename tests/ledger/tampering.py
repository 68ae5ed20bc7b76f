"""Random ways to tamper with a made site: one change each, described in a word."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any

from credit_portal.ledger.leaf import canonical
from credit_portal.ledger.note import decode, encode
from credit_portal.ledger.watch_rows import SAME
from tests.ledger.logs import MemoryLog
from tests.ledger.sites import MadeSite, Row

Change = Callable[[MadeSite, random.Random], str]


def flip(data: bytes, chance: random.Random) -> bytes:
    """One bit changed."""
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]


def damage(data: bytes, chance: random.Random) -> bytes:
    """A bit changed, the end cut off, or something doubled."""
    kind = chance.randrange(4)
    if kind == 0:
        return data[: chance.randrange(len(data))]
    if kind == 1:
        place = chance.randrange(len(data))
        return data[:place] + data[place:] + data[place:]
    return flip(data, chance)


def log_file(part: str) -> Change:
    """Damage one resource of the log."""

    def change(site: MadeSite, chance: random.Random) -> str:
        path = chance.choice(sorted(name for name in site.log if name.startswith(part)))
        site.log[path] = damage(site.log[path], chance)
        return path

    return change


def other(value: Any, chance: random.Random) -> Any:
    """Another value of the same type."""
    if isinstance(value, bool) or value is None:
        return "2031-01-01" if value is None else not value
    if isinstance(value, int):
        return value + chance.choice([-1, 1, 7])
    if isinstance(value, str):
        place = chance.randrange(len(value) + 1)
        return value[:place] + chance.choice("甲0a ") + value[place:]
    if isinstance(value, list):
        return [*value, "x"]
    return {**value, "x": 1}


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths of all simple values."""
    if isinstance(value, dict):
        return [one for key, item in value.items() for one in leaves(item, (*path, key))]
    if isinstance(value, list):
        return [one for key, item in enumerate(value) for one in leaves(item, (*path, key))]
    return [path]


def alter(row: Row, chance: random.Random, skip: tuple[str, ...] = ()) -> str:
    """Change one simple value in a row."""
    path = chance.choice([one for one in leaves(row) if not set(skip) & set(map(str, one))])
    holder: Any = row
    for key in path[:-1]:
        holder = holder[key]
    old = holder[path[-1]]
    if path[-1] == "salt":
        holder["salt"] = encode(flip(decode(old), chance))
    else:
        holder[path[-1]] = other(old, chance)
    return ".".join(map(str, path))


def displayed_row(site: MadeSite, chance: random.Random) -> str:
    """A column or the list's row of a displayed record."""
    row = chance.choice([one for one in site.openings if one["displayed"]])
    return alter(row["displayed"], chance)


def displayed_pair(site: MadeSite, chance: random.Random) -> str:
    """A column and the list's row changed alike, the document left as it is."""
    row = chance.choice([one for one in site.openings if one["displayed"]])
    shown, document = row["displayed"], row["document"]
    free = {"version"}  # held against the leaf, and changed by `displayed_row`
    if "organisation" not in document:
        free.add("organisation")
    if not document.get("division") and not (document.get("organisation") or {}).get("division"):
        free.add("division_code")
    name = chance.choice(sorted(set(SAME) - free))
    value = shown[name]
    if name == "organisation":
        key = chance.choice(sorted(value))
        value = {**value, key: other(value[key], chance)}
    elif name.startswith("title") and chance.random() < 0.7:
        value = chance.choice(["", value[:1], value[:-1], value[: len(value) // 2] + "…"])
    else:
        value = other(value, chance)
    shown[name], shown["row"][SAME[name]] = value, copy.deepcopy(value)
    return f"{document['kind']} {name} {value!r}"


def displayed_key(site: MadeSite, chance: random.Random) -> str:
    """A key put into the list's row that the document does not bear out, or taken from it."""
    shown = chance.choice([one for one in site.openings if one["displayed"]])["displayed"]
    if chance.random() < 0.5:
        name = chance.choice(sorted(key for key, value in shown["row"].items() if value))
        return f"-{name} {shown['row'].pop(name)!r}"
    new = {"objection": {"since": "2026-01-01", "open": 2}, "severity": "serious",
           "summary": "x", "summary_zh": "另一句话", "x": 1}  # fmt: skip
    name = chance.choice(sorted(new))
    shown["row"][name] = new[name]
    return f"+{name}"


def displayed_text(site: MadeSite, chance: random.Random) -> str:
    """The text on display, the opening left as it is."""
    row = chance.choice([one for one in site.openings if one["displayed"]])
    row["opening_document"] = copy.deepcopy(row["document"])
    return "document." + alter(row["document"], chance)


def opening(site: MadeSite, chance: random.Random) -> str:
    """Text, salt, place or name of any opening."""
    return alter(chance.choice(site.openings), chance, ("displayed",))


def removal_row(site: MadeSite, chance: random.Random) -> str:
    """Anything about a removal but how its basis is called."""
    row = chance.choice([one for one in site.removals if one["leaf_index"] is not None])
    return alter(row, chance, ("name",))


def removal_dropped(site: MadeSite, chance: random.Random) -> str:
    """No account of a removal."""
    row = chance.choice([one for one in site.removals if one["leaf_index"] is not None])
    site.removals.remove(row)
    return str(row["leaf_index"])


def silent_removal(site: MadeSite, chance: random.Random) -> str:
    """Displayed row and openings deleted, sometimes the feed's row too."""
    index = chance.choice(sorted(site.displayed))
    rec = next(row["rec"] for row in site.openings if row["index"] == index)
    site.displayed.remove(index)
    site.openings = [row for row in site.openings if row["rec"] != rec]
    if chance.random() < 0.5:
        site.changes = [row for row in site.changes if row["index"] != index]
    return rec


def opening_dropped(site: MadeSite, chance: random.Random) -> str:
    """A displayed record whose opening is not handed out."""
    row = chance.choice([one for one in site.openings if one["displayed"]])
    site.openings.remove(row)
    return str(row["index"])


def shown_again(site: MadeSite, chance: random.Random) -> str:
    """What is not to be on display is."""
    index = chance.choice(sorted(set(range(len(site.entries))) - site.displayed))
    site.displayed.add(index)
    return str(index)


def change_dropped(site: MadeSite, chance: random.Random) -> str:
    """The feed of changes leaves something out."""
    row = chance.choice(site.changes)
    site.changes.remove(row)
    return str(row["index"])


def change_altered(site: MadeSite, chance: random.Random) -> str:
    """The feed of changes says something else."""
    return alter(chance.choice(site.changes), chance)


def rewritten(site: MadeSite, chance: random.Random) -> str:
    """An entry changed, and the whole log built and signed anew by the true key.

    Only somebody who has seen the log before can tell, unless the change breaks a rule.
    """
    index = chance.randrange(1, len(site.entries))
    value = json.loads(site.entries[index])
    value["cm"] = encode(chance.randbytes(32))
    entries = [*site.entries]
    entries[index] = canonical(value)
    site.log = MemoryLog(entries).resources()
    return str(index)


CHANGES: dict[str, Change] = {
    "checkpoint": log_file("checkpoint"),
    "tile": log_file("tile/0"),
    "entries": log_file("tile/entries"),
    "displayed row": displayed_row,
    "displayed pair": displayed_pair,
    "displayed key": displayed_key,
    "displayed text": displayed_text,
    "opening": opening,
    "removal row": removal_row,
    "removal dropped": removal_dropped,
    "silent removal": silent_removal,
    "opening dropped": opening_dropped,
    "shown again": shown_again,
    "change dropped": change_dropped,
    "change altered": change_altered,
    "rewritten": rewritten,
}
