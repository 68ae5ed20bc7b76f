"""Second factors: enrolled, used, removed by their user; each change needs a fresh proof."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import factors, fresh, hooks, totp
from credit_portal.accounts.models import User
from credit_portal.accounts.sessions import machine_now
from credit_portal.audit.services import record
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotFound

MOST_PASSKEYS = 10
WRONG_CODE = _("This code is not right. Codes change every half minute, and each works once.")


def _wrong_code() -> Invalid:
    return Invalid("code_wrong", WRONG_CODE, field="code")


def _keep(user: User, kind: str, data: dict[str, Any]) -> Authenticator:
    now = machine_now()
    return Authenticator.objects.create(
        user=user, type=kind, data=data, created_at=now, last_used_at=now
    )


@transaction.atomic
def enrol_app(*, actor: Actor, secret: str, code: str) -> list[str]:
    """Enrol an authenticator app that shows `code` for `secret`, in place of an earlier one.

    Returns recovery codes to be shown once when these are the first, else nothing. Raises
    Invalid for a wrong code, ReauthenticationNeeded.
    """
    user = lock(User, actor.id)
    fresh.require_proof(actor)
    step = totp.step_of(secret, code, now=time.time())
    if step is None:
        raise _wrong_code()
    factors.of(user).filter(type=factors.APP).delete()
    row = _keep(user, factors.APP, {"secret": factors.seal(user, secret), "used_step": step})
    record("accounts.enrol_factor", actor=actor, target=user, kind=factors.APP, factor=row.pk)
    hooks.account_changed(user, "已启用动态验证码应用", "an authenticator app was enrolled")
    return _first_codes(user, actor)


@transaction.atomic
def enrol_passkey(*, actor: Actor, name: str, credential: dict[str, Any]) -> list[str]:
    """Keep a passkey whose ceremony was checked. Returns and raises as `enrol_app`; Conflict when
    there are ten."""
    user = lock(User, actor.id)
    fresh.require_proof(actor)
    if factors.of(user).filter(type=factors.PASSKEY).count() >= MOST_PASSKEYS:
        raise Conflict("too_many_passkeys", _("You have ten passkeys. Remove one first."))
    name = " ".join(name.split())[:60] or str(_("Passkey"))
    row = _keep(user, factors.PASSKEY, {"name": name, "credential": credential, "sign_count": 0})
    record("accounts.enrol_factor", actor=actor, target=user, kind=factors.PASSKEY, factor=row.pk)
    hooks.account_changed(user, "已添加通行密钥", "a passkey was added")
    return _first_codes(user, actor)


def _first_codes(user: User, actor: Actor) -> list[str]:
    if factors.codes_left(user) is not None:
        return []
    return _new_codes(user, actor)


def _new_codes(user: User, actor: Actor) -> list[str]:
    factors.of(user).filter(type=factors.CODES).delete()
    codes = factors.new_codes()
    _keep(user, factors.CODES, {"digests": [factors.code_digest(user, code) for code in codes]})
    record("accounts.new_recovery_codes", actor=actor, target=user)
    return codes


@transaction.atomic
def renew_codes(*, actor: Actor) -> list[str]:
    """Fresh recovery codes to be shown once; the old ones are void. Raises Conflict without a
    second factor, ReauthenticationNeeded."""
    user = lock(User, actor.id)
    fresh.require_proof(actor)
    if not factors.has_factor(user):
        raise Conflict("no_factor", _("Set up an app or a passkey first."))
    codes = _new_codes(user, actor)
    hooks.account_changed(user, "恢复码已重新生成", "the recovery codes were made anew")
    return codes


@transaction.atomic
def remove_factor(*, actor: Actor, factor_id: int) -> str:
    """Remove one's app or one of one's passkeys; its kind. Raises NotFound, Conflict for the last
    one (set up another before), ReauthenticationNeeded."""
    user = lock(User, actor.id)
    row = factors.main_of(user).filter(pk=factor_id).first()
    if row is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    fresh.require_proof(actor)
    if factors.main_of(user).count() == 1:
        raise Conflict(
            "last_factor", _("This is your only second factor. Set up another one before.")
        )
    row.delete()
    record("accounts.remove_factor", actor=actor, target=user, kind=row.type, factor=factor_id)
    hooks.account_changed(user, "已移除一种第二验证方式", "a second factor was removed")
    return str(row.type)


@transaction.atomic
def use_code(*, actor: Actor, code: str) -> str:
    """Use a code of the app, or a recovery code; which it was ("totp", "recovery_code").

    Each is accepted once: the app's step and the spent code are kept under the user's lock.
    Raises Invalid when it is neither.
    """
    user = lock(User, actor.id)
    if _use_app(user, code):
        return "totp"
    if _use_recovery(user, code):
        record("accounts.use_recovery_code", actor=actor, target=user)
        hooks.account_changed(user, "已使用一个恢复码", "a recovery code was used")
        return "recovery_code"
    raise _wrong_code()


def _use_app(user: User, code: str) -> bool:
    row = factors.of(user).filter(type=factors.APP).first()
    if row is None:
        return False
    secret = factors.unseal(user, row.data["secret"])
    step = totp.step_of(secret, code, now=time.time(), after=row.data["used_step"])
    if step is None:
        return False
    row.data["used_step"], row.last_used_at = step, machine_now()
    row.save(update_fields=["data", "last_used_at"])
    return True


def _use_recovery(user: User, code: str) -> bool:
    row = factors.of(user).filter(type=factors.CODES).first()
    digest = factors.code_digest(user, code)
    if row is None or digest not in row.data["digests"]:
        return False
    row.data["digests"] = [other for other in row.data["digests"] if other != digest]
    row.last_used_at = machine_now()
    row.save(update_fields=["data", "last_used_at"])
    return True


@transaction.atomic
def use_passkey(*, actor: Actor, factor_id: int, sign_count: int) -> Authenticator:
    """Note the use of a passkey whose ceremony was checked. Raises Invalid when its counter went
    back, as a copied key's does (WebAuthn level 2, section 6.1.1)."""
    user = lock(User, actor.id)
    row = factors.of(user).get(pk=factor_id, type=factors.PASSKEY)
    last = row.data.get("sign_count", 0)
    if (sign_count or last) and sign_count <= last:
        raise Invalid("passkey_copied", _("This passkey cannot be accepted. Use another way."))
    row.data["sign_count"], row.last_used_at = sign_count, machine_now()
    row.save(update_fields=["data", "last_used_at"])
    return row
