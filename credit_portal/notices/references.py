"""What notices point at: words that may be erased, and cases that not everybody may see.

The houses above register how both are found; a notice keeps a reference and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.models import Model

#: ids -> the words that still stand, by id; erased ones are absent.
Words = Callable[[Collection[str]], dict[str, str]]
#: user, ids -> those of them that the user may see now.
Visible = Callable[[Any, Collection[str]], set[str]]

_words: dict[str, Words] = {}
_visible: dict[str, Visible] = {}


def register_words(kind: str, find: Words) -> None:
    """Say where the words of a reason stand; `kind` is the model's label, like "shop.remark"."""
    _words[kind] = find


def register_target(kind: str, visible: Visible) -> None:
    """Say who may see a thing that notices are about; asked whenever one is shown or sent."""
    _visible[kind] = visible


def ref(row: Model) -> str:
    """The reference to a row of words, as a context keeps it: "commitments.remark:<id>"."""
    kind = row._meta.label_lower
    if kind not in _words:
        raise ValueError(f"nobody registered how words of {kind} are found")
    return f"{kind}:{row.pk}"


def _by_kind(references: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for reference in references:
        kind, _, key = reference.partition(":")
        found.setdefault(kind, set()).add(key)
    return found


def words(references: Iterable[str]) -> dict[str, str]:
    """The words behind references, one query for each kind; erased ones are absent."""
    found: dict[str, str] = {}
    for kind, keys in _by_kind(references).items():
        if kind in _words:
            found |= {f"{kind}:{key}": text for key, text in _words[kind](keys).items()}
    return found


def visible(user: Any, targets: Iterable[str]) -> set[str]:
    """Which of the targets ("kind:id") the user may see now; one query for each kind.

    A kind that nobody registered is seen by whoever was told of it.
    """
    seen: set[str] = set()
    for kind, keys in _by_kind(targets).items():
        allowed = _visible[kind](user, keys) if kind in _visible else keys
        seen |= {f"{kind}:{key}" for key in allowed}
    return seen
