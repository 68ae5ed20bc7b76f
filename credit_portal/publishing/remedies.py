"""What correcting and cancelling mean for a kind of record: the owning app says so here.

Whoever decides on an objection asks this registry; of a kind that registered nothing an objection
can only be rejected or passed on to the organ that is competent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from credit_portal.common.actors import Actor


class Way(StrEnum):
    """What may be done about a record that is wrong."""

    CORRECT = "correct"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Case:
    """A record and the decision on it: who proposed, who decided (persons of the office)."""

    source_type: str
    source_id: str
    proposer: Actor
    approver: Actor
    reason: str


@dataclass(frozen=True)
class Remedy:
    """One way: `hint` tells the office what it will do, `apply` does it in the transaction of the
    decision; it raises DomainError where that cannot be done now."""

    label: Any
    hint: Any
    apply: Callable[[Case], None]


_remedies: dict[tuple[str, Way], Remedy] = {}


def register_remedy(kind: str, way: Way, remedy: Remedy) -> None:
    """Say what a way means for a kind. Raises ValueError when another was registered."""
    if _remedies.get((kind, way), remedy) != remedy:
        raise ValueError(f"{way} of {kind} is registered twice")
    _remedies[kind, way] = remedy


def remedies_of(kind: str) -> dict[Way, Remedy]:
    """The ways open for a kind of record, in their order; empty when it registered none."""
    return {way: _remedies[kind, way] for way in Way if (kind, way) in _remedies}
