"""The story of a case as staff read it: every step, with the words said on the way."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import codes, selectors
from commitments.codes_clocks import Ground
from commitments.models import Commitment, CommitmentEvent, Remark
from credit_portal.common.i18n import is_english
from credit_portal.common.templatetags._dates import long_date

TEXTS: dict[str, Any] = {
    "drafted": gettext_lazy("Draft begun"),
    "copied": gettext_lazy("Copied from an earlier commitment"),
    "taken_over": gettext_lazy("Taken over from a published list"),
    "submitted": gettext_lazy("Submitted for approval"),
    "taken_back": gettext_lazy("Taken back by the filer"),
    "returned": gettext_lazy("Returned for changes"),
    "countersigned": gettext_lazy("The person has agreed to it"),
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
    "inherited": gettext_lazy("Taken over with a succession; the due date stays"),
    "date_moved": gettext_lazy("Calendar loaded, date counted anew"),
    "extend_asked": gettext_lazy("A longer period was asked for"),
    "stop_asked": gettext_lazy("It was asked that the clock stand still"),
    "due_change_refused": gettext_lazy("The superior body refused the request"),
    "due_change_withdrawn": gettext_lazy("The request was taken back"),
    "due_extended": gettext_lazy("Due date extended by the superior body"),
    "clock_stopped": gettext_lazy("Clock stopped by the superior body"),
    "clock_resumed": gettext_lazy("The clock runs again"),
    "milestone_reached": gettext_lazy("Milestone reached"),
    "milestone_missed": gettext_lazy("The day of a milestone passed without a report"),
    "outcome_confirmed": gettext_lazy("Outcome confirmed: %(outcome)s"),
    "change_begun": gettext_lazy("Lawful change or withdrawal begun"),
    "change_submitted": gettext_lazy("Laid before the superior body"),
    "change_taken_back": gettext_lazy("Lawful change taken back"),
    "change_discarded": gettext_lazy("Lawful change given up"),
    "change_returned": gettext_lazy("Returned by the superior body"),
    "change_refused": gettext_lazy("Refused by the superior body; the promise stays"),
    "changed_lawfully": gettext_lazy("Changed lawfully; another text takes its place"),
    "withdrawn_lawfully": gettext_lazy("Withdrawn lawfully"),
    "compensation_paid": gettext_lazy("Compensation reported as paid"),
    "compensation_overdue": gettext_lazy("Compensation overdue, superior body told"),
    "contested": gettext_lazy("Contradicted: verification reopened; not a verdict"),
    "objected": gettext_lazy("Verification reopened on an objection; not a verdict"),
}
BAD = {"broken", "not_reported", "partly_kept", "kept_late", "void"}
BAD_STEPS = {
    "due_passed", "escalated", "returned", "outcome_returned", "change_returned",
    "change_refused", "compensation_overdue", "due_change_refused", "milestone_missed", "contested",
}  # fmt: skip


def story(commitment: Commitment) -> list[dict[str, Any]]:
    """The steps of a case, oldest first, in the active language, for the ``story`` component."""
    remarks = selectors.remarks_of(commitment)
    events = list(commitment.events.all())
    steps = [
        _step(event, remarks.get(event.remark_id) if event.remark_id else None) for event in events
    ]
    if any(event.name == "countersigned" for event in events):
        for event, step in zip(events, steps, strict=True):
            if event.name == "registered":  # a person's own is not always published
                step["text"] = _("Approved and registered")
    return steps


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
            % {"first": _day(event.data["from"]), "last": _day(event.data["until"])}
        )
    if "old" in event.data and "new" in event.data:
        parts.append(f"{_day(event.data['old'])} → {_day(event.data['new'])}")
    if "ground" in event.data:
        parts.append(str(Ground(event.data["ground"]).label))
    if "step" in event.data:
        parts.append(_("Milestone %(n)s") % {"n": event.data["step"]})
    if remark is not None:
        parts.append(remark.text)
        parts += [
            f"{mark.field}: {mark.note}" if mark.note else mark.field for mark in remark.marks.all()
        ]
    elif event.remark_id is not None:
        parts.append(_("The words have been erased."))
    return "\n".join(parts)


def _day(value: Any) -> str:
    return long_date(value, with_weekday=False) or "—"


def _tone(event: CommitmentEvent) -> str:
    if event.name == "outcome_confirmed":
        return "bad" if event.data.get("outcome") in BAD else "good"
    if event.name in BAD_STEPS:
        return "bad"
    return "good" if event.name == "registered" else ""
