"""Evidence files for staff; the public gets public ones through the record's page."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from commitments import selectors
from credit_portal.accounts.who import user_of
from credit_portal.files.responses import attachment


@login_required
@require_safe
def evidence(request: HttpRequest, evidence_id: UUID) -> HttpResponseBase:
    """One file of a case I may see; always a download, never shown in the browser."""
    return attachment(selectors.evidence(user_of(request), evidence_id).file)
