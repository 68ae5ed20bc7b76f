"""Forms of records. They only parse."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.common.forms import choice_field
from credit_portal.common.i18n import localized
from credit_portal.directory.models import Post
from integrity_files import catalogue
from integrity_files.codes import Severity, Source
from integrity_files.codes_records import Counterparty, Domain, HideReason, Leniency
from integrity_files.models import Record, SubjectKind

DAY = {"type": "date"}
EMPTY = ("", "—")


def _long(rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **more)


def _day(**more: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **more)


class OrderForm(forms.Form):
    """What the body is to do."""

    order = _long(
        5, label=_("What is to be done"), max_length=3000,
        help_text=_("What is to be rectified, and how it is proved."),
    )  # fmt: skip


class ReportForm(forms.Form):
    """What was done."""

    text = _long(5, label=_("What was done"), max_length=5000)
    done_on = _day(label=_("Done on"))
    file = forms.FileField(label=_("Evidence"), required=False, max_length=200)


class AnswerForm(forms.Form):
    """What was found of a report."""

    finding = _long(label=_("What was found"), max_length=3000)


class GroundForm(forms.Form):
    """Why the time is extended."""

    ground = forms.CharField(label=_("Ground"), max_length=60)


class NoticeForm(forms.Form):
    """The notice: what it says is what may be published."""

    title_zh = forms.CharField(
        label=_("Title"), max_length=200,
        help_text=_("As the public page would be called. No name of a person or a firm."),
    )  # fmt: skip
    domain = forms.ChoiceField(label=_("Field of activity"), choices=[EMPTY, *Domain.choices])
    counterparty = forms.ChoiceField(
        label=_("Kind of the other party"), choices=[EMPTY, *Counterparty.choices], required=False
    )
    agreement_zh = forms.CharField(
        label=_("Contract or commitment"), max_length=200, required=False
    )
    amount = forms.DecimalField(
        label=_("Amount in yuan"), max_digits=16, decimal_places=2, min_value=0, required=False
    )
    performed_zh = _long(
        2, label=_("What was performed and what was not"), max_length=1000, required=False
    )
    facts_zh = _long(6, label=pgettext_lazy("breach", "Facts"), max_length=5000)
    reasons_zh = _long(label=_("Reasons"), max_length=3000)
    basis_zh = _long(2, label=_("Legal basis"), max_length=2000)
    file = forms.FileField(label=_("Evidence"), required=False, max_length=200)

    def __init__(self, *args: Any, row: Record, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facts_zh"].initial = row.lead.facts_zh or row.lead.finding_zh
        self.fields["title_zh"].initial = row.lead.title_zh


class StatementForm(forms.Form):
    """What the body has to say."""

    text = _long(6, label=_("Statement"), max_length=5000)
    short = _long(
        2, label=_("In short, for the public page"), max_length=500, required=False,
        help_text=_("Shown beside the record if it comes to one. No name of a person."),
    )  # fmt: skip
    file = forms.FileField(label=_("Evidence"), required=False, max_length=200)

    def __init__(self, *args: Any, row: Record, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = getattr(row, "statement", None)
        if found is not None:
            self.fields["text"].initial = found.text_zh
            self.fields["short"].initial = found.short_zh


class ConsiderForm(forms.Form):
    """How the statement was considered."""

    considered = _long(
        5, label=_("How it was considered"), max_length=5000,
        help_text=_("Point by point: what is accepted and what is not, with the reasons. If none"
                    " came by the day, say so."),
    )  # fmt: skip


class DetermineForm(forms.Form):
    """The determination on its document, with the display that follows."""

    item = forms.ChoiceField(label=_("Item of the directory"))
    severity = forms.ChoiceField(label=_("Severity"), choices=[EMPTY, *Severity.choices])
    weighing_zh = _long(label=_("How it was weighed"), max_length=3000)
    paper = forms.ChoiceField(label=_("Kind of document"), choices=[EMPTY, *Source.choices])
    paper_title = forms.CharField(label=_("Title of the document"), max_length=200)
    paper_number = forms.CharField(label=_("Document number"), max_length=100)
    paper_organ = forms.CharField(label=_("Issuing organ"), max_length=200)
    paper_date = _day(
        label=_("Date of the document"),
        help_text=_("Display and repair are counted from this day."),
    )
    file = forms.FileField(label=_("Document"), required=False, max_length=200)
    override_needed = forms.BooleanField(label=_("A minor one has to be displayed"), required=False)
    override_shortest = forms.IntegerField(
        label=_("Shortest display, in months"), min_value=0, max_value=60, required=False
    )
    override_longest = forms.IntegerField(
        label=_("Longest display, in months"), min_value=1, max_value=60, required=False
    )
    override_zh = forms.CharField(
        label=_("Basis of the other period"), max_length=300, required=False,
        help_text=_("Only where another law sets a period of its own: cite it."),
    )  # fmt: skip

    def __init__(self, *args: Any, row: Record, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = [one for one in catalogue.items_on() if one.is_open]
        choice_field(self, "item").choices = [
            EMPTY,
            *((one.code, f"{one.code} {one.name}") for one in items
              if one.subject_kind == SubjectKind.ORGANISATION),
        ]  # fmt: skip
        for code, label in Leniency.choices:
            self.fields[f"evidence_{code}"] = _long(
                2, label=_("Leniency: %(reason)s") % {"reason": label}, max_length=2000,
                required=False, help_text=_("The evidence; leave it empty where there is none."),
            )  # fmt: skip
        self.initial = {**_weighed(row), **self.initial}
        self.fields["file"].needed = row.paper_file_id is None  # type: ignore[attr-defined]

    def leniencies(self) -> dict[str, str]:
        """The evidence by reason."""
        found = {code: self.cleaned_data.pop(f"evidence_{code}", "") for code in Leniency.values}
        return {code: text for code, text in found.items() if text}


def _weighed(row: Record) -> dict[str, Any]:
    """What stood in the last proposal, else the document of the lead."""
    names = ("severity", "weighing_zh", "paper", "paper_title", "paper_number", "paper_organ",
             "paper_date", "override_needed", "override_shortest", "override_longest",
             "override_zh")  # fmt: skip
    found = {name: getattr(row, name) for name in names}
    if row.item is not None:
        found["item"] = row.item.code
        return found | {f"evidence_{one.reason}": one.evidence_zh for one in row.leniencies.all()}
    lead = row.lead
    return found | {
        "paper": lead.paper, "paper_number": lead.paper_number, "paper_organ": lead.paper_organ,
        "paper_date": lead.paper_date,
    }  # fmt: skip


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = _long(label=_("Reason"), max_length=2000)


class HideForm(forms.Form):
    """Why it is hidden at once."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[EMPTY, *HideReason.choices])
    words = _long(3, label=_("In words"), max_length=2000)


class SureForm(forms.Form):
    """Nothing to fill in: the act asks once more before it is done."""


class ReplyForm(forms.Form):
    """An answer in words."""

    why = _long(3, label=pgettext_lazy("hiding", "Why it is shown again"), max_length=2000)


class ConfirmHidingForm(forms.Form):
    """Why it stays hidden."""

    why = _long(3, label=pgettext_lazy("hiding", "Why it stays hidden"), max_length=2000)


class ResponsibleForm(forms.Form):
    """A responsible post."""

    post_id = forms.ChoiceField(label=_("Post"))
    role = forms.CharField(label=_("Responsible for"), max_length=500)
    with_holder = forms.BooleanField(
        label=_("with whoever held it on the day of the breach"), required=False, initial=True
    )

    def __init__(self, *args: Any, row: Record, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = Post.objects.filter(organisation=row.organisation).order_by("title_zh")
        choice_field(self, "post_id").choices = [
            EMPTY, *((str(one.pk), localized(one, "title")) for one in posts)
        ]  # fmt: skip
