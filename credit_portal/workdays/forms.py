"""The deadline calculator's form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from credit_portal.common import clock
from credit_portal.common.errors import DomainError
from credit_portal.common.forms import choice_field
from credit_portal.workdays import selectors
from credit_portal.workdays.arithmetic import EARLIEST, LATEST_START, MAX_COUNT
from credit_portal.workdays.models import DeadlineRule


class CalculatorForm(forms.Form):
    """Start, and either a time limit in force or a unit with a length; ``result()`` counts it.

    Reads through the public alias unless told otherwise. Fields to show: start, rule, unit,
    count, roll. ``result()`` is None until the form is valid.
    """

    start = forms.DateField(
        label=_("The period starts on"),
        help_text=_("The day of the event, receipt or decision; it is not counted itself."),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    rule = forms.ChoiceField(label=_("Time limit"), required=False)
    unit = forms.ChoiceField(
        label=_("Counted in"), required=False, choices=DeadlineRule.Unit.choices,
        initial=DeadlineRule.Unit.WORKING_DAY,
    )  # fmt: skip
    count = forms.IntegerField(
        label=_("Length"), required=False, min_value=1, max_value=max(MAX_COUNT.values())
    )
    roll = forms.BooleanField(
        label=_("If the last day is a rest day, go on to the next working day"), required=False
    )

    def __init__(self, *args: Any, using: str = "public_read", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.using = using
        self._result: selectors.Result | None = None
        rules = selectors.rules_on(clock.today(), using=using)
        choices = [(rule.code, f"{rule.name}（{rule.code}）") for rule in rules]
        choice_field(self, "rule").choices = [("", _("none: I give the length myself")), *choices]

    def clean(self) -> dict[str, Any]:
        """Count at once, so that what cannot be counted is an error of its field."""
        data: dict[str, Any] = super().clean() or {}
        start = data.get("start")
        if start and not EARLIEST <= start <= LATEST_START:
            sentence = _("The date lies outside of what can be counted (1900 to 2400).")
            self.add_error("start", sentence)
        if self.errors or start is None:
            return data
        if not data.get("rule") and not (data.get("unit") and data.get("count")):
            self.add_error("count", _("Choose a time limit, or give a unit and a length."))
            return data
        try:
            self._result = self._count(data)
        except DomainError as error:
            field = error.field if error.field in self.fields else None
            self.add_error(field, str(error.message))
        return data

    def _count(self, data: dict[str, Any]) -> selectors.Result:
        if data.get("rule"):
            return selectors.compute_by_rule(data["rule"], data["start"], using=self.using)
        return selectors.compute(
            data["start"], data["unit"], data["count"], roll=data["roll"], using=self.using
        )

    def result(self) -> selectors.Result | None:
        """The counted period of a valid form."""
        return self._result if self.is_bound and self.is_valid() else None
