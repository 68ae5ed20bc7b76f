"""Why a person's ID number is searched or opened: a closed list, with a number where needed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import Invalid

LONGEST_CASE = 80


class Purpose(models.TextChoices):
    """Purposes of identifying a person in the directory."""

    APPOINTMENT = "appointment", _("Registering an appointment")
    CORRECTION = "correction", _("Correcting the person's data")
    RECORD = "record", _("Assigning an entry to the right person")
    INQUIRY = "inquiry", _("Inquiry of a competent authority")


#: Purposes that name the document or case they serve.
WITH_CASE = frozenset({Purpose.APPOINTMENT, Purpose.RECORD, Purpose.INQUIRY})


def require(purpose: str, case_number: str = "") -> str:
    """The reason as the trail keeps it: "code case number".

    Raises Invalid for a purpose outside of the list, or when its document number is missing.
    """
    if purpose not in Purpose.values:
        raise Invalid("purpose_unknown", _("Choose a purpose from the list."), field="purpose")
    number = case_number.strip()[:LONGEST_CASE]
    if purpose in WITH_CASE and not number:
        raise Invalid(
            "case_number_missing",
            _("This purpose needs the number of the document or case."),
            field="case_number",
        )
    return f"{purpose} {number}".strip()
