"""What apps above want to hear from accounts. They register a function in `ready()`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from credit_portal.accounts.models import RoleGrant

_grant_pending: list[Callable[[RoleGrant], None]] = []


def on_grant_pending(handler: Callable[[RoleGrant], None]) -> None:
    """Call `handler(grant)` in the transaction in which a grant is proposed."""
    if handler not in _grant_pending:
        _grant_pending.append(handler)


def grant_pending(grant: RoleGrant) -> None:
    """Tell those who registered that a grant waits for a second administrator."""
    for handler in _grant_pending:
        handler(grant)
