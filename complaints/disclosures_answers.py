"""What the public sees of a selected answer: a question and its answer, redacted by two people.

No number of a case, no day of filing, no place below the body: what would lead to who asked.
"""

from __future__ import annotations

from typing import Any

from complaints.models import PublicAnswer

Document = dict[str, Any]


def document(row: PublicAnswer) -> Document:
    """The public document as it stands now."""
    body, given = row.organisation, row.case.answered_on
    return {
        "v": 1,
        "kind": "answer",
        "title_zh": row.title_zh,
        "title_en": row.title_en,
        "organisation": {
            "slug": body.slug,
            "code": body.code,
            "name_zh": body.name_zh,
            "name_en": body.name_en,
            "division": body.division_id,
        },
        "category": row.category,
        "question_zh": row.question_zh,
        "answer_zh": row.answer_zh,
        "answered_in": f"{given:%Y-%m}" if given else None,
        "is_demo": row.is_demo,
    }


def summarise(found: Document) -> dict[str, Any]:
    """Columns of the displayed row, made of the document alone (it runs again at every rebuild)."""
    return {
        "title_zh": found["title_zh"],
        "title_en": found["title_en"],
        "category": found["category"],
        "division_code": found["organisation"]["division"] or "",
        "row": {"answered_in": found["answered_in"], "is_demo": found["is_demo"]},
    }
