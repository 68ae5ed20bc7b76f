"""What somebody reads of a case that he sees (security.md T3, T4).

The hotline reads everything but who reported. Whoever reviews reads the facts with what tells their
writer masked. A body reads the text that was made for it, the notes that were passed on to it and
days without moments; the title it reads is the first line of that text. Nothing else is a default:
a step or a note of a new kind stays hidden from bodies until it is named here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, QuerySet, Value, When

from complaints import policies, redaction, selectors, selectors_links
from complaints.codes import OWN_NOTES, AssignmentState, Detail, NoteKind, Part, ReplyState
from complaints.models import Assignment, CaseEvent, CaseNote, Reply
from complaints.models import Case as Complaint
from complaints.services import steps
from credit_portal.audit import verbs
from credit_portal.workflow.registry import deadline_kind

TITLE = 60
#: What bodies learn of the story. Who reported retaliation, what was said in a call and who asked
#: to know the reporter are no business of theirs.
TOLD_TO_BODIES = frozenset({
    "received", "accepted", "dispatched", "signed", "given_back", "part_given_back",
    "taken_back", "opinion_given",
    "reply_drafted", "reply_proposed", "reply_sent_back", "answered", "extension_asked",
    "extension_granted", "extension_refused", "pause_asked", "pause_granted", "pause_refused",
    "resumed", "reopened", "closed", "letter_issued", "letter_answered", "withdrawn",
    "review_asked", "taken_over", "handed_on", "upheld", "overturned", "passed_on", "added",
    "called_back", "rated",
})  # fmt: skip
TOLD_TO_REVIEW = TOLD_TO_BODIES | {"refused", "regime_set", "body_named", "answered_at_once"}
READ_BY_REVIEW = {*OWN_NOTES, NoteKind.REASON, NoteKind.FINDING} - {NoteKind.RETALIATION}


class Sight(StrEnum):
    """How much of a case somebody reads."""

    FULL = "full"
    REVIEW = "review"
    LEAD = "lead"
    PART = "part"
    FOUND = "found"


@dataclass(frozen=True)
class Said:
    """A note and its words as somebody reads them."""

    note: CaseNote
    text: str


@dataclass(frozen=True)
class View:
    """A case as one person reads it."""

    row: Complaint
    sight: Sight

    @property
    def is_full(self) -> bool:
        """Whether he works on it for the hotline."""
        return self.sight == Sight.FULL

    @property
    def sees_drafts(self) -> bool:
        """Whether he reads answers before they are given."""
        return self.sight in {Sight.FULL, Sight.LEAD}

    @property
    def title(self) -> str:
        """What it is about, in one line."""
        return self.row.title_zh if self.is_full else title_told(self.row)

    @property
    def text(self) -> str:
        """What happened, as he may read it."""
        if self.is_full:
            return self.row.facts_zh
        if self.sight == Sight.REVIEW and not self.row.told_zh:
            return redaction.redact(self.row.facts_zh).text
        return self.row.told_zh

    def details(self) -> dict[str, Any]:
        """What was filled in beside the words, as far as he reads it: to bodies and to the credit
        office only what the dispatcher let go along; whoever reviews reads the days and sums."""
        row = self.row
        given = {
            Detail.POST: row.accused_post, Detail.COMMITMENT: row.commitment_ref,
            Detail.DAY: row.happened_on, Detail.AMOUNT: row.amount, Detail.PEOPLE: row.people,
        }  # fmt: skip
        whole = self.sight in {Sight.FULL, Sight.REVIEW}
        return {
            code.value: value
            for code, value in given.items()
            if value not in (None, "") and (whole or code in row.told_details)
        }

    def told_details(self) -> list[str]:
        """What of it goes along to the bodies, in words."""
        return [str(Detail(code).label) for code in self.row.told_details]

    def notes(self) -> list[Said]:
        """Words and files that he reads, in their order. Whoever reviews reads the reporter's own
        words masked."""
        return [
            Said(one, redaction.redact(one.text).text if self._masks(one) else one.text)
            for one in self.row.notes.all()
            if self.is_full or one.for_body or self._is_for_review(one)
        ]

    def _is_for_review(self, note: CaseNote) -> bool:
        if self.sight != Sight.REVIEW or note.kind not in READ_BY_REVIEW:
            return False
        return note.kind != NoteKind.REASON or note.pk in self._reasons_told

    @cached_property
    def _reasons_told(self) -> set[UUID | None]:
        """Reasons of the steps that who reviews is told of; not those of an unsealing or of what
        is published."""
        return {one.note_id for one in self.row.events.all() if one.name in TOLD_TO_REVIEW}

    def _masks(self, note: CaseNote) -> bool:
        return not self.is_full and note.kind in OWN_NOTES and not note.for_body

    def replies(self) -> list[Reply]:
        """Answers, drafts only for those who work on them, the newest first; for the hotline and
        who reviews also one that was given in another case for this one."""
        found = [one for one in self.row.replies.all()
                 if self.sees_drafts or one.state == ReplyState.GIVEN]  # fmt: skip
        if self.sight in {Sight.FULL, Sight.REVIEW}:
            answers = selectors_links.answers_of(self.row)
            found = [one for one in answers[::-1] if one.case_id != self.row.pk] + found
        return found[::-1]

    def story(self) -> list[dict[str, Any]]:
        """The steps that he is told of, the newest first; a moment only for the hotline."""
        told = {Sight.FULL: None, Sight.REVIEW: TOLD_TO_REVIEW}.get(self.sight, TOLD_TO_BODIES)
        events: Iterable[CaseEvent] = self.row.events.all()
        return [
            {
                "at": (event.at if self.is_full else None) or event.on,
                "text": _sentence(event),
                "actor": self._who(event),
            }
            for event in reversed(list(events))
            if told is None or event.name in told
        ]

    def _who(self, event: CaseEvent) -> str:
        """Who took the step; of what the reporter said himself the hotline alone reads who wrote it
        down, since a title there says that he telephoned."""
        hidden = not self.is_full and event.name in steps.OF_REPORTER
        return "" if hidden else event.actor_title

    def tells_clock(self, kind: str) -> bool:
        """Whether he is told of a clock of this kind: bodies of those that a body follows, whoever
        reviews of that of the review too. The others are the hotline's own, and those with the
        12345 platform tell how the report came."""
        told = {*policies.OF_BODY}
        if self.sight == Sight.REVIEW:
            told.add(policies.REVIEW)
        return self.is_full or set(deadline_kind(kind).followed_with) <= told


def _sentence(event: CaseEvent) -> str:
    """What happened; of a clock that ran out also which."""
    text = str(verbs.sentence(f"complaints.{event.name}"))
    clock = event.data.get("clock")
    return f"{text} · {deadline_kind(clock).label}" if clock else text


def view_of(user: Any, row: Complaint) -> View:
    """The case as the user reads it; `row` is one that he sees, with its parts."""
    return View(row, _sight(user, row))


def _sight(user: Any, row: Complaint) -> Sight:
    if Complaint.objects.filter(selectors.of_hotline(user), pk=row.pk).exists():
        return Sight.FULL
    parts = own_parts(user, row)
    running = (AssignmentState.SENT, AssignmentState.SIGNED, AssignmentState.ANSWERED)
    if any(one.part == Part.LEAD and one.state in running for one in parts):
        return Sight.LEAD
    foreign = not policies.is_own(user, row.accused)
    if row.review_on is not None and foreign and user.may(policies.REVIEW, row.accused):
        return Sight.REVIEW
    return Sight.PART if parts else Sight.FOUND


def own_parts(user: Any, row: Complaint) -> list[Assignment]:
    """Parts of bodies for which the user works, but those that were returned."""
    return [
        one
        for one in row.assignments.all()
        if one.state != AssignmentState.RETURNED
        and any(user.may(verb, one.organisation) for verb in policies.OF_BODY)
    ]


def marked(user: Any, rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """Rows of a list, each with `in_full`: whether the user reads its facts and its title."""
    whole = When(selectors.of_hotline(user), then=Value(True))
    return rows.annotate(in_full=Case(whole, default=False, output_field=BooleanField()))


def title_told(row: Complaint) -> str:
    """The first line of the text for those who handle it; the number where there is none yet."""
    first = next((line.strip() for line in row.told_zh.splitlines() if line.strip()), "")
    return first[:TITLE] + ("…" if len(first) > TITLE else "") or row.number


def title_in_list(row: Any) -> str:
    """The title of a row of `marked`."""
    return row.title_zh if row.in_full else title_told(row)
