"""What a case number and its PIN tell: where the case stands, no word of what was reported."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from complaints.models import Case
from complaints.services import pins, steps
from credit_portal.common import acts
from credit_portal.common.actors import ANYBODY, Actor
from credit_portal.common.errors import DomainError
from credit_portal.common.throttle import ClientThrottle
from credit_portal.workflow.selectors import open_by_case


class PinThrottle(ClientThrottle):
    """How often PINs are tried at all: of everybody together, so that no address is looked at."""

    scope, rate = "pin", "120/min"

    def get_ident(self, request: HttpRequest | Request) -> str:
        """Everybody."""
        return "everybody"

    def allow(self, request: HttpRequest) -> bool:
        """Whether one more PIN may be tried now."""
        return self._spend(self.get_ident(request))


def ask(request: HttpRequest, number: str, pin: str) -> Case:
    """The case whose number and PIN these are, looked up in a transaction of its own, so that a
    wrong PIN is counted although it is refused.

    Raises NotFound ("pin_wrong": one sentence for a wrong number, a wrong PIN and a locked case),
    DomainError ("too_many_pins", 429).
    """
    if not PinThrottle().allow(request):
        raise DomainError(
            "too_many_pins", _("Too many are asking just now. Please try again in a minute."),
            status=429,
        )  # fmt: skip
    found = acts.run(_asked, actor=ANYBODY, number=number, pin=pin).value
    if found is None:
        raise pins.wrong()
    row: Case = found
    return row


def _asked(*, actor: Actor, number: str, pin: str) -> Case | None:
    return pins.status_of(number=number, pin=pin)


def told(row: Case) -> dict[str, Any]:
    """Number, state in words, days, the day by which an answer is due; nothing that was said."""
    due = open_by_case((steps.TOTAL,), "complaints.case", [row.pk]).get(row.pk, [])
    return {
        "number": row.number,
        "state": row.get_state_display(),
        "received_on": row.received_on,
        "answered_on": row.answered_on,
        "due_on": due[0].due_on if due else None,
    }
