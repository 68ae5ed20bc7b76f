"""What happens at the door, noted in the trail without anybody's network address."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from credit_portal.accounts.models import User
from credit_portal.audit.services import record
from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.common.db import lock


@transaction.atomic
def note_sign_in(*, actor: Actor, demo: bool = False) -> User:
    """Note that somebody signed in."""
    user = User.objects.get(pk=actor.id)
    record("accounts.demo_sign_in" if demo else "accounts.sign_in", actor=actor, target=user)
    return user


@transaction.atomic
def note_sign_out(*, actor: Actor) -> User:
    """Note that somebody signed out."""
    user = User.objects.get(pk=actor.id)
    record("accounts.sign_out", actor=actor, target=user)
    return user


@transaction.atomic
def note_session_expired(*, actor: Actor, limit: str) -> User:
    """Note that a session ran out; `limit` is "idle" or "absolute"."""
    user = User.objects.get(pk=actor.id)
    record("accounts.session_expired", actor=actor, target=user, limit=limit)
    return user


@transaction.atomic
def note_failed_sign_in(*, actor: Actor = SYSTEM, login: str) -> User | None:
    """Count a failed attempt on an account that exists; attempts on others leave no row.

    Neither the name typed nor any address is kept: the row says which account, and when.
    """
    if not login:
        return None
    user = User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login)).first()
    if user is not None:
        record("accounts.sign_in_failed", actor=actor, target=user)
    return user


@transaction.atomic
def note_proof(*, actor: Actor, method: str) -> User:
    """Note that somebody proved anew who he is, and how ("password", "totp", "webauthn" …)."""
    user = User.objects.get(pk=actor.id)
    record("accounts.reauthenticate", actor=actor, target=user, method=method)
    return user


@transaction.atomic
def set_password(*, actor: Actor, user: User, password: str, reset: bool) -> User:
    """Set a password chosen by its owner; what was handed over for once is void thereby."""
    locked = lock(User, user.pk)
    locked.set_password(password)
    locked.must_change_password = False
    locked.save(update_fields=["password", "must_change_password"])
    user.password, user.must_change_password = locked.password, False
    verb = "accounts.reset_password" if reset else "accounts.change_password"
    record(verb, actor=actor, target=locked)
    return locked
