"""Hand-over sheets: made by a succession or for a newcomer, acknowledged in time, or escalated."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.accounts.models import User
from credit_portal.accounts.scope import within
from credit_portal.accounts.selectors import nearest_holders_of
from credit_portal.audit import services as audit
from credit_portal.common import acts, clock
from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.common.db import lock, take_turns
from credit_portal.common.errors import Conflict, NotAllowed, NotFound
from credit_portal.common.i18n import localized
from credit_portal.directory.models import (
    Appointment,
    Organisation,
    Post,
    Succession,
    SuccessionLine,
)
from credit_portal.directory.selectors.days import covers
from credit_portal.notices import services as notices
from credit_portal.workflow import movers, services
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.models_hand_over import HandOver
from credit_portal.workflow.registry import CaseName, WorkItem
from credit_portal.workflow.selectors import told

KIND = "workflow.hand_over"
RULE = "HANDOVER-ACK"
#: Sees the sheets of his bodies and acknowledges those of his own.
ACKNOWLEDGE = "workflow.acknowledge_hand_over"
VERBS = {ACKNOWLEDGE: {"filer", "approver"}}
REMIND_BEFORE = (5, 1)
NEWCOMERS_AT_ONCE = 100
TURNS = 0x68616E646F766572  # "handover"


@dataclass(frozen=True)
class FellAway:
    """That nobody acknowledges a sheet any more: since when, and the succession that did it."""

    on: dt.date
    act: Succession | None


class _Empty(Exception):
    """Nothing to hand over: the sheet is taken back."""


# -- making --------------------------------------------------------------------------------------
def of_succession(row: Succession) -> list[HandOver]:
    """One sheet for each post that took something over; with a change of government for each post
    of the body. Called in the transaction that moved the cases."""
    places = {
        (line.to_organisation_id, line.to_post_id): (line.to_organisation, line.to_post)
        for line in row.lines.select_related("to_organisation__parent", "to_post")
    }
    if not places:
        body = row.organisation
        posts = Post.objects.filter(organisation=body, active=True)
        places = {(body.pk, post.pk): (body, post) for post in posts}
    made = [_make(body, post, succession=row) for body, post in places.values()]
    return [sheet for sheet in made if sheet is not None]


def fall_away(bodies: Sequence[Organisation]) -> None:
    """Sheets that wait in bodies that end: their clocks are cancelled, nobody is asked any more.
    What they list and is open stands on the sheets of the successors."""
    for sheet in HandOver.objects.filter(organisation__in=bodies, acknowledged_at=None):
        services.cancel(KIND, sheet)


def _make(body: Organisation, post: Post, **cause: Any) -> HandOver | None:
    """A sheet with its items, its clock and its notices; None when there is nothing to list."""
    now = clock.now()
    sheet = HandOver(organisation=body, post=post, made_at=now, made_on=clock.day_of(now), **cause)
    try:
        with transaction.atomic():
            sheet.save(force_insert=True)
            if not sum(mover.fill(sheet) for mover in movers.movers()):
                raise _Empty
    except _Empty:
        return None
    sheet.refresh_from_db()
    deadline = services.start_deadline(
        kind=KIND, case=sheet, organisation=body, start_on=sheet.made_on, rule=RULE
    )
    audit.record("workflow.make_hand_over", actor=SYSTEM, target=sheet, organisation=body,
                 count=sheet.items.count())  # fmt: skip
    _tell("hand_over_waiting", sheet, deadline, receivers(sheet), "made")
    return sheet


def make_for_newcomers(*, limit: int = NEWCOMERS_AT_ONCE) -> int:
    """A sheet for everybody who came into a post with open cases; answers how many were made.

    By stored condition (an appointment in effect that has none), so late or twice is the same.
    """
    made = 0
    while True:
        run = acts.run(step_for_newcomers, actor=SYSTEM, limit=limit, answer=lambda _value: {})
        done = int(run.value)
        made += done
        if done < limit:
            return made


@transaction.atomic
def step_for_newcomers(*, actor: Actor, limit: int) -> int:
    """One batch of appointments; two workers take turns."""
    take_turns(TURNS)
    found = {key for one in movers.movers() for key in one.newcomers(clock.today(), limit)}
    rows = Appointment.objects.filter(pk__in=found).select_related("post__organisation__parent")
    made = [_make(row.post.organisation, row.post, appointment=row)
            for row in rows.order_by("starts_on", "pk")[:limit]]  # fmt: skip
    return sum(sheet is not None for sheet in made)


# -- acknowledging -------------------------------------------------------------------------------
@transaction.atomic
def acknowledge(*, actor: Actor, hand_over_id: UUID) -> HandOver:
    """Acknowledge a sheet. Raises NotFound, NotAllowed unless the actor holds the post or files or
    approves in the body itself, Conflict when it was acknowledged before."""
    sheet = lock(visible_to(actor).select_related(None).order_by(), hand_over_id)
    if not isinstance(actor, User) or not may_acknowledge(actor, sheet):
        sentence = _(
            "Only the holder of the post, or who files or approves there, acknowledges it."
        )
        raise NotAllowed("not_allowed", sentence)
    if not sheet.is_waiting:
        raise Conflict("hand_over_done", _("This hand-over has been acknowledged already."))
    if fell_away(sheet) is not None:
        sentence = _("This hand-over fell away: its body ended, and others took its cases over.")
        raise Conflict("hand_over_fell_away", sentence)
    sheet.acknowledged_at, sheet.acknowledged_by = clock.now(), actor
    sheet.acknowledged_title = actor.title
    fields = ["acknowledged_at", "acknowledged_by", "acknowledged_title"]
    sheet.save(update_fields=fields)
    services.satisfy(KIND, sheet)
    audit.record("workflow.acknowledge_hand_over", actor=actor, target=sheet,
                 organisation=sheet.organisation, count=sheet.items.count())  # fmt: skip
    return sheet


def may_acknowledge(user: User, sheet: HandOver) -> bool:
    """Whether it is for this user to acknowledge."""
    own = user.organisation_id == sheet.organisation_id
    return (own and user.may(ACKNOWLEDGE, sheet.organisation)) or _holds(user, sheet)


def _holds(user: User, sheet: HandOver) -> bool:
    if user.person_id is None:
        return False
    rows = Appointment.objects.filter(covers("starts_on", "ends_on", clock.today()))
    return rows.filter(post=sheet.post_id, person=user.person_id).exists()


# -- reading -------------------------------------------------------------------------------------
def visible_to(user: Any) -> QuerySet[HandOver]:
    """Sheets of the user's bodies and of the posts he holds, the newest first."""
    seen = within(user, ACKNOWLEDGE)
    if person := getattr(user, "person_id", None):
        held = Appointment.objects.filter(covers("starts_on", "ends_on", clock.today()))
        seen |= Q(post__in=held.filter(person=person).values("post"))
    rows = HandOver.objects.filter(seen).select_related(
        "organisation__parent", "post", "succession", "appointment__person", "acknowledged_by"
    )
    return rows.order_by("-made_at", "-id")


