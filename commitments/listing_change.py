"""Reads that only the pages of lawful change need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments import change_rules, listing
from commitments import codes_change as codes
from commitments.change_rules import Excuse
from commitments.models import LawfulChange
from commitments.services.change import lacks
from credit_portal.common import clock


@dataclass(frozen=True)
class Gap:
    """What a case still lacks: the label of its field, where to mend it, a sentence."""

    label: str
    url: str
    message: Any


def gaps(case: LawfulChange) -> list[Gap]:
    """Everything that stands against handing the case in, each with a link to its field."""
    return [_gap(case, one.field, one.message) for one in lacks(case, clock.today())]


def _gap(case: LawfulChange, field: str, message: Any) -> Gap:
    steps = {f"{code}_on": label for code, label in codes.ProcedureStep.choices}
    here = reverse("commitments:change-edit", args=[case.pk])
    if field in steps:
        return Gap(str(steps[field]), f"{here}#id_{field}", message)
    if field == "document":
        return Gap(_("The document itself"), f"{here}#id_document", message)
    try:
        label = str(getattr(LawfulChange._meta.get_field(field), "verbose_name", field))
    except FieldDoesNotExist:
        label = listing.label_of(field)
    else:
        if field != "successor":
            return Gap(label, f"{here}#id_{field}", message)
    text = reverse("commitments:edit", args=[case.successor_id])
    anchor = "" if field == "successor" else f"#id_{field}"
    return Gap(_("New text") if field == "successor" else label, text + anchor, message)


def flags(case: LawfulChange) -> list[tuple[Excuse, str]]:
    """Forbidden excuses that the texts of a case resemble, with the words, for the reviewer."""
    new = case.successor
    texts = [case.reasons_zh, case.reasons_en, case.document_title, case.compensation_zh]
    if new is not None:
        texts += [new.title_zh, new.title_en, new.matter_zh, new.matter_en]
    return change_rules.resembles(texts)
