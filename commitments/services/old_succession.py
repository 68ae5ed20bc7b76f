"""Old accounts that are not done with pass on with a succession; none of their clocks moves.

An account is owed by a body, not by a post: a line that takes posts or fields takes none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commitments import codes_old_accounts as codes
from commitments.models import OldAccount, OldAccountEvent
from commitments.services import old_steps as steps
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.models_hand_over import HandOver, HandOverItem
from credit_portal.workflow.movers import Mover, OpenCase, Selection, Step
from credit_portal.workflow.selectors import open_by_case

CASE = "commitments.oldaccount"


def mover() -> Mover:
    """How old accounts are counted, listed and moved."""
    return Mover(
        case_type=CASE,
        label=_("Old accounts"),
        count=count,
        list_open=list_open,
        sectors=lambda body_id: [],
        move=move,
        fill=fill,
        newcomers=newcomers,
    )


def _takes(one: Selection) -> Q | None:
    """Condition on accounts that a selection takes; None for none of them."""
    if one.cases is not None:
        return Q(pk__in=one.cases)
    return None if one.post_id is not None or one.sectors else Q()


def _open(
    body_id: UUID, wanted: Selection, without: Sequence[Selection] = ()
) -> QuerySet[OldAccount]:
    rows = OldAccount.objects.filter(organisation=body_id).exclude(state__in=codes.FINAL)
    taken = _takes(wanted)
    if taken is None:
        return rows.none()
    for one in without:
        before = _takes(one)
        if before is not None:
            rows = rows.exclude(before) if before else rows.none()
    return rows.filter(taken).order_by("filed_on", "id")


def count(body_id: UUID, wanted: Selection, without: Sequence[Selection]) -> int:
    """Open accounts of a body that a selection takes, and none before it."""
    return _open(body_id, wanted, without).order_by().count()


def list_open(
    body_id: UUID, wanted: Selection, without: Sequence[Selection], limit: int
) -> list[OpenCase]:
    """They themselves, the oldest first."""
    rows = list(_open(body_id, wanted, without)[:limit])
    due = _due_days(rows)
    return [
        OpenCase(
            row.pk, CASE, *_titles(row), "", f"/staff/commitments/old-accounts/{row.pk}/",
            None, "", "", "", "", due.get(row.pk),
        )
        for row in rows
    ]  # fmt: skip


def _titles(row: OldAccount) -> tuple[str, str]:
    """Year and kind; what people wrote is not copied."""
    return f"{row.paper_year}年旧账", f"Old account of {row.paper_year}"


def _due_days(rows: Sequence[OldAccount]) -> dict[UUID, date]:
    found = open_by_case([steps.ANSWER, steps.DECIDE], CASE, [row.pk for row in rows])
    return {key: clocks[0].due_on for key, clocks in found.items()}


@transaction.atomic
def move(step: Step) -> int:
    """Move what a line takes, with its running clocks, and state it on both bodies' sheets."""
    line = step.line
    if line.from_organisation_id == line.to_organisation_id:
        return 0
    rows = list(
        _open(line.from_organisation_id, step.selection)
        .order_by("id")
        .select_for_update(of=("self",))
    )
    if not rows:
        return 0
    keys = [row.pk for row in rows]
    OldAccount.objects.filter(pk__in=keys).update(
        organisation=line.to_organisation, version=F("version") + 1, updated_at=clock.now()
    )
    Deadline.objects.filter(case_type=CASE, case_id__in=keys, outcome="").update(
        organisation=line.to_organisation, updated_at=clock.now()
    )
    for row in rows:
        row.organisation = line.to_organisation
        steps.note(
            row, "inherited", SYSTEM, succession=str(line.succession_id), post=str(line.to_post_id)
        )
    _publish(step)
    return len(rows)


def _publish(step: Step) -> None:
    """The sheets of both bodies; the first one of the new body is decided by the two people of
    the succession."""
    line, act = step.line, step.line.succession
    steps.publish(line.from_organisation)
    confirmer = User.objects.filter(pk__in=filter(None, [act.confirmed_by])).first()
    steps.publish(line.to_organisation, proposer=act.proposed_by, approver=confirmer)


def fill(sheet: HandOver) -> int:
    """Write the accounts that the succession brought to the post of a sheet; how many."""
    if sheet.succession_id is None:
        return 0
    brought = OldAccountEvent.objects.filter(
        name="inherited",
        data__succession=str(sheet.succession_id),
        data__post=str(sheet.post_id),
        account__organisation=sheet.organisation_id,
    )
    rows = list(OldAccount.objects.filter(pk__in=brought.values("account_id")).order_by("id"))
    due = _due_days(rows)
    items = [_item(sheet, row, due.get(row.pk)) for row in rows]
    return len(HandOverItem.objects.bulk_create(items))


def _item(sheet: HandOver, row: OldAccount, due_on: date | None) -> HandOverItem:
    title_zh, title_en = _titles(row)
    return HandOverItem(
        hand_over=sheet, case_type=CASE, case_id=row.pk, title_zh=title_zh, title_en=title_en,
        due_on=due_on, since=row.filed_on, url=f"/staff/commitments/old-accounts/{row.pk}/",
    )  # fmt: skip


def newcomers(today: date, limit: int) -> list[UUID]:
    """None: an account is owed by the body, whoever holds its posts."""
    return []
