"""One try at a secret: whether it may be tried, whether it is right, and counting it when not.

All three happen in one transaction while the account is held, so that guesses sent at once are
no more than guesses sent one after another. A refusal is returned, not raised: its count stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.accounts.services.factors import use_code
from credit_portal.accounts.services.lockout import (
    account_called,
    hold,
    note_failed_sign_in,
    require_open,
)
from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.common.errors import Invalid


@dataclass(frozen=True)
class Tried:
    """What came of it: how it was proved, or why it was not."""

    method: str = ""
    refusal: Invalid | None = None


@transaction.atomic
def try_code(*, actor: Actor, code: str, device: str) -> Tried:
    """Use a code of the actor's app, or a recovery code. Raises DoorClosed."""
    user = User.objects.get(pk=actor.id)
    hold(user)
    require_open(user)
    try:
        return Tried(use_code(actor=actor, code=code))
    except Invalid as error:
        note_failed_sign_in(actor=SYSTEM, login=user.username, method="code", device=device)
        return Tried(refusal=error)


@transaction.atomic
def try_own_password(*, actor: Actor, password: str, device: str) -> Tried:
    """Check the actor's own password, as it stands now. Raises DoorClosed."""
    hold(User.objects.get(pk=actor.id))
    user = User.objects.get(pk=actor.id)
    require_open(user)
    if user.check_password(password):
        return Tried("password")
    note_failed_sign_in(actor=SYSTEM, login=user.username, method="password", device=device)
    refusal = Invalid("wrong_password", _("This is not your password."), field="password")
    return Tried(refusal=refusal)


@transaction.atomic
def try_password(
    *, actor: Actor = SYSTEM, login: str, check: Callable[[], User | None], device: str
) -> User | None:
    """Who the name and password typed at the door belong to, by `check`; None for nobody.
    Raises DoorClosed."""
    account = account_called(login)
    hold(account, login)
    require_open(account, login)
    user = check()
    if user is None:
        note_failed_sign_in(actor=actor, login=login, device=device)
    return user