def listed(user: Any) -> QuerySet[HandOver]:
    """The same with the number of their items and whether they fell away (`gone`), those that
    wait first."""
    rows = visible_to(user).annotate(n=Count("items"), gone=Exists(_cancelled(OuterRef("pk"))))
    return rows.order_by("gone", F("acknowledged_at").asc(nulls_first=True), "-made_at", "-id")


def hand_over(user: Any, key: UUID) -> HandOver:
    """One sheet. Raises NotFound."""
    found = visible_to(user).filter(pk=key).first()
    if found is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    return found


def deadline_of(sheet: HandOver) -> Deadline | None:
    """Until when it is to be acknowledged, or how that went."""
    rows = Deadline.objects.filter(kind=KIND, case_type=sheet._meta.label_lower, case_id=sheet.pk)
    return rows.order_by("-created_at").first()


def _cancelled(case_id: Any) -> QuerySet[Deadline]:
    """The clock of a sheet that fell away."""
    return Deadline.objects.filter(
        kind=KIND, case_type=HandOver._meta.label_lower, case_id=case_id,
        outcome=Deadline.Outcome.CANCELLED,
    )  # fmt: skip


def fell_away(sheet: HandOver) -> FellAway | None:
    """When and by which succession an unacknowledged sheet fell away; None while it waits."""
    clock_of = _cancelled(sheet.pk).first() if sheet.is_waiting else None
    if clock_of is None:
        return None
    lines = SuccessionLine.objects.filter(from_organisation=sheet.organisation_id, whole=True)
    acts_of = Succession.objects.filter(pk__in=lines.values("succession"))
    act = acts_of.filter(confirmed_at__gte=sheet.made_at).order_by("confirmed_at", "pk").first()
    return FellAway(clock.day_of(clock_of.updated_at), act)


