"""Cases that belong together: merged (answered in one place, undone at will) or related.

A merged case keeps its state (what was only received is accepted); its clocks, requests for time
and supervision letters fall away and its answer is that of the main case. No chains: what is merged
into nothing merges, and what has others merged into it merges into none.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from complaints import policies
from complaints.codes import CaseState, LinkKind
from complaints.machine import BEFORE_ANSWER
from complaints.models import Case, CaseLink
from complaints.services import acceptance, clocks, endings, parts, steps
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.db import take_turns
from credit_portal.common.errors import Conflict, Invalid

#: The lock under which cases are merged: two that are merged into each other wait.
MERGING = 0x486F746C696E6B


@transaction.atomic
def merge(
    *, actor: User, case_id: UUID, into_id: UUID, expected_version: int | None = None
) -> Case:
    """Answer a case with another one of the same matter and body. One that was only received is
    accepted with it: its reporter hears so, in the time for that, and nothing of the other case.

    Raises NotFound (also for the other), Invalid ("same_case"), Conflict ("merged_already",
    "has_merged", "main_merged", "not_open", "main_ended", "other_body").
    """
    take_turns(MERGING)
    if case_id == into_id:
        raise Invalid("same_case", _("Choose another case."), field="into")
    row, main = _both(actor, policies.SUPERVISE, case_id, into_id, expected_version)
    _require_mergeable(row, main)
    CaseLink.objects.create(
        case=row, other=main, kind=LinkKind.MERGED, maker=actor, made_on=clock.today()
    )
    row.merged_into, row.version = main, row.version + 1
    row.save(update_fields=["merged_into", "version"])
    if row.state == CaseState.RECEIVED:
        acceptance.take_on(row, steps.capacity(actor, policies.TAKE, row))
    endings.merged(row)
    steps.note(row, "merged", actor, into=str(main.pk))
    return row


def _require_mergeable(row: Case, main: Case) -> None:
    refusals = [
        ("merged_already", row.merged_into_id is not None,
         _("It is merged already; undo that first.")),
        ("has_merged", row.merged.exists(),
         _("Others are merged into this case; merge those first.")),
        ("main_merged", main.merged_into_id is not None,
         _("That case is merged itself; choose the one that it is merged into.")),
        ("not_open", row.state not in BEFORE_ANSWER, _("This case was answered already.")),
        ("main_ended", main.state not in BEFORE_ANSWER,
         _("That case was answered or has ended; choose an open one.")),
        ("other_body", row.accused_id != main.accused_id,
         _("They are about different bodies; relate them instead.")),
    ]  # fmt: skip
    for code, refused, words in refusals:
        if refused:
            raise Conflict(code, words)


@transaction.atomic
def undo_merge(*, actor: User, case_id: UUID, expected_version: int | None = None) -> Case:
    """Let a case go on by itself; its clocks run again from their first day.

    Raises Conflict ("not_merged", "answered_with_main").
    """
    take_turns(MERGING)
    row = steps.locked(actor, case_id, expected_version)
    policies.require_over(actor, policies.SUPERVISE, row.accused)
    main = row.merged_into_id
    if main is None:
        raise Conflict("not_merged", _("It is not merged."))
    if row.state not in BEFORE_ANSWER:
        raise Conflict(
            "answered_with_main", _("It was answered or has ended; open it again instead.")
        )
    row.links.filter(kind=LinkKind.MERGED, undone_on=None).update(undoer=actor)
    parts.leave_main(row)
    row.version += 1
    row.save(update_fields=["merged_into", "version"])
    clocks.restored(row)
    steps.note(row, "merge_undone", actor, main=str(main))
    return row


@transaction.atomic
def relate(*, actor: User, case_id: UUID, other_id: UUID) -> CaseLink:
    """Say that two cases belong together. Raises Invalid ("same_case"), Conflict
    ("related_already")."""
    row, other = _apart(actor, case_id, other_id)
    if _relations(row, other).exists():
        raise Conflict("related_already", _("They are related already."))
    made = CaseLink.objects.create(
        case=row, other=other, kind=LinkKind.RELATED, maker=actor, made_on=clock.today()
    )
    steps.note(row, "related", actor, other=str(other.pk))
    steps.note(other, "related", actor, other=str(row.pk))
    return made


@transaction.atomic
def unrelate(*, actor: User, case_id: UUID, other_id: UUID) -> None:
    """Undo a relation. Raises Conflict ("not_related")."""
    row, other = _apart(actor, case_id, other_id)
    undone = _relations(row, other).update(undoer=actor, undone_on=clock.today())
    if not undone:
        raise Conflict("not_related", _("They are not related."))
    steps.note(row, "unrelated", actor, other=str(other.pk))
    steps.note(other, "unrelated", actor, other=str(row.pk))


def _apart(actor: User, case_id: UUID, other_id: UUID) -> tuple[Case, Case]:
    """Two cases that are related, or no longer."""
    if case_id == other_id:
        raise Invalid("same_case", _("Choose another case."), field="other")
    return _both(actor, policies.TAKE, case_id, other_id)


def _both(
    actor: User, verb: str, case_id: UUID, other_id: UUID, expected: int | None = None
) -> tuple[Case, Case]:
    """Both cases over which he holds the verb, the first at its version. A main case is locked
    before what is merged into it (as where it is answered), others in the order of their keys, so
    that two who join the same pair from either end wait for each other."""
    rows = Case.objects.filter(pk__in=(case_id, other_id), merged_into__isnull=False)
    merged = set(rows.values_list("pk", flat=True))
    found = {
        key: steps.locked(actor, key, expected if key == case_id else None)
        for key in sorted([case_id, other_id], key=lambda key: (key in merged, str(key)))
    }
    for one in found.values():
        policies.require_over(actor, verb, one.accused)
    return found[case_id], found[other_id]


def _relations(row: Case, other: Case) -> QuerySet[CaseLink]:
    pair = (row.pk, other.pk)
    return CaseLink.objects.filter(
        kind=LinkKind.RELATED, undone_on=None, case__in=pair, other__in=pair
    )
