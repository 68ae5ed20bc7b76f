"""Row handlers and shipped mappings of the commitments system."""

from __future__ import annotations

from commitments.importing.filing import BulkFiling
from commitments.importing.published import PublishedList
from commitments.importing.sheets import NAME, SheetRows
from credit_portal.imports import registry

MANDATE_LETTERS = {
    "number": "MLC ID",
    "text": "Commitment",
    "lead": "Reporting Lead",
    "all": "All ministers",
}


def register() -> None:
    """Register the kinds of rows and the mapping of the mandate letters."""
    registry.register("commitments", BulkFiling())
    registry.register("published_commitments", PublishedList())
    registry.register(NAME, SheetRows())
    registry.ship_mapping("mandate-letters-2021", "published_commitments", MANDATE_LETTERS)
