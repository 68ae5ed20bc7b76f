"""What became of the lead that a case grew into, as whoever reported may read it by his receipt.

Read from the lead and its record, so that nothing can be told twice or forgotten; days only, and
nobody is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints.models import Case
from integrity_files.models import Lead, Record

OF_LEAD: dict[str, Any] = {
    "opened": _("It was passed to the credit office, which verifies it now."),
    "found_true": _("The credit office found it true."),
    "closed": _("The credit office found it not true; a second person confirmed that."),
}
OF_RECORD: dict[str, Any] = {
    "ordered": _("The body was ordered to put it right within a time."),
    "report_accepted": _("The body has put it right."),
    "decided": _("A record of broken trust was made."),
    "dropped": _("No record was made in the end."),
    "revoked": _("The record was revoked."),
}


@dataclass(frozen=True)
class Told:
    """One step: its day, code and sentence; of a record that is or was public its reference."""

    on: date
    code: str
    text: Any
    ref: str = ""


def of(row: Case) -> list[Told]:
    """The steps since the case became a lead, the first first; none while it has not."""
    lead = row.lead
    if lead is None:
        return []
    return [*_lead(lead), *_record(getattr(lead, "record", None))]


def _lead(lead: Lead) -> list[Told]:
    rows = lead.events.filter(name__in=OF_LEAD).order_by("id")
    return [Told(one.on, one.name, OF_LEAD[one.name]) for one in rows]


def _record(record: Record | None) -> list[Told]:
    if record is None:
        return []
    rows = record.events.filter(name__in=OF_RECORD).order_by("id")
    return [
        Told(one.on, one.name, OF_RECORD[one.name], record.ref if one.name == "decided" else "")
        for one in rows
    ]
