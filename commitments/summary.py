"""The displayed row of a commitment, made of its public document alone."""

from __future__ import annotations

from typing import Any

from commitments.disclosures import Document


def summarise(found: Document) -> dict[str, Any]:
    """Columns of the displayed row, from the document alone (it runs again at every rebuild)."""
    body = found["organisation"]
    return {
        "title_zh": found["title_zh"],
        "title_en": found["title_en"],
        "sector": found["sector"],
        "outcome": found["outcome"],
        "category": found["category"],
        "division_code": body["division"] or "",
        "due_on": found["due_on"],
        "row": {
            "shape": found["shape"],
            "post_title_zh": found["post"]["title_zh"],
            "post_title_en": found["post"]["title_en"],
            "due_provisional": bool((found["due_explanation"] or {}).get("provisional")),
            "registered_on": found["registered_on"],
            "outcome_on": found["outcome_on"],
            "status": found["status"]["code"] if found["status"] else None,
            "series": found["series"],
            "is_demo": found["is_demo"],
        },
    }
