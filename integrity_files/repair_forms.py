"""Forms of credit repair. They only parse."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from credit_portal.common.forms import choice_field
from integrity_files.codes_repair import RepairOutcome
from integrity_files.filing_forms import FILE_HELP, PartyForm, field_of_proof, file_of_proof
from integrity_files.models import Repair
from integrity_files.record_forms import EMPTY, _day, _long


class SelfForm(forms.Form):
    """What counts in: self-correction and training."""

    correction = _long(
        3, label=_("Self-correction"), max_length=3000, required=False,
        help_text=_("Loss recovered, effect removed, harm prevented on your own initiative."),
    )  # fmt: skip
    training = _long(
        2, label=_("Integrity training"), max_length=2000, required=False,
        help_text=_("Which training the people concerned took, when and with whom."),
    )  # fmt: skip


class SelfProofForm(SelfForm):
    """The same with its proof, handed in for itself."""

    proof = forms.FileField(
        label=_("Proof of self-correction or training"), required=False, max_length=200
    )

    def __init__(self, *args: Any, draft: Repair | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if draft is not None:
            self.fields["correction"].initial = draft.self_zh
            self.fields["training"].initial = draft.training_zh


class SaidForm(SelfForm):
    """What the body says: the duty, and what counts in."""

    done = _long(
        5, label=_("How the breach was corrected and the duty performed"), max_length=5000,
        help_text=_("What was paid, delivered or put right, to whom, and how that is proved."),
    )  # fmt: skip
    done_on = _day(label=_("Performed on"), required=False)
    field_order = ["done", "done_on", "correction", "training"]


EVIDENCE_HELP = _("Not needed where the rectification was accepted already.")
PLEDGE_LABEL = _("We sign the credit commitment above; it is shown to the public")


class ApplyForm(SaidForm):
    """What the body says; filing needs the commitment signed, keeping a draft does not."""

    upload = forms.FileField(
        label=_("Evidence"), required=False, max_length=200, help_text=EVIDENCE_HELP
    )
    proof = forms.FileField(
        label=_("Proof of self-correction or training"), required=False, max_length=200
    )
    pledged = forms.BooleanField(label=PLEDGE_LABEL, required=False)
    field_order = ["done", "done_on", "upload", "correction", "training", "proof", "pledged"]

    def __init__(self, *args: Any, draft: Repair | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if draft is not None:
            for name, value in (
                ("done", draft.done_zh), ("done_on", draft.done_on),
                ("training", draft.training_zh), ("correction", draft.self_zh),
            ):  # fmt: skip
                self.fields[name].initial = value


class PublicForm(SaidForm, PartyForm):
    """The first page of an application without an account: all but the files."""

    name = forms.CharField(
        label=_("Your name, and the body for which you act"), max_length=120,
        help_text=_("Both names; the body must have authorised you."),
    )  # fmt: skip
    proof = field_of_proof()


class FormFilesForm(forms.Form):
    """The second page: files and the signed commitment, seen beside what was written."""

    proof_file = file_of_proof()
    file = forms.FileField(
        label=_("Evidence"), required=False, max_length=200, help_text=EVIDENCE_HELP
    )
    self_file = forms.FileField(
        label=_("Proof of self-correction or training"), required=False, max_length=200
    )
    pledged = forms.BooleanField(label=PLEDGE_LABEL, required=False)


class ReceiptCompleteForm(forms.Form):
    """What was missing, handed in by receipt."""

    words = _long(4, label=_("What is handed in"), max_length=3000)
    file = forms.FileField(label=_("Paper"), required=False, max_length=200, help_text=FILE_HELP)


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

    def without_false(self) -> None:
        """Offer no finding against the body, for what its desk has not confirmed."""
        kept = [one for one in RepairOutcome.choices if one[0] != RepairOutcome.FALSE]
        choice_field(self, "outcome").choices = [EMPTY, *kept]
