"""What correcting and cancelling mean for a kind of record: the owning app says so here.

Whoever decides on an objection asks this registry; of a kind that registered nothing an objection
can only be rejected or passed on to the organ that is competent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from credit_portal.common.actors import Actor


class Way(StrEnum):
    """What may be done about a record that is wrong."""

    CORRECT = "correct"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Correctable:
    """A field that may be corrected: its name, label and kind (text, long, choice, date,
    amount), with the choices of a choice and the most characters of a text."""

    name: str
    label: Any
    kind: str = "text"
    choices: tuple[tuple[str, Any], ...] = ()
    longest: int = 200


@dataclass(frozen=True)
class Case:
    """A record and the decision on it: who proposed, who decided (persons of the office), why, and
    what is to stand in its correctable fields."""

    source_type: str
    source_id: str
    proposer: Actor
    approver: Actor
    reason: str
    changes: Mapping[str, Any] = field(default_factory=dict)


def _as_given(source_id: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    return dict(changes)


@dataclass(frozen=True)
class Remedy:
    """One way: `hint` tells the office what it will do, `apply` does it in the transaction of the
    decision; it raises DomainError where that cannot be done now. `fields` are what a correction
    may change, `values(source_id)` what stands there now; none where it changes no text.
    `bar(source_id)` says in a sentence why it is not open for this record now; None where it is.
    `check(source_id, changes)` answers what a correction would change, checked when it is proposed
    as it will be when it is decided, and raises Invalid."""

    label: Any
    hint: Any
    apply: Callable[[Case], None]
    fields: tuple[Correctable, ...] = ()
    values: Callable[[str], dict[str, Any]] | None = None
    bar: Callable[[str], Any] = lambda source_id: None
    check: Callable[[str, Mapping[str, Any]], dict[str, Any]] = _as_given


_remedies: dict[tuple[str, Way], Remedy] = {}


def register_remedy(kind: str, way: Way, remedy: Remedy) -> None:
    """Say what a way means for a kind. Raises ValueError when another was registered."""
    if _remedies.get((kind, way), remedy) != remedy:
        raise ValueError(f"{way} of {kind} is registered twice")
    _remedies[kind, way] = remedy


def remedies_of(kind: str) -> dict[Way, Remedy]:
    """The ways open for a kind of record, in their order; empty when it registered none."""
    return {way: _remedies[kind, way] for way in Way if (kind, way) in _remedies}
