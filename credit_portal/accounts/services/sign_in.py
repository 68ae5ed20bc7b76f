"""What happens at the door, noted in the trail without anybody's network address."""

from __future__ import annotations

from django.db import transaction

from credit_portal.accounts import hooks
from credit_portal.accounts.models import User
from credit_portal.accounts.services.common import void_invitations
from credit_portal.accounts.services.lockout import forget_failures, forget_wrong_passwords
from credit_portal.accounts.services.open_sessions import end_all, forget, open_session
from credit_portal.accounts.services.token_keys import revoke_all
from credit_portal.audit.services import record
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock


@transaction.atomic
def note_sign_in(
    *, actor: Actor, method: str, session_key: str, device: str = "other/other"
) -> User:
    """Note that somebody signed in by `method` ("password+totp", "passkey", "demo" …): failures
    are forgotten, the session is kept in his list, the oldest ends when there are too many."""
    user = lock(User, actor.id)
    forget_failures(user)
    open_session(user, session_key=session_key, method=method, device=device)
    verb = "accounts.demo_sign_in" if method == "demo" else "accounts.sign_in"
    record(verb, actor=actor, target=user, method=method)
    return user


@transaction.atomic
def note_sign_out(*, actor: Actor, session_key: str) -> User:
    """Note that somebody signed out."""
    user = User.objects.get(pk=actor.id)
    forget(session_key)
    record("accounts.sign_out", actor=actor, target=user)
    return user


@transaction.atomic
def note_session_expired(*, actor: Actor, limit: str, session_key: str) -> User:
    """Note that a session ran out; `limit` is "idle" or "absolute"."""
    user = User.objects.get(pk=actor.id)
    forget(session_key)
    record("accounts.session_expired", actor=actor, target=user, limit=limit)
    return user


@transaction.atomic
def note_proof(*, actor: Actor, method: str) -> User:
    """Note that somebody proved anew who he is, and how ("password", "totp", "webauthn" …)."""
    user = User.objects.get(pk=actor.id)
    record("accounts.reauthenticate", actor=actor, target=user, method=method)
    return user


@transaction.atomic
def set_password(
    *, actor: Actor, user: User, password: str, reset: bool, session_key: str = ""
) -> User:
    """Set a password chosen by its owner; what was handed over for once is void thereby.

    All other sessions end, and waiting after wrong passwords (not after wrong codes) is over. A
    reset by mail also ends the API tokens.
    """
    locked = lock(User, user.pk)
    forget_wrong_passwords(locked)
    end_all(locked, besides=session_key)
    void_invitations(locked)
    if reset:
        revoke_all(locked, actor)
    locked.set_password(password)
    locked.must_change_password = False
    locked.save(update_fields=["password", "must_change_password"])
    user.password, user.must_change_password = locked.password, False
    verb = "accounts.reset_password" if reset else "accounts.change_password"
    record(verb, actor=actor, target=locked)
    hooks.account_changed(locked, "密码已修改", "the password was changed")
    return locked
