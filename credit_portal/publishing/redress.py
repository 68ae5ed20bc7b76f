"""How an objection against a public record is carried out: the owning app registers it here.

An objection targets a public reference, whatever its kind (style.md 2). Who decides on it knows
the source by type and id only, and calls what the app that owns the kind registered; a kind
without redress is answered by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from credit_portal.accounts.models import User
from credit_portal.directory.models import Organisation


@dataclass(frozen=True)
class Correctable:
    """A field that may be corrected: its name, label and kind (text, long, choice, date,
    amount), with the choices of a choice."""

    name: str
    label: Any
    kind: str = "text"
    choices: tuple[tuple[str, Any], ...] = ()


class Mark(Protocol):
    """Show on every surface since when a record is under objection; None takes the mark away."""

    def __call__(
        self, *, source_id: str, proposer: User, approver: User, since: date | None
    ) -> None:
        """In the caller's transaction; does nothing to what is no longer on display."""


class Correct(Protocol):
    """Replace what was wrong, by two people who did not decide on it before."""

    def __call__(
        self, *, source_id: str, proposer: User, approver: User, changes: Mapping[str, Any],
        why: str,
    ) -> None:  # fmt: skip
        """In the caller's transaction. Raises Invalid, NotAllowed, Conflict."""


class Cancel(Protocol):
    """End the record itself: it should not have been made."""

    def __call__(self, *, source_id: str, proposer: User, approver: User, why: str) -> None:
        """In the caller's transaction. Raises NotAllowed, Conflict."""


@dataclass(frozen=True)
class Redress:
    """What the owning app does for objections against its kind.

    `subject(source_id)` the body the record is about; `deciders(source_id)` the accounts that
    proposed or decided it, who decide on no objection against it; `values(source_id)` what stands
    now in the `fields` that may be corrected.
    """

    subject: Callable[[str], Organisation]
    deciders: Callable[[str], frozenset[UUID]]
    values: Callable[[str], dict[str, Any]]
    fields: tuple[Correctable, ...]
    mark: Mark
    correct: Correct
    cancel: Cancel


_redress: dict[str, Redress] = {}


def register_redress(kind: str, redress: Redress) -> None:
    """Say how objections against a kind are carried out. Raises ValueError when it is said
    otherwise already."""
    if _redress.get(kind, redress) != redress:
        raise ValueError(f"redress of {kind} is registered differently")
    _redress[kind] = redress


def redress_of(kind: str) -> Redress | None:
    """How objections against the kind are carried out; None where no app says so."""
    return _redress.get(kind)
