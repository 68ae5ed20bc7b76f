"""Forms of consequences and of sanctions of persons. They only parse."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.common.forms import choice_field
from credit_portal.common.i18n import localized
from credit_portal.directory.models import Post
from credit_portal.directory.selectors import organisations
from integrity_files.codes_consequences import BASES, ConsequenceKind, Sanction
from integrity_files.models import Record

DAY = {"type": "date"}
EMPTY = ("", "—")


def _long(rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **more)


def _day(**more: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **more)


class OrderConsequenceForm(forms.Form):
    """One consequence of the closed list, its basis, who carries it out."""

    kind = forms.ChoiceField(label=_("Consequence"), choices=[EMPTY, *ConsequenceKind.choices])
    what = _long(3, label=pgettext_lazy("consequence", "What is to be done"), max_length=3000)
    basis = forms.CharField(
        label=_("Legal basis"), max_length=500,
        help_text=_("Document and article. Left empty, the usual basis of the consequence."),
        required=False,
    )  # fmt: skip
    owner_id = forms.ChoiceField(
        label=_("Who carries it out"),
        help_text=_(
            "The body itself explains and rectifies; everything else a body outside of it does."
        ),
    )
    post_id = forms.ChoiceField(label=_("Post"), required=False)
    months = forms.IntegerField(
        label=_("Term in months"), min_value=1, max_value=60, required=False,
        help_text=_("For honours, funds and spending. Left empty: honours to the end of the year,"
                    " or of the next one where less than half a year is left; the others until the"
                    " record is repaired or revoked, at the latest to the last day of its"
                    " display."),
    )  # fmt: skip

    def __init__(self, *args: Any, row: Record, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = organisations().filter(active=True)
        posts = Post.objects.filter(active=True, organisation=row.organisation)
        choice_field(self, "owner_id").choices = [
            EMPTY, *((str(one.pk), localized(one, "name")) for one in bodies)
        ]  # fmt: skip
        choice_field(self, "post_id").choices = [
            EMPTY, *((str(one.pk), localized(one, "title")) for one in posts)
        ]  # fmt: skip
        self.fields["owner_id"].initial = str(row.organisation_id)

    def clean(self) -> dict[str, Any]:
        """Fill in the usual basis."""
        data = super().clean() or {}
        kind = data.get("kind")
        if kind in BASES and not data.get("basis"):
            data["basis"] = BASES[ConsequenceKind(kind)]
        data["post_id"] = data.get("post_id") or None
        return data


class StrikeForm(forms.Form):
    """Why it is not confirmed."""

    reason = _long(3, label=_("Reason"), max_length=2000)


class CarriedForm(forms.Form):
    """What was done, with proof."""

    text = _long(4, label=_("What was done"), max_length=5000)
    done_on = _day(label=_("Done on"))
    file = forms.FileField(label=_("Proof"), max_length=200)


class FindingForm(forms.Form):
    """What was found of the proof."""

    finding = _long(3, label=_("What was found"), max_length=3000)


class SureForm(forms.Form):
    """Nothing to fill in: the act asks once more before it is done."""


class SanctionForm(forms.Form):
    """A person's sanction as the decision says it."""

    responsible_id = forms.ChoiceField(label=_("Who"))
    sanctions = forms.ChoiceField(label=_("Sanction"), choices=[EMPTY, *Sanction.choices])
    times = forms.IntegerField(
        label=_("How many like sanctions together"), min_value=1, max_value=8, initial=1
    )
    months = forms.IntegerField(
        label=_("Term in months"),
        min_value=6,
        max_value=48,
        required=False,
        help_text=_("Only where several like sanctions were given one term, 48 months at most."),
    )
    effective_on = _day(label=_("In effect from"))
    paper_number = forms.CharField(label=_("Document number"), max_length=100)
    paper_organ = forms.CharField(label=_("Issuing organ"), max_length=200)
    basis = forms.CharField(label=_("Legal basis"), max_length=500)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "responsible_id").choices = [
            EMPTY,
            *((str(one.pk), f"{one.person.name} · {localized(one.post, 'title')}")
              for one in people),
        ]  # fmt: skip

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        data["sanctions"] = [data["sanctions"]] * data.pop("times")
        return data
