"""The pages of a report, one thing at a time, and what is done by receipt. They only parse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.codes import Dissatisfaction, Purpose
from credit_portal.common import clock
from credit_portal.common.forms import choice_field, labels
from credit_portal.common.i18n import localized
from credit_portal.directory.models import Organisation
from credit_portal.directory.selectors import (
    divisions,
    find_by_name,
    posts_of,
    search_organisations,
)
from credit_portal.publishing import references
from credit_portal.workflow.forms import ReceiptForm
from integrity_files.codes import BreachCategory
from integrity_files.filing_forms import words

__all__ = ["ReceiptForm"]

FILE_HELP = _(
    "PDF, JPEG, PNG, Word or Excel, 20 MB altogether. Who handles it gets a copy without hidden"
    " information about you or your device; what you handed in is kept sealed."
)
DAY = {"type": "date"}
ANONYMOUS, NAMED = "anonymous", "named"


class PageForm(forms.Form):
    """One page: a heading, and why it is asked."""

    heading: ClassVar[Any] = ""
    lead: ClassVar[Any] = ""

    def told(self) -> list[tuple[Any, Any]]:
        """What was given, in words, to be looked over."""
        return [
            (field.label, _shown(field, self.cleaned_data.get(name)))
            for name, field in self.fields.items()
        ]


def _shown(field: forms.Field, value: Any) -> Any:
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else ""
    choices = dict(getattr(field, "choices", ()) or ())
    return choices.get(value, value) if value else ""


class WantForm(PageForm):
    """What is wanted."""

    heading = _("What do you want to do?")
    purpose = forms.ChoiceField(
        label=_("What do you want to do?"), widget=forms.RadioSelect,
        choices=[
            (Purpose.COMPLAINT, _("Complain: a public body did not keep its word or its duty")),
            (Purpose.REPORT, _("Report misconduct of a body or an official")),
            (Purpose.HELP, _("Ask for help")),
            (Purpose.ASK, _("Ask a question")),
            (Purpose.SUGGESTION, _("Make a suggestion")),
        ],
    )  # fmt: skip
    category = forms.ChoiceField(
        label=_("What is it about?"), choices=[("", "—"), *BreachCategory.choices],
        help_text=_("Choose what fits best, or the last one. The hotline can change it."),
    )  # fmt: skip


def _districts() -> list[tuple[str, str]]:
    return [("", "—"), *((one.pk, localized(one, "name")) for one in divisions("district"))]


class BodyForm(PageForm):
    """Which body. A name that does not fit holds nobody up."""

    heading = _("Which body is it about?")
    lead = _("The body never learns who you are. A report of misconduct that is to be kept secret"
             " is never given to the body it accuses.")  # fmt: skip
    accused = forms.CharField(
        label=_("Name of the body"), max_length=200,
        help_text=_("Such as the name on its door or its letters; a former name will do."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    unsure = forms.BooleanField(label=_("I do not know its exact name"), required=False)
    division = forms.ChoiceField(label=_("District or county"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "division").choices = _districts

    def clean(self) -> dict[str, Any]:
        """The one body that bears the name; several are named, unless one is not sure."""
        data = super().clean() or {}
        text = str(data.get("accused", "")).replace("\0", "").strip()
        data["body"] = None
        if not text:
            return data
        found = [one for one in find_by_name(text) if one.active]
        if not found and len(text) > 1:
            found = list(search_organisations(text).filter(active=True)[:6])
        if len(found) == 1:
            data["body"] = found[0]
        elif not data.get("unsure"):
            self.add_error("accused", _which(found))
        return data

    def told(self) -> list[tuple[Any, Any]]:
        """The body that was found, or the name as it was typed."""
        body = self.cleaned_data["body"]
        name = localized(body, "name") if body else self.cleaned_data["accused"]
        label = _("Body concerned") if body else _("Body, as you named it; the hotline finds it")
        division = self.cleaned_data["division"]
        place = labels(self, "division").get(division, "") if division else ""
        return [(label, name), (_("Place"), place)]


def _which(found: Sequence[Organisation]) -> ValidationError:
    if not found:
        return ValidationError(
            _("No body of this name is known. Check the spelling, or tick that you do not know its"
              " exact name: the hotline finds it.")
        )  # fmt: skip
    names = "、".join(localized(one, "name") for one in found[:5])
    return ValidationError(
        _("Several bodies fit: %(names)s. Write the whole name, or tick that you do not know it."),
        params={"names": names},
    )


class PostForm(PageForm):
    """Which post of the body, so that whoever holds it never sees the report."""

    heading = _("Is it about somebody in this body?")
    lead = _("Whoever holds the post you choose sees nothing of your report.")
    post = forms.ChoiceField(label=_("Post"), required=False)

    def __init__(self, *args: Any, body: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(str(one.pk), localized(one, "title")) for one in posts_of(body)]
        choice_field(self, "post").choices = [
            ("", pgettext_lazy("complaint", "No, or I do not know")), *rows,
        ]  # fmt: skip


class FactsForm(PageForm):
    """What happened."""

    heading = _("What happened?")
    lead = _("Tell it as you would tell a neighbour: what was promised, by whom, what came of it.")
    title = forms.CharField(label=_("In one sentence"), min_length=2, max_length=200)
    facts = words(
        _("What happened"), rows=10, longest=10_000, min_length=2,
        help_text=_("Leave out your own name, numbers and address: who handles it reads this."),
    )  # fmt: skip

    def clean_facts(self) -> str:
        """Line ends as on every system, so that its digest can be compared later."""
        return str(self.cleaned_data["facts"]).replace("\r\n", "\n").replace("\r", "\n")


class DetailsForm(PageForm):
    """What helps to check it; all of it optional."""

    heading = _("When, how much, how many?")
    lead = _("All of this is optional; leave empty what you do not know.")
    happened_on = forms.DateField(
        label=_("Day on which it happened"), required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
    )  # fmt: skip
    amount = forms.DecimalField(
        label=_("Amount in yuan"), required=False, max_digits=16, decimal_places=2, min_value=0
    )
    people = forms.IntegerField(
        label=_("People concerned"), required=False, min_value=1, max_value=100_000_000
    )
    is_business = forms.BooleanField(label=_("It concerns a firm"), required=False)
    commitment_ref = forms.CharField(
        label=_("Number of the public commitment"), max_length=24, required=False,
        help_text=_("If it is about one that stands on this site, such as SY-C2026-0001234S."),
    )  # fmt: skip

    def clean_happened_on(self) -> Any:
        """A day that has come."""
        day = self.cleaned_data["happened_on"]
        if day is not None and day > clock.today():
            raise ValidationError(_("This day is still to come."))
        return day

    def clean_commitment_ref(self) -> str:
        """Well formed, or empty."""
        text = self.cleaned_data["commitment_ref"].strip()
        if text and not references.is_valid(references.normalise(text)):
            raise ValidationError(_("This is not a number of this site. Leave it empty if unsure."))
        return references.normalise(text) if text else ""


class WhoForm(PageForm):
    """With or without a name."""

    heading = _("Do you want to give your name?")
    lead = _("Without a name it is handled just the same: you read the answer by your receipt.")
    who = forms.ChoiceField(
        label=_("Do you want to give your name?"), widget=forms.RadioSelect,
        choices=[
            (ANONYMOUS, _("No, I stay anonymous")),
            (NAMED, _("Yes; it is kept sealed, and may be opened by two people of two units only")),
        ],
    )  # fmt: skip
    may_publish = forms.BooleanField(
        label=_("The answer may be published, naming nobody"), required=False,
        help_text=_("Nothing is published without this, and never who you are."),
    )  # fmt: skip


class ContactForm(PageForm):
    """Who, and how to be reached; sealed at once."""

    heading = _("Who are you?")
    lead = _("Give as much as you like; all of it is sealed.")
    name = forms.CharField(label=pgettext_lazy("identity", "Name"), max_length=120, required=False)
    firm = forms.CharField(label=_("Firm"), max_length=200, required=False)
    mobile = forms.CharField(
        label=_("Telephone number"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )  # fmt: skip
    may_call = forms.BooleanField(
        label=_("The hotline may call me back at this number"), required=False,
        help_text=_("Whoever calls you back is then shown the number, by himself alone."),
    )  # fmt: skip
    email = forms.CharField(
        label=_("E-mail"), max_length=254, required=False,
        widget=forms.EmailInput(), help_text=_("We never write to it by ourselves."),
    )  # fmt: skip
    address = forms.CharField(label=_("Address"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Somebody who gives his name gives something."""
        data = super().clean() or {}
        if not any(str(data.get(name) or "").strip() for name in IDENTITY):
            self.add_error("name", _("Give your name or a way to reach you, or stay anonymous."))
        return data


