"""Old accounts that are not done with pass on with a succession; none of their clocks moves.

An account is owed by a body, not by a post: a line that takes posts or fields takes none of them.
What the credit office still checks is nothing that the body knows of: it is neither counted nor
listed nor handed over, and follows a body that ends with the widest line.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commitments import codes_old_accounts as codes
from commitments.codes import EDITABLE_STATES, State
from commitments.models import Commitment, OldAccount, OldAccountEvent
from commitments.services import old_steps as steps
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM
from credit_portal.directory.models import Appointment
from credit_portal.directory.selectors.days import covers
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.models_hand_over import HandOver, HandOverItem
from credit_portal.workflow.movers import Mover, OpenCase, Selection, Step
from credit_portal.workflow.selectors import open_by_case

CASE = "commitments.oldaccount"
#: The body knows of these; of the others only the credit office and who filed them.
ASKED = tuple(state for state in codes.SEEN_BY_BODY if state not in codes.FINAL)


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
    rows = OldAccount.objects.filter(organisation=body_id, state__in=ASKED)
    taken = _takes(wanted)
    if taken is None:
        return rows.none()
    for one in without:
        before = _takes(one)
        if before is not None:
            rows = rows.exclude(before) if before else rows.none()
    return rows.filter(taken).order_by("filed_on", "id")


def unasked(body_id: UUID) -> QuerySet[OldAccount]:
    """What is filed against a body and still being checked, without its knowledge."""
    return OldAccount.objects.filter(organisation=body_id).exclude(state__in=(*ASKED, *codes.FINAL))


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
    body = line.from_organisation_id
    chosen = Q(pk__in=_open(body, step.selection).order_by().values("pk"))
    if step.whole and step.last:
        chosen |= Q(pk__in=unasked(body).values("pk"))
    found = OldAccount.objects.filter(chosen, organisation=body)
    rows = list(found.order_by("id").select_for_update(of=("self",)))
    if not rows:
        return 0
    keys = [row.pk for row in rows]
    OldAccount.objects.filter(pk__in=keys).update(
        organisation=line.to_organisation, version=F("version") + 1, updated_at=clock.now()
    )
    Deadline.objects.filter(case_type=CASE, case_id__in=keys, outcome="").update(
        organisation=line.to_organisation, updated_at=clock.now()
    )
    _take_plans(keys, step)
    for row in rows:
        row.organisation = line.to_organisation
        steps.note(
            row, "inherited", SYSTEM, succession=str(line.succession_id), post=str(line.to_post_id)
        )
    _publish(step)
    return len(rows)


def _take_plans(keys: Sequence[UUID], step: Step) -> None:
    """The draft commitment that an account is to become goes where the account goes, whatever
    line takes the post it stood under."""
    Commitment.objects.filter(
        old_account__in=keys, state__in=(*EDITABLE_STATES, State.SUBMITTED)
    ).update(
        organisation=step.line.to_organisation, post=step.line.to_post, version=F("version") + 1,
        updated_at=clock.now(),
    )  # fmt: skip


def _publish(step: Step) -> None:
    """The sheets of both bodies; the first one of the new body is decided by the two people of
    the succession."""
    line, act = step.line, step.line.succession
    steps.publish(line.from_organisation)
    confirmer = User.objects.filter(pk__in=filter(None, [act.confirmed_by])).first()
    steps.publish(line.to_organisation, proposer=act.proposed_by, approver=confirmer)


def fill(sheet: HandOver) -> int:
    """Write the accounts that the succession brought to the post of a sheet, or that the newly
    appointed head of a body finds there from before his time; how many."""
    if sheet.appointment is not None:
        return _write(sheet, _found_by(sheet.appointment))
    if sheet.succession_id is None:
        return 0
    brought = OldAccountEvent.objects.filter(
        name="inherited",
        data__succession=str(sheet.succession_id),
        data__post=str(sheet.post_id),
        account__organisation=sheet.organisation_id,
    )
    known = OldAccount.objects.filter(state__in=codes.SEEN_BY_BODY)
    return _write(sheet, known.filter(pk__in=brought.values("account_id")))


def _write(sheet: HandOver, accounts: QuerySet[OldAccount]) -> int:
    rows = list(accounts.order_by("id"))
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
    """Appointments of heads whose bodies had open accounts before they came, and who have no
    sheet yet. An account is owed by the body: holders of its other posts are not asked."""
    waiting = _before(OuterRef("post__organisation"), OuterRef("starts_on"))
    had = HandOver.objects.filter(appointment=OuterRef("pk"))
    rows = Appointment.objects.filter(
        Exists(waiting), ~Exists(had), covers("starts_on", "ends_on", today),
        post__is_principal=True,
    )  # fmt: skip
    return list(rows.order_by("starts_on", "pk").values_list("pk", flat=True)[:limit])


def _found_by(appointment: Appointment) -> QuerySet[OldAccount]:
    if not appointment.post.is_principal:
        return OldAccount.objects.none()
    return _before(appointment.post.organisation_id, appointment.starts_on)


def _before(body: Any, day: Any) -> QuerySet[OldAccount]:
    """Open accounts that a body has been asked about, filed before a day; what a succession
    brought it from that day on stands on the sheet of the succession."""
    inner = OuterRef(day) if isinstance(day, OuterRef) else day
    brought = OldAccountEvent.objects.filter(
        account=OuterRef("pk"), name="inherited", on__gte=inner
    )
    rows = OldAccount.objects.filter(organisation=body, filed_on__lt=day, state__in=ASKED)
    return rows.filter(~Exists(brought))
