"""A value that must not be seen by accident."""

from __future__ import annotations


class Secret:
    """Holds a text that no log, traceback, template or repr shows; `reveal()` gives it out.

    It cannot be pickled or turned to JSON, so that it reaches no cache, session or broker.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one place that shows it to whoever may see it."""
        return self._text

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "***"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written anywhere")
