"""What the public sees of a succession on a commitment: part of `disclosures`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from commitments.models import Inheritance


def inherited(rows: Sequence[Inheritance]) -> dict[str, Any]:
    """From which bodies it was taken over, on what document; absent when it never was.

    Between posts of one body nothing is inherited.
    """
    passed = [row for row in rows if row.from_organisation_id != row.to_organisation_id]
    return {"inherited": [_taken_over(row) for row in passed]} if passed else {}


def _taken_over(row: Inheritance) -> dict[str, Any]:
    act, body, post = row.succession, row.from_organisation, row.from_post
    return {
        "kind": act.kind,
        "from": {"slug": body.slug, "name_zh": body.name_zh, "name_en": body.name_en},
        "from_post": {"title_zh": post.title_zh, "title_en": post.title_en},
        "on": act.effective_on.isoformat(),
        "document_number": act.document_number,
        "document_title": act.document_title,
        "document_organ": act.document_organ,
        "document_on": act.document_on.isoformat(),
    }
