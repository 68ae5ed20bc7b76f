"""Small parts that public documents are made of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from commitments import wording
from commitments.models import Commitment, CommitmentEvent, Evidence, Sheet

PUBLIC_EVENTS = frozenset(
    {
        "registered",
        "inherited",
        "reported",
        "due_passed",
        "verification_opened",
        "verification_dismissed",
        "outcome_confirmed",
        "changed_lawfully",
        "withdrawn_lawfully",
        "compensation_paid",
        "due_extended",
        "clock_stopped",
        "clock_resumed",
        "milestone_reached",
        "milestone_missed",
        "contested",
        "objected",
    }
)


def texts(source: Any, *names: str) -> dict[str, str]:
    """Texts in both languages, by column."""
    return {
        f"{name}_{language}": getattr(source, f"{name}_{language}")
        for name in names
        for language in ("zh", "en")
    }


def day(value: dt.date | None) -> str | None:
    """A day as documents spell it."""
    return value.isoformat() if value else None


def sheet(row: Sheet) -> dict[str, Any]:
    """The yearly sheet it was made in: it counts there, whoever performs it now."""
    return {"year": row.year, "division": row.division_id}


def standing(row: Commitment) -> dict[str, Any]:
    """The standard of a standing promise."""
    return {
        **texts(row, "indicator", "unit", "source"),
        "figure": row.figure,
        "comparison": row.comparison,
        "target": wording.plain_number(row.target),
        "period": row.period,
        "report_within": row.report_within,
        "starts_on": day(row.starts_on),
        "ends_on": day(row.ends_on),
    }


def organisation(row: Commitment) -> dict[str, Any]:
    """The promising body as it is called today."""
    body = row.organisation
    return {
        "slug": body.slug,
        "code": body.code,
        "name_zh": body.name_zh,
        "name_en": body.name_en,
        "division": body.division_id,
    }


def file(one: Evidence) -> dict[str, Any]:
    """A public file, named by the digest of its content."""
    return {
        "id": str(one.pk),
        "title": one.title,
        "sha256": one.file.sha256,
        "size": one.file.size,
        "content_type": one.file.content_type,
    }


def source(row: Commitment) -> dict[str, str] | None:
    """The published list that the promise was taken over from."""
    if not row.is_imported:
        return None
    return {
        "title": wording.SOURCES.get(row.import_source, row.import_source),
        "url": row.import_url,
        "number": row.import_number,
    }


def step(event: CommitmentEvent) -> dict[str, Any]:
    """One step of the public timeline."""
    detail_zh, detail_en = wording.step(event.name, event.data)
    return {
        "at": event.on.isoformat(),
        "event": event.name,
        "detail_zh": detail_zh,
        "detail_en": detail_en,
        "post_zh": event.actor_title,
        "post_en": event.data.get("title_en", ""),
    }
