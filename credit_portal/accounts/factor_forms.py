"""Forms of second factors."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.accounts.proofs import BAD_PASSKEY, MALFORMED, check_code


class AppForm(forms.Form):
    """The first code of an app."""

    code = forms.CharField(
        label=_("Code that the app shows"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class CodeForm(forms.Form):
    """The second step at the door: a code of the app, or a recovery code; `method` says which."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Six digits from your authenticator app, or one of your recovery codes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )

    def __init__(self, user: User, device: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.device, self.method = user, device, ""

    def clean_code(self) -> str:
        """Raise ValidationError for a wrong code."""
        code: str = self.cleaned_data["code"]
        self.method = check_code(self.user, code, self.device)
        return code


class PasskeyForm(forms.Form):
    """A new passkey: a name to recognise it by, and the browser's answer to our challenge."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        required=False,
        help_text=_("To tell it from others, for example “office computer”."),
    )
    credential = forms.JSONField(widget=forms.HiddenInput)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["credential"].error_messages["required"] = BAD_PASSKEY

    def clean_credential(self) -> dict[str, Any]:
        """Raise ValidationError unless it answers the challenge in the session, with the user
        verified by finger, face or PIN."""
        credential = self.cleaned_data["credential"]
        try:
            webauthn.parse_registration_response(credential)
            made = webauthn.complete_registration(credential)
        except (*MALFORMED, ValidationError) as error:
            raise ValidationError(BAD_PASSKEY, code="passkey_refused") from error
        if not made.is_user_verified():
            raise ValidationError(BAD_PASSKEY, code="passkey_refused")
        found: dict[str, Any] = credential
        return found
