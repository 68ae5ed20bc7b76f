"""The displayed row of a sheet of old accounts, made of its public document alone."""

from __future__ import annotations

from typing import Any


def summarise(found: dict[str, Any]) -> dict[str, Any]:
    """Columns of the displayed row (it runs again at every rebuild)."""
    return {
        "title_zh": found["title_zh"],
        "title_en": found["title_en"],
        "sector": "",
        "outcome": "",
        "category": "",
        "division_code": found["organisation"]["division"] or "",
        "row": {
            "received": found["received"],
            "counts": found["counts"],
            "ages": found["ages"],
            "ills": found["ills"],
            "is_demo": found["is_demo"],
        },
    }
