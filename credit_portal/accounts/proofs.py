"""Checking what somebody shows at the door or when asked again: codes and passkeys."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.exceptions import InvalidSignature
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import services
from credit_portal.accounts.models import User
from credit_portal.accounts.services.tries import Tried
from credit_portal.common import acts
from credit_portal.common.errors import DomainError

#: What a made-up credential makes the parser raise, besides its own refusals.
MALFORMED = (
    ValueError, TypeError, KeyError, AttributeError, IndexError, struct.error, InvalidSignature,
)  # fmt: skip
BAD_PASSKEY = _("The passkey was not accepted. Try again, or use another way.")


def check_password(user: User, password: str, device: str) -> None:
    """Raise ValidationError unless it is the user's password; failures are counted."""
    _proved(services.try_own_password, user, password=password, device=device)


def check_code(user: User, code: str, device: str) -> str:
    """Which kind of code it was. Raises ValidationError for a wrong one; failures are counted."""
    return _proved(services.try_code, user, code=code, device=device)


def _proved(service: Callable[..., Tried], user: User, **given: Any) -> str:
    try:
        tried: Tried = acts.run(service, actor=user, **given).value
    except DomainError as error:
        raise ValidationError(str(error.message), code=error.code) from error
    if tried.refusal is not None:
        raise ValidationError(str(tried.refusal.message), code=tried.refusal.code)
    return tried.method


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
