"""Failed attempts in a row close an account's door for a growing while (security.md T22)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from credit_portal.accounts import hooks, lockout
from credit_portal.accounts.models import Lockout, SignIn, User
from credit_portal.accounts.services.common import require_manager
from credit_portal.accounts.sessions import machine_now
from credit_portal.audit.services import record
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock, take_turns
from credit_portal.common.errors import Conflict, DomainError


class DoorClosed(DomainError):
    """Too many failed attempts in a row; nothing is checked until the wait is over."""

    status = 429


def account_called(login: str) -> User | None:
    """The account of this user name or address, None when there is none."""
    if not login:
        return None
    return User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login)).first()


def require_open(user: User | None, login: str = "") -> None:
    """Raise DoorClosed while the account, or the name that has none, must wait."""
    row = Lockout.objects.filter(pk=lockout.key_of(user, login)).first()
    if row is not None and row.closed_until is not None and row.closed_until > machine_now():
        raise _closed(row.closed_until, by_codes=bool(lockout.wait_after(row.code_failures)))


def _closed(until: datetime, *, by_codes: bool) -> DoorClosed:
    minutes = max(1, -int((machine_now() - until).total_seconds() // 60))
    wait = ngettext_lazy(
        "Too many failed attempts. Wait %(n)s minute, then try again.",
        "Too many failed attempts. Wait %(n)s minutes, then try again.",
        minutes,
    ) % {"n": minutes}
    way = _(
        "A passkey works at once, and so does a new password by mail;"
        " a security administrator can also open the door for you."
    )
    if by_codes:
        way = _("A passkey works at once; a security administrator can also open the door for you.")
    return DoorClosed("door_closed", _("%(wait)s %(way)s") % {"wait": wait, "way": way})


def hold(user: User | None, login: str = "") -> None:
    """Let attempts on one account, or on one name that has none, come one after another until
    the transaction ends. Whoever touches an account's count locks the account before it."""
    if user is not None:
        lock(User, user.pk)
        return
    number = int.from_bytes(lockout.key_of(None, login)[:8], "big", signed=True)
    take_turns(number)


@transaction.atomic
def note_failed_sign_in(
    *, actor: Actor, login: str, method: str = "password", device: str = ""
) -> User | None:
    """Count a failed attempt on an account, or on a name that has none, so that both wait alike.

    The trail and the history get a row only for an account that exists. Neither the name typed
    nor any address is kept.
    """
    user = account_called(login)
    if not login:
        return None
    hold(user, login)
    closed = _count(user, login, by_code=method != "password")
    if user is not None:
        SignIn.objects.create(
            user=user,
            at=clock.now(),
            method=method,
            device=device,
            outcome=SignIn.Outcome.CLOSED if closed else SignIn.Outcome.REFUSED,
        )
        record("accounts.sign_in_failed", actor=actor, target=user, method=method)
    return user


def _count(user: User | None, login: str, *, by_code: bool) -> bool:
    """Count it; whether the door is closed now."""
    now, key = machine_now(), lockout.key_of(user, login)
    Lockout.objects.bulk_create(  # inserts the row or locks the one that is there, in one step
        [Lockout(key=key, user=user, last_failed_at=now)],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["user"],
    )
    row = Lockout.objects.get(pk=key)
    if (now - row.last_failed_at).total_seconds() > lockout.FORGET_AFTER:
        row.failures = row.code_failures = 0
    row.failures += 1
    row.code_failures += by_code
    row.last_failed_at = now
    wait = lockout.wait_after(row.failures)
    row.closed_until = now + timedelta(seconds=wait) if wait else None
    row.save(update_fields=["failures", "code_failures", "last_failed_at", "closed_until"])
    if user is not None and row.failures == lockout.FREE_ATTEMPTS:
        hooks.account_changed(
            user,
            "有人多次输错您账号的密码或验证码，登录已暂时关闭",
            "sign-in was closed for a while after repeated failures",
        )
    return wait > 0


def forget_failures(user: User) -> bool:
    """Begin counting anew; whether anything had been counted."""
    return bool(Lockout.objects.filter(user=user).delete()[0])


def forget_wrong_passwords(user: User) -> None:
    """A new password was set: wrong passwords no longer count, wrong codes still do, so that who
    reads the mail cannot guess the second factor without waiting."""
    Lockout.objects.filter(user=user, code_failures=0).delete()
    for row in Lockout.objects.select_for_update().filter(user=user):
        row.failures = row.code_failures
        wait = lockout.wait_after(row.failures)
        row.closed_until = row.last_failed_at + timedelta(seconds=wait) if wait else None
        row.save(update_fields=["failures", "closed_until"])


@transaction.atomic
def unlock(*, actor: Actor, user_id: UUID) -> User:
    """Open the door of an account before its wait is over. Raises NotAllowed unless by a security
    administrator, Conflict when it is not closed."""
    user = lock(User, user_id)
    require_manager(actor)
    if not forget_failures(user):
        raise Conflict("not_closed", _("The door of this account is not closed."))
    record("accounts.unlock", actor=actor, target=user)
    hooks.account_changed(user, "登录已重新开放", "sign-in is open again", actor=actor)
    return user


@transaction.atomic
def forget_old() -> int:
    """Delete counts whose last failure is a day ago; how many. Those that somebody holds at the
    moment stay until the next time, so that nobody at the door waits for housekeeping."""
    before = machine_now() - timedelta(seconds=lockout.FORGET_AFTER)
    old = Lockout.objects.select_for_update(skip_locked=True).filter(last_failed_at__lt=before)
    return int(Lockout.objects.filter(pk__in=[row.pk for row in old]).delete()[0])
