"""Forms of the yearly sheets. They only parse; the services decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments import codes
from commitments.forms.filing import model_fields
from commitments.models import Commitment, Sheet
from credit_portal.common import clock

ONE_OFF = ("due_on",)
STANDING = ("indicator_zh", "figure", "comparison", "target", "unit_zh", "period", "source_zh")
TEXTS = ("title_zh", "matter_zh", "measure_zh", "evidence_required_zh")
MORE = ("beneficiaries_zh", "legal_basis_zh", "authority_zh")
NAMES = (*TEXTS, *ONE_OFF, *STANDING, *MORE)
#: What a form holds before anybody has typed: it does not make an entry.
GIVEN = {"shape", "figure", "comparison", "period", "id", "drop"}
MOST_IN_A_FIELD = 20


class EntryForm(forms.Form):
    """One commitment of a field, kept as typed."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    shape = forms.ChoiceField(
        label=_("How it can be kept"),
        choices=[
            (codes.Shape.ONE_OFF.value, _("Done once, by a day")),
            (codes.Shape.STANDING.value, _("A standard that holds all year")),
        ],
        widget=forms.RadioSelect,
        initial=codes.Shape.ONE_OFF.value,
        required=False,
    )
    drop = forms.BooleanField(label=_("Leave this commitment out"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made = model_fields()
        for name in NAMES:
            field = made[name]
            field.label = Commitment._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            if name in MORE:
                field.help_text = _("Left empty, the usual words of the unit are put in.")
            field.needed = name in TEXTS  # type: ignore[attr-defined]
            self.fields[name] = field

    @property
    def is_filled(self) -> bool:
        """Whether anything was typed that makes an entry."""
        data = self.cleaned_data
        typed = [data.get(name) for name in self.fields if name not in GIVEN]
        return any(value not in (None, "") for value in typed)

    def values(self) -> dict[str, Any]:
        """What `save_field` takes as one entry."""
        data = {name: self.cleaned_data.get(name) for name in NAMES}
        found = {name: "" if value is None and _is_text(name) else value
                 for name, value in data.items()}  # fmt: skip
        found["shape"] = self.cleaned_data.get("shape") or codes.Shape.ONE_OFF.value
        return found | {"id": self.cleaned_data.get("id")}

    def texts(self) -> Iterator[forms.BoundField]:
        """Fields of the promise itself."""
        return (self[name] for name in TEXTS)

    def standing(self) -> Iterator[forms.BoundField]:
        """Fields of a standard."""
        return (self[name] for name in STANDING)

    def more(self) -> Iterator[forms.BoundField]:
        """Fields that the whole sheet has in common."""
        return (self[name] for name in MORE)

    @property
    def more_unfolded(self) -> bool:
        """Whether something in the folded part needs to be seen."""
        return any(self[name].errors for name in MORE)


def _is_text(name: str) -> bool:
    return not Commitment._meta.get_field(name).null


EntrySet = forms.formset_factory(EntryForm, extra=1, max_num=MOST_IN_A_FIELD, validate_max=True)


class FieldForm(forms.Form):
    """What belongs to the field as a whole."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    nothing_zh = forms.CharField(
        label=_("Nothing is promised in this field this year, because …"),
        help_text=_("Only where there is no commitment. The reason is published."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "zh-Hans"}),
    )


def entries_of(formset: Any) -> list[dict[str, Any]]:
    """Filled entries of the formset, as the service takes them."""
    return [one.values() for one in formset if one.is_filled and not one.cleaned_data.get("drop")]


def initial_of(rows: Iterable[Commitment]) -> list[dict[str, Any]]:
    """Initial entries of the formset."""
    return [
        {"id": row.pk, "shape": row.shape, **{name: getattr(row, name) for name in NAMES}}
        for row in rows
    ]


class BeginForm(forms.Form):
    """Whose sheet, and of which year."""

    organisation = forms.UUIDField()
    year = forms.IntegerField(min_value=2017, max_value=2100)


class ApproveSheetForm(forms.Form):
    """The digest of what was seen."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ReturnSheetForm(forms.Form):
    """Why it goes back, and a note beside each field that is meant."""

    reason = forms.CharField(
        label=_("What has to be mended"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, labels: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._codes = list(labels)
        for code, label in labels.items():
            self.fields[f"mark_{code}"] = forms.CharField(
                label=label, required=False, max_length=300
            )

    def marks(self) -> dict[str, str]:
        """{field: note} of the fields that are meant."""
        data = self.cleaned_data
        return {code: data[f"mark_{code}"] for code in self._codes if data.get(f"mark_{code}")}


class TableForm(forms.Form):
    """A filled table."""

    file = forms.FileField(
        label=_("The filled table (XLSX or CSV)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class ParameterForm(forms.Form):
    """A new version of a parameter, for a second person to confirm."""

    label_zh = forms.CharField(label=_("Name in Chinese"), max_length=40, required=False)
    label_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    value = forms.IntegerField(
        label=pgettext_lazy("parameter", "Number"), min_value=1, max_value=500, required=False
    )
    source = forms.CharField(label=_("Source"), max_length=200)
    effective_from = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, named: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("value",) if named else ("label_zh", "label_en"):
            del self.fields[name]

    def changes(self) -> dict[str, Any]:
        """The payload's changes."""
        kept = ("label_zh", "label_en", "value", "source")
        return {name: self.cleaned_data[name] for name in kept if name in self.fields}


def years(rows: Iterable[Sheet]) -> list[int]:
    """Years to choose from: those with sheets, this one and the next."""
    today = clock.today()
    return sorted({today.year, today.year + 1, *(row.year for row in rows)}, reverse=True)
