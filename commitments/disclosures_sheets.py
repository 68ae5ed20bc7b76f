"""What the public sees of a sheet: that it was filed, by whom and when, and how many commitments
each field holds, or why none. The commitments are records of their own.

A sheet is approved by one digest over its own document and those of all its commitments.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from commitments import disclosures, policies, rules_sheets, selectors_sheets
from commitments.models import Commitment, Sheet
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.publishing import livelihood
from credit_portal.publishing.documents import document_sha

Document = dict[str, Any]
KIND = "livelihood_sheet"


@dataclass(frozen=True)
class Preview:
    """Everything that approving a sheet would publish, and the digest that stands for it."""

    document: Document
    facts: dict[UUID, disclosures.Facts]
    documents: dict[UUID, Document]

    @property
    def shas(self) -> dict[UUID, str]:
        """Digest of each commitment's document."""
        return {key: document_sha(one) for key, one in self.documents.items()}

    @property
    def digest(self) -> str:
        """SHA-256 over the digests of the sheet's document and, in order, of all the others."""
        parts = [document_sha(self.document), *sorted(self.shas.values())]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def preview(sheet: Sheet, approver: Actor) -> Preview:
    """What would be published if `approver` approved today; changes nothing."""
    today = clock.today()
    rows = list(selectors_sheets.entries(sheet))
    found = {one.commitment.pk: one for one in disclosures.facts(row.pk for row in rows)}
    documents = {
        key: disclosures.registration_of(facts, approver, today) for key, facts in found.items()
    }
    return Preview(document_of(sheet, rows, approver, today), found, documents)


def document_of(
    sheet: Sheet, rows: Iterable[Commitment], approver: Actor, today: dt.date
) -> Document:
    """The public document of a sheet as approved on a day."""
    body, unit = sheet.organisation, sheet.division
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.sector] = counts.get(row.sector, 0) + 1
    approver = policies.capacity(approver, policies.APPROVE, body)
    submitted = clock.day_of(sheet.submitted_at) if sheet.submitted_at else today
    return {
        "v": 1,
        "kind": KIND,
        "year": sheet.year,
        "title_zh": f"{body.name_zh}{sheet.year}年民生领域公开承诺",
        "title_en": f"Public commitments of {body.name_en or body.name_zh} for {sheet.year}",
        "organisation": {
            "slug": body.slug,
            "code": body.code,
            "name_zh": body.name_zh,
            "name_en": body.name_en,
            "division": body.division_id,
        },
        "division": {"code": unit.code, "name_zh": unit.name_zh, "name_en": unit.name_en},
        "fields": _fields(sheet, counts, today),
        "total": sum(counts.values()),
        "submitted_on": submitted.isoformat(),
        "approved_on": today.isoformat(),
        "approved_by_zh": approver.title[:200],
        "approved_by_en": disclosures.title_en(approver),
        "is_demo": sheet.is_demo,
    }


def _fields(sheet: Sheet, counts: dict[str, int], today: dt.date) -> list[dict[str, Any]]:
    reasons = selectors_sheets.reasons(sheet)
    named = {row.code: row for row in livelihood.fields_on(today)}
    return [
        {
            "code": code,
            "label_zh": named[code].label_zh,
            "label_en": named[code].label_en,
            "commitments": counts.get(code, 0),
            "nothing_zh": "" if counts.get(code) else reasons.get(code, ""),
        }
        for code in rules_sheets.FIELDS
    ]


def summarise(found: Document) -> dict[str, Any]:
    """Columns of the displayed row, from the document alone."""
    return {
        "title_zh": found["title_zh"],
        "title_en": found["title_en"],
        "division_code": found["division"]["code"],
        "search": [str(found["year"]), *(one["label_zh"] for one in found["fields"])],
        "row": {
            "sheet_year": found["year"],
            "sheet_total": found["total"],
            "sheet_empty": sum(1 for one in found["fields"] if not one["commitments"]),
            "registered_on": found["approved_on"],
            "is_demo": found["is_demo"],
        },
    }
