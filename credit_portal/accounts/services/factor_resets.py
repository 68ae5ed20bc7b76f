"""A second factor is lost: asked for, proposed by one administrator, confirmed by another."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import factors, fresh, hooks
from credit_portal.accounts.models import FactorReset, User
from credit_portal.accounts.services.common import require_manager
from credit_portal.accounts.services.open_sessions import end_all
from credit_portal.accounts.services.token_keys import revoke_all
from credit_portal.accounts.sides import is_one_side
from credit_portal.audit.services import record
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotAllowed


def _open_of(user: User) -> FactorReset | None:
    return FactorReset.objects.select_for_update().filter(user=user, outcome="").first()


@transaction.atomic
def ask_for_reset(*, actor: Actor) -> FactorReset:
    """The user himself, who has given his password, says that his second factor is lost.

    Asking again changes nothing. Raises Conflict when he has no second factor.
    """
    user = lock(User, actor.id)
    if not factors.has_factor(user):
        raise Conflict("no_factor", _("This account has no second factor."))
    waiting = _open_of(user)
    if waiting is not None and waiting.asked_at is not None:
        return waiting
    row = waiting or FactorReset(user=user)
    row.asked_at = clock.now()
    row.save()
    record("accounts.ask_factor_reset", actor=actor, target=user)
    hooks.factor_reset_waits(row)
    return row


@transaction.atomic
def propose_reset(*, actor: Actor, user_id: UUID, reason: str) -> FactorReset:
    """Propose to delete an account's second factors, after seeing or calling its user.

    Raises NotAllowed (no administrator, or one's own), Invalid without a reason, Conflict when
    one is proposed already or there is nothing to reset.
    """
    user = lock(User, user_id)
    require_manager(actor)
    if is_one_side(actor, user):
        raise NotAllowed("own_factor", _("Others reset your second factor, not you yourself."))
    if not reason.strip():
        raise Invalid("reason_missing", _("Say how you made sure who asks."), field="reason")
    if not factors.has_factor(user):
        raise Conflict("no_factor", _("This account has no second factor."))
    row = _open_of(user) or FactorReset(user=user)
    if row.proposed_by_id is not None:
        raise Conflict("proposed_already", _("A reset is proposed already and waits."))
    row.proposed_by_id, row.proposed_at = actor.id, clock.now()
    row.save()
    record("accounts.propose_factor_reset", actor=actor, target=user, reason=reason.strip())
    hooks.factor_reset_waits(row)
    return row


def _waiting(reset_id: UUID) -> FactorReset:
    row = lock(FactorReset, reset_id)
    if row.outcome:
        raise Conflict("reset_decided", _("This reset has been decided already."))
    return row


def _decide(row: FactorReset, actor: Actor, outcome: str) -> None:
    row.outcome, row.decided_by_id, row.decided_at = outcome, actor.id, clock.now()
    row.save(update_fields=["outcome", "decided_by", "decided_at"])


@transaction.atomic
def confirm_reset(*, actor: Actor, reset_id: UUID) -> FactorReset:
    """Confirm another administrator's proposal: the factors go, sessions and API tokens end, the
    user is told and enrols anew at the next sign-in.

    Raises NotAllowed for the proposer and for the person concerned, ReauthenticationNeeded,
    Conflict when it is decided or only asked for.
    """
    row = _waiting(reset_id)
    require_manager(actor)
    if row.proposed_by is None:
        raise Conflict("not_proposed", _("First one administrator proposes the reset."))
    proposed_on = clock.day_of(row.proposed_at or clock.now())
    if is_one_side(actor, row.proposed_by, proposed_on) or is_one_side(actor, row.user):
        raise NotAllowed(
            "second_person_needed",
            _("Another administrator must confirm, and not the person whose factor it is."),
        )
    fresh.require(actor, "accounts.confirm")
    factors.of(row.user).delete()
    ended = end_all(row.user)
    revoke_all(row.user, actor)
    _decide(row, actor, FactorReset.Outcome.CONFIRMED)
    record("accounts.confirm_factor_reset", actor=actor, target=row.user, sessions=ended)
    hooks.account_changed(
        row.user,
        "两名安全管理员已重置您的第二验证方式，请下次登录时重新设置",
        "two administrators reset your second factor; set up a new one at the next sign-in",
        actor=actor,
    )
    return row


@transaction.atomic
def refuse_reset(*, actor: Actor, reset_id: UUID, reason: str) -> FactorReset:
    """Refuse a reset, or take back one's own proposal. Raises Invalid without a reason."""
    row = _waiting(reset_id)
    require_manager(actor)
    if not reason.strip():
        raise Invalid("reason_missing", _("Give a reason."), field="reason")
    _decide(row, actor, FactorReset.Outcome.REFUSED)
    record("accounts.refuse_factor_reset", actor=actor, target=row.user, reason=reason.strip())
    return row
