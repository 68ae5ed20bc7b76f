"""Forms of accounts. They only parse; the services decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.accounts import registers, selectors
from credit_portal.accounts.models import ApiToken, Language, Role, RoleGrant, User
from credit_portal.common import clock
from credit_portal.common.forms import choice_field
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


class BodyForm(forms.Form):
    """In which body the account is opened; asked first, because it names the people to choose."""

    body = BodyField(
        label=_("Body"), max_length=200, help_text=_("Full name or unified social credit code.")
    )


class CreateUserForm(PersonForm):
    """A new account: whose it is, by the person's entry in the directory, never by a name."""

    field_order = ("username", "person")
    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        help_text=_("2 to 60 letters, digits or the signs _ . @ + -"),
    )
    person = forms.UUIDField(
        label=_("Person in the directory"),
        required=False,
        help_text=_("Somebody who holds a post there; or else he is entered anew."),
        widget=forms.Select,
    )

    def __init__(self, *args: Any, body: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["email"].help_text = _("The invitation goes there.")
        people = registers.persons_without_account(body) if body is not None else []
        widget: Any = self.fields["person"].widget
        widget.choices = [
            ("", _("not in the directory yet: enter the display name as a new person")),
            *[(str(person.pk), person.name) for person in people],
        ]

    def clean(self) -> dict[str, Any]:
        """The person must hold a post in the body and have no account."""
        data = super().clean()
        body, key = data.get("organisation"), data.get("person")
        if key is not None and body is not None:
            data["person"] = registers.persons_without_account(body).filter(pk=key).first()
            if data["person"] is None:
                self.add_error("person", _("Nobody of this body without account has this number."))
        return data


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
    kind = forms.ChoiceField(
        label=_("In what capacity"),
        choices=[pair for pair in RoleGrant.Kind.choices if pair[0] != RoleGrant.Kind.DELEGATED],
        help_text=_("Whoever presides, acts or is seconded does so until a last day."),
    )
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


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)


class DeputyForm(forms.Form):
    """Who stands in for which of the holder's grants, between two days."""

    basis = forms.ModelChoiceField(
        label=_("Which role"), queryset=RoleGrant.objects.none(), empty_label=None
    )
    deputy = forms.ModelChoiceField(label=_("Deputy"), queryset=User.objects.none())
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, holder: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        basis: Any = self.fields["basis"]
        basis.queryset = registers.to_stand_in_for(holder)
        basis.label_from_instance = grant_label
        deputy: Any = self.fields["deputy"]
        deputy.queryset = registers.possible_deputies(holder)
        deputy.label_from_instance = account_label
        self.fields["starts_on"].initial = clock.today()

    @property
    def facts(self) -> dict[str, Any]:
        """What the services want: ids and days."""
        data = self.cleaned_data
        return {
            "basis_id": data["basis"].pk,
            "deputy_id": data["deputy"].pk,
            **{name: data[name] for name in ("starts_on", "ends_on", "reason")},
        }


def grant_label(grant: RoleGrant) -> str:
    """Role and body of a grant."""
    body = localized(grant.organisation, "name") if grant.organisation else ""
    role = localized(grant.role, "name")
    return f"{role} · {body}" if body else role


def account_label(user: User) -> str:
    """Name, post and body of an account."""
    parts = [user.display_name]
    if user.post is not None:
        parts.append(localized(user.post, "title"))
    if user.organisation is not None:
        parts.append(localized(user.organisation, "name"))
    return " · ".join(parts)


class ListForm(forms.Form):
    """How the list of accounts is narrowed."""

    q = forms.CharField(label=_("Name, user name, body or role"), required=False, max_length=80)
    role = forms.ChoiceField(label=_("Role"), required=False)
    body = BodyField(label=_("Body and all below it"), required=False, max_length=200)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", pgettext_lazy("accounts", "all")), *registers.STATES.items()],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.code, localized(role, "name")) for role in selectors.roles()]
        every = ("", pgettext_lazy("role", "all"))
        choice_field(self, "role").choices = [every, *roles]

    @property
    def wanted(self) -> registers.Wanted:
        """The filter; what is wrong with it narrows nothing."""
        data: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        return registers.Wanted(
            query=data.get("q", ""),
            role=data.get("role", ""),
            body=data.get("body"),
            state=data.get("state", ""),
        )


class PasswordForm(forms.Form):
    """The first password, twice."""

    password1 = forms.CharField(
        label=_("Password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters; no common word."),
    )
    password2 = forms.CharField(
        label=_("Password once more"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("password1") != data.get("password2"):
            self.add_error("password2", _("The two passwords differ."))
        return data
