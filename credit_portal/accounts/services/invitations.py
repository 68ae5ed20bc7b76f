"""Invitations: the invited sets the password himself, by a link that holds once and for days.

The mail leaves through the outbox of notices, urgent: somebody waits for it. The link's secret is
made when the mail is sent and never stored, only its SHA-256: a crash between the two means another
mail with another link, and the newest link is the one that holds.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import hooks
from credit_portal.accounts.digests import digest
from credit_portal.accounts.models import Invitation, User
from credit_portal.accounts.services.common import require_manager
from credit_portal.accounts.services.people import create_user
from credit_portal.audit.services import record
from credit_portal.common import acts, clock
from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotFound
from credit_portal.directory.models import Organisation, Person, Post


@transaction.atomic
def open_account(
    *,
    actor: Actor,
    username: str,
    display_name: str,
    organisation: Organisation,
    email: str,
    person: Person | None = None,
    post: Post | None = None,
    language: str = "zh-hans",
) -> User:
    """Open an account for a person and invite him by mail. Without `person` a new one is entered
    in the directory under the display name: names are never matched.

    Raises as `create_user`; Invalid without an address.
    """
    require_manager(actor)
    if not email.strip():
        raise Invalid(
            "email_missing", _("The invitation goes to an e-mail address."), field="email"
        )
    if person is None:
        person = Person.objects.create(name=" ".join(display_name.split())[:120] or username)
        record("directory.create_person", actor=actor, target=person, organisation=organisation)
    user = create_user(
        actor=actor,
        username=username,
        display_name=display_name,
        organisation=organisation,
        person=person,
        email=email,
        post=post,
        language=language,
    )
    invite(actor=actor, user_id=user.pk)
    return user


@transaction.atomic
def invite(*, actor: Actor, user_id: UUID) -> Invitation:
    """Invite the owner of an open account that was never signed in to. Raises NotAllowed,
    Conflict when an invitation is open, the account closed or its password set."""
    user = lock(User, user_id)
    require_manager(actor)
    if not user.is_active or user.has_usable_password():
        raise Conflict("not_to_invite", _("This account is closed or in use already."))
    if not user.email:
        raise Invalid(
            "email_missing", _("The invitation goes to an e-mail address."), field="email"
        )
    now = clock.now()
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                user=user,
                invited_by_id=actor.id,
                created_at=now,
                expires_at=now + timedelta(days=settings.INVITATION_DAYS),
                next_attempt_at=now,
            )
    except IntegrityError as error:
        raise Conflict("invited_already", _("This person has an open invitation.")) from error
    record("accounts.invite", actor=actor, target=user, organisation=user.organisation)
    hooks.invited(invitation)
    return invitation


def _open(invitation_id: UUID) -> Invitation:
    invitation = lock(Invitation, invitation_id)
    if not invitation.is_open:
        raise Conflict("invitation_over", _("This invitation was used or withdrawn."))
    return invitation


@transaction.atomic
def resend_invitation(*, actor: Actor, invitation_id: UUID) -> Invitation:
    """Send another link; the one sent before is void. Raises NotAllowed, Conflict."""
    require_manager(actor)
    invitation = _open(invitation_id)
    now = clock.now()
    invitation.digest, invitation.sent_at, invitation.attempts = None, None, 0
    invitation.expires_at = now + timedelta(days=settings.INVITATION_DAYS)
    invitation.next_attempt_at = now
    invitation.save()
    record("accounts.resend_invitation", actor=actor, target=invitation.user)
    hooks.invited(invitation)
    return invitation


@transaction.atomic
def withdraw_invitation(*, actor: Actor, invitation_id: UUID) -> Invitation:
    """Make the link void; the account stays without a password. Raises NotAllowed, Conflict."""
    require_manager(actor)
    invitation = _open(invitation_id)
    invitation.withdrawn_at = clock.now()
    invitation.digest, invitation.next_attempt_at = None, None
    invitation.save()
    record("accounts.withdraw_invitation", actor=actor, target=invitation.user)
    return invitation


def invitation_by(secret: str) -> Invitation:
    """The invitation that a link opens. Raises NotFound when it is void, used or run out."""
    found = (
        Invitation.objects.select_related("user", "user__organisation", "user__post")
        .filter(digest=digest(secret), accepted_at=None, withdrawn_at=None)
        .filter(expires_at__gt=clock.now(), user__is_active=True)
        .first()
    )
    if found is None:
        raise NotFound(
            "invitation_void",
            _("This link has run out, was used or replaced. Ask your administrator for another."),
        )
    return found


@transaction.atomic
def accept_invitation(*, actor: Actor = SYSTEM, secret: str, password: str) -> User:
    """Set the first password by the link. Raises NotFound when the link does not hold, Conflict
    when it was used meanwhile or a password is set, Invalid for one that is too weak."""
    found = invitation_by(secret)
    user = lock(User, found.user_id)
    invitation = lock(Invitation, found.pk)
    if not invitation.is_open or invitation.digest is None or user.has_usable_password():
        raise Conflict("invitation_over", _("This invitation was used or withdrawn."))
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid("password_weak", " ".join(error.messages), field="password1") from error
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    invitation.accepted_at = clock.now()
    invitation.digest, invitation.next_attempt_at = None, None
    invitation.save()
    record("accounts.accept_invitation", actor=user, target=user)
    return user


# -- sending -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Link:
    """A fresh link for the mail that is being sent: whole address, account, last moment."""

    address: str
    user: User
    until: datetime


def make_link(*, invitation_id: UUID) -> Link:
    """A new link, in a transaction of its own just before its mail is handed over; the earlier
    one is void. Raises NotFound when the invitation waits for no mail (any more)."""
    made: Link = acts.run(_make, actor=SYSTEM, invitation_id=invitation_id).value
    return made


def _make(*, actor: Actor, invitation_id: UUID) -> Link:
    row = lock(Invitation, invitation_id)
    if not row.is_open or row.next_attempt_at is None or row.expires_at <= clock.now():
        raise NotFound("invitation_over", _("This invitation was used or withdrawn."))
    secret = secrets.token_urlsafe(32)
    row.attempts += 1
    row.digest = digest(secret)
    row.save(update_fields=["attempts", "digest"])
    with translation.override(row.user.language):
        # Each language has its address; the Chinese one has no prefix.
        address = settings.PUBLIC_URL + reverse("accounts_invitation", args=[secret])
    return Link(address, row.user, row.expires_at)


def note_mail(*, invitation_id: UUID, sent: bool) -> None:
    """Note that the mail was handed over, or given up; nothing when a newer one waits."""
    rows = Invitation.objects.filter(pk=invitation_id, next_attempt_at__isnull=False)
    sent_at = clock.now() if sent else None
    rows.filter(accepted_at=None, withdrawn_at=None).update(sent_at=sent_at, next_attempt_at=None)
