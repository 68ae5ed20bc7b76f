"""What apps above want to hear from accounts. They register a function in `ready()`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from credit_portal.accounts.models import (
        DeputyRequest,
        FactorReset,
        Invitation,
        RoleGrant,
        User,
    )
    from credit_portal.common.actors import Actor

_grant_pending: list[Callable[[RoleGrant], None]] = []
_grant_told: list[Callable[[RoleGrant, str], None]] = []
_deputy_asked: list[Callable[[DeputyRequest], None]] = []
_factor_reset_waits: list[Callable[[FactorReset], None]] = []
_invited: list[Callable[[Invitation], None]] = []
_account_changed: list[Callable[[User, str, str, Actor | None, str], None]] = []


def on_grant_pending(handler: Callable[[RoleGrant], None]) -> None:
    """Call `handler(grant)` in the transaction in which a grant is proposed."""
    if handler not in _grant_pending:
        _grant_pending.append(handler)


def grant_pending(grant: RoleGrant) -> None:
    """Tell those who registered that a grant waits for a second administrator."""
    for handler in _grant_pending:
        handler(grant)


def on_grant_told(handler: Callable[[RoleGrant, str], None]) -> None:
    """Call `handler(grant, what)` when a grant is "confirmed", and days before its end "ending"."""
    if handler not in _grant_told:
        _grant_told.append(handler)


def grant_told(grant: RoleGrant, what: str) -> None:
    """Tell those who registered what became of a grant ("confirmed", "ending")."""
    for handler in _grant_told:
        handler(grant, what)


def on_deputy_asked(handler: Callable[[DeputyRequest], None]) -> None:
    """Call `handler(request)` in the transaction in which a holder asks for a deputy."""
    if handler not in _deputy_asked:
        _deputy_asked.append(handler)


def deputy_asked(request: DeputyRequest) -> None:
    """Tell those who registered that a holder asks for a deputy."""
    for handler in _deputy_asked:
        handler(request)


def on_factor_reset_waits(handler: Callable[[FactorReset], None]) -> None:
    """Call `handler(reset)` in the transaction in which a reset is asked for or proposed."""
    if handler not in _factor_reset_waits:
        _factor_reset_waits.append(handler)


def factor_reset_waits(reset: FactorReset) -> None:
    """Tell those who registered that a lost second factor waits for administrators."""
    for handler in _factor_reset_waits:
        handler(reset)


def on_invited(handler: Callable[[Invitation], None]) -> None:
    """Call `handler(invitation)` in the transaction in which a mail with a link is due."""
    if handler not in _invited:
        _invited.append(handler)


def invited(invitation: Invitation) -> None:
    """Tell those who registered that an invitation waits for its mail."""
    for handler in _invited:
        handler(invitation)


def on_account_changed(handler: Callable[[User, str, str, Actor | None, str], None]) -> None:
    """Call `handler(user, title_zh, title_en, actor, mail_to)` in the transaction of the change."""
    if handler not in _account_changed:
        _account_changed.append(handler)


def account_changed(
    user: User, title_zh: str, title_en: str, *, actor: Actor | None = None, mail_to: str = ""
) -> None:
    """Tell the owner of an account that its safety is concerned (password, second factor, lock,
    recovery codes): the titles say what happened, `actor` who did it when it was not himself,
    `mail_to` where the mail goes when not to his present address."""
    for handler in _account_changed:
        handler(user, title_zh, title_en, actor, mail_to)
