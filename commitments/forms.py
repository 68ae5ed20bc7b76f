"""Forms of the commitments pages. They only parse; the services decide."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.forms.models import fields_for_model
from django.utils.translation import gettext_lazy as _

from commitments import codes, completeness, listing, selectors
from commitments.models import Commitment, Milestone, Verification
from commitments.services import Attachment
from credit_portal.common.i18n import localized
from credit_portal.directory.models import Post
from credit_portal.workdays.selectors import rules_on

PAIRED = (*completeness.REQUIRED_TEXTS, "indicator", "unit", "source")
ONE_LINE = {"title", "indicator", "unit"}
HELP: dict[str, Any] = {
    "title": _("What is promised, in one line that a citizen understands."),
    "matter": _("Everything that will be done, so that anyone can check it."),
    "measure": _("By what it will be judged whether the promise was kept."),
    "beneficiaries": _("Who gains by it, and how many they are."),
    "legal_basis": _("Law, plan or decision that it rests on, with its number."),
    "authority": _("Why this body is competent to promise it."),
    "evidence_required": _("What will have to be shown: acceptance report, list, receipt …"),
}


class PostChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A post, named with its body."""

    def label_from_instance(self, obj: Post) -> str:
        """Body and title in the active language."""
        return f"{localized(obj.organisation, 'name')} · {localized(obj, 'title')}"


def _model_fields() -> dict[str, forms.Field]:
    """Plain form fields of the columns that an author may set; nothing is required in a draft."""
    names = [f"{name}_{lang}" for name in PAIRED for lang in ("zh", "en")]
    names += ["category", "shape", "sector", "due_on", "due_start", "figure", "comparison",
              "target", "period", "report_within", "starts_on", "ends_on"]
    fields = fields_for_model(Commitment, fields=names)
    for name, field in fields.items():
        field.required = False
        base, _sep, language = name.rpartition("_")
        if base in PAIRED:
            field.label = (_("%(label)s (Chinese)") if language == "zh" else
                           _("%(label)s (English)")) % {"label": field.label}
            field.help_text = HELP.get(base, "") if language == "zh" else ""
            if base not in ONE_LINE:
                field.widget = forms.Textarea(attrs={"rows": 4 if base == "matter" else 3})
        if isinstance(field, forms.DateField):
            field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return fields


