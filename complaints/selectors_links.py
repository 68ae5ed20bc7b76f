"""What belongs to a case: the ones linked with it that one sees, and where its answer stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from complaints.codes import LinkKind, ReplyState
from complaints.models import Case, CaseLink, Reply
from complaints.selectors import visible_to


@dataclass(frozen=True)
class Linked:
    """One linked case as the page shows it; `is_main` when this case is answered there."""

    case: Case
    kind: str
    label: str
    is_main: bool
    since: date


def links_of(user: Any, row: Case) -> list[Linked]:
    """Links that hold, to cases that the user sees."""
    rows = CaseLink.objects.filter(undone_on=None, case=row) | CaseLink.objects.filter(
        undone_on=None, other=row
    )
    found = list(rows.order_by("made_on", "id"))
    keys = {one.other_id if one.case_id == row.pk else one.case_id for one in found}
    seen = visible_to(user).order_by().in_bulk(keys)
    linked = []
    for one in found:
        own = one.case_id == row.pk
        other = seen.get(one.other_id if own else one.case_id)
        if other is not None:
            main = own and one.kind == LinkKind.MERGED
            label = str(one.get_kind_display())
            linked.append(Linked(other, one.kind, label, main, one.made_on))
    return linked


def answers_of(row: Case) -> list[Reply]:
    """The answers that the reporter of a case reads, the newest first: a merged case is answered in
    the main one."""
    cases = [row.pk] if row.merged_into_id is None else [row.pk, row.merged_into_id]
    rows = Reply.objects.filter(case__in=cases, state=ReplyState.GIVEN)
    return list(rows.select_related("organisation").order_by("-given_on", "-drafted_on", "id"))
