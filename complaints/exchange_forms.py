"""Forms of leads, public answers and the exchange. They only parse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from complaints import case_sight
from complaints.models import Case, PublicAnswer
from complaints.redaction import redact
from complaints.services import leads
from credit_portal.common.forms import choice_field
from credit_portal.common.templatetags._dates import long_date
from integrity_files.codes import BreachCategory

SALT = "complaints.results"


def _long(label: Any, longest: int, rows: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )  # fmt: skip


class LeadForm(forms.Form):
    """A lead of a case found true."""

    title = forms.CharField(label=_("What it is about"), max_length=200)
    facts = _long(
        _("Facts, naming nobody who reported"), 5000, 8,
        _("The credit office reads this. Leave out names, numbers and whatever points to one."),
    )  # fmt: skip
    category = forms.ChoiceField(label=_("Category of the breach"), choices=BreachCategory.choices)
    happened_on = forms.DateField(
        label=_("Day of the breach"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note_ids = forms.MultipleChoiceField(
        label=_("Files that go along"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Copies of the cleaned files. Look first whether one shows who reported."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, row: Case, **kwargs: Any) -> None:
        view = case_sight.view_of(user, row)
        first = {
            "title": redact(view.title).text, "facts": row.told_zh, "category": row.category,
            "happened_on": view.details().get("day") or row.received_on,
        }  # fmt: skip
        super().__init__(*args, **{"initial": first, **kwargs})
        choice_field(self, "note_ids").choices = [
            (str(one.pk), _file(one)) for one in leads.files_of(user, row)
        ]

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        return data | {"note_ids": [UUID(one) for one in data["note_ids"]]}


def _file(note: Any) -> str:
    return f"{note.file.name} · {note.get_kind_display()} · {long_date(note.on, False)}"


class AnswerForm(forms.Form):
    """A question and its answer as the public will read them."""

    title_zh = forms.CharField(label=_("Title"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=300, required=False)
    question_zh = _long(
        _("Question, naming nobody"), 3000, 6,
        _("In general words: no name, number, address or day that points to somebody."),
    )  # fmt: skip
    answer_zh = _long(_("Answer"), 5000, 8)

    def __init__(self, *args: Any, row: Case, reply: Any, **kwargs: Any) -> None:
        known: PublicAnswer | None = getattr(row, "public_answer", None)
        first: dict[str, Any] = {
            "question_zh": row.told_zh, "answer_zh": redact(reply.text_zh).text if reply else "",
        }  # fmt: skip
        if known is not None:
            first = {name: getattr(known, name) for name in self.base_fields}
        super().__init__(*args, **{"initial": first, **kwargs})


class PublishForm(forms.Form):
    """The digest of exactly what was shown."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = _long(_("Reason"), 2000, 4)


class SureForm(forms.Form):
    """Nothing to fill in: the act asks once more before it is done."""


class FileForm(forms.Form):
    """Which results a file takes, as the page wrote it (`file_of`)."""

    results = forms.CharField(max_length=8000)

    def clean_results(self) -> list[int]:
        """Their keys. Raises ValidationError for what no page wrote."""
        try:
            keys: list[int] = signing.loads(self.cleaned_data["results"], salt=SALT)
        except signing.BadSignature:
            raise forms.ValidationError(_("There is no such result."), code="unknown") from None
        return keys


def file_of(keys: Sequence[int]) -> str:
    """Which results a file takes, short enough for an address."""
    return signing.dumps(list(keys), salt=SALT, compress=True)
