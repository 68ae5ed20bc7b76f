"""Forms of the desk. They only parse; the services decide."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.scope import within
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.forms import choice_field
from credit_portal.common.i18n import localized
from credit_portal.directory import selectors as directory
from credit_portal.directory.models import Organisation
from credit_portal.imports import registry, selectors
from credit_portal.imports.models import ImportBatch

#: Longest jump of the demonstration clock, in days: its data ends some years ahead.
LONGEST_JUMP = 3660


class ClockForm(forms.Form):
    """A later day for the demonstration clock."""

    day = forms.DateField(
        label=_("Move the clock to"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The clock moves forwards only, for everybody who looks at this portal."),
    )

    def clean_day(self) -> Any:
        """A day after today, within reach."""
        day = self.cleaned_data["day"]
        if not 0 < (day - clock.today()).days <= LONGEST_JUMP:
            raise forms.ValidationError(_("Choose a day after today, at most ten years ahead."))
        return day


class BodyChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A body, named in the active language."""

    def label_from_instance(self, obj: Any) -> str:
        """Its name."""
        return localized(obj, "name")


class UploadForm(forms.Form):
    """A table, what its rows are, and how its columns are called."""

    handler = forms.ChoiceField(label=_("What the rows are"))
    file = forms.FileField(
        label=_("File"), help_text=_("CSV or XLSX, at most 20,000 rows."), max_length=200
    )
    mapping = forms.ChoiceField(
        label=_("Column mapping"),
        required=False,
        help_text=_("Leave it to recognise the columns by their headers."),
    )

    organisation = BodyChoice(
        label=_("For which body"), queryset=directory.organisations(), required=False
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = handlers_for(actor)
        bodies = bodies_for(actor, allowed)
        self.fields["organisation"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["organisation"].initial = getattr(actor, "organisation_id", None)
        choice_field(self, "handler").choices = list(allowed.items())
        names = [
            mapping.name for name in allowed for mapping in selectors.mappings_for(actor, name)
        ]
        choice_field(self, "mapping").choices = [
            ("", _("Recognise by headers")),
            *((name, name) for name in names),
        ]


def bodies_for(actor: Actor, names: Iterable[str]) -> QuerySet[Organisation]:
    """Bodies for which the actor may import rows of any of these kinds."""
    verbs = {registry.handler(name).verb for name in names}
    scope = reduce(or_, (within(actor, verb, "") for verb in sorted(verbs)), Q(pk__in=[]))
    return directory.organisations().filter(scope, active=True)


def handlers_for(actor: Actor) -> dict[str, str]:
    """Kinds of rows that the actor may import somewhere, with their titles."""
    return {
        name: str(handler.title)
        for name, handler in registry.handlers().items()
        if actor.organisation_paths(handler.verb)
    }


class ColumnsForm(forms.Form):
    """Which header of the file feeds which field."""

    save_as = forms.CharField(
        label=_("Save this mapping as"),
        max_length=80,
        required=False,
        help_text=_("Give it a name to use it again next time."),
    )

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = [column.name for column in registry.handler(batch.handler).columns]
        headers = [("", _("— not in this file —")), *((text, text) for text in batch.headers)]
        for column in registry.handler(batch.handler).columns:
            self.fields[f"column_{column.name}"] = forms.ChoiceField(
                label=column.title(),
                choices=headers,
                required=column.required,
                initial=batch.columns.get(column.name, ""),
            )
        self.order_fields([*(f"column_{name}" for name in self.names), "save_as"])

    def columns(self) -> dict[str, str]:
        """{field: header} as chosen."""
        return {name: self.cleaned_data[f"column_{name}"] for name in self.names}
