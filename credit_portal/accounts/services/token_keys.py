"""API tokens: made by their user, shown once, kept as a digest."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import fresh, hooks
from credit_portal.accounts.digests import PREFIX, digest
from credit_portal.accounts.models import ApiToken, User
from credit_portal.audit.services import record
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid

LONGEST_DAYS = 366
MOST_TOKENS = 20


@dataclass(frozen=True)
class NewToken:
    """A token just made; `secret` is never seen again."""

    token: ApiToken
    secret: str

    @property
    def pk(self) -> UUID:
        """The token's id, which is all a repeated submission is told."""
        return self.token.pk


@transaction.atomic
def create_token(*, actor: Actor, name: str, scopes: Collection[str], days: int) -> NewToken:
    """Make a token for oneself with 256 random bits, valid 1 to 366 days.

    Raises ReauthenticationNeeded, Invalid for a bad field, Conflict when twenty are in use.
    """
    fresh.require_proof(actor)
    owner = lock(User, actor.id)
    name = " ".join(name.split())
    if not 1 <= len(name) <= 80:
        raise Invalid("name_malformed", _("Give a name of at most 80 characters."), field="name")
    if not scopes or set(scopes) - set(ApiToken.Scope.values):
        raise Invalid("scope_unknown", _("Choose what the token may do."), field="scopes")
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid("days_out_of_range", _("Choose 1 to 366 days."), field="days")
    now = clock.now()
    in_use = ApiToken.objects.filter(user=owner, revoked_at=None, expires_at__gt=now).count()
    if in_use >= MOST_TOKENS:
        raise Conflict("too_many_tokens", _("You have twenty tokens in use. Revoke one first."))
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=owner,
        name=name,
        digest=digest(secret),
        scopes=sorted(scopes),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    record("accounts.create_token", actor=actor, target=token, scopes=token.scopes, days=days)
    hooks.account_changed(owner, "已创建新的访问令牌", "an API token was created")
    return NewToken(token, secret)


@transaction.atomic
def revoke_token(*, actor: Actor, token_id: UUID) -> ApiToken:
    """Make one of one's own tokens void at once. Raises NotFound for others', Conflict if void."""
    token = lock(ApiToken.objects.filter(user_id=actor.id), token_id)
    if token.revoked_at is not None:
        raise Conflict("token_revoked", _("This token has been revoked already."))
    _revoke(token, actor)
    return token


def _revoke(token: ApiToken, actor: Actor) -> None:
    token.revoked_at = clock.now()
    token.save(update_fields=["revoked_at"])
    record("accounts.revoke_token", actor=actor, target=token)


def revoke_all(user: User, actor: Actor) -> int:
    """Make every token of an account void, because it is closed, or because who made them may
    have been somebody else (password or second factor reset). Returns how many."""
    tokens = list(ApiToken.objects.select_for_update().filter(user=user, revoked_at=None))
    for token in tokens:
        _revoke(token, actor)
    return len(tokens)
