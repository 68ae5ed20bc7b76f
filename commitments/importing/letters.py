"""The mandate-letter list of 2021: how its rows are read. Pure, no database.

The list is what a government published, with its slips: one minister is written in several
ways (compatibility forms, no-break spaces, line breaks, case), a name is left blank, a lead is
missing among "All ministers". Names are matched by their folded form; slips are warnings.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

LONGEST_NAME = 300
LONGEST_TEXT = 2000
LONGEST_TITLE = 160
_NUMBER = re.compile(r"[0-9]{1,8}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ud800-\udfff]")


@dataclass(frozen=True)
class Slip:
    """Something wrong or odd in a row: stable code, field, and what fills its sentence."""

    code: str
    column: str
    value: str = ""


@dataclass
class Letter:
    """One row as understood."""

    number: str
    text: str
    lead: str
    others: list[str]
    errors: list[Slip] = field(default_factory=list)
    warnings: list[Slip] = field(default_factory=list)

    @property
    def sha(self) -> str:
        """Digest of what the row says, blind to spelling variants of names."""
        names = sorted({fold(name) for name in self.others})
        said = "\x1f".join([self.number, self.text, fold(self.lead), *names])
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def title(self) -> str:
        """The text, or its beginning up to a word's end within 160 characters."""
        if len(self.text) <= LONGEST_TITLE:
            return self.text
        return self.text[:LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def tidy(text: str) -> str:
    """Compatibility forms resolved, white space of any kind joined to single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def fold(name: str) -> str:
    """What makes two spellings of a name the same."""
    return tidy(name).casefold()


def read(number: str, text: str, lead: str, everyone: str) -> Letter:
    """Understand one row; errors make it unusable, warnings do not."""
    row = Letter(number.strip(), text.strip(), tidy(lead), [])
    for column, value in (("number", number), ("text", text), ("lead", lead), ("all", everyone)):
        if _CONTROL.search(value):
            row.errors.append(Slip("damaged_text", column))
    if not _NUMBER.fullmatch(row.number):
        row.errors.append(Slip("number_missing" if not row.number else "number_wrong", "number"))
    if not row.text:
        row.errors.append(Slip("text_missing", "text"))
    elif len(row.text) > LONGEST_TEXT:
        row.errors.append(Slip("text_too_long", "text"))
    if not row.lead:
        row.errors.append(Slip("lead_missing", "lead"))
    _read_names(row, everyone)
    return row


def _read_names(row: Letter, everyone: str) -> None:
    names = [tidy(name) for name in everyone.split(";")]
    if any(not name for name in names):
        row.warnings.append(Slip("blank_name", "all"))
    seen = {fold(row.lead)}
    for name in filter(None, names):
        if fold(name) not in seen:
            seen.add(fold(name))
            row.others.append(name)
    if row.lead and fold(row.lead) not in {fold(name) for name in names}:
        row.warnings.append(Slip("lead_not_among_all", "lead", row.lead))
    for name in [row.lead, *row.others]:
        if len(name) > LONGEST_NAME:
            row.errors.append(Slip("name_too_long", "all", name[:40]))


def posts(rows: Iterable[Letter]) -> dict[str, str]:
    """Posts named in the rows: folded name -> the spelling used most, in order of appearance."""
    spellings: dict[str, Counter[str]] = {}
    for row in rows:
        for name in [row.lead, *row.others]:
            spellings.setdefault(fold(name), Counter())[name] += 1
    return {
        key: min(counted, key=lambda name: (-counted[name], name))
        for key, counted in spellings.items()
    }
