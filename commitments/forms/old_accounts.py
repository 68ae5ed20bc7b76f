"""Forms of old accounts: the public one for firms and citizens, and those of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commitments import codes_old_accounts as codes
from commitments import listing
from commitments.forms.filing import PostChoice
from commitments.services.old_filing import FACTS
from credit_portal.common.i18n import localized
from credit_portal.directory.models import Organisation, Post
from credit_portal.directory.selectors import find_by_name, organisations, search_organisations

FILE_HELP = _("PDF, JPEG, PNG, Word or Excel, at most 20 MB. It is checked before anyone opens it.")
DAY = {"type": "date"}


class FactsForm(forms.Form):
    """What the account is about."""

    ill = forms.ChoiceField(label=_("What went wrong"), choices=codes.Ill.choices)
    paper = forms.ChoiceField(label=_("Kind of document"), choices=codes.Paper.choices)
    paper_title = forms.CharField(label=_("Title of the document"), max_length=200)
    paper_number = forms.CharField(label=_("Number of the document"), max_length=80, required=False)
    paper_year = forms.IntegerField(
        label=_("Year of the document"),
        min_value=1949,
        max_value=2100,
        required=False,
        help_text=_("The year is enough when you do not know the day."),
    )
    paper_date = forms.DateField(
        label=_("Day of the document"),
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
    )
    amount = forms.DecimalField(
        label=_("Amount in yuan"), required=False, max_digits=16, decimal_places=2, min_value=0
    )

    def clean(self) -> dict[str, Any]:
        """The year or the day must be there."""
        data = super().clean() or {}
        day = data.get("paper_date")
        if day is not None:
            data["paper_year"] = day.year
        elif data.get("paper_year") is None and "paper_year" not in self.errors:
            self.add_error("paper_year", _("Give the year or the day of the document."))
        return data

    def facts(self) -> dict[str, Any]:
        """What the services take."""
        return {name: self.cleaned_data.get(name) for name in FACTS if name in self.cleaned_data}


class ClaimForm(FactsForm):
    """Filing by a firm or a citizen. The body is typed; its full names are offered."""

    by = forms.ChoiceField(
        label=_("Who files"),
        choices=[one for one in codes.ClaimedBy.choices if one[0] != "body"],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Name of the firm or person"), max_length=120)
    code = forms.CharField(
        label=_("Unified social credit code"),
        max_length=30,
        required=False,
        help_text=_("Firms and organisations only."),
    )
    contact = forms.CharField(
        label=_("Telephone or e-mail"),
        max_length=120,
        help_text=_("Kept encrypted and never public; only those who handle the case may ask it."),
    )
    body = forms.CharField(
        label=_("Which body owes it"),
        max_length=120,
        help_text=_("Begin to type the name and choose; a former name will do."),
        widget=forms.TextInput(attrs={"list": "bodies", "autocomplete": "off"}),
    )
    words = forms.CharField(
        label=_("What was promised, and what happened"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("In your own words. The public does not see this text."),
    )
    file = forms.FileField(
        label=_("The document"), required=False, max_length=200, help_text=FILE_HELP
    )
    amount_public = forms.BooleanField(
        label=_("The exact amount may be public (firms only)"), required=False
    )
    receipt = forms.CharField(widget=forms.HiddenInput, max_length=200)

    field_order = [
        "by", "name", "code", "contact", "body", "ill", "paper", "paper_title", "paper_number",
        "paper_year", "paper_date", "amount", "amount_public", "words", "file",
    ]  # fmt: skip

    def clean_body(self) -> Organisation:
        """The one body that bears the name; names the choices when there are several."""
        text = self.cleaned_data["body"].replace("\0", "").strip()
        found = [one for one in find_by_name(text) if one.active]
        if not found:
            found = list(search_organisations(text).filter(active=True)[:6])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_("No body of this name is known. Check the spelling."))
        names = "、".join(localized(one, "name") for one in found[:5])
        raise ValidationError(
            _("Several bodies fit; write the whole name: %(names)s"), params={"names": names}
        )

    def clean(self) -> dict[str, Any]:
        """A firm gives its code."""
        data = super().clean()
        if data.get("by") == codes.ClaimedBy.FIRM and not data.get("code"):
            self.add_error("code", _("A firm gives its unified social credit code."))
        return data

    def given(self) -> dict[str, Any]:
        """Arguments of the service."""
        data = self.cleaned_data
        return {
            "body_id": data["body"].pk,
            "claimed_by": data["by"],
            "facts": self.facts(),
            "words": data["words"],
            "name": data["name"],
            "contact": data["contact"],
            "code": data["code"],
            "upload": data["file"],
        }


def body_names() -> list[str]:
    """Names offered while the body is typed: active ones of this government, in tree order."""
    rows = organisations().filter(active=True).exclude(kind__startswith="foreign")
    names = rows.select_related(None).values("name_zh", "name_en")
    return [localized(one, "name") for one in names[:3000]]


class FurtherForm(forms.Form):
    """Facts that the claimant adds."""

    words = forms.CharField(
        label=_("Further facts"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    file = forms.FileField(label=_("File"), required=False, max_length=200, help_text=FILE_HELP)


class PlanForm(forms.Form):
    """How the body will perform what it owes: becomes a draft commitment."""

    post = PostChoice(label=_("Responsible post"), queryset=Post.objects.none())
    due_on = forms.DateField(
        label=_("To be performed by"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    title_zh = forms.CharField(label=_("Title of the commitment"), max_length=200)
    matter_zh = forms.CharField(
        label=_("What will be done"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("This becomes public: name no private person."),
    )
    measure_zh = forms.CharField(
        label=_("By what it is judged"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, user: Any, body: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = listing.posts_for(user)
        if body is not None:
            posts = posts.filter(organisation=body)
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]

    def given(self) -> Mapping[str, Any]:
        """Arguments of the services."""
        data = self.cleaned_data
        texts = {name: data[name] for name in ("title_zh", "matter_zh", "measure_zh")}
        return {"post_id": data["post"].pk, "due_on": data["due_on"], "texts": texts}


class OwnAccountForm(PlanForm, FactsForm):
    """A body's own old account with its plan."""

    field_order = [
        "ill", "paper", "paper_title", "paper_number", "paper_year", "paper_date", "amount",
        "post", "due_on", "title_zh", "matter_zh", "measure_zh",
    ]  # fmt: skip


class ContestForm(forms.Form):
    """Why the body does not owe it."""

    reason = forms.CharField(
        label=_("Reasons"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    file = forms.FileField(label=_("Document"), required=True, max_length=200, help_text=FILE_HELP)


class DecisionForm(forms.Form):
    """What is proposed on a contested account."""

    upheld = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Upheld: the body owes it")), ("no", _("Not upheld"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reasons"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
