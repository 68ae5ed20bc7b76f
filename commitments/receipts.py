"""What `/progress/` shows to whoever holds the receipt of a contradiction: where it stands."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments import selectors_contradictions as reads
from commitments.codes_contradiction import AnswerState
from commitments.models import Contradiction
from credit_portal.common.i18n import localized
from credit_portal.workflow.receipts import Receipted

STATES: dict[str, Any] = {
    AnswerState.FILED: _("Waits to be checked"),
    AnswerState.CONFIRMED: _("Checked: what you say is plausible"),
    AnswerState.NOT_CONFIRMED: _("Checked: not borne out"),
    AnswerState.DUPLICATE: _("You had said this before; it counts once"),
    AnswerState.WITHDRAWN: _("Taken back, words erased"),
}


def lookup(digest: bytes) -> Receipted | None:
    """The state of a contradiction, in days; none of its words. None for another receipt."""
    row = reads.by_receipt(digest)
    if row is None:
        return None
    promise = row.commitment
    url = reverse("was-it-kept-withdraw", args=[promise.ref]) if promise.ref else ""
    return Receipted(
        title=localized(promise, "title"),
        state=str(STATES[row.state]),
        url=url,
        events=_events(row),
    )


def _events(row: Contradiction) -> list[dict[str, Any]]:
    """Days on which something happened, as the story component takes them."""
    steps: list[tuple[Any, Any]] = [(row.filed_on, _("Received"))]
    if row.decided_on is not None:
        steps.append((row.decided_on, STATES[row.state]))
    if row.verification is not None:
        steps.append((row.verification.opened_on, _("Verification reopened")))
        if row.verification.closed_on is not None:
            steps.append((row.verification.closed_on, _("Determined anew; see the record")))
    return [
        {"at": day, "text": str(text), "detail": "", "document": None, "actor": "", "tone": ""}
        for day, text in steps
    ]
