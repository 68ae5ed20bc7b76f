"""Forms of lawful change, void promises, compensation and the authority to promise."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.models import fields_for_model
from django.utils.translation import gettext_lazy as _

from commitments import codes_change as codes
from commitments.forms.acts import EvidenceForm
from commitments.models import AuthorityCheck, Incentive, LawfulChange, VoidFinding
from commitments.services import Attachment
from commitments.services.authority import CHECKED, OFFERED
from commitments.services.change import FIELDS, Step
from commitments.services.void import TERMS

HELP: dict[str, Any] = {
    "ground": _(
        "Only these are lawful. A change of division, government, function or person is none."
    ),
    "authority_zh": _("The body that is competent to decide this, and by what rule."),
    "reasons_zh": _("What has changed, and why the promise cannot stand as it is."),
    "compensation_zh": _("What is paid to whom; if nothing is owed, why not."),
    "compensation_due_on": _("Only when it is still to be paid."),
}
LINES = {"authority_zh": 2, "authority_en": 2, "reasons_zh": 4, "reasons_en": 2,
         "compensation_zh": 3, "compensation_en": 2}  # fmt: skip
ENGLISH = {"authority_en", "reasons_en", "compensation_en"}


def _model_fields(model: Any, names: Any) -> dict[str, forms.Field]:
    """Plain form fields of columns; nothing is required, for a draft is kept as typed."""
    fields = fields_for_model(model, fields=list(names))
    for name, field in fields.items():
        field.required = False
        field.help_text = HELP.get(name, "")
        if isinstance(field, forms.DateField):
            field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        if name in LINES:
            field.widget = forms.Textarea(attrs={"rows": LINES[name]})
        if name in ENGLISH:
            field.label = _("%(label)s in English") % {"label": field.label}
    return fields


def _file(label: Any, help_text: Any = "") -> forms.FileField:
    return forms.FileField(label=label, required=False, max_length=200, help_text=help_text)


TERM_FIELDS = ("document_title", "document_number", "document_issuer", "document_on",
               "compensation", "compensation_amount", "compensation_due_on", "compensation_zh",
               "compensation_en")  # fmt: skip


class ChangeForm(forms.Form):
    """A case of lawful change as typed; completeness is asked for when it is handed in."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    document = _file(_("The document itself"), _("PDF, JPEG, PNG, Word or Excel, at most 20 MB."))
    document_public = forms.BooleanField(
        label=_("The public may see this file"), required=False, initial=True
    )

    def __init__(self, *args: Any, change: LawfulChange, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(_model_fields(LawfulChange, sorted(FIELDS)))
        for name, label in codes.ProcedureStep.choices:
            self.fields[f"{name}_on"] = forms.DateField(
                label=label,
                required=False,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )
            self.fields[f"{name}_file"] = _file(_("File"))
        for one in change.steps.all():
            self.initial.setdefault(f"{one.step}_on", one.done_on)

    def steps(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Day and file of each step, for the page."""
        return [(self[f"{code}_on"], self[f"{code}_file"]) for code in codes.ProcedureStep.values]

    def given(self) -> dict[str, Any]:
        """Arguments of ``edit_change``."""
        data = self.cleaned_data
        procedure = [
            Step(code, data[f"{code}_on"], _attachment(data.get(f"{code}_file"), public=False))
            for code in codes.ProcedureStep.values
            if data.get(f"{code}_on")
        ]
        return {
            "fields": {name: data[name] for name in FIELDS},
            "procedure": procedure,
            "document": _attachment(data.get("document"), public=data["document_public"]),
            "expected_version": data.get("version"),
        }


def _attachment(upload: Any, *, public: bool) -> Attachment | None:
    return Attachment(upload, upload.name, is_public=public) if upload else None


class VoidForm(EvidenceForm):
    """Why a promise was void from the beginning."""

    findings_zh = forms.CharField(
        label=_("Findings"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    findings_en = forms.CharField(
        label=_("Findings in English"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, required=True, **kwargs)
        self.fields.update(_model_fields(VoidFinding, ("ground", *TERM_FIELDS)))
        self.fields["ground"].help_text = ""
        self.fields["file"].label = _("The document itself")
        needed = ("ground", "document_title", "document_number", "document_issuer", "document_on",
                  "compensation", "compensation_zh")  # fmt: skip
        for name in needed:
            self.fields[name].required = True
        self.order_fields(["ground", "findings_zh", "findings_en", *TERM_FIELDS])

    def given(self) -> dict[str, Any]:
        """Arguments of ``propose_void``."""
        data = self.cleaned_data
        return {
            "findings_zh": data["findings_zh"],
            "findings_en": data["findings_en"],
            "fields": {name: data[name] for name in TERMS},
            "document": self.attachments()[0],
        }


class PaidForm(forms.Form):
    """The day on which compensation was paid, with its receipt."""

    paid_on = forms.DateField(
        label=_("Paid on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    receipt = _file(_("Proof of payment"), _("For staff only."))

    def given(self) -> dict[str, Any]:
        """Arguments of ``report_paid``."""
        receipt = _attachment(self.cleaned_data.get("receipt"), public=False)
        evidence = [receipt] if receipt else []
        return {"paid_on": self.cleaned_data["paid_on"], "evidence": evidence}


class AuthorityForm(forms.Form):
    """What is known of the authority to promise; what is left empty is shown as not recorded."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    opinion = _file(_("Opinion of the legality review"), _("For staff only."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(_model_fields(AuthorityCheck, CHECKED))

    def given(self) -> dict[str, Any]:
        """Arguments of ``record_authority`` but the incentives."""
        data = self.cleaned_data
        return {
            "fields": {name: data[name] for name in CHECKED},
            "opinion": _attachment(data.get("opinion"), public=False),
            "expected_version": data.get("version"),
        }


class IncentiveForm(forms.Form):
    """One incentive; a row without a kind is not kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(_model_fields(Incentive, OFFERED))

    def clean(self) -> dict[str, Any]:
        """An incentive has a height and a measure, or it is none at all."""
        data = super().clean() or {}
        for name in ("measure", "value") if data.get("kind") else ():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("An incentive needs this."))
        return data


IncentiveSet = forms.formset_factory(IncentiveForm, extra=2, max_num=30, validate_max=True)


def incentives_of(formset: Any) -> list[dict[str, Any]]:
    """Filled rows of the formset, as the service takes them."""
    return [
        {name: row[name] or "any" if name in {"industry", "firm"} else row[name]
         for name in OFFERED}
        for row in formset.cleaned_data
        if row.get("kind")
    ]  # fmt: skip