class DraftForm(forms.Form):
    """A commitment as typed; completeness is asked for when it is submitted."""

    post = PostChoice(label=_("Responsible post"), queryset=Post.objects.none())
    due_rule = forms.ChoiceField(
        label=_("… or by a time-limit rule"), required=False,
        help_text=_("The due date is then counted from the day below, by the statutory calendar."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(_model_fields())
        self.fields["post"].queryset = listing.posts_for(user)  # type: ignore[attr-defined]
        rules = [(rule.code, f"{localized(rule, 'name')} ({rule.code})") for rule in rules_on()]
        self.fields["due_rule"].choices = [("", "—"), *rules]  # type: ignore[attr-defined]
        for name in ("category", "shape"):
            self.fields[name].required = True

    def values(self) -> dict[str, Any]:
        """What `create_draft` and `edit_draft` take as fields."""
        kept = dict(self.cleaned_data)
        for name in ("post", "version"):
            kept.pop(name, None)
        return kept


class MilestoneForm(forms.Form):
    """A step on the way, with a day of its own."""

    title_zh = forms.CharField(label=_("Milestone (Chinese)"), max_length=200, required=False)
    title_en = forms.CharField(label=_("Milestone (English)"), max_length=200, required=False)
    due_on = forms.DateField(
        label=_("By"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        """A milestone has a title and a day, or nothing at all."""
        data = super().clean() or {}
        named = bool(data.get("title_zh") or data.get("title_en"))
        if named and not data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Give the milestone a day."))
        if data.get("due_on") and not named:
            self.add_error("title_zh", _("Give the milestone a title."))
        return data


MilestoneSet = forms.formset_factory(MilestoneForm, extra=2, max_num=50, validate_max=True)


def milestones_of(formset: Any) -> list[dict[str, Any]]:
    """Filled rows of the formset, as the services take them."""
    return [
        {name: row.get(name) or ("" if name != "due_on" else None)
         for name in ("title_zh", "title_en", "due_on")}
        for row in formset.cleaned_data if row.get("due_on")
    ]


def milestone_initial(rows: list[Milestone]) -> list[dict[str, Any]]:
    """Initial rows of the formset."""
    return [{"title_zh": row.title_zh, "title_en": row.title_en, "due_on": row.due_on}
            for row in rows]


class EvidenceForm(forms.Form):
    """A file and whether the public may see it."""

    file = forms.FileField(
        label=_("Evidence"), required=False, max_length=200,
        help_text=_("PDF, JPEG, PNG, Word or Excel, at most 20 MB. It is checked before anyone "
                    "can open it."),
    )
    title = forms.CharField(label=_("What the file shows"), max_length=200, required=False)
    is_public = forms.BooleanField(
        label=_("The public may see this file"), required=False,
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
        return [Attachment(upload=data["file"], title=data["title"] or data["file"].name,
                           is_public=data["is_public"])]


class ReportForm(EvidenceForm):
    """A report of performance, or the figures of one period."""

    claim = forms.ChoiceField(label=_("What you report"))
    period_id = forms.ChoiceField(label=_("Period"), required=False)
    done_on = forms.DateField(
        label=_("Day of fulfilment"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    numerator = forms.DecimalField(label=_("Numerator"), required=False, max_digits=20,
                                   decimal_places=4, min_value=0)
    denominator = forms.DecimalField(label=_("Denominator"), required=False, max_digits=20,
                                     decimal_places=4, min_value=0)
    text_zh = forms.CharField(label=_("Report (Chinese)"), required=False, max_length=5000,
                              widget=forms.Textarea(attrs={"rows": 4}))
    text_en = forms.CharField(label=_("Report (English)"), required=False, max_length=5000,
                              widget=forms.Textarea(attrs={"rows": 3}))

    field_order = ["claim", "period_id", "done_on", "numerator", "denominator", "text_zh",
                   "text_en", "file", "title", "is_public"]

    def __init__(self, *args: Any, commitment: Commitment, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = commitment.is_standing
        claims = [choice for choice in codes.Claim.choices
                  if (choice[0] == codes.Claim.FIGURES) == standing]
        self.fields["claim"].choices = claims  # type: ignore[attr-defined]
        if standing:
            periods = selectors.reportable_periods(commitment, today)
            self.fields["period_id"].choices = [  # type: ignore[attr-defined]
                (str(period.pk), str(period)) for period in periods]
            self.fields["period_id"].required = True
            self.fields["numerator"].required = self.fields["denominator"].required = True
        for name in (("done_on",) if standing else ("period_id", "numerator", "denominator")):
            del self.fields[name]


class ReturnForm(forms.Form):
    """Why it goes back, and which fields are meant."""

    reason = forms.CharField(label=_("What has to be mended"), max_length=2000,
                             widget=forms.Textarea(attrs={"rows": 4}))
    marks = forms.MultipleChoiceField(
        label=_("Fields that are meant"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = _model_fields()
        named = [(name, field.label) for name, field in fields.items() if not name.endswith("_en")]
        self.fields["marks"].choices = named  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(label=_("Reason"), max_length=2000,
                             widget=forms.Textarea(attrs={"rows": 4}))


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
        self.fields["period_id"].choices = [  # type: ignore[attr-defined]
            (str(period.pk), str(period)) for period in periods]


class ApproveForm(forms.Form):
    """The digest of the content that the approver has before his eyes."""

    doc_sha = forms.CharField(widget=forms.HiddenInput, max_length=64)


class OutcomeForm(EvidenceForm):
    """A proposed outcome with its findings."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    kept_on = forms.DateField(
        label=_("Day of fulfilment"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Needed for kept and kept late."),
    )
    findings_zh = forms.CharField(label=_("Findings (Chinese)"), max_length=5000,
                                  widget=forms.Textarea(attrs={"rows": 5}))
    findings_en = forms.CharField(label=_("Findings (English)"), max_length=5000, required=False,
                                  widget=forms.Textarea(attrs={"rows": 4}))

    field_order = ["outcome", "kept_on", "findings_zh", "findings_en", "file", "title", "is_public"]

    def __init__(self, *args: Any, task: Verification, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = listing.outcome_choices(task)  # type: ignore[attr-defined]
        if task.period_id:
            del self.fields["kept_on"]
