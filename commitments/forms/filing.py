"""The filing form: a commitment as typed, in Chinese with an optional English twin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.models import fields_for_model
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments import codes, listing
from commitments.models import Commitment, Milestone
from credit_portal.common.forms import choice_field
from credit_portal.common.i18n import localized
from credit_portal.directory.models import Post
from credit_portal.workdays.selectors import rules_on

ONE_LINE = {"title", "indicator", "unit", "source"}
#: Rows of the text boxes that need more than two.
ROWS = {"matter": 5, "measure": 3}
SINGLE = (
    "category", "shape", "sector", "due_on", "due_start", "figure", "comparison", "target",
    "period", "report_within", "starts_on", "ends_on",
)  # fmt: skip
#: Needed before it can be submitted, though a draft is kept without them; never the English.
NEEDED = {
    "sector", "figure", "comparison", "target", "period", "report_within", "starts_on",
    *(f"{name}_zh" for name in codes.PAIRED if name != "unit"),
}  # fmt: skip
HELP: dict[str, Any] = {
    "title": _("What is promised, in one line that a citizen understands."),
    "matter": _("Everything that will be done, so that anyone can check it."),
    "measure": _("By what it will be judged whether the promise was kept."),
    "beneficiaries": _("Who gains by it, and how many they are."),
    "legal_basis": _("Law, plan or decision that it rests on, with its number."),
    "authority": _("Why this body is competent to promise it."),
    "evidence_required": _("What will have to be shown: acceptance report, list, receipt …"),
    "indicator": _("What is counted, for example the share of cases answered in time."),
    "source": _("The system or ledger that the figures are taken from."),
    "sector": _("A livelihood commitment names one of the first fourteen."),
    "due_on": _("The last day on which it can still be kept."),
    "due_start": _("The day of the event from which the rule counts; it is not counted itself."),
    "target": _("For a share: a number from 0 to 100."),
    "report_within": _("Working days after the end of a period, at most 60."),
    "ends_on": _("Leave it empty when it holds until it is changed."),
}


class PostChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A post, named with its body."""

    def label_from_instance(self, obj: Post) -> str:
        """Body and title in the active language."""
        return f"{localized(obj.organisation, 'name')} · {localized(obj, 'title')}"


@dataclass(frozen=True)
class Pair:
    """A text in Chinese with its English twin, as the form shows them: one beside the other."""

    name: str
    zh: forms.BoundField
    en: forms.BoundField

    @property
    def unfolded(self) -> bool:
        """The twin stands open: it has a text or an error, or it is the title."""
        return self.name == "title" or bool(self.en.value() or self.en.errors)


def model_fields() -> dict[str, forms.Field]:
    """Plain form fields of the columns that an author may set; nothing is required in a draft."""
    names = [f"{name}_{language}" for name in codes.PAIRED for language in ("zh", "en")]
    fields = fields_for_model(Commitment, fields=[*names, *SINGLE])
    for name, field in fields.items():
        base, _separator, language = name.rpartition("_")
        field.required = False
        field.help_text = HELP.get(name, "")
        field.needed = name in NEEDED
        if base in codes.PAIRED:
            _set_text(field, base, language)
        if isinstance(field, forms.DateField):
            field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return fields


def _set_text(field: forms.Field, base: str, language: str) -> None:
    field.help_text = HELP.get(base, "") if language == "zh" else ""
    named = _("%(label)s in English") if language == "en" else _("%(label)s in Chinese")
    field.label = named % {"label": field.label}
    if base not in ONE_LINE:
        field.widget = forms.Textarea(attrs={"rows": ROWS.get(base, 2)})
    field.widget.attrs["lang"] = "zh-Hans" if language == "zh" else "en"


class DraftForm(forms.Form):
    """A commitment as typed; completeness is asked for when it is submitted."""

    post = PostChoice(label=_("Responsible post"), queryset=Post.objects.none())
    due_rule = forms.ChoiceField(
        label=_("… or by a time-limit rule"),
        required=False,
        help_text=_("The due date is then counted from the day below, by the statutory calendar."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(
        self, *args: Any, user: Any, marks: Iterable[tuple[str, Any, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(model_fields())
        self.fields["post"].queryset = listing.posts_for(user)  # type: ignore[attr-defined]
        rules = [(rule.code, f"{localized(rule, 'name')} ({rule.code})") for rule in rules_on()]
        choice_field(self, "due_rule").choices = [("", "—"), *rules]
        for name in ("category", "shape"):
            self.fields[name].required = True
        for name, _label, note in marks:
            self._mark(name, note)

    def _mark(self, name: str, note: str) -> None:
        """Say beside the field that the approver meant it."""
        if name not in self.fields:
            return
        field = self.fields[name]
        said = note or _("The approver asks you to mend this field.")
        field.help_text = format_html('<b class="remark">{}</b> {}', said, field.help_text)
        field.marked = True  # type: ignore[attr-defined]

    def pair(self, name: str) -> Pair:
        """A text and its English twin."""
        return Pair(name, self[f"{name}_zh"], self[f"{name}_en"])

    def promise(self) -> Iterator[Pair]:
        """Texts of the promise itself."""
        return map(self.pair, ("title", "matter", "measure", "beneficiaries"))

    def grounds(self) -> Iterator[Pair]:
        """Texts on what it rests and how it will be shown."""
        return map(self.pair, ("legal_basis", "authority", "evidence_required"))

    def measured(self) -> dict[str, Pair]:
        """Texts of a standing promise, by name."""
        return {name: self.pair(name) for name in ("indicator", "unit", "source")}

    def values(self) -> dict[str, Any]:
        """What `create_draft` and `edit_draft` take as fields."""
        kept = dict(self.cleaned_data)
        for name in ("post", "version"):
            kept.pop(name, None)
        return kept


class MilestoneForm(forms.Form):
    """A step on the way, with a day of its own."""

    title_zh = forms.CharField(label=_("Milestone"), max_length=200, required=False)
    title_en = forms.CharField(label=_("Milestone in English"), max_length=200, required=False)
    due_on = forms.DateField(
        label=pgettext_lazy("milestone", "By"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
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
        {
            "title_zh": row.get("title_zh") or "",
            "title_en": row.get("title_en") or "",
            "due_on": row["due_on"],
        }
        for row in formset.cleaned_data
        if row.get("due_on")
    ]


def milestone_initial(rows: list[Milestone]) -> list[dict[str, Any]]:
    """Initial rows of the formset."""
    return [
        {"title_zh": row.title_zh, "title_en": row.title_en, "due_on": row.due_on} for row in rows
    ]
