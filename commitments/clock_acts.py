"""Acts on the due date and the milestones of a registered promise, each saying what it will do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments import codes, policies_clocks, policies_personal
from commitments import codes_clocks as clock_codes
from commitments.models import ClockRequest, Commitment
from credit_portal.common import clock

LABELS: dict[str, tuple[Any, Any, str, str]] = {
    "grant_due_change": (
        _("Grant the request"),
        _("Moves the due date or stops its clock, and publishes exactly the preview you see."),
        "g",
        "main",
    ),
    "refuse_due_change": (
        _("Refuse the request"),
        _("The clock runs as before; your reason goes to the body."),
        "n",
        "red",
    ),
    "withdraw_due_change": (
        _("Take the request back"),
        _("The superior body no longer decides on it."),
        "w",
        "",
    ),
    "ask_extension": (
        _("Ask for a longer period"),
        _("Within what the rule allows; the superior body decides."),
        "l",
        "",
    ),
    "ask_stop": (
        _("Ask to stop the clock"),
        _("On a listed ground, from today on; the superior body decides."),
        "k",
        "",
    ),
    "resume_clock": (
        _("Let the clock run again"),
        _("From today, which counts; the due date moves by the time it stood still."),
        "u",
        "main",
    ),
    "report_milestone": (
        _("Report a milestone"),
        _("Publishes the day on which it was reached."),
        "m",
        "",
    ),
}


def waiting(row: Commitment) -> ClockRequest | None:
    """The request that the superior body has not decided; none once the outcome stands."""
    if row.outcome != codes.Outcome.OPEN:
        return None
    state = clock_codes.ClockState.REQUESTED
    return next((one for one in row.clock_requests.all() if one.state == state), None)


def names(user: Any, row: Commitment) -> list[str]:
    """What the user may do now about the due date and the milestones of a registered promise."""
    found = [] if row.is_standing or row.due_on is None else _on_due(user, row)
    unreported = any(step.reached is None for step in row.milestones.all())
    is_open = row.outcome == codes.Outcome.OPEN
    if unreported and is_open and policies_personal.may_report(user, row):
        found.append("report_milestone")
    return found


def _on_due(user: Any, row: Commitment) -> list[str]:
    may_ask, request = policies_clocks.may_ask(user, row), waiting(row)
    if request is not None:
        request.commitment = row
        found = []
        if policies_clocks.may_decide(user, request):
            found += ["grant_due_change", "refuse_due_change"]
        return [*found, "withdraw_due_change"] if may_ask else found
    if not may_ask or row.outcome != codes.Outcome.OPEN:
        return []
    if row.due_stopped_on is not None:
        return ["resume_clock"]
    over = row.due_on is not None and row.due_on < clock.today()
    if over or any(one.is_live for one in row.verifications.all()):
        return []
    return ["ask_extension", "ask_stop"] if row.due_rule else ["ask_stop"]