IDENTITY = ("name", "firm", "mobile", "email", "address")


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of files."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each by itself; none is an empty list."""
        given = data if isinstance(data, list | tuple) else [data]
        return [found for one in given if (found := super(FilesField, self).clean(one, initial))]


class SendForm(forms.Form):
    """The last page."""

    file = FilesField(label=_("Files"), required=False, max_length=200, help_text=FILE_HELP)
    saved = forms.BooleanField(
        label=_("I have saved the receipt"),
        error_messages={"required": _("Save the receipt first, then tick this.")},
    )


class FurtherForm(forms.Form):
    """Facts that are added."""

    words = words(_("What you want to add"))
    file = forms.FileField(label=_("File"), required=False, max_length=200, help_text=FILE_HELP)


class ReviewForm(forms.Form):
    """Why a review is asked for."""

    words = words(_("Why you do not agree"))


class RetaliationForm(forms.Form):
    """What is done to the reporter."""

    words = words(_("What is done to you, by whom and since when"))


CHOOSE = {"required": _("Please choose one.")}


class RateForm(forms.Form):
    """What the call after the answer would ask."""

    satisfied = forms.TypedChoiceField(
        label=_("Are you satisfied with the answer?"), widget=forms.RadioSelect,
        choices=[("yes", _("Yes")), ("no", _("No"))], coerce=lambda code: code == "yes",
        error_messages=CHOOSE,
    )  # fmt: skip
    reason = forms.ChoiceField(
        label=_("If not, why?"), choices=[("", "—"), *Dissatisfaction.choices], required=False
    )
    words = words(_("In your own words"), rows=3, longest=2000, required=False)
    reopen = forms.BooleanField(
        label=_("It should be handled anew"), required=False,
        help_text=_("Only when you are not satisfied; once by receipt."),
    )  # fmt: skip


