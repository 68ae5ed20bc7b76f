"""Forms of credit repair. They only parse."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from integrity_files.codes_repair import RepairOutcome
from integrity_files.models import Repair
from integrity_files.record_forms import EMPTY, _day, _long


class ApplyForm(forms.Form):
    """What the body says; filing needs the commitment signed, keeping a draft does not."""

    done = _long(
        5, label=_("How the breach was corrected and the duty performed"), max_length=5000,
        help_text=_("What was paid, delivered or put right, to whom, and how that is proved."),
    )  # fmt: skip
    done_on = _day(label=_("Performed on"), required=False)
    upload = forms.FileField(
        label=_("Evidence"), required=False, max_length=200,
        help_text=_("Not needed where the rectification was accepted already."),
    )  # fmt: skip
    correction = _long(
        3, label=_("Self-correction"), max_length=3000, required=False,
        help_text=_("Loss recovered, effect removed, harm prevented on your own initiative."),
    )  # fmt: skip
    training = _long(
        2, label=_("Integrity training"), max_length=2000, required=False,
        help_text=_("Which training the people concerned took, when and with whom."),
    )  # fmt: skip
    proof = forms.FileField(
        label=_("Proof of self-correction or training"), required=False, max_length=200
    )
    pledged = forms.BooleanField(
        label=_("We sign the credit commitment above; it is shown to the public"), required=False
    )

    def __init__(self, *args: Any, draft: Repair | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if draft is not None:
            for name, value in (
                ("done", draft.done_zh), ("done_on", draft.done_on),
                ("training", draft.training_zh), ("correction", draft.self_zh),
            ):  # fmt: skip
                self.fields[name].initial = value


class AskForm(forms.Form):
    """Everything that is missing."""

    asked = _long(
        5, label=_("Missing papers"), max_length=3000,
        help_text=_("Everything at once: papers are asked for one time only."),
    )  # fmt: skip


class CompleteForm(forms.Form):
    """What was missing."""

    text = _long(4, label=_("What is handed in"), max_length=3000)
    upload = forms.FileField(label=_("Paper"), required=False, max_length=200)


class ReasonsForm(forms.Form):
    """Why it is not accepted."""

    reasons = _long(label=_("Reasons"), max_length=3000)


class ResultForm(forms.Form):
    """The result that is proposed."""

    outcome = forms.ChoiceField(label=_("Result"), choices=[EMPTY, *RepairOutcome.choices])
    finding = _long(
        6, label=_("Reasons"), max_length=5000,
        help_text=_("Condition by condition; self-correction and training count in."),
    )  # fmt: skip
