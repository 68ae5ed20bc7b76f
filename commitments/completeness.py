"""What a filing still lacks before it can be submitted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments import codes, rules
from commitments.models import Commitment, Milestone


@dataclass(frozen=True)
class Lack:
    """A field at fault, a stable code and a sentence that says how to mend it."""

    field: str
    code: str
    message: Any


def lacks(row: Commitment, milestones: list[Milestone], today: dt.date) -> list[Lack]:
    """Everything that stands against submitting, in the order of the form; empty when complete.

    Imported commitments need English or Chinese text and may lack the rest.
    """
    if row.is_imported:
        return []
    found = [
        Lack(f"{name}_zh", "required", _("This is needed before the commitment can be submitted."))
        for name in codes.TEXTS
        if not getattr(row, f"{name}_zh").strip()
    ]
    if not row.sector:
        found.append(Lack("sector", "required", _("Choose a sector.")))
    if row.category == codes.Category.LIVELIHOOD and row.sector not in codes.LIVELIHOOD_SECTORS:
        found.append(
            Lack("sector", "livelihood_field", _("Choose one of the fourteen livelihood fields."))
        )
    if not row.post.active or row.post.organisation_id != row.organisation_id:
        found.append(Lack("post", "post_gone", _("This post no longer exists in the body.")))
    found += _standing(row, today) if row.is_standing else _one_off(row, milestones, today)
    return found


def _one_off(row: Commitment, milestones: list[Milestone], today: dt.date) -> list[Lack]:
    if row.due_on is None:
        return [Lack("due_on", "required", _("State a due date, or a rule and its start."))]
    found = []
    if rules.certainly_passed(row.due_on, row.due_provisional, today):
        found.append(Lack("due_on", "due_passed", _("The due date has already passed.")))
    if any(step.due_on > row.due_on for step in milestones):
        found.append(
            Lack("milestones", "milestone_late", _("A milestone lies after the due date."))
        )
    return found


def _standing(row: Commitment, today: dt.date) -> list[Lack]:
    needed = {
        "indicator_zh": row.indicator_zh.strip() or row.indicator_en.strip(),
        "figure": row.figure,
        "comparison": row.comparison,
        "target": row.target is not None,
        "period": row.period,
        "report_within": row.report_within,
        "source_zh": row.source_zh.strip() or row.source_en.strip(),
        "starts_on": row.starts_on,
    }
    found = [
        Lack(name, "required", _("A standing commitment needs this."))
        for name, value in needed.items()
        if not value
    ]
    if row.ends_on is not None and row.ends_on < today:
        found.append(Lack("ends_on", "ended", _("The promise would already have ended.")))
    return found
