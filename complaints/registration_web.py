"""What the report on the web tells the platform below."""

from __future__ import annotations

from complaints import web_progress
from credit_portal.workflow.receipts import register_receipt_lookup


def register() -> None:
    """Receipts of reports answer on `/progress/`."""
    register_receipt_lookup(web_progress.lookup)
