"""The mail of an invitation: the one message whose text holds a secret.

The notice names the invitation and nothing more. The link is made while the letter is written, in
a transaction of its own, so that it is in the mail and as a digest in the database, and nowhere
else; what became of the mail is told back to accounts.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import translation

from credit_portal.accounts.models import Invitation
from credit_portal.accounts.services import invitations
from credit_portal.common.errors import NotFound
from credit_portal.common.i18n import localized
from credit_portal.notices.delivery import NotMeant
from credit_portal.notices.models import Notice
from credit_portal.notices.services import notify

TEMPLATE = "invitation"


def invite(invitation: Invitation) -> None:
    """Put the mail into the outbox; each new round of an invitation is another one."""
    with translation.override("zh-hans"):
        url = reverse("account_login")
    notify(
        recipients=[invitation.user],
        template=TEMPLATE,
        context={"invitation": str(invitation.pk), "url": url},
        dedupe_key=f"invitation:{invitation.pk}:{invitation.next_attempt_at}",
    )


def facts(notice: Notice, language: str) -> dict[str, Any]:
    """What the letter says, with a fresh link. Raises NotMeant when no mail is wanted any more."""
    try:
        link = invitations.make_link(invitation_id=_key(notice))
    except NotFound:
        raise NotMeant("invitation_over") from None
    user = link.user
    with translation.override(language):
        body = localized(user.organisation, "name") if user.organisation else ""
        post = localized(user.post, "title") if user.post else ""
    return {
        "link": link.address,
        "person": user.display_name,
        "username": user.username,
        "organisation": body,
        "post": post,
        "at": link.until.isoformat(),
    }


def settled(notice: Notice, *, sent: bool) -> None:
    """Tell accounts what became of the mail."""
    invitations.note_mail(invitation_id=_key(notice), sent=sent)


def _key(notice: Notice) -> UUID:
    return UUID(str(notice.context["invitation"]))
