"""Two versions of a document side by side, with what differs marked word by word.

Texts are compared sentence by sentence first and, within a changed sentence, word by word (Chinese
character by character), so that long texts cost little and short changes stay readable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from credit_portal.common.i18n import is_english
from credit_portal.common.templatetags import _dates
from credit_portal.portal import labels

SENTENCE = re.compile(r"[^。；！？;\n]*[。；！？;\n]?")
WORD = re.compile(r"[A-Za-z0-9]+(?:[.,'’-][A-Za-z0-9]+)*|\s+|.", re.DOTALL)
#: Beyond so many comparisons of words two sentences are shown as a whole.
MOST = 250_000
#: Sentences less alike than this (difflib's ratio, 0 to 1) are shown as a whole.
LIKE = 0.4


@dataclass(frozen=True)
class Piece:
    """A stretch of text, the same on both sides or only on this one."""

    text: str
    differs: bool


@dataclass(frozen=True)
class Other:
    """A value that differs and stands in no row: the name of its part, if any, and its path."""

    label: str
    path: str


@dataclass(frozen=True)
class Row:
    """A part of the record in both versions."""

    label: str
    old: list[Piece]
    new: list[Piece]
    differs: bool


def words(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces; together the pieces of a side are its text."""
    left: list[Piece] = []
    right: list[Piece] = []
    before, after = SENTENCE.findall(old), SENTENCE.findall(new)
    for same, first, second in _steps(before, after):
        if same:
            _add(left, first, False)
            _add(right, second, False)
        else:
            _within(first, second, left, right)
    return left, right


def _within(old: str, new: str, left: list[Piece], right: list[Piece]) -> None:
    before, after = WORD.findall(old), WORD.findall(new)
    if len(before) * len(after) > MOST or _unlike(before, after):
        _add(left, old, True)
        _add(right, new, True)
        return
    for same, first, second in _steps(before, after):
        _add(left, first, not same)
        _add(right, second, not same)


def _unlike(before: list[str], after: list[str]) -> bool:
    """Whether so little is common that marking single words would only confuse."""
    return SequenceMatcher(None, before, after, autojunk=False).ratio() < LIKE


