"""A name of a field or a number of the comparison as a change by two persons.

Payload: code, effective_from, changes {label_zh, label_en, source} or {value, source}.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.publishing.models.livelihood import (
    ENTRIES,
    FAIR_FROM,
    FIELDS,
    HIGH_FROM,
    LARGE,
    MIDDLE,
    NUMBERS,
    SMALL,
    ComparisonNumber,
    LivelihoodField,
)
from credit_portal.workflow.changes import ChangeKind, Difference, register_change_kind

KIND = "publishing.livelihood"
VERB = "publishing.revise_livelihood"
Payload = dict[str, Any]
Parameter = LivelihoodField | ComparisonNumber

NAMES: dict[str, Any] = {
    SMALL: gettext_lazy("Determined commitments below which nobody is ranked"),
    MIDDLE: gettext_lazy("Determined commitments from which the middle band begins"),
    LARGE: gettext_lazy("Determined commitments from which the large band begins"),
    ENTRIES: gettext_lazy("Most commitments of one sheet"),
    HIGH_FROM: gettext_lazy("Per cent kept on time from which a unit is shaded high"),
    FAIR_FROM: gettext_lazy("Per cent kept on time from which a unit is shaded fair"),
}


def register() -> None:
    """Make the kind known."""
    register_change_kind(
        ChangeKind(
            code=KIND,
            title=gettext_lazy("Parameter of the livelihood sheets"),
            propose_verb=VERB,
            confirm_verb=VERB,
            check=check,
            apply=apply,
            describe=describe,
            base=base,
            subject=subject,
        )
    )


def latest(code: str) -> Parameter:
    """The newest version of a parameter. Raises Invalid for an unknown code."""
    model = LivelihoodField if code in FIELDS else ComparisonNumber
    found = model.objects.filter(code=code).order_by("-effective_from").first()
    if found is None:
        raise Invalid("parameter_unknown", _("There is no such parameter."))
    return found


def proposed(payload: Payload) -> Parameter:
    """The version that a payload describes, not saved."""
    old = latest(payload["code"])
    row = type(old)(code=old.code, effective_from=date.fromisoformat(payload["effective_from"]))
    for name in told_fields(old):
        setattr(row, name, payload["changes"].get(name, getattr(old, name)))
    return row


def told_fields(row: Parameter) -> tuple[str, ...]:
    """Fields of a parameter that a change may set."""
    return ("label_zh", "label_en", "source") if row.code in FIELDS else ("value", "source")


def check(payload: Payload, actor: Actor) -> None:
    """Raise Invalid or Conflict for what cannot be."""
    old, new = latest(payload["code"]), proposed(payload)
    if new.effective_from <= max(clock.today(), old.effective_from):
        raise Conflict(
            "parameter_past",
            _("A new version takes effect after today and after the last one."),
            field="effective_from",
        )
    try:
        new.full_clean()
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise Invalid("invalid", messages[0], field=name) from error
    if new.code in NUMBERS:
        _check_bands(new)


def _check_bands(new: Any) -> None:
    """The bands stay in order: small < middle < large, and fair < high, at most 100 per cent."""
    values = {code: getattr(latest(code), "value", 0) for code in NUMBERS} | {new.code: new.value}
    if not values[FAIR_FROM] < values[HIGH_FROM] <= 100:
        sentence = _("“Fair” begins below “high”, and neither above 100 per cent.")
        raise Invalid("shades_order", sentence, field="value")
    if not values[SMALL] < values[MIDDLE] < values[LARGE]:
        raise Invalid(
            "bands_order", _("Each size band begins above the one before."), field="value"
        )


def apply(payload: Payload, actor: Actor) -> dict[str, Any]:
    """Write the new version. Facts: code and day."""
    proposed(payload).save(force_insert=True)
    return {"code": payload["code"], "effective_from": payload["effective_from"]}


def base(payload: Payload) -> str:
    """The newest version it was made against."""
    row = latest(payload["code"])
    return f"{row.code}:{row.pk}"


def name_of(code: str) -> str:
    """What a parameter is called."""
    return str(NAMES[code]) if code in NAMES else _("Name of the field “%(code)s”") % {"code": code}


def subject(payload: Payload) -> str:
    """The parameter."""
    return name_of(payload["code"])


def describe(payload: Payload) -> list[Difference]:
    """Fields that differ, then from when."""
    old, new = latest(payload["code"]), proposed(payload)
    lines = [
        Difference(
            str(type(old)._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
            str(getattr(old, name)),
            str(getattr(new, name)),
        )
        for name in told_fields(old)
        if getattr(old, name) != getattr(new, name)
    ]
    if not lines:
        return []
    from_when = Difference(_("In force from"), str(old.effective_from), str(new.effective_from))
    return [*lines, from_when]
