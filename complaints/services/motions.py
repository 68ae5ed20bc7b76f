"""More time, or a clock that stands still: asked for by the body, granted by the hotline."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from complaints import policies, rules
from complaints.codes import MotionKind, MotionState, PauseGround, Regime
from complaints.models import Case, Motion
from complaints.services import clocks, parts, steps
from credit_portal.accounts.models import User
from credit_portal.common import acts, clock
from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotFound
from credit_portal.workdays import selectors as workdays
from credit_portal.workflow import services as workflow
from credit_portal.workflow.models import Deadline

BOTH = (steps.HANDLING, steps.TOTAL)
#: Pauses for which clocks stand still now.
PAUSED = Q(kind=MotionKind.PAUSE, state=MotionState.GRANTED, resumed_on=None)
#: A body has signed for it and it is not answered.
AT_WORK = ("handling", "proposed")


@transaction.atomic
def ask(
    *,
    actor: User,
    case_id: UUID,
    kind: str,
    reason: str,
    ground: str = "",
    expected_version: int | None = None,
) -> Motion:
    """Ask for more time, or for a pause on one of the listed grounds, before the time is over.

    Raises Invalid ("ground_unknown"), Conflict ("asked_already", "not_handling"), and at once what
    would refuse it when granted: "not_extendable", "extended_enough", "no_such_pause",
    "deadline_over", "deadline_stopped".
    """
    row = steps.locked(actor, case_id, expected_version)
    part = parts.lead_part(row)
    actor = steps.capacity(actor, policies.HANDLE, row, part.organisation)
    _require_at_work(row)
    if kind not in MotionKind.values or (kind == "pause") != (ground in PauseGround.values):
        raise Invalid("ground_unknown", _("Choose a ground from the list."), field="ground")
    if row.motions.filter(kind=kind, state=MotionState.ASKED).exists():
        raise Conflict("asked_already", _("This was asked for already and waits for its answer."))
    _require_lawful(row, kind, ground)
    made = Motion.objects.create(
        case=row, organisation=part.organisation, kind=kind, ground=ground, asker=actor,
        reason_zh=steps.words(reason, "reason", 2000), asked_on=clock.today(),
    )  # fmt: skip
    steps.note(row, f"{kind}_asked", actor, ground=ground)
    told = steps.of_body(policies.SUPERVISE, row.accused or part.organisation, row)
    steps.tell("complaint_motion", row, told, f"motion:{made.pk}")
    return made


def _require_at_work(row: Case) -> None:
    if row.state not in AT_WORK:
        raise Conflict("not_handling", _("No body works on this now: sign for it first."))


def _require_lawful(row: Case, kind: str, ground: str) -> None:
    """Refuse at once what the law does not allow, so that nobody waits for it. No right to ask ends
    on a provisional date."""
    if kind == MotionKind.PAUSE and PauseGround(ground) not in rules.PAUSES[Regime(row.regime)]:
        raise Conflict("no_such_pause", _("The law that applies here stops no clock for this."))
    for running in _open(row).select_related("rule"):
        stands = running.suspended_on is not None or running.provisional
        over = running.overdue_at is not None or (not stands and clock.today() > running.due_on)
        if over:
            raise Conflict("deadline_over", _("The period has already ended."))
        if kind == MotionKind.EXTENSION:
            workflow.preview(running.kind, row)
        elif running.suspended_on is not None:
            raise Conflict("deadline_stopped", _("The clock stands still already."))


@transaction.atomic
def decide(
    *, actor: User, motion_id: UUID, grant: bool, reason: str = "",
    expected_version: int | None = None,
) -> Motion:  # fmt: skip
    """Grant or refuse it; more time lengthens handling and total by what the law allows, a pause
    ends by itself after HOT-PAUSE. The `reason` of a refusal is for the body, that of more time for
    the reporter too; whoever petitions must be told it (Regulations on Petition Work art. 34).

    Raises NotAllowed ("four_eyes"), Invalid ("words_missing"), Conflict ("decided_already",
    "not_handling") and those of the clock ("not_extendable", "deadline_over").
    """
    key = Motion.objects.filter(pk=motion_id).values_list("case_id", flat=True).first()
    if key is None:
        raise NotFound("not_found", _("There is no such request."))
    row = steps.locked(actor, key)
    made: Motion = (
        row.motions.select_for_update(of=("self",)).select_related("asker").get(pk=motion_id)
    )
    actor = steps.capacity(actor, policies.SUPERVISE, row)
    policies.require_other(actor, row, made.asker)
    steps.require_version(made, expected_version)
    if made.state != MotionState.ASKED:
        raise Conflict("decided_already", _("This was decided already."))
    if grant:
        _require_at_work(row)
        _apply(row, made, actor)
    if reason.strip() or not grant or _is_told_why(row, made):
        made.decision_zh = steps.words(reason, "reason", 2000)
    made.state = MotionState.GRANTED if grant else MotionState.REFUSED
    made.decider, made.decided_on, made.version = actor, clock.today(), made.version + 1
    made.save()
    steps.note(row, f"{made.kind}_{made.state}", actor, ground=made.ground, **_new_day(row, made))
    steps.tell("complaint_motion_decided", row, [made.asker], f"decided:{made.pk}")
    return made


def _is_told_why(row: Case, made: Motion) -> bool:
    return made.kind == MotionKind.EXTENSION and row.regime == Regime.PETITION


def _new_day(row: Case, made: Motion) -> dict[str, Any]:
    """What the reporter is told of more time: the day by which he is answered now, and where the
    reason stands."""
    if (made.kind, made.state) != (MotionKind.EXTENSION, MotionState.GRANTED):
        return {}
    due_on = _open(row).filter(kind=steps.TOTAL).values_list("due_on", flat=True).get()
    return {"due_on": str(due_on), "motion": str(made.pk)}


def _apply(row: Case, made: Motion, actor: User) -> None:
    for running in _open(row):
        if made.kind == MotionKind.EXTENSION:
            workflow.extend(running.kind, row, ground="granted", actor=actor)
        else:
            workflow.suspend(running.kind, row, ground=made.ground, actor=actor)
    if made.kind == MotionKind.EXTENSION:
        clocks.extended(row)
    else:
        made.until = workdays.compute_by_rule(rules.PAUSE, clock.today()).due


@transaction.atomic
def resume(*, actor: User, case_id: UUID, expected_version: int | None = None) -> Case:
    """What the clock stood still for is over: it runs again, from today. Raises Conflict
    ("deadline_runs")."""
    row = steps.locked(actor, case_id, expected_version)
    part = parts.lead_part(row)
    if actor.may(policies.SUPERVISE, row.accused) and not policies.is_own(actor, row.accused):
        actor = steps.capacity(actor, policies.SUPERVISE, row)
    else:
        actor = steps.capacity(actor, policies.HANDLE, row, part.organisation)
    if not row.motions.filter(PAUSED).exists():
        raise Conflict("deadline_runs", _("The clock is not standing still."))
    run_again(row, actor)
    steps.note(row, "resumed", actor)
    return row


def run_again(row: Case, actor: Actor, on: date | None = None) -> None:
    """Let clocks run that stand still, if any, from a day on (today)."""
    for stopped in _open(row).filter(suspended_on__isnull=False):
        workflow.resume(stopped.kind, row, actor=actor, on=on)
    row.motions.filter(PAUSED).update(resumed_on=on or clock.today())


def end_over() -> int:
    """Let clocks run again whose pause has lasted as long as it may (HOT-PAUSE), from the day after
    its last, whenever this comes to be done. Returns how many."""
    over = Motion.objects.filter(PAUSED, until__lt=clock.today()).order_by("pk")
    keys = list(over.values_list("case_id", flat=True))
    for key in keys:
        acts.run(_end, actor=SYSTEM, key=key, answer=lambda _none: {})
    return len(keys)


@transaction.atomic
def _end(*, actor: Actor, key: UUID) -> None:
    row = lock(Case, key)
    made = row.motions.select_related("asker").filter(PAUSED, until__lt=clock.today()).first()
    if made is None or made.until is None:
        return
    run_again(row, actor, made.until + timedelta(days=1))
    steps.note(row, "resumed", actor, ground=made.ground)
    told = steps.of_body(policies.SUPERVISE, row.accused or made.organisation, row)
    steps.tell("complaint_pause_over", row, [made.asker, *told], f"pause_over:{made.pk}")


def _open(row: Case) -> QuerySet[Deadline]:
    """Its running and stopped clocks of handling and total."""
    rows = Deadline.objects.filter(
        kind__in=BOTH, case_type=row._meta.label_lower, case_id=row.pk, outcome=""
    )
    return rows.order_by("kind")
