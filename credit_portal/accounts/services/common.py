"""Checks that several services of accounts share."""

from __future__ import annotations

import secrets

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, validate_email
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Invalid, NotAllowed

# No look-alikes (0 O, 1 l I): these are read from paper.
LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
valid_username = RegexValidator(r"^[A-Za-z0-9_.@+-]{2,60}$")


def require_manager(actor: Actor) -> None:
    """Raise NotAllowed unless the actor administers accounts."""
    if not actor.may("accounts.manage", None):
        raise NotAllowed("not_allowed", _("Only a security administrator may do this."))


def one_time_password() -> str:
    """A password of 20 letters and digits (116 bits) to hand over once and change at sign-in."""
    return "-".join("".join(secrets.choice(LETTERS) for _n in range(5)) for _part in range(4))


def clean_username(username: str) -> str:
    """The user name, trimmed. Raises Invalid when it has other characters or is taken."""
    username = username.strip()
    try:
        valid_username(username)
    except ValidationError:
        raise Invalid(
            "username_malformed",
            _("A user name has 2 to 60 letters, digits or the signs _ . @ + -"),
            field="username",
        ) from None
    if User.objects.filter(username__iexact=username).exists():
        raise Invalid("username_taken", _("This user name is taken."), field="username")
    return username


def clean_email(email: str, *, besides: User | None = None) -> str:
    """The address in lower case, "" for none. Raises Invalid when malformed or another's."""
    email = email.strip().lower()
    if not email:
        return ""
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid(
            "email_malformed", _("This is not an e-mail address."), field="email"
        ) from None
    others = User.objects.filter(email__iexact=email)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if others.exists():
        raise Invalid("email_taken", _("Another account uses this address."), field="email")
    return email


def clean_name(name: str) -> str:
    """A display name of 1 to 120 characters. Raises Invalid."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= 120:
        raise Invalid(
            "name_malformed", _("Give a name of at most 120 characters."), field="display_name"
        )
    return name


def void_invitations(user: User) -> int:
    """Make the links of the account's open invitations void; how many. Called with it locked."""
    waiting = user.invitations.filter(accepted_at=None, withdrawn_at=None)
    return waiting.update(withdrawn_at=clock.now(), digest=None, next_attempt_at=None)
