"""Cases that wait for somebody, as lines of his work list; what bars him bars the lines too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints import case_sight, policies, selectors
from complaints.codes import ASSIGNED_NOW, LetterState, Part
from complaints.codes import CaseState as S
from complaints.models import Assignment, CallBack, Case, CaseEvent, SupervisionLetter
from complaints.services import call_backs, motions, steps
from credit_portal.accounts.scope import within
from credit_portal.common.i18n import localized
from credit_portal.workflow.registry import WorkItem
from integrity_files.listing import Shown, lines, waiting

VERBS = (*policies.HOTLINE, *policies.OF_BODY, policies.REVIEW)

#: What a reporter said of his case, also by the 12345 platform; and the steps of the hotline with
#: which somebody has read it.
ADDED = ("added", "order_changed")
HEARD = (
    "accepted", "refused", "dispatched", "passed_on", "noted", "called_back", "answered_at_once",
)  # fmt: skip
#: With which something is done against retaliation, or it is said why not. What others do in the
#: case goes on without knowing of it.
PROTECTED = ("noted", "letter_issued", "taken_back", "unseal_asked", "lead_opened")


def items(user: Any) -> Iterator[WorkItem]:
    """To examine, to dispatch, to sign for, to handle, to approve, to decide on, to call back, to
    answer, to review, what a reporter said; of what was merged only what waits in it by itself."""
    if not any(map(user.organisation_paths, VERBS)):
        return
    seen = case_sight.marked(user, selectors.visible_to(user))
    rows = seen.filter(merged_into=None)
    if policies.is_hotline(user):
        yield from _lines(rows.filter(state=S.RECEIVED), _("Complaint to examine"), steps.FIRST)
        yield from _call_backs(user, seen)
        yield from _said(user, seen)
    if user.organisation_paths(policies.SUPERVISE):
        accepted = rows.filter(state=S.ACCEPTED)
        yield from _lines(accepted, _("Complaint to dispatch"), steps.ROUTE)
        asked = rows.filter(motions__state="asked", state__in=motions.AT_WORK).distinct()
        yield from _lines(asked, _("Request for time to decide"), steps.HANDLING)
        undone = seen.filter(pk__in=call_backs.undone(CallBack.objects.all()).values("case"))
        yield from _lines(undone, _("Said not to be done: decide"), steps.TOTAL)
    yield from _of_body(user, rows)
    if user.organisation_paths(policies.REVIEW):
        yield from _lines(seen.filter(state=S.REVIEW), _("Complaint to review"), steps.REVIEW)


def _said(user: Any, seen: QuerySet[Case]) -> Iterator[WorkItem]:
    """What a reporter said since somebody of the hotline did something with the case, also in one
    that is merged or closed; retaliation for who leads. Each says since when it waits."""
    rows = seen.filter(selectors.of_hotline(user))
    if user.organisation_paths(policies.SUPERVISE):
        found = _unheard(rows, ("retaliation",), PROTECTED)
        yield from waiting(found, _("Retaliation reported: decide"), _shown, _since)
    found = _unheard(rows.exclude(state=S.WITHDRAWN), ADDED, HEARD)
    yield from waiting(found, _("New from the reporter"), _shown, _since)


def _unheard(rows: QuerySet[Case], said: Sequence[str], heard: Sequence[str]) -> QuerySet[Case]:
    """Cases with a step in which something was `said` and none of `heard` after it; the longest
    waiting first. Steps are compared by their place: what a reporter does has no moment."""
    after = CaseEvent.objects.filter(
        case=OuterRef("case"), name__in=heard, place__gt=OuterRef("place")
    )
    open_ones = CaseEvent.objects.filter(
        ~Exists(after), case=OuterRef("pk"), name__in=said, note_id__isnull=False
    )
    first = Subquery(open_ones.order_by("place").values("on")[:1])
    return rows.annotate(said_on=first).filter(said_on__isnull=False).order_by("said_on", "id")


def _since(row: Any) -> date:
    found: date = row.said_on
    return found


def _of_body(user: Any, rows: QuerySet[Case]) -> Iterator[WorkItem]:
    if user.organisation_paths(policies.HANDLE):
        own = within(user, policies.HANDLE, "assignments__organisation")
        sent = rows.filter(
            own, assignments__state="sent", assignments__part=Part.LEAD, state=S.DISPATCHED
        )
        yield from _lines(sent.distinct(), _("Complaint to sign for"), steps.SIGN)
        joint = Assignment.objects.filter(
            within(user, policies.HANDLE), state__in=ASSIGNED_NOW, part=Part.JOINT,
            case__in=rows.order_by(),
        ).select_related("case__accused", "organisation")  # fmt: skip
        yield from lines(joint, _("Opinion to give on a complaint"), _part, (steps.OPINION,))
        mine = rows.filter(assignments__handler=user, assignments__state="signed")
        yield from _lines(
            mine.filter(state=S.HANDLING).distinct(), _("Complaint to handle"), steps.HANDLING
        )
    if user.organisation_paths(policies.APPROVE):
        own = within(user, policies.APPROVE, "assignments__organisation")
        drafted = rows.filter(own, state=S.PROPOSED).exclude(
            replies__state="proposed", replies__author=user
        )
        yield from _lines(drafted.distinct(), _("Reply to approve"), steps.HANDLING)
        letters = SupervisionLetter.objects.filter(
            within(user, policies.APPROVE), state=LetterState.ISSUED, case__in=rows.order_by()
        ).select_related("case__accused", "organisation")
        yield from lines(letters, _("Supervision letter to answer"), _letter, (steps.LETTER,))


def _call_backs(user: Any, seen: QuerySet[Case]) -> Iterator[WorkItem]:
    """Calls that may be made from today on, for those who left a number."""
    due = call_backs.to_make(CallBack.objects.filter(case__in=seen.order_by()))
    rows = due.select_related("case__accused").order_by("due_on", "id")
    whole = Case.objects.filter(selectors.of_hotline(user), pk=OuterRef("case_id"))
    return lines(
        rows.annotate(in_full=Exists(whole)), _("Call-back to make"), _call, (steps.CALL_BACK,)
    )


def _lines(rows: QuerySet[Case], kind: str, clock_kind: str) -> Iterator[WorkItem]:
    return lines(rows, kind, _shown, (clock_kind,))


def _call(made: Any) -> Shown:
    made.case.in_full = made.in_full
    return _shown(made.case)


def _part(part: Assignment) -> Shown:
    return _of_case(part.case, case_sight.title_told(part.case))


def _letter(letter: SupervisionLetter) -> Shown:
    return _of_case(letter.case, letter.number)


def body_of(row: Case) -> str:
    """The body complained of; never what the reporter typed, who may have typed his own name."""
    return localized(row.accused, "name") if row.accused else str(_("no body named yet"))


def _shown(row: Any) -> Shown:
    """A case by the title that the user reads (`case_sight.marked`)."""
    return _of_case(row, case_sight.title_in_list(row))


def _of_case(row: Case, title: str) -> Shown:
    url = reverse("complaint_desk:case", args=[row.pk])
    return Shown(title, url, body_of(row), row.number)
