"""What proves anew who sits there: the second factor, and one click in the demonstration.

A password alone does only where there is no second factor yet (while it is being set up): whoever
sits down at an open desk may know or see the password, but does not hold the phone.
"""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import devices, factors
from credit_portal.accounts.models import User
from credit_portal.accounts.proofs import PasskeyProof, check_code, check_password
from credit_portal.accounts.who import user_of

#: Names of this page's own fields begin so; all others belong to the act that waits.
OWN_PREFIX = "proof-"


class ProofForm(forms.Form):
    """Proves by what the user has; `method` says which it was once the form is valid."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=_("Code of your app, or a recovery code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text"}),
    )
    credential = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)
    next = forms.CharField(required=False, widget=forms.HiddenInput)
    carries = forms.BooleanField(required=False, widget=forms.HiddenInput)

    prefix = OWN_PREFIX.removesuffix("-")

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user: User = user_of(request)
        self.device = devices.family(request)
        self.method = "demo"
        self.has_passkey = False
        for name in ("password", "code", "credential"):
            if name not in self._ways():
                del self.fields[name]
        if "code" in self.fields and self.data.get(self.add_prefix("credential")):
            self.fields["code"].required = False

    def _ways(self) -> set[str]:
        if self.user.is_demo:
            return set()
        kinds = set(factors.of(self.user).values_list("type", flat=True))
        if not kinds & set(factors.MAIN):
            return {"password"}
        self.has_passkey = factors.PASSKEY in kinds
        return {"code", "credential"} if self.has_passkey else {"code"}

    def clean(self) -> dict[str, Any]:
        """Check the one that was given."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors or not {"password", "code"} & set(self.fields):
            return data
        if data.get("credential"):
            self._by_passkey(data["credential"])
        elif data.get("code"):
            self._by("code", lambda text: check_code(self.user, text, self.device))
        else:
            self._by("password", self._by_password)
        return data

    def _by(self, field: str, check: Any) -> None:
        try:
            self.method = check(self.cleaned_data[field])
        except forms.ValidationError as error:
            self.add_error(field, error)

    def _by_password(self, password: str) -> str:
        check_password(self.user, password, self.device)
        return "password"

    def _by_passkey(self, credential: str) -> None:
        try:
            json.loads(credential)
        except ValueError:
            credential = "{}"
        proof = PasskeyProof(user=self.user, data={"credential": credential})
        if proof.is_valid():
            self.method = "passkey"
        else:
            self.add_error("code", proof.errors["credential"])
