"""What `/progress/` tells the holder of a receipt, and the story as staff read it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.common.i18n import is_english
from credit_portal.common.templatetags._dates import long_date
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.receipts import Receipted
from integrity_files import selectors_objections as selectors
from integrity_files.audit_verbs_objections import INSIDE, STORY
from integrity_files.codes_objections import OWN_NOTES, NoteKind
from integrity_files.models import Objection, ObjectionEvent, ObjectionNote, Tip

BAD = frozenset({"returned", "lapsed", "refused"})
GOOD = frozenset({"accepted", "decided", "appeal_decided"})
#: Words of a proposal become the objector's to read once it is decided.
SIGNED = {"decided": "proposed", "appeal_decided": "appeal_proposed"}
#: Of the office's own words he reads those that are written to him.
TO_HIM = frozenset({*OWN_NOTES, NoteKind.DECISION, NoteKind.REASON})


def lookup(digest: bytes) -> Receipted | None:
    """What stands behind a receipt; None when it is none of ours."""
    row = selectors.by_receipt(digest)
    if row is not None:
        title = _("Objection to the record %(ref)s") % {"ref": row.ref}
        return Receipted(title, state_of(row), reverse("objections:mine"), objectors_story(row))
    tip = selectors.tip_by_receipt(digest)
    if tip is None:
        return None
    title = _("Correction tip on the record %(ref)s") % {"ref": tip.ref}
    return Receipted(title, str(tip.get_state_display()), "", _tip_story(tip))


def state_of(row: Objection) -> str:
    """The state in words, with the day by which the next answer is due, or that the time stands
    still."""
    text = str(row.get_state_display())
    due = Deadline.objects.filter(
        case_type=row._meta.label_lower, case_id=row.pk, outcome=""
    ).first()
    if due is None:
        return text
    if due.suspended_on is not None:
        day = long_date(due.suspended_on)
        return _("%(state)s; the time stands still since %(day)s") % {"state": text, "day": day}
    return _("%(state)s; due by %(day)s") % {"state": text, "day": long_date(due.due_on)}


def objectors_story(row: Objection, *, files: bool = False) -> list[dict[str, Any]]:
    """The steps that the objector reads, newest first, with what was written to him; at the desk
    also with the `files` that he attached."""
    notes: dict[UUID | None, ObjectionNote] = {one.pk: one for one in row.notes.all()}
    events = list(row.events.all())
    drafts = {one.name: one for one in events}
    shown = []
    for event in events:
        if event.name in INSIDE:
            continue
        source = drafts.get(SIGNED.get(event.name, ""), event)
        said = notes.get(source.note_id)
        to_him = said if said is None or said.kind in TO_HIM else None
        shown.append(_step(event, to_him, files=files))
    return shown[::-1]


def story(row: Objection) -> list[dict[str, Any]]:
    """Every step for the credit office, newest first, with the words and files given on the way."""
    notes: dict[UUID | None, ObjectionNote] = {one.pk: one for one in row.notes.all()}
    return [_step(event, notes.get(event.note_id), files=True) for event in row.events.all()][::-1]


def _step(
    event: ObjectionEvent, said: ObjectionNote | None, *, files: bool = False
) -> dict[str, Any]:
    document = None
    if files and said is not None and said.file is not None:
        url = reverse("objections-desk:file", args=[said.pk])
        document = {"url": url, "title": said.file.name}
    return {
        "at": event.at,
        "text": STORY.get(event.name, (event.name,) * 2)[is_english()],
        "detail": said.text if said else "",
        "document": document,
        "actor": (is_english() and event.data.get("title_en")) or event.actor_title,
        "tone": "bad" if event.name in BAD else "good" if event.name in GOOD else "",
    }


def _tip_story(tip: Tip) -> list[dict[str, Any]]:
    steps = [(tip.filed_on, _("Received"), "")]
    if tip.answered_on is not None:
        steps.append((tip.answered_on, _("Answered"), tip.answer))
    return [
        {"at": day, "text": text, "detail": detail, "document": None, "actor": "", "tone": ""}
        for day, text, detail in steps[::-1]
    ]
