"""Evidence files for staff; the public gets public ones through the record's page."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from commitments import services
from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.files.responses import attachment


@login_required
@require_safe
def evidence(request: HttpRequest, evidence_id: UUID) -> HttpResponseBase:
    """One file of a case I may see, as a download."""
    return _answer(request, evidence_id, inline=False)


@login_required
@require_safe
def shown(request: HttpRequest, evidence_id: UUID) -> HttpResponseBase:
    """The same file for the page that shows it inline (pictures and PDF only)."""
    return _answer(request, evidence_id, inline=True)


def _answer(request: HttpRequest, evidence_id: UUID, *, inline: bool) -> HttpResponseBase:
    """Hand the file out; the look is in the audit trail before the first byte leaves."""
    occasion = "inline" if inline else "download"
    done = acts.run(
        services.read_evidence,
        actor=user_of(request),
        purpose=f"commitments.evidence.{occasion}",
        evidence_id=evidence_id,
        occasion=occasion,
    )
    return attachment(done.value.file, inline=inline)
