"""Forms for proposing a version or the end of a time limit. They only parse."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from credit_portal.common import clock
from credit_portal.workdays.models import DeadlineRule
from credit_portal.workdays.services import REVISABLE
from credit_portal.workflow.rule_changes import LABELS

UNITS = DeadlineRule.Unit.choices
ORDER = (
    "count", "unit", "roll", "extendable_count", "extendable_unit", "extendable_times",
    "basis_zh", "basis_en", "source", "source_url", "confidence", "editable",
    "name_zh", "name_en", "note_zh", "note_en",
)  # fmt: skip
LONG = frozenset({"basis_zh", "basis_en", "note_zh", "note_en", "source"})


def day_or_today(text: str) -> date:
    """A day written 2026-09-24, else today."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return clock.today()
    return found if 1950 <= found.year <= 2199 else clock.today()


def _date(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget)


def _reason() -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=_("Reason"), max_length=1000, required=False, widget=widget)


class RuleForm(forms.Form):
    """A new version: begins as a copy of the last one."""

    effective_from = _date(
        _("In force from"), _("After today. Cases that began before keep the version they have.")
    )
    start_on = _date(_("Start day of the worked example"))
    reason = _reason()

    def __init__(self, *args: Any, rule: DeadlineRule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        for name in ORDER:
            self.fields[name] = _field(name, rule)
        self.fields["reason"].needed = True  # type: ignore[attr-defined]
        first = max(clock.today(), rule.effective_from) + timedelta(days=1)
        self.fields["effective_from"].initial = self.fields["start_on"].initial = first
        self.order_fields([*ORDER, "effective_from", "start_on", "reason"])

    def clean(self) -> dict[str, Any]:
        """An extension is whole or absent."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("extendable_count"):
            data |= {"extendable_count": None, "extendable_unit": "", "extendable_times": 0}
        elif not (data.get("extendable_unit") and data.get("extendable_times")):
            self.add_error("extendable_count", _("Say the unit and how often."))
        return data

    def start(self) -> date:
        """The start day of the worked example."""
        day: date = self.cleaned_data["start_on"]
        return day

    def payload(self) -> dict[str, Any]:
        """Only what differs from the last version; a limit of the law always with its basis."""
        data = self.cleaned_data
        changes = {
            name: data[name] for name in sorted(REVISABLE) if data[name] != getattr(self.rule, name)
        }
        day = data["effective_from"].isoformat()
        return {"code": self.rule.code, "effective_from": day, "changes": changes}


def _field(name: str, rule: DeadlineRule) -> forms.Field:
    """The form field of a rule's field, as the last version has it."""
    label, value = LABELS[name], getattr(rule, name)
    if name in ("roll", "editable"):
        return forms.BooleanField(label=label, required=False, initial=value)
    if name in ("unit", "extendable_unit"):
        choices = UNITS if name == "unit" else [("", "—"), *UNITS]
        return forms.ChoiceField(
            label=label, choices=choices, required=name == "unit", initial=value
        )
    if name == "confidence":
        choices = DeadlineRule.Confidence.choices
        return forms.ChoiceField(label=label, choices=choices, initial=value)
    if name in ("count", "extendable_count", "extendable_times"):
        least = 1 if name == "count" else 0
        return forms.IntegerField(
            label=label, min_value=least, max_value=3660, required=name == "count", initial=value
        )
    if name == "source_url":
        return forms.URLField(
            label=label, max_length=500, required=False, initial=value, assume_scheme="https"
        )
    widget = forms.Textarea(attrs={"rows": 2}) if name in LONG else forms.TextInput()
    needed = name in ("name_zh", "name_en", "basis_zh")
    return forms.CharField(
        label=label, max_length=500, required=needed, initial=value, widget=widget
    )


class EndForm(forms.Form):
    """The last day of a time limit."""

    last_day = _date(_("Last day in force"), _("Today at the earliest."))
    reason = _reason()

    def __init__(self, *args: Any, rule: DeadlineRule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule

    def payload(self) -> dict[str, Any]:
        """Code and last day."""
        return {"code": self.rule.code, "last_day": self.cleaned_data["last_day"].isoformat()}
