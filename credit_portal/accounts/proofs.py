"""Checking what somebody shows at the door or when asked again: codes and passkeys."""

from __future__ import annotations

import struct
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.exceptions import InvalidSignature
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import services
from credit_portal.accounts.models import User
from credit_portal.common import acts
from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import DomainError, Invalid

#: What a made-up credential makes the parser raise, besides its own refusals.
MALFORMED = (
    ValueError, TypeError, KeyError, AttributeError, IndexError, struct.error, InvalidSignature,
)  # fmt: skip
BAD_PASSKEY = _("The passkey was not accepted. Try again, or use another way.")


def check_password(user: User, password: str, device: str) -> None:
    """Raise ValidationError unless it is the user's password; failures are counted."""
    _require_open(user)
    if not user.check_password(password):
        _failed(user, "password", device)
        raise ValidationError(_("This is not your password."), code="wrong_password")


def check_code(user: User, code: str, device: str) -> str:
    """Which kind of code it was. Raises ValidationError for a wrong one; failures are counted."""
    _require_open(user)
    try:
        return str(acts.run(services.use_code, actor=user, code=code).value)
    except Invalid as error:
        _failed(user, "code", device)
        raise ValidationError(str(error.message), code=error.code) from error


def _require_open(user: User) -> None:
    try:
        services.require_open(user)
    except DomainError as error:
        raise ValidationError(str(error.message), code=error.code) from error


def _failed(user: User, method: str, device: str) -> None:
    acts.run(
        services.note_failed_sign_in,
        actor=SYSTEM,
        login=user.username,
        method=method,
        device=device,
    )


class PasskeyProof(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The answer of a passkey to the challenge in the session; `user` None at the open door."""

    def clean_credential(self) -> Authenticator:
        """The passkey. Raises ValidationError for whatever is wrong with it."""
        credential = self.cleaned_data["credential"]
        try:
            found: Authenticator = super().clean_credential()
            answer = webauthn.parse_authentication_response(credential)
            count = answer.response.authenticator_data.counter
        except MALFORMED as error:
            raise ValidationError(BAD_PASSKEY, code="passkey_refused") from error
        except ValidationError as error:
            raise ValidationError(BAD_PASSKEY, code="passkey_refused") from error
        return _used(found, count)


class PasskeyAtTheDoor(PasskeyProof):
    """Signing in by a passkey alone: it names the user itself."""

    passwordless = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=None, **kwargs)


def _used(found: Authenticator, count: int) -> Authenticator:
    try:
        acts.run(
            services.use_passkey,
            actor=found.user,
            factor_id=found.pk,
            sign_count=count,
            answer=lambda row: {"id": row.pk},
        )
    except DomainError as error:
        raise ValidationError(str(error.message), code=error.code) from error
    return found
