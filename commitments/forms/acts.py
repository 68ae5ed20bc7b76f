"""Forms of the acts on a case: report, return, outcome, evidence, approval."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments import codes, listing, selectors
from commitments.forms.filing import model_fields
from commitments.models import Commitment, Verification
from commitments.services import Attachment
from commitments.services.drafts import STANDING_FIELDS
from credit_portal.common.forms import choice_field

#: A filing and the digest of its preview.
SEEN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9a-f]{64}")
#: Fields that only one of the two shapes has.
STANDING_ONLY = frozenset(STANDING_FIELDS)
ONE_OFF_ONLY = frozenset({"due_on", "due_start"})


class EvidenceForm(forms.Form):
    """A file and whether the public may see it."""

    file = forms.FileField(
        label=_("Evidence"),
        required=False,
        max_length=200,
        help_text=_(
            "PDF, JPEG, PNG, Word or Excel, at most 20 MB. It is checked before anyone can open it."
        ),
    )
    title = forms.CharField(label=_("What the file shows"), max_length=200, required=False)
    is_public = forms.BooleanField(
        label=_("The public may see this file"),
        required=False,
        help_text=_("Tick it only when it names no private person and no secret."),
    )

    def __init__(self, *args: Any, required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = required

    def attachments(self) -> list[Attachment]:
        """The file as evidence, or none."""
        data = self.cleaned_data
        if not data.get("file"):
            return []
        return [
            Attachment(
                upload=data["file"],
                title=data["title"] or data["file"].name,
                is_public=data["is_public"],
            )
        ]


class ReportForm(EvidenceForm):
    """A report of performance, or the figures of one period."""

    claim = forms.ChoiceField(label=_("What you report"))
    period_id = forms.ChoiceField(label=_("Period"), required=False)
    done_on = forms.DateField(
        label=_("Day of fulfilment"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Needed when you report that it is fulfilled."),
    )
    numerator = forms.DecimalField(
        label=_("Numerator"), required=False, max_digits=20, decimal_places=4, min_value=0
    )
    denominator = forms.DecimalField(
        label=_("Denominator"), required=False, max_digits=20, decimal_places=4, min_value=0
    )
    text_zh = forms.CharField(
        label=_("Report"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    text_en = forms.CharField(
        label=_("Report in English"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    field_order = [
        "claim",
        "period_id",
        "done_on",
        "numerator",
        "denominator",
        "text_zh",
        "text_en",
        "file",
        "title",
        "is_public",
    ]

    def __init__(self, *args: Any, commitment: Commitment, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = commitment.is_standing
        claims = [
            choice
            for choice in codes.Claim.choices
            if (choice[0] == codes.Claim.FIGURES) == standing
        ]
        choice_field(self, "claim").choices = claims
        if standing:
            periods = selectors.reportable_periods(commitment, today)
            choice_field(self, "period_id").choices = [
                (str(period.pk), str(period)) for period in periods
            ]
            self.fields["period_id"].required = True
            self.fields["numerator"].required = self.fields["denominator"].required = True
        for name in ("done_on",) if standing else ("period_id", "numerator", "denominator"):
            del self.fields[name]


class ReturnForm(forms.Form):
    """Why it goes back, and which fields are meant; only fields that this shape has."""

    reason = forms.CharField(
        label=_("What has to be mended"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    marks = forms.MultipleChoiceField(
        label=_("Fields that are meant"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        absent = ONE_OFF_ONLY if commitment.is_standing else STANDING_ONLY
        choice_field(self, "marks").choices = [
            (name, field.label)
            for name, field in model_fields().items()
            if not name.endswith("_en") and name not in absent
        ]


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class OpenForm(ReasonForm):
    """Why the credit office looks into a promise, and which period of a standing one."""

    period_id = forms.ChoiceField(label=_("Period"), required=False)
    field_order = ["period_id", "reason"]

    def __init__(self, *args: Any, commitment: Commitment, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not commitment.is_standing:
            del self.fields["period_id"]
            return
        periods = selectors.reportable_periods(commitment, today)
        choice_field(self, "period_id").choices = [
            (str(period.pk), str(period)) for period in periods
        ]


class ApproveForm(forms.Form):
    """The digest of the content that the approver has before his eyes."""

    doc_sha = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ConfirmForm(forms.Form):
    """Nothing to fill in: the act asks once more before it is done."""


class SeenField(forms.MultipleChoiceField):
    """Any number of "id:digest"; whether one may be approved is for the service to say."""

    def valid_value(self, value: str) -> bool:
        """Whether it has the shape of an id and a SHA-256."""
        return SEEN.fullmatch(value) is not None


class BatchForm(forms.Form):
    """Filings chosen for approval, each with the digest of the preview that was shown."""

    chosen = SeenField(
        label=_("Commitments to approve"),
        error_messages={"required": _("Choose at least one commitment.")},
    )

    def items(self) -> list[tuple[UUID, str]]:
        """What `approve_batch` takes: id and digest seen."""
        pairs = (one.split(":") for one in self.cleaned_data["chosen"])
        return [(UUID(key), sha) for key, sha in pairs]


class OutcomeForm(EvidenceForm):
    """A proposed outcome with its findings."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    kept_on = forms.DateField(
        label=_("Day of fulfilment"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Needed for kept and kept late."),
    )
    findings_zh = forms.CharField(
        label=_("Findings"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    findings_en = forms.CharField(
        label=_("Findings in English"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    field_order = ["outcome", "kept_on", "findings_zh", "findings_en", "file", "title", "is_public"]

    def __init__(self, *args: Any, task: Verification, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "outcome").choices = listing.outcome_choices(task)
        if task.period_id:
            del self.fields["kept_on"]