def work_of(user: Any) -> Iterator[WorkItem]:
    """Sheets that wait for this user, before all his other work."""
    seen = within(user, ACKNOWLEDGE) & Q(organisation=user.organisation_id)
    if user.person_id:
        held = Appointment.objects.filter(covers("starts_on", "ends_on", clock.today()))
        seen |= Q(post__in=held.filter(person=user.person_id).values("post"))
    waiting = visible_to(user).filter(seen, acknowledged_at=None)
    waiting = waiting.exclude(Exists(_cancelled(OuterRef("pk"))))
    rows = [row for row in waiting.annotate(n=Count("items"))[:50] if may_acknowledge(user, row)]
    if not rows:
        return
    clocks = {
        one.case_id: one
        for one in Deadline.objects.filter(kind=KIND, case_id__in=[row.pk for row in rows])
    }
    for row in rows:
        due = clocks.get(row.pk)
        yield WorkItem(
            title=_("Hand-over: %(post)s, %(n)s open cases")
            % {"post": localized(row.post, "title"), "n": row.n},
            url=reverse("desk:hand-over", args=[row.pk]),
            kind=_("Taken over"),
            due_on=due.due_on if due else None,
            provisional=due.provisional if due else False,
            overdue=bool(due and due.overdue_at),
            organisation=localized(row.organisation, "name"),
            reference=row.number,
            taken_over=True,
        )


def receivers(sheet: HandOver) -> list[User]:
    """Who is asked to acknowledge: holders of the post with an account, and the body's filers and
    approvers (or its superior's, when it has none)."""
    held = Appointment.objects.filter(covers("starts_on", "ends_on", clock.today()))
    holders = User.objects.filter(
        person__in=held.filter(post=sheet.post_id).values("person"), is_active=True
    ).select_related("post", "organisation")
    found = [*holders, *nearest_holders_of(ACKNOWLEDGE, sheet.organisation)]
    return list({user.pk: user for user in found}.values())


# -- time ----------------------------------------------------------------------------------------
def _sheets(ids: Sequence[UUID]) -> list[tuple[Deadline, HandOver]]:
    deadlines = list(Deadline.objects.filter(pk__in=ids).order_by("due_on", "id"))
    keys = [one.case_id for one in deadlines]
    rows = HandOver.objects.select_related("organisation__parent", "post").in_bulk(keys)
    return [(one, rows[one.case_id]) for one in deadlines if one.case_id in rows]


@transaction.atomic
def remind(ids: list[UUID], today: dt.date) -> None:
    """Ask once more those who are to acknowledge."""
    for deadline, sheet in _sheets(ids):
        stage = f"remind:{deadline.reminded_before}"
        _tell("hand_over_waiting", sheet, deadline, receivers(sheet), stage)


@transaction.atomic
def overdue(ids: list[UUID], today: dt.date) -> None:
    """Nobody acknowledged in time: the superior body is told, and the trail says so."""
    for deadline, sheet in _sheets(ids):
        above = sheet.organisation.superior
        people = nearest_holders_of(ACKNOWLEDGE, above) if above else []
        _tell("hand_over_overdue", sheet, deadline, [*people, *receivers(sheet)], "overdue")
        audit.record("workflow.hand_over_overdue", actor=SYSTEM, target=sheet,
                     organisation=sheet.organisation, due_on=str(deadline.due_on))  # fmt: skip


def name_cases(ids: list[UUID]) -> dict[UUID, CaseName]:
    """How sheets are called where their deadlines are told of."""
    return {
        deadline.pk: CaseName(
            f"{sheet.number} {sheet.post.title_zh}", f"{sheet.number} {sheet.post.title_en}",
            f"/staff/hand-overs/{sheet.pk}/", sheet.number,
        )
        for deadline, sheet in _sheets(ids)
    }  # fmt: skip


def _tell(
    template: str, sheet: HandOver, deadline: Deadline, people: Sequence[User], stage: str
) -> None:
    body, post = sheet.organisation, sheet.post
    notices.notify(
        recipients=people,
        template=template,
        context={
            "title_zh": post.title_zh or post.title_en,
            "title_en": post.title_en or post.title_zh,
            "organisation_zh": body.name_zh or body.name_en,
            "organisation_en": body.name_en or body.name_zh,
            "reference": sheet.number,
            "count": sheet.items.count(),
            **told(deadline),
            "url": f"/staff/hand-overs/{sheet.pk}/",
        },
        dedupe_key=f"hand_over:{sheet.pk}:{stage}",
        organisation=body,
    )
