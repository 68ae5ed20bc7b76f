"""Signed links in mails to followers: they alone say who acts, as there is no account.

A link to manage or stop has no end: an old mail must still switch off. It dies with the follower.
"""

from __future__ import annotations

from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import NotFound

CONFIRM, MANAGE = "notices.follow.confirm", "notices.follow.manage"


def confirm_path(follow_id: UUID) -> str:
    """Page that confirms one thing followed."""
    return _path("portal:follow-confirm", CONFIRM, follow_id)


def manage_path(follower_id: UUID) -> str:
    """Page of what an address follows."""
    return _path("portal:follow-manage", MANAGE, follower_id)


def stop_path(follower_id: UUID) -> str:
    """Page, and door of mail programs (RFC 8058), that ends everything."""
    return _path("portal:follow-stop", MANAGE, follower_id)


def _path(name: str, salt: str, key: UUID) -> str:
    with translation.override("zh-hans"):
        return reverse(name, args=[signing.Signer(salt=salt).sign(key.hex)])


def read(token: str, salt: str) -> UUID:
    """What a token names. Raises NotFound for one that is not ours."""
    try:
        return UUID(signing.Signer(salt=salt).unsign(token[:200]))
    except (signing.BadSignature, ValueError):
        sentence = _("This link is not valid. It may have been cut off.")
        raise NotFound("link_not_valid", sentence) from None
