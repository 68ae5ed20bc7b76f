"""A value that must not be told by anything it passes through."""

from __future__ import annotations


class Secret:
    """An ID number on its way through `acts.run`, whose digest of a form must not hold it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return "•"

    __repr__ = __str__
