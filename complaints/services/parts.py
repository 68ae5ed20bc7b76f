"""The parts of bodies in a case: who leads now, and what ends when a body has it no more."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from complaints.codes import ASSIGNED_NOW, LinkKind, Part, ReplyState
from complaints.codes import AssignmentState as A
from complaints.models import Assignment, Case
from complaints.services.steps import OPINION
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, NotFound
from credit_portal.workflow import services as workflow

#: Of a case that is with bodies, or was answered by them.
NOT_OVER = (*ASSIGNED_NOW, A.ANSWERED)


def require_own(row: Case) -> None:
    """Raise Conflict ("merged_elsewhere") for a case that is answered with another one."""
    if row.merged_into_id is not None:
        raise Conflict(
            "merged_elsewhere", _("This case is answered with the one it was merged into.")
        )


def lead_part(row: Case) -> Assignment:
    """The running part of the body that leads. Raises NotFound, Conflict ("merged_elsewhere")."""
    require_own(row)
    rows = row.assignments.select_related("organisation")
    found = rows.filter(part=Part.LEAD, state__in=NOT_OVER).first()
    if found is None:
        raise NotFound("not_found", _("No body handles this now."))
    return found


def leave_main(row: Case) -> None:
    """It is not answered with another case any more; the caller saves `merged_into`."""
    if row.merged_into_id is not None:
        row.links.filter(kind=LinkKind.MERGED, undone_on=None).update(undone_on=clock.today())
        row.merged_into = None


def end_all(row: Case) -> None:
    """No body has it any more: what was passed on may be passed on anew."""
    _cancel_opinions(row)
    row.assignments.filter(state__in=NOT_OVER).update(state=A.ENDED, ended_on=clock.today())


def end(row: Case, ended: Iterable[Assignment]) -> None:
    """These bodies have no part in it any more."""
    rows = list(ended)
    for part in rows:
        workflow.cancel(OPINION, part)
    keys = [part.pk for part in rows]
    row.assignments.filter(pk__in=keys).update(state=A.ENDED, ended_on=clock.today())


def end_joint(row: Case) -> None:
    """Nobody waits any more for bodies that take part and have not said what they found."""
    _cancel_opinions(row)
    silent(row).update(state=A.ENDED, ended_on=clock.today())


def back_to_draft(row: Case) -> None:
    """Nobody approves any more what waited for it: it is a draft again, that whoever gets the case
    next writes anew (a case has one open answer)."""
    proposed = row.replies.filter(state=ReplyState.PROPOSED)
    proposed.update(state=ReplyState.DRAFT, version=F("version") + 1)


def silent(row: Case) -> QuerySet[Assignment]:
    """Parts of bodies that have not said what they found."""
    rows: QuerySet[Assignment] = row.assignments.filter(part=Part.JOINT, state__in=ASSIGNED_NOW)
    return rows


def _cancel_opinions(row: Case) -> None:
    for part in silent(row):
        workflow.cancel(OPINION, part)
