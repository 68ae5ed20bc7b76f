"""What proves anew who sits there: the password, or one click in the demonstration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import services
from credit_portal.accounts.models import User
from credit_portal.common import acts
from credit_portal.common.actors import SYSTEM

#: Names of this page's own fields begin so; all others belong to the act that waits.
OWN_PREFIX = "proof-"


class ProofForm(forms.Form):
    """Proves by what the user has; `method` says which it was once the form is valid."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)
    carries = forms.BooleanField(required=False, widget=forms.HiddenInput)

    prefix = OWN_PREFIX.removesuffix("-")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.method = "demo" if user.is_demo else "password"
        if user.is_demo:
            del self.fields["password"]

    def clean_password(self) -> str:
        """Raise ValidationError unless it is the user's; the failure is noted."""
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            acts.run(services.note_failed_sign_in, actor=SYSTEM, login=self.user.username)
            raise ValidationError(_("This is not your password."), code="wrong_password")
        return password
