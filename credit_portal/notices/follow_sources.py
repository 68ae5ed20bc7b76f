"""What can be followed: apps above register a source for each kind, and this app asks it.

Names and texts are asked for when a page or mail is made, never stored: what is no longer on
display is not named by an old row either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import NotFound


@dataclass(frozen=True)
class Step:
    """A change of a public record: its reference, what was done, its leaf in the log."""

    ref: str
    act: str
    index: int


@dataclass(frozen=True)
class News:
    """What changed after a leaf: the newest steps, how many there are, the leaf looked up to."""

    upto: int
    steps: list[Step] = field(default_factory=list)
    total: int = 0


@dataclass(frozen=True)
class Line:
    """A step in words of the active language, and the path of the page that tells more."""

    text: str
    path: str


class Source(Protocol):
    """Knows one kind of what can be followed. Paths are without a language."""

    def name(self, target: str) -> str:
        """What it is called today, in the active language."""

    def bare(self, target: str) -> str:
        """The target without words that somebody typed: what a mail may name that was not
        confirmed by its reader."""

    def path(self, target: str) -> str:
        """Its page."""

    def feed(self, target: str) -> str:
        """Its Atom feed."""

    def head(self) -> int:
        """The newest leaf of the log, -1 for none."""

    def news(self, target: str, since: int, told: Sequence[str], most: int) -> News:
        """Up to `most` changes after leaf `since`; of the references `told` also removals."""

    def lines(self, steps: Sequence[Step]) -> list[Line]:
        """Steps in words, as the records stand now."""


_sources: dict[str, Source] = {}


def register(kind: str, source: Source) -> None:
    """Let `kind` be followed."""
    _sources[kind] = source


def source(kind: str) -> Source:
    """The source of a kind. Raises NotFound for one that nobody registered."""
    if kind not in _sources:
        raise NotFound("not_followed", _("This cannot be followed."))
    return _sources[kind]
