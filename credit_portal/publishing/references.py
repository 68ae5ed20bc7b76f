"""References of public records: SY-C2026-0001234S (design.md 3). Pure.

One letter for the kind, the year of first publication, a number of seven digits or more, and a
check character by ISO 7064 MOD 37,36 over the letters and digits before it.
"""

import re
from dataclasses import dataclass

from stdnum.iso7064 import mod_37_36

PREFIX = "SY"
DIGITS = 7
_SHAPE = re.compile(r"SY-([A-Z])([0-9]{4})-([0-9]{7,12})([0-9A-Z])")
_LOOSE = re.compile(r"SY([A-Z])([0-9]{4})([0-9]{7,12})([0-9A-Z])")


@dataclass(frozen=True)
class Reference:
    """The parts of a reference."""

    letter: str
    year: int
    number: int

    def __str__(self) -> str:
        body = f"{PREFIX}{self.letter}{self.year:04}{self.number:0{DIGITS}}"
        check = mod_37_36.calc_check_digit(body)
        return f"{PREFIX}-{self.letter}{self.year:04}-{self.number:0{DIGITS}}{check}"


def make(letter: str, year: int, number: int) -> str:
    """Reference of record `number` (from 1) of a kind's letter in a year.

    Raises ValueError when a part is out of range.
    """
    if not (len(letter) == 1 and "A" <= letter <= "Z" and 1000 <= year <= 9999 and number > 0):
        raise ValueError("a reference has one letter, a year of four digits and a number")
    return str(Reference(letter, year, number))


def parse(text: str) -> Reference:
    """Parts of a reference in its one spelling; raises ValueError, also for a wrong check."""
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise ValueError("not a reference")
    found = Reference(match[1], int(match[2]), int(match[3]))
    if str(found) != text:
        raise ValueError("the check character of the reference is wrong")
    return found


def is_valid(text: str) -> bool:
    """Whether the text is a well-formed reference with the right check character."""
    try:
        parse(text)
    except ValueError:
        return False
    return True


def normalise(text: str) -> str:
    """The one spelling of what a person typed: spaces, dashes and case do not matter.

    Answers the text unchanged when it is not shaped like a reference.
    """
    match = _LOOSE.fullmatch(re.sub(r"[\s‐-―−－-]", "", text).upper())
    if match is None:
        return text
    return f"{PREFIX}-{match[1]}{match[2]}-{match[3]}{match[4]}"
