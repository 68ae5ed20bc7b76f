"""An account is linked with its subject at the sign-in provider by its own user, and only so.

An e-mail address would be weaker: addresses are given to others when people leave, and whoever
administers the mailboxes of a body could enter as anybody. The user has proven both identities
himself, here with his second factor and there to the provider; no administrator is needed.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import hooks
from credit_portal.accounts.models import ProviderLink, User
from credit_portal.audit.services import record
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, NotFound


@transaction.atomic
def link_provider(*, actor: Actor, issuer: str, subject: str) -> ProviderLink:
    """Link one's own account; the caller has checked the provider's token and, when the visit
    began, a fresh proof. Raises Conflict when either side is linked already."""
    user = lock(User, actor.id)
    try:
        with transaction.atomic():
            link = ProviderLink.objects.create(
                user=user, issuer=issuer, subject=subject, linked_at=clock.now()
            )
    except IntegrityError as error:
        raise Conflict("linked_already", _("One of the two is linked already.")) from error
    record("accounts.link_provider", actor=actor, target=user)
    hooks.account_changed(
        user, "已绑定统一身份认证", "the account was linked with the sign-in provider"
    )
    return link


@transaction.atomic
def unlink_provider(*, actor: Actor) -> User:
    """Undo one's own link. Raises NotFound without one, Conflict without a password."""
    user = lock(User, actor.id)
    link = ProviderLink.objects.filter(user=user).first()
    if link is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    if not user.has_usable_password():
        raise Conflict("no_password", _("Set a password first; you could not sign in otherwise."))
    link.delete()
    record("accounts.unlink_provider", actor=actor, target=user)
    hooks.account_changed(
        user, "已解除统一身份认证绑定", "the link with the sign-in provider was undone"
    )
    return user
