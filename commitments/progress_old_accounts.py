"""What `/progress/` tells the holder of a receipt, and the story as staff read it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import selectors_old_accounts as selectors
from commitments.models import OldAccount, OldAccountEvent, OldAccountNote
from credit_portal.common.i18n import is_english, localized
from credit_portal.common.templatetags._dates import long_date
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.receipts import Receipted

TEXTS: dict[str, Any] = {
    "filed": gettext_lazy("Filed; the credit office checks it"),
    "filed_by_body": gettext_lazy("Registered by the body itself, as a draft"),
    "completed": gettext_lazy("Completed by the claimant"),
    "facts_added": gettext_lazy("Facts added by the claimant"),
    "withdrawn": gettext_lazy("Withdrawn by the claimant"),
    "returned": gettext_lazy("Returned to be completed within thirty days"),
    "refused": gettext_lazy("Not taken up"),
    "checked": gettext_lazy("Checked by the credit office"),
    "unchecked": gettext_lazy("Sent back to be checked again"),
    "forwarded": gettext_lazy("Forwarded to the body, whose time to answer runs"),
    "accepting": gettext_lazy("The body owns up to it and prepares the registration"),
    "given_up": gettext_lazy("The body gave up its draft; the account is owed as before"),
    "dropped": gettext_lazy("The draft was given up"),
    "accepted": gettext_lazy("Registered as a public commitment"),
    "inherited": gettext_lazy("Another body took over from the one it was filed against"),
    "contest_drafted": gettext_lazy("A contest was drafted"),
    "contest_returned": gettext_lazy("The draft contest was sent back"),
    "contested": gettext_lazy("The body contests it; the credit office decides"),
    "proposed": gettext_lazy("A decision was proposed"),
    "decision_returned": gettext_lazy("The proposed decision was sent back"),
    "upheld": gettext_lazy("Upheld: the body must register it"),
    "dismissed": gettext_lazy("Not upheld; closed"),
    "silent": gettext_lazy("The body did not answer in time; this is no verdict"),
    "escalated": gettext_lazy("The superior body was told of the silence"),
    "claimant_seen": gettext_lazy("Somebody looked at who filed it"),
    "erased": gettext_lazy("Who filed it has been erased"),
}
#: Steps inside the office or the body: the claimant is told of what comes of them.
INSIDE = frozenset(
    {"contest_drafted", "contest_returned", "proposed", "decision_returned", "unchecked",
     "claimant_seen"}
)  # fmt: skip
BAD = frozenset({"returned", "refused", "contested", "dismissed", "silent", "escalated"})
GOOD = frozenset({"accepted", "upheld"})
#: Clocks whose day the claimant is told: of the check, the answer, the decision.
CLOCKS = ("commitments.old_check", "commitments.old_answer", "commitments.old_decide")
#: Words of a draft that become the claimant's to read once it is signed.
SIGNED = {"contested": "contest_drafted", "upheld": "proposed", "dismissed": "proposed"}


def lookup(digest: bytes) -> Receipted | None:
    """What stands behind a receipt; None when it is none of ours."""
    row = selectors.by_receipt(digest)
    if row is None:
        return None
    title = _("Old account of %(year)d with %(body)s") % {
        "year": row.paper_year,
        "body": localized(row.organisation, "name"),
    }
    return Receipted(title, state_of(row), reverse("old_accounts:mine"), claimants_story(row))


def state_of(row: OldAccount) -> str:
    """The state in words, with the day by which the body or the credit office has to answer."""
    text = str(row.get_state_display())
    rows = Deadline.objects.filter(case_type=row._meta.label_lower, case_id=row.pk, outcome="")
    due = rows.filter(kind__in=CLOCKS).order_by("due_on").first()
    if due is None:
        return text
    if row.silent_on and due.kind == "commitments.old_answer":
        day = long_date(row.silent_on)
        return _("%(state)s; no answer since %(day)s") % {"state": text, "day": day}
    return _("%(state)s by %(day)s") % {"state": text, "day": long_date(due.due_on)}


def claimants_story(row: OldAccount) -> list[dict[str, Any]]:
    """The steps that the claimant reads, newest first, with what was written to him."""
    notes: dict[UUID | None, OldAccountNote] = {one.pk: one for one in row.notes.all()}
    events = list(row.events.all())
    drafts = {one.name: one for one in events}
    shown = []
    for event in events:
        if event.name in INSIDE:
            continue
        source = drafts.get(SIGNED.get(event.name, ""), event)
        shown.append(_step(event, notes.get(source.note_id), files=False))
    return shown[::-1]


def story(row: OldAccount) -> list[dict[str, Any]]:
    """Every step for staff, newest first, with the words and files given on the way."""
    notes: dict[UUID | None, OldAccountNote] = {one.pk: one for one in row.notes.all()}
    return [_step(event, notes.get(event.note_id), files=True) for event in row.events.all()][::-1]


def _step(event: OldAccountEvent, said: OldAccountNote | None, *, files: bool) -> dict[str, Any]:
    detail = said.text if said else _("The words have been erased.") if event.note_id else ""
    document = None
    if files and said is not None and said.file is not None:
        url = reverse("commitments:old-account-file", args=[said.pk])
        document = {"url": url, "title": said.file.name}
    return {
        "at": event.at,
        "text": str(TEXTS.get(event.name, event.name)),
        "detail": detail,
        "document": document,
        "actor": (is_english() and event.data.get("title_en")) or event.actor_title,
        "tone": "bad" if event.name in BAD else "good" if event.name in GOOD else "",
    }
