"""What a reporter reads by his receipt: where it stands, what happened on which day, the answers.

Days only, no names of those who handle it, nothing that was written inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import pgettext_lazy as _c

from complaints import lead_story, machine, selectors
from complaints.codes import CaseState, NoteKind, PauseGround, Regime
from complaints.models import Case, CaseEvent, CaseNote
from complaints.selectors_links import answers_of
from complaints.services import acceptance, reporter, steps
from credit_portal.common.i18n import localized
from credit_portal.common.templatetags._dates import long_date
from credit_portal.directory.selectors import organisations
from credit_portal.workflow.receipts import Receipted
from credit_portal.workflow.selectors import first_due

#: Steps that concern the reporter; all others are work inside.
TEXTS: dict[str, Any] = {
    "received": gettext_lazy("Received"),
    "accepted": gettext_lazy("Accepted; it is passed on to the body that must handle it"),
    "regime_set": gettext_lazy("The law that applies was set"),
    "refused": gettext_lazy("Not accepted"),
    "dispatched": gettext_lazy("Passed on for handling"),
    "given_back": gettext_lazy("Returned by the body as not competent; passed on anew"),
    "signed": gettext_lazy("The body handles it now"),
    "answered": gettext_lazy("Answered"),
    "answered_at_once": gettext_lazy("Answered"),
    "answered_with_main": gettext_lazy("Answered"),
    "extension_granted": gettext_lazy("More time was granted"),
    "pause_granted": gettext_lazy("The time stands still"),
    "resumed": gettext_lazy("The time runs again"),
    "letter_issued": gettext_lazy("The body was urged in writing to act"),
    "called_back": gettext_lazy("The hotline called back"),
    "call_back_over": gettext_lazy("You were not called, as no number is kept"),
    "decision_told": gettext_lazy("The hotline called to tell you what was decided"),
    "left_undone": gettext_lazy("You said that it was not done; it is not opened again"),
    "rated": gettext_lazy("You said how satisfied you are"),
    "reopened": gettext_lazy("Opened again"),
    "closed": _c("complaint", "Closed"),
    "added": gettext_lazy("You added facts"),
    "withdrawn": gettext_lazy("You withdrew it"),
    "consent_withdrawn": gettext_lazy("You do not want the answer published any more"),
    "secrecy_wished": gettext_lazy("You wish to be kept secret"),
    "review_asked": gettext_lazy("You asked for a review"),
    "retaliation": gettext_lazy(
        "You reported retaliation; the supervisors are told within the hour"
    ),
    "upheld": gettext_lazy("Reviewed: it stands as it was decided"),
    "overturned": gettext_lazy("Reviewed: it does not stand, and is handled anew"),
    "taken_back": gettext_lazy("Taken back from the body; passed on anew"),
    "overdue": gettext_lazy("The time passed without an answer; the supervisors were told"),
    "escalated": gettext_lazy("Still no answer; the superior body was told"),
    "identity_erased": gettext_lazy("Who you are was erased; the time to keep it is over"),
    "original_seen": gettext_lazy("Two people of two units opened a file as you handed it in"),
    "unsealed": gettext_lazy("Two people of two units opened who you are; the reason is on record"),
}
GOOD = frozenset({"answered", "answered_at_once", "answered_with_main", "overturned"})
BAD = frozenset({"refused", "unsealed", "original_seen", "retaliation", "overdue", "escalated"})
#: Said instead where nobody above the hotline was told.
STILL = gettext_lazy("Still no answer; those who lead the hotline were told again")
#: Clocks that a reporter is told of.
CLOCKS = (steps.FIRST, steps.TOTAL, reporter.REVIEW)
#: Clocks whose end he waits for. Late signatures, opinions, letters, calls and passing on say
#: nothing of his answer.
OF_ANSWER = frozenset({*CLOCKS, steps.HANDLING})
LATE = frozenset({"overdue", "escalated"})


def lookup(digest: bytes) -> Receipted | None:
    """What `/progress/` shows of a report; None when the receipt is none of ours."""
    row = selectors.by_receipt(digest)
    if row is None:
        return None
    title = _("Report %(number)s") % {"number": row.number}
    return Receipted(title, state_of(row), reverse("complaints:track"), story(row))


def state_of(row: Case) -> str:
    """The state in words, with the day by which the next answer is due."""
    if row.merged_into is not None and row.state in machine.BEFORE_ANSWER:
        return _of_main(row, row.merged_into)
    return _with_day(str(row.get_state_display()), first_due(row, CLOCKS))


def _of_main(row: Case, main: Case) -> str:
    """Of a case that is answered with another, whose clock counts for it. A day before it was filed
    is not told: it would tell that another report exists."""
    found = first_due(main, (steps.TOTAL,))
    if found is not None and min(one for one in found if one) < row.received_on:
        found = None
    return _with_day(str(CaseState.HANDLING.label), found)


def _with_day(text: str, found: tuple[date, date | None] | None) -> str:
    if found is None:
        return text
    due_on, suspended_on = found
    if suspended_on is not None:
        day = long_date(suspended_on)
        return _("%(state)s; the time stands still since %(day)s") % {"state": text, "day": day}
    return _("%(state)s; due by %(day)s") % {"state": text, "day": long_date(due_on)}


def story(row: Case) -> list[dict[str, Any]]:
    """The steps that concern the reporter, newest first, as the story component takes them; of
    lateness that of his answer alone."""
    events = _once_a_day([one for one in row.events.all() if _concerns(one)])
    names = _names(events) | _reasons_of_time(row, events)
    return [_step(one, names) for one in events][::-1]


def _concerns(event: CaseEvent) -> bool:
    late = event.name in LATE
    return event.name in TEXTS and (not late or event.data.get("clock") in OF_ANSWER)


def _once_a_day(events: Sequence[CaseEvent]) -> list[CaseEvent]:
    """Of several clocks that passed on one day one line, that which went furthest up."""
    kept: dict[tuple[str, date], CaseEvent] = {}
    for one in events:
        if one.name in LATE and ((one.name, one.on) not in kept or one.data.get("superior")):
            kept[one.name, one.on] = one
    return [one for one in events if one.name not in LATE or kept[one.name, one.on] is one]


def _names(events: Iterable[CaseEvent]) -> dict[str, str]:
    """Names of the bodies to which it was passed on."""
    wanted = {str(one.data["lead"]) for one in events if one.data.get("lead")}
    return {str(one.pk): localized(one, "name") for one in organisations().filter(pk__in=wanted)}


def _reasons_of_time(row: Case, events: Iterable[CaseEvent]) -> dict[str, str]:
    """Why more time was granted, as who granted it wrote it for the reporter."""
    wanted = {str(one.data["motion"]) for one in events if one.name == "extension_granted"}
    rows = row.motions.filter(pk__in=wanted) if wanted else row.motions.none()
    return {str(one.pk): one.decision_zh for one in rows}


def _detail(event: CaseEvent, names: dict[str, str]) -> str:
    """What is told beside a step: the body, the law, the new day and why, the ground."""
    data = event.data
    if event.name == "regime_set":
        return str(Regime(data["regime"]).label)
    if event.name == "pause_granted":
        return str(PauseGround(data["ground"]).label)
    if event.name == "extension_granted":
        day = _("New day: %(day)s") % {"day": long_date(date.fromisoformat(data["due_on"]))}
        return "\n".join(filter(None, (day, names.get(data["motion"]))))
    return names.get(str(data.get("lead")), "")


def _step(event: CaseEvent, names: dict[str, str]) -> dict[str, Any]:
    silent = event.name == "escalated" and not event.data.get("superior")
    return {
        "at": event.on, "text": str(STILL if silent else TEXTS[event.name]), "document": None,
        "actor": "", "detail": _detail(event, names),
        "tone": "good" if event.name in GOOD else "bad" if event.name in BAD else "",
    }  # fmt: skip


def page(row: Case) -> dict[str, Any]:
    """What the page of a case shows, and what may be done on it now."""
    refused = row.state == CaseState.REFUSED or (row.refusal and not row.accepted_on)
    return {
        "state": state_of(row),
        "events": story(row),
        "answers": answers_of(row),
        "pursued": lead_story.of(row.merged_into or row),
        "refusal": row.get_refusal_display() if refused else "",
        "remedy": acceptance.remedy_of(row) if refused else "",
        "reviewed": _reasons(row),
        "said": row.notes.filter(kind__in=(NoteKind.MORE, NoteKind.REVIEW, NoteKind.RETALIATION)),
        "may_add": row.state != CaseState.WITHDRAWN,
        "may_keep_private": row.may_publish,
        "may_withdraw": row.state in machine.BEFORE_ANSWER,
        "may_review": reporter.may_ask_review(row),
        "review_until": reporter.review_until(row),
        "is_final": row.state == CaseState.CLOSED and row.reviews >= reporter.MOST_REVIEWS,
        "asks": reporter.asks(row),
        "asked_on": reporter.asked_on(row),
    }


def _reasons(row: Case) -> CaseNote | None:
    """The reasons of the last review, as the step names them: no other words of who reviewed."""
    reviewed = row.events.filter(name__in=("upheld", "overturned"), note_id__isnull=False)
    said = reviewed.order_by("place").values_list("note_id", flat=True).last()
    return row.notes.filter(pk=said).first() if said is not None else None
