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
        "inherited_from": _predecessor(found),
        "row": {
            "shape": found["shape"],
            "post_title_zh": found["post"]["title_zh"],
            "post_title_en": found["post"]["title_en"],
            "due_provisional": bool((found["due_explanation"] or {}).get("provisional")),
            "due_stopped": "stopped_on" in (found["due_explanation"] or {}),
            "registered_on": found["registered_on"],
            "outcome_on": found["outcome_on"],
            "status": found["status"]["code"] if found["status"] else None,
            "series": found["series"],
            "is_demo": found["is_demo"],
            "missing_checks": [
                one["check"] for one in (found.get("authority_check") or {}).get("missing", ())
            ],
            "has_incentives": bool(found.get("incentives")),
            **({"origin": found["origin"]} if "origin" in found else {}),
            **_of_sheet(found.get("sheet")),
        },
    }


def _of_sheet(sheet: Document | None) -> Document:
    """Year and unit of the yearly sheet in which it was made."""
    if not sheet:
        return {}
    return {"sheet_year": sheet["year"], "sheet_division": sheet["division"]}


def _predecessor(found: Document) -> str:
    """Public address of the body from which it passed on last; "" when it never did."""
    passed = found.get("inherited", [])
    return str(passed[-1]["from"]["slug"]) if passed else ""