def _steps(before: list[str], after: list[str]) -> Iterable[tuple[bool, str, str]]:
    """(same, old, new) from left to right."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        yield tag == "equal", "".join(before[a:b]), "".join(after[c:d])


def _add(pieces: list[Piece], text: str, differs: bool) -> None:
    """Append, joined with a neighbour of the same sort."""
    if not text:
        return
    if pieces and pieces[-1].differs == differs:
        text = pieces.pop().text + text
    pieces.append(Piece(text, differs))


# -- what a document says, part by part ----------------------------------------------------------
Read = Callable[[Any], str]
Path = tuple[str, ...]
Place = tuple[int, ...]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _day(value: Any) -> str:
    return _dates.long_date(value, with_weekday=False) if value else ""


@dataclass(frozen=True)
class Lines:
    """Reads a list of entries: one line each, made of these of their keys."""

    names: tuple[str, ...]

    def __call__(self, value: Any) -> str:
        rows = [[_part(one, name) for name in self.names] for one in value or []]
        return "\n".join(" ".join(filter(None, row)) for row in rows)


def _lines(*names: str) -> Lines:
    return Lines(names)


def _part(entry: Any, name: str) -> str:
    if not isinstance(entry, Mapping):
        return ""
    return _day(entry.get(name)) if name.endswith(("_on", "at", "on")) else _text(entry.get(name))


#: Path in the document, how the part is called, how its value is written. A path that ends in "*"
#: stands for the Chinese and the English text.
PARTS: tuple[tuple[str, str | Promise, Read], ...] = (
    ("title_*", gettext_lazy("Title"), _text),
    ("section", gettext_lazy("Section"), lambda code: labels.category(code or "")),
    ("summary_*", gettext_lazy("Summary"), _text),
    ("body_*", gettext_lazy("Text"), _text),
    ("organ_*", gettext_lazy("Issuing organ"), _text),
    ("number", gettext_lazy("Document number"), _text),
    ("dated", gettext_lazy("Date of the document"), _day),
    ("force_from", gettext_lazy("In force from"), _day),
    ("force_until", gettext_lazy("In force until"), _day),
    ("source_url", gettext_lazy("Address of the source"), _text),
    ("matter_*", gettext_lazy("What is promised"), _text),
    ("measure_*", gettext_lazy("How it is measured"), _text),
    ("beneficiaries_*", gettext_lazy("Who benefits"), _text),
    ("facts_*", gettext_lazy("Facts"), _text),
    ("reasons_*", gettext_lazy("Reasons"), _text),
    ("basis_*", gettext_lazy("Legal basis"), _text),
    ("legal_basis_*", gettext_lazy("Legal basis"), _text),
    ("authority_*", gettext_lazy("Authority to promise"), _text),
    ("evidence_required_*", gettext_lazy("Evidence required"), _text),
    ("organisation.name_*", gettext_lazy("Public body"), _text),
    ("post.title_*", gettext_lazy("Responsible post"), _text),
    ("category", gettext_lazy("Category"), lambda code: labels.category(code or "")),
    ("severity", gettext_lazy("Severity"), lambda code: labels.severity(code or "")),
    ("sector", gettext_lazy("Field of activity"), lambda code: labels.sector(code or "")),
    ("domain", gettext_lazy("Field of activity"), lambda code: labels.sector(code or "")),
    ("amount", gettext_lazy("Amount"), _text),
    ("due_on", gettext_lazy("Due date"), _day),
    ("outcome", gettext_lazy("Outcome"), lambda code: labels.outcome(code or "")),
    ("outcome_on", gettext_lazy("Determined on"), _day),
    ("kept_on", gettext_lazy("Performed on"), _day),
    ("findings_*", gettext_lazy("What was found"), _text),
    ("document.title_*", gettext_lazy("Document"), _text),
    ("document.number", gettext_lazy("Document number"), _text),
    ("document.organ_*", gettext_lazy("Issuing organ"), _text),
    ("document.date", gettext_lazy("Date of the document"), _day),
    ("statement.short_*", gettext_lazy("What the body says"), _text),
    ("rectification.corrected_on", gettext_lazy("Corrected on"), _day),
    ("objection.since", gettext_lazy("Under objection since"), _day),
    ("milestones", gettext_lazy("Milestones"), _lines("due_on", "title_zh")),
    ("reports", gettext_lazy("What the body reported"), _lines("filed_on", "text_zh")),
    ("evidence", gettext_lazy("Evidence"), _lines("title", "sha256")),
    ("timeline", gettext_lazy("What happened"), _lines("at", "detail_zh")),
)

#: Parts of a document that hold several values, not all of which have a row.
HEADS: dict[str, str | Promise] = {
    "organisation": gettext_lazy("Public body"),
    "post": gettext_lazy("Responsible post"),
    "document": gettext_lazy("Document"),
    "statement": gettext_lazy("What the body says"),
    "rectification": gettext_lazy("Rectification"),
    "objection": pgettext_lazy("case", "Objection"),
}


def rows(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Row]:
    """The parts that one version or the other has, in the order of a record."""
    found = []
    for path, label, read in PARTS:
        for language in _languages(path):
            place = path.replace("*", language)
            before, after = read(_at(old, place)), read(_at(new, place))
            if before or after:
                found.append(_row(_named(str(label), language), before, after))
    return found


def others(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Other]:
    """What differs and is told by no row, value by value: nothing is passed over in silence."""
    before, after = _values(old), _values(new)
    differing = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    above = {path[:length] for path in differing for length in range(len(path))}
    rest = differing - above - _told(old, new)
    return [Other(_heading(path), ".".join(path)) for path in sorted(rest)]


def _values(document: Any) -> dict[Path, list[tuple[Place, str]]]:
    """Every value by the keys that lead to it, with its places in the lists on the way. The value
    is spelled, so that 1, true and "1" differ; an empty list or object is a value too."""
    found: dict[Path, list[tuple[Place, str]]] = {}
    waiting: list[tuple[Path, Place, Any]] = [((), (), document)]
    while waiting:
        path, place, value = waiting.pop()
        if value and isinstance(value, Mapping):
            waiting += [((*path, key), place, one) for key, one in value.items()]
        elif value and isinstance(value, list):
            waiting += [(path, (*place, number), one) for number, one in enumerate(value)]
        else:
            found.setdefault(path, []).append((place, repr(value)))
    return {path: sorted(values) for path, values in found.items()}


def _told(old: Mapping[str, Any], new: Mapping[str, Any]) -> set[Path]:
    """The values whose difference can be read in a row."""
    found: set[Path] = set()
    for path, _label, read in PARTS:
        for language in ("zh", "en"):
            place = path.replace("*", language)
            before, after = _at(old, place), _at(new, place)
            if read(before) == read(after):
                continue
            steps = tuple(place.split("."))
            if isinstance(read, Lines):
                entries = [*(before or []), *(after or [])]
                found |= {(*steps, name) for name in read.names if _is_whole(entries, name)}
            else:
                found.add(steps)
    return found


def _is_whole(entries: Iterable[Any], name: str) -> bool:
    """Whether different values of the entries never read alike (as moments of one day do)."""
    values = {(_part(one, name), repr(_at(one, name))) for one in entries}
    return len({reading for reading, _value in values}) == len(values)


def _heading(path: Path) -> str:
    """What the value, or the part it stands in, is called; "" where it has no name."""
    whole = ".".join(path)
    for place, label, _read in PARTS:
        if whole in (place, *(place.replace("*", language) for language in ("zh", "en"))):
            return str(label)
    named = {place: label for place, label, read in PARTS if isinstance(read, Lines)}
    return str({**named, **HEADS}.get(path[0], ""))


def _row(label: str, old: str, new: str) -> Row:
    left, right = words(old, new)
    return Row(label, left, right, old != new)


def _languages(path: str) -> tuple[str, ...]:
    if "*" not in path:
        return ("",)
    return ("en", "zh") if is_english() else ("zh", "en")


def _named(label: str, language: str) -> str:
    """The label, with the language where it is not the page's."""
    if language in ("", "en" if is_english() else "zh"):
        return label
    return f"{label} ({'中文' if language == 'zh' else 'English'})"


def _at(document: Mapping[str, Any], path: str) -> Any:
    found: Any = document
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found
