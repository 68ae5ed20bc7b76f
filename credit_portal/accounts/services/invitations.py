"""Invitations: the invited sets the password himself, by a link that holds once and for days.

The link's secret is made when the mail is sent and never stored, only its SHA-256: a crash
between the two means another mail with another link, and the newest link is the one that holds.
"""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.digests import digest
from credit_portal.accounts.models import Invitation, User
from credit_portal.accounts.services.common import require_manager
from credit_portal.accounts.services.people import create_user
from credit_portal.audit.services import record
from credit_portal.common import acts, clock
from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotFound
from credit_portal.common.jobs import enqueue_on_commit
from credit_portal.directory.models import Organisation, Person, Post

logger = logging.getLogger(__name__)
SENDER = "credit_portal.accounts.tasks.send_invitations"
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 12


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
    enqueue_on_commit(SENDER)
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
    enqueue_on_commit(SENDER)
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
def send_invitations(limit: int = 50) -> int:
    """Send what waits, one by one; safe to run twice and by several workers. Returns how many."""
    sent = 0
    for _round in range(limit):
        taken = acts.run(_take, actor=SYSTEM, answer=lambda _taken: {}).value
        if taken is None:
            break
        sent += _send(*taken)
    return sent


def _take(*, actor: Actor) -> tuple[Invitation, str] | None:
    """Claim one invitation for some minutes and give it a new secret; only its digest is kept."""
    now = clock.now()
    row = (
        Invitation.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("user")
        .filter(next_attempt_at__lte=now, accepted_at=None, withdrawn_at=None)
        .order_by("next_attempt_at")
        .first()
    )
    if row is None:
        return None
    secret = secrets.token_urlsafe(32)
    row.attempts += 1
    row.digest = digest(secret)
    row.next_attempt_at = now + LEASE * min(2 ** (row.attempts - 1), 72)
    if row.attempts > MOST_ATTEMPTS:
        row.next_attempt_at = None
    row.save(update_fields=["attempts", "digest", "next_attempt_at"])
    return (row, secret) if row.next_attempt_at else None


def _send(row: Invitation, secret: str) -> int:
    """One mail; a server that is away means another try later."""
    user = row.user
    with translation.override(user.language):
        # Each language has its address; the Chinese one has no prefix.
        link = settings.PUBLIC_URL + reverse("accounts_invitation", args=[secret])
        context = {"person": user, "link": link, "until": row.expires_at}
        text = render_to_string(f"account/email/invitation.{user.language}.txt", context)
    subject, _line, body = text.strip().partition("\n")
    try:
        EmailMessage(subject, body.strip() + "\n", to=[user.email]).send()
    except OSError as error:
        logger.error("an invitation could not be sent: %s", type(error).__name__)
        return 0
    Invitation.objects.filter(pk=row.pk, digest=digest(secret)).update(
        sent_at=clock.now(), next_attempt_at=None
    )
    return 1
