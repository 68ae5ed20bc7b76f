"""What auditors may ask of the trail. Only parses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.accounts.forms import BodyField
from credit_portal.accounts.models import User
from credit_portal.audit import verbs
from credit_portal.desk import audit_trail
from credit_portal.desk.audit_trail import Criteria

GROUPS: dict[str, Any] = {
    "accounts": pgettext_lazy("audit", "accounts and roles"),
    "audit": pgettext_lazy("audit", "the trail itself"),
    "commitments": pgettext_lazy("audit", "commitments"),
    "desk": pgettext_lazy("audit", "desk"),
    "directory": pgettext_lazy("audit", "bodies, posts, people"),
    "files": pgettext_lazy("audit", "files"),
    "imports": pgettext_lazy("audit", "imports"),
    "integrity_files": pgettext_lazy("audit", "integrity files"),
    "notices": pgettext_lazy("audit", "notices"),
    "publishing": pgettext_lazy("audit", "publication"),
    "workdays": pgettext_lazy("audit", "calendar and time limits"),
    "workflow": pgettext_lazy("audit", "deadlines and changes"),
}


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class TrailForm(forms.Form):
    """A question to the trail; all of it may be left empty."""

    since = _day(pgettext_lazy("audit", "From"))
    until = _day(pgettext_lazy("audit", "Until"))
    group = forms.ChoiceField(label=_("What it concerns"), required=False)
    verb = forms.ChoiceField(label=_("Act"), required=False)
    actor = forms.CharField(
        label=_("Who"), required=False, max_length=64, help_text=_("User name or account number.")
    )
    body = BodyField(label=_("Body"), required=False, max_length=200)
    target = forms.CharField(label=_("Number of the thing"), required=False, max_length=64)
    act = forms.UUIDField(label=_("Number of the act"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", pgettext_lazy("audit", "all"))
        fields: Any = self.fields
        fields["group"].choices = [
            every,
            *((group, GROUPS.get(group, group)) for group in audit_trail.groups()),
        ]
        fields["verb"].choices = [every, *((verb, verbs.sentence(verb)) for verb in verbs.known())]

    def clean_actor(self) -> str:
        """The account's id; what no account is called finds nothing."""
        text: str = self.cleaned_data["actor"].strip()
        found = User.objects.filter(username__iexact=text).first() if text else None
        return str(found.pk) if found else text

    @property
    def criteria(self) -> Criteria:
        """The question; nothing asked is everything. Raises ValueError for an invalid form: ask
        `errors` first, what cannot be understood is neither answered nor noted."""
        if not self.is_bound:
            return Criteria()
        if not self.is_valid():
            raise ValueError("an invalid form is no question")
        data = self.cleaned_data
        return Criteria(
            since=data["since"],
            until=data["until"],
            group=data["group"],
            verb=data["verb"],
            actor=data["actor"],
            body=str(data["body"].pk) if data["body"] else "",
            target=data["target"].strip(),
            act=str(data["act"] or ""),
        )
