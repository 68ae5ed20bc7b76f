"""Signed words that switch one kind of mail off without signing in (RFC 8058)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.common.errors import NotFound
from credit_portal.notices.models import Notice
from credit_portal.notices.templates_catalogue import MANDATORY, TEMPLATES, Group

SALT = "notices.unsubscribe"
UNDO = "notices.undo"
#: Stands for every group that comes in a digest.
DIGEST = "digest"


@dataclass(frozen=True)
class Wanted:
    """Whose mail of which group."""

    user: User
    group: str

    @property
    def label(self) -> str:
        """Name of the group in the active language."""
        return str(_("Digest mail") if self.group == DIGEST else Group(self.group).label)


def token(user_id: object, group: str) -> str:
    """Signed, without an end: a link in an old mail must still work. It holds no moment either: a
    mail sent again under its Message-ID is the same to the letter (RFC 5322, 3.6.4)."""
    return signing.Signer(salt=SALT).sign_object([str(user_id), group])


def read(text: str) -> Wanted:
    """What a token says. Raises NotFound for one that is not ours, or speaks of what cannot be
    switched off."""
    refusal = NotFound("link_not_valid", _("This link is not valid. It may have been cut off."))
    try:
        key, group = signing.Signer(salt=SALT).unsign_object(text)
    except (signing.BadSignature, ValueError, TypeError):
        raise refusal from None
    user = User.objects.filter(pk=key, is_active=True).first()
    if user is None or group in MANDATORY or group not in {DIGEST, *Group.values}:
        raise refusal
    return Wanted(user, group)


def undo_token(wanted: Wanted, before: Mapping[str, str]) -> str:
    """What stands in the form that takes it back: what held before, by group."""
    return signing.dumps([str(wanted.user.pk), dict(before)], salt=UNDO)


def read_undo(text: str, wanted: Wanted) -> dict[str, str]:
    """What held before. Raises NotFound for what is not ours or speaks of somebody else."""
    try:
        key, before = signing.loads(text, salt=UNDO)
    except (signing.BadSignature, ValueError, TypeError):
        key, before = "", {}
    if key != str(wanted.user.pk):
        raise NotFound("link_not_valid", _("This link is not valid. It may have been cut off."))
    return dict(before)


def group_of(notice: Notice) -> str:
    """The group that the mail's own link switches off; "" when there is none."""
    if notice.template == DIGEST:
        return DIGEST
    group = TEMPLATES[notice.template].group
    return "" if group in MANDATORY else group


def path(notice: Notice) -> str:
    """Path of the page that switches mails like this one off, "" when it cannot be."""
    group = group_of(notice)
    if not group:
        return ""
    with translation.override("zh-hans"):
        return reverse("notices_off", args=[token(notice.recipient_id, group)])
