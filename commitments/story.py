"""The story of a case as staff read it: every step, with the words said on the way."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import codes, selectors
from commitments.models import Commitment, CommitmentEvent, Remark
from credit_portal.common.i18n import is_english

TEXTS: dict[str, Any] = {
    "drafted": gettext_lazy("Draft begun"),
    "copied": gettext_lazy("Copied from an earlier commitment"),
    "taken_over": gettext_lazy("Taken over from a published list"),
    "submitted": gettext_lazy("Submitted for approval"),
    "taken_back": gettext_lazy("Taken back by the filer"),
    "returned": gettext_lazy("Returned for changes"),
    "registered": gettext_lazy("Approved, registered, publication decided"),
    "discarded": gettext_lazy("Discarded"),
    "progress_reported": gettext_lazy("Progress reported"),
    "reported": gettext_lazy("Performance reported, verification opened"),
    "due_passed": gettext_lazy("Due date passed, verification opened; not a verdict"),
    "escalated": gettext_lazy("Overdue, superior body told"),
    "verification_opened": gettext_lazy("Verification opened by the credit office"),
    "verification_dismissed": gettext_lazy("Verification closed without an outcome"),
    "outcome_proposed": gettext_lazy("Outcome proposed: %(outcome)s"),
    "outcome_returned": gettext_lazy("Proposed outcome returned"),
    "outcome_overtaken": gettext_lazy("A date has moved; the proposed outcome was returned"),
    "date_moved": gettext_lazy("Calendar loaded, date counted anew"),
    "outcome_confirmed": gettext_lazy("Outcome confirmed: %(outcome)s"),
}
BAD = {"broken", "not_reported", "partly_kept", "kept_late"}
BAD_STEPS = {"due_passed", "escalated", "returned", "outcome_returned"}


def story(commitment: Commitment) -> list[dict[str, Any]]:
    """The steps of a case, oldest first, in the active language, for the ``story`` component."""
    remarks = selectors.remarks_of(commitment)
    return [
        _step(event, remarks.get(event.remark_id) if event.remark_id else None)
        for event in commitment.events.all()
    ]


def _step(event: CommitmentEvent, remark: Remark | None) -> dict[str, Any]:
    return {
        "at": event.at,
        "text": _text(event),
        "detail": _detail(event, remark),
        "document": None,
        "actor": (is_english() and event.data.get("title_en")) or event.actor_title,
        "tone": _tone(event),
    }


def _text(event: CommitmentEvent) -> str:
    text = str(TEXTS.get(event.name, event.name))
    if "outcome" not in event.data:
        return text
    return text % {"outcome": outcome_label(event.data["outcome"], "from" in event.data)}


def outcome_label(code: str, of_period: bool = False) -> str:
    """What an outcome is called, of a promise or of one period."""
    choices = codes.PeriodOutcome if of_period else codes.Outcome
    return str(dict(choices.choices).get(code, code))


def _detail(event: CommitmentEvent, remark: Remark | None) -> str:
    parts = []
    if "from" in event.data:
        parts.append(
            _("Period %(first)s to %(last)s")
            % {"first": event.data["from"], "last": event.data["until"]}
        )
    if remark is not None:
        parts.append(remark.text)
        parts += [
            f"{mark.field}: {mark.note}" if mark.note else mark.field for mark in remark.marks.all()
        ]
    elif event.remark_id is not None:
        parts.append(_("The words have been erased."))
    return "\n".join(parts)


def _tone(event: CommitmentEvent) -> str:
    if event.name == "outcome_confirmed":
        return "bad" if event.data.get("outcome") in BAD else "good"
    if event.name in BAD_STEPS:
        return "bad"
    return "good" if event.name == "registered" else ""