SATISFIED, UNHAPPY, PART, UNDONE = "yes", "unhappy", "part", "no"
#: What is wrong where it was not done, or not all of it; where it was, he says why.
UNDONE_WHY = {PART: Dissatisfaction.PARTLY.value, UNDONE: Dissatisfaction.NOT_DONE.value}


class LookBackForm(forms.Form):
    """What the call four weeks later would ask: was it done, and is he satisfied, apart from each
    other. Who finds fault with the manner has not said that nothing was done."""

    done = forms.ChoiceField(
        label=_("Was it really done?"), widget=forms.RadioSelect,
        choices=[
            (SATISFIED, _("Yes, and I am satisfied")),
            (UNHAPPY, _("Yes, but I am not satisfied")),
            (PART, _("Only part of it")),
            (UNDONE, pgettext_lazy("complaint", "No, it was not done")),
        ],
        error_messages=CHOOSE,
    )  # fmt: skip
    reason = forms.ChoiceField(
        label=_("If it was done and you are not satisfied: why?"), required=False,
        choices=[("", "—"), *(one for one in Dissatisfaction.choices
                              if one[0] not in UNDONE_WHY.values())],
    )  # fmt: skip
    words = words(_("In your own words"), rows=3, longest=2000, required=False)
    reopen = forms.BooleanField(
        label=_("It should be handled anew"), required=False,
        help_text=_("Only when you are not satisfied; once by receipt."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The one answer as what the service takes: `done`, `satisfied` and why not."""
        data = super().clean() or {}
        answer = data.get("done", "")
        data["done"], data["satisfied"] = answer in {SATISFIED, UNHAPPY}, answer == SATISFIED
        data["reason"] = UNDONE_WHY.get(answer, data.get("reason", ""))
        return data


class StatusForm(forms.Form):
    """The number and PIN that the hotline gave on the telephone."""

    number = forms.CharField(
        label=_("Case number"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    pin = forms.CharField(
        label=_("PIN"), max_length=12,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
