"""Forms of the acts on a due date: ask for more time, for the clock to stand still; milestones."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments import codes_clocks as codes
from commitments.forms.acts import EvidenceForm
from commitments.models import Commitment
from commitments.services import Attachment
from credit_portal.common.forms import choice_field
from credit_portal.common.i18n import localized
from credit_portal.workdays.selectors import rules_on


def _day(label: Any, *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class _WithFile(EvidenceForm):
    """One file, which stays with staff."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "is_public"):
            del self.fields[name]

    def attachments(self) -> list[Attachment]:
        """The file, or none."""
        file = self.cleaned_data.get("file")
        return [Attachment(upload=file)] if file else []


class StopForm(_WithFile):
    """Why the clock should stand still, with its document."""

    ground = forms.ChoiceField(label=_("Ground"))
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    organ = forms.CharField(
        label=_("Issuing organ"),
        max_length=200,
        required=False,
        help_text=_("Force majeure, appraisals and proceedings need their document."),
    )
    number = forms.CharField(label=_("Document number"), max_length=100, required=False)
    dated_on = _day(_("Date of the document"))

    field_order = ["ground", "count", "reason", "organ", "number", "dated_on", "file"]
    grounds = codes.STOP_GROUNDS

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "ground").choices = [
            (code, codes.Ground(code).label) for code in self.grounds
        ]

    def given(self) -> dict[str, Any]:
        """Arguments of the services."""
        names = ("ground", "reason", "organ", "number", "dated_on")
        found = {name: self.cleaned_data[name] for name in names}
        return {**found, "evidence": self.attachments()}


class ExtensionForm(StopForm):
    """The same for a longer period, within what the rule allows."""

    count = forms.IntegerField(label=_("By how much"), min_value=1)
    grounds = codes.EXTENSION_GROUNDS

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, commitment=commitment, **kwargs)
        rule = next((one for one in rules_on() if one.code == commitment.due_rule), None)
        if rule is not None and rule.extendable_count:
            count = self.fields["count"]
            count.initial = rule.extendable_count
            count.help_text = _("%(unit)s, at most %(n)s by the rule.") % {
                "unit": dict(rule.Unit.choices)[rule.extendable_unit],
                "n": rule.extendable_count,
            }

    def given(self) -> dict[str, Any]:
        """Arguments of the service."""
        return {**super().given(), "count": self.cleaned_data["count"]}


class MilestoneReportForm(_WithFile):
    """Which milestone was reached, when, and what shows it."""

    milestone_id = forms.ChoiceField(label=_("Milestone"))
    done_on = _day(_("Reached on"), required=True)
    text_zh = forms.CharField(
        label=_("What was reached"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    field_order = ["milestone_id", "done_on", "text_zh", "file"]

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "milestone_id").choices = [
            (str(step.pk), localized(step, "title"))
            for step in commitment.milestones.all()
            if step.reached is None
        ]

    def given(self) -> dict[str, Any]:
        """Arguments of the service."""
        data = self.cleaned_data
        return {
            "milestone_id": UUID(data["milestone_id"]),
            "done_on": data["done_on"],
            "text_zh": data["text_zh"],
            "evidence": self.attachments(),
        }
