"""Forms of accounts. They only parse; the services decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import selectors
from credit_portal.accounts.models import ApiToken, Language, Role, RoleGrant
from credit_portal.common import clock
from credit_portal.common.i18n import localized
from credit_portal.directory import selectors as directory
from credit_portal.directory.models import Organisation


class BodyField(forms.CharField):
    """A body by its unified social credit code or public address; any of 10,000 fits no list."""

    def clean(self, value: Any) -> Organisation | None:
        """The body, None when empty. Raises ValidationError when there is none of that name."""
        text = super().clean(value).strip()
        if not text:
            return None
        found = directory.called(text)
        if len(found) != 1:
            raise forms.ValidationError(
                _("No single body has this name or code. Give its unified social credit code.")
            )
        return found[0]


class PostField(forms.CharField):
    """A post of the chosen body by its title; resolved in the form's clean()."""


class ProfileForm(forms.Form):
    """One's own name, address and language."""

    display_name = forms.CharField(label=_("Display name"), max_length=120)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Notices and password resets go there."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(
        label=_("What it is for"),
        max_length=80,
        help_text=_("For example the name of the program that uses it."),
    )
    access = forms.ChoiceField(
        label=_("What it may do"), choices=ApiToken.Scope.choices, widget=forms.RadioSelect
    )
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (366, _("1 year"))],
        initial=90,
    )

    @property
    def scopes(self) -> list[str]:
        """Writing includes reading."""
        access = self.cleaned_data["access"]
        return ["read"] if access == ApiToken.Scope.READ else ["read", "write"]


class PersonForm(forms.Form):
    """Whom an account belongs to."""

    display_name = forms.CharField(label=_("Display name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), required=False)
    organisation = BodyField(
        label=_("Body"), max_length=200, help_text=_("Full name or unified social credit code.")
    )
    post = PostField(
        label=_("Post"),
        required=False,
        max_length=200,
        help_text=_("Title of the post in this body, as the directory has it."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)

    def clean(self) -> dict[str, Any]:
        """Find the post in the body."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        title, body = data.get("post", ""), data.get("organisation")
        data["post"] = None
        if title and body is not None:
            post = directory.post_called(body, title)
            if post is None:
                self.add_error("post", _("This body has no post of this title."))
            data["post"] = post
        return data


class CreateUserForm(PersonForm):
    """A new account."""

    field_order = ("username",)
    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        help_text=_("2 to 60 letters, digits or the signs _ . @ + -"),
    )


class EditUserForm(PersonForm):
    """An existing account; `version` is what the administrator saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class RoleChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A role with what it is for."""

    def label_from_instance(self, obj: Role) -> str:
        """Name and summary in the page's language."""
        return f"{localized(obj, 'name')} — {localized(obj, 'summary')}"


class GrantForm(forms.Form):
    """A role over a body, between two days."""

    role = RoleChoice(label=_("Role"), queryset=Role.objects.none())
    organisation = BodyField(
        label=_("Over which body"),
        max_length=200,
        required=False,
        help_text=_("It holds for all below it too. Leave empty for roles that hold everywhere."),
    )
    kind = forms.ChoiceField(label=_("In what capacity"), choices=RoleGrant.Kind.choices)
    starts_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = selectors.roles()  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = clock.today()


class ReasonForm(forms.Form):
    """Why something is taken back, closed or reopened."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
