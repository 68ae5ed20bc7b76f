"""Forms of articles. They only parse."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.publishing.article_texts import DAYS, FIELDS
from credit_portal.publishing.models.article import (
    LONGEST,
    WITHDRAWAL_BASIS,
    ArticleEdition,
    EditionAct,
    Section,
)
from credit_portal.publishing.models.disclosure import Removal

MARKS = _(
    "Blank lines part paragraphs. “## ” begins a heading, “- ” or “1. ” an item of a list, “> ” a"
    " quotation; **bold**; [words](https://…) is a link."
)


def _long(rows: int, **more: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **more)


def _line(label: Any, most: int, *, required: bool = False, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, **more)


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=False, **more)


def _erasing() -> forms.TypedChoiceField:
    """Asked of every correction, without a choice made beforehand."""
    return forms.TypedChoiceField(
        label=_("Was the old text wrong about a person, or must it not stay public?"),
        help_text=_(
            "Yes: the texts so far are taken from the public when this is published; their"
            " fingerprints stay in the ledger. No: they stay readable beside the new one."
        ),
        choices=[("yes", _("Yes, take it away")), ("no", _("No, it may stay readable"))],
        coerce=lambda told: told == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )


class Uploads(forms.FileInput):
    """Several files by one field."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """All uploads of the field."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class FilesField(forms.FileField):
    """A list of uploads, empty when there is none."""

    widget = Uploads

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Lets the browser choose several."""
        return {**super().widget_attrs(widget), "multiple": True}

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each upload checked by itself."""
        one = super().clean
        return [one(upload, initial) for upload in data or []]


class ArticleForm(forms.Form):
    """What an article says."""

    section = forms.ChoiceField(label=_("Section"), choices=Section.choices)
    title_zh = _line(pgettext_lazy("article", "Title in Chinese"), LONGEST["title"], required=True)
    summary_zh = _long(
        2,
        label=_("Summary in Chinese"),
        max_length=LONGEST["summary"],
        required=False,
        help_text=_("One or two sentences for lists and feeds."),
    )
    body_zh = _long(14, label=_("Text in Chinese"), max_length=LONGEST["body"], help_text=MARKS)
    title_en = _line(pgettext_lazy("article", "Title in English"), LONGEST["title"])
    summary_en = _long(
        2, label=_("Summary in English"), max_length=LONGEST["summary"], required=False
    )
    body_en = _long(10, label=_("Text in English"), max_length=LONGEST["body"], required=False)
    number_zh = _line(
        _("Document number"),
        LONGEST["number"],
        help_text=_("As it stands on the document, such as 示例政发〔2026〕1号."),
    )
    organ_zh = _line(_("Issuing organ in Chinese"), LONGEST["organ"])
    organ_en = _line(_("Issuing organ in English"), LONGEST["organ"])
    dated = _day(_("Date of the document"))
    force_from = _day(_("In force from"))
    force_until = _day(
        _("In force until"), help_text=_("The last day; empty while it is in force without end.")
    )
    source_url = _line(_("Address of the source"), 500)
    until = _day(_("Last day of display"), help_text=_("Empty: it stays until it is withdrawn."))
    uploads = FilesField(label=_("Add files"), required=False)
    reason = _long(2, label=_("What changes, and why"), max_length=1000)
    erase_previous = _erasing()

    def __init__(self, *args: Any, edition: ArticleEdition | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        if edition is not None:
            del self.fields["section"]
        if edition is None or edition.act == EditionAct.PUBLISH:
            del self.fields["reason"]
        if edition is None or edition.act != EditionAct.CORRECT:
            del self.fields["erase_previous"]

    def texts(self) -> dict[str, Any]:
        """What the service takes."""
        names = (*FIELDS, "reason", "erase_previous")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


def initial_of(edition: ArticleEdition) -> dict[str, Any]:
    """What stands in a draft."""
    stands = {name: getattr(edition, name) or ("" if name not in DAYS else None)
              for name in (*FIELDS, "reason")}  # fmt: skip
    return {**stands, "erase_previous": "yes" if edition.erase_previous else "no"}


class ReasonForm(forms.Form):
    """Why it is sent back."""

    reason = _long(3, label=_("Reason"), max_length=1000)


class NextForm(forms.Form):
    """What the next text changes."""

    reason = _long(2, label=_("What changes, and why"), max_length=1000)


class CorrectForm(NextForm):
    """What the correction changes, and whether the wrong text may stay public."""

    erase_previous = _erasing()


class WithdrawForm(forms.Form):
    """Why an article is to be displayed no longer."""

    removal = forms.ChoiceField(
        label=_("Kind of reason, as the public reads it"),
        choices=[(code, Removal.Reason(code).label) for code in WITHDRAWAL_BASIS],
    )
    reason = _long(3, label=_("Reason, for the office"), max_length=1000)


class ApproveForm(forms.Form):
    """The digest of what was shown."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
