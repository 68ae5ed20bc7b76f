"""Forms of rectification campaigns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments import codes_old_accounts as codes
from commitments import selectors_campaigns as selectors
from commitments.forms.filing import PostChoice
from commitments.forms.old_accounts import DAY, FILE_HELP
from credit_portal.common.i18n import localized
from credit_portal.directory.models import Organisation, Post


class BodyChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A body by its name."""

    def label_from_instance(self, obj: Organisation) -> str:
        """Its name in the active language."""
        return localized(obj, "name")


class CampaignForm(forms.Form):
    """A campaign as its document has it."""

    title_zh = forms.CharField(label=_("Title"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    paper_number = forms.CharField(label=_("Number of the document"), max_length=80)
    paper_organ = forms.CharField(label=_("Issued by"), max_length=120)
    paper_date = forms.DateField(
        label=_("Day of the document"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    starts_on = forms.DateField(
        label=_("Begins on"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Ends on"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    scope = BodyChoice(
        label=_("Bodies in scope"),
        queryset=Organisation.objects.none(),
        help_text=_("The body and everything below it."),
    )
    ills = forms.MultipleChoiceField(
        label=_("Which of the four"),
        choices=codes.Ill.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].queryset = selectors.scopes_for(user)  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """Arguments of the service."""
        data = dict(self.cleaned_data)
        data["scope_id"] = data.pop("scope").pk
        return data


class WeekForm(forms.Form):
    """What was done in the week."""

    text = forms.CharField(
        label=_("Progress of the week"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CasePlanForm(forms.Form):
    """How a case will be settled."""

    plan = forms.CharField(
        label=_("Plan"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    owner = PostChoice(label=_("Responsible post"), queryset=Post.objects.none())
    planned_on = forms.DateField(
        label=_("Planned day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, body: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = selectors.posts_of(body)  # type: ignore[attr-defined]


class CaseClaimForm(forms.Form):
    """That a case is settled, with evidence."""

    claim = forms.CharField(
        label=_("How it was settled"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    file = forms.FileField(label=_("Evidence"), max_length=200, help_text=FILE_HELP)
