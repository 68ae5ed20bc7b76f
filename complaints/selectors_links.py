"""What belongs to a case: the ones linked with it that one sees, and where its answer stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from complaints.codes import LinkKind, ReplyState
from complaints.models import Case, CaseLink, Reply
from complaints.selectors import visible_to
from credit_portal.accounts.models import User


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
    """The answers that hold for a case, as its reporter reads them, the newest first: its own, that
    of the case with which it is answered, and one that it was answered with before it left."""
    told = [one.data["reply"] for one in row.events.all()
            if one.name == "answered_with_main" and one.data.get("reply")]  # fmt: skip
    cases = [row.pk] if row.merged_into_id is None else [row.pk, row.merged_into_id]
    rows = Reply.objects.filter(Q(case__in=cases) | Q(pk__in=told), state=ReplyState.GIVEN)
    named = rows.select_related("organisation", "author", "approver", "case__dispatcher")
    return list(named.order_by("-given_on", "-drafted_on", "id"))


def hands_of(row: Case) -> list[User]:
    """Everybody who had a hand in what was decided about a case, so that he does not review it: who
    accepted, refused, passed on, wrote or approved, also in the case with which it was answered;
    and who reviewed it before."""
    answers = answers_of(row)
    people = [row.acceptor, row.refuser, row.dispatcher, row.first_reviewer]
    for one in answers:
        people += [one.author, one.approver, one.case.dispatcher]
    return [one for one in people if one is not None]
