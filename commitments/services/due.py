"""What time does: reminders, due dates passed, next periods, escalation.

Called by ``check_deadlines`` with the deadlines it has claimed; every function is safe twice
and safe late. A passed date opens a verification and says so; it pronounces nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from commitments import codes, machine, policies, rules, schedule
from commitments.disclosures import title_en
from commitments.models import Commitment, CommitmentEvent, CommitmentPeriod, Verification
from commitments.services import steps
from commitments.services.approval import NEXT_PERIOD, start_duties
from commitments.services.performance import period_data
from commitments.services.status import publish_status
from credit_portal.accounts.models import User
from credit_portal.accounts.outside import barred_path, is_outside
from credit_portal.accounts.selectors import holders_of, nearest_holders_of
from credit_portal.audit import services as audit
from credit_portal.common import acts, clock
from credit_portal.common.actors import SYSTEM, actor_id
from credit_portal.directory.models import Organisation
from credit_portal.workflow import reminders
from credit_portal.workflow import services as workflow
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import CaseName

REMIND_BEFORE = (30, 7, 1)
TOLD_FROM = (7, 1)
ESCALATE_AFTER = 5
"""Calendar days after the due date at which the superior body is told where no plan of reminders
holds; set by this portal, and a plan of the city (`workflow.reminders`) sets another number."""

Case = tuple[Deadline, Commitment, CommitmentPeriod | None]


class People:
    """Who is told about a body's duties; asked once per body in one run."""

    def __init__(self) -> None:
        self._approvers: dict[UUID, list[User]] = {}
        self._superiors: dict[UUID, list[User]] = {}
        self._verifiers: dict[UUID, list[User]] = {}
        self._plans: dict[UUID, tuple[int, int]] = {}

    def told_from(self, body: Organisation) -> tuple[int, int]:
        """From how many days before the approvers and the superior are reminded too."""
        if body.pk not in self._plans:
            plan = reminders.plan_for(body)
            self._plans[body.pk] = (plan.approver_from, plan.superior_from) if plan else TOLD_FROM
        return self._plans[body.pk]

    def approvers(self, body: Organisation) -> list[User]:
        """Those who approve for the body: its own, or else its superior's."""
        if body.pk not in self._approvers:
            self._approvers[body.pk] = nearest_holders_of(policies.APPROVE, body)
        return self._approvers[body.pk]

    def superiors(self, body: Organisation) -> list[User]:
        """Approvers of the body above; none at the root."""
        if body.pk not in self._superiors:
            above = body.superior
            self._superiors[body.pk] = (
                nearest_holders_of(policies.APPROVE, above) if above is not None else []
            )
        return self._superiors[body.pk]

    def verifiers(self, body: Organisation) -> list[User]:
        """Credit officers who may verify this body's outcomes."""
        if body.pk not in self._verifiers:
            found = holders_of(policies.VERIFY, body)
            self._verifiers[body.pk] = [one for one in found if is_outside(one, body)]
        return self._verifiers[body.pk]


def _cases(deadline_ids: Sequence[UUID]) -> list[Case]:
    """The claimed deadlines with their commitments and periods, in a fixed number of queries."""
    deadlines = list(Deadline.objects.filter(pk__in=deadline_ids).order_by("due_on", "id"))
    keys = [UUID(str(one.case_id)) for one in deadlines]
    periods = {
        row.pk: row
        for row in CommitmentPeriod.objects.filter(pk__in=keys).select_related(
            "commitment__organisation__parent", "commitment__filer"
        )
    }
    rows = {
        row.pk: row
        for row in Commitment.objects.filter(pk__in=keys).select_related(
            "organisation__parent", "filer"
        )
    }
    found: list[Case] = []
    for one, key in zip(deadlines, keys, strict=True):
        if key in periods:
            found.append((one, periods[key].commitment, periods[key]))
        elif key in rows:
            found.append((one, rows[key], None))
    return found


@transaction.atomic
def remind(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """Remind the filer; nearer to the day also the approvers and the superior, as the plan of the
    body says (seven days before, and on the eve, where there is none)."""
    people = People()
    for deadline, row, period in _cases(deadline_ids):
        stage = deadline.reminded_before or (deadline.due_on - today).days
        key = f"commitments.remind:{deadline.pk}:{deadline.due_on}:{stage}"
        due_on = deadline.due_on.isoformat()
        told = [row.filer]
        approver_from, superior_from = people.told_from(row.organisation)
        if stage <= approver_from:
            told += people.approvers(row.organisation)
        steps.tell("due_soon", row, told, key, due_on=due_on, **period_data(period))
        if stage <= superior_from:
            steps.tell(
                "due_soon_superior",
                row,
                people.superiors(row.organisation),
                key,
                due_on=due_on,
                **period_data(period),
            )


@transaction.atomic
def due_passed(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """Open a verification for each promise or period that is not determined; publish the fact."""
    cases = _cases(deadline_ids)
    _lock({row.pk for _deadline, row, _period in cases})
    opened = _open(
        [
            _verification(row, period, today)
            for _d, row, period in cases
            if _is_undetermined(row, period)
        ]
    )
    told = [
        (row, period)
        for _d, row, period in cases
        if (row.pk, period.pk if period else None) in opened
    ]
    _note_all(told, "due_passed")
    people = People()
    for row, period in told:
        task = opened[row.pk, period.pk if period else None]
        key = f"commitments.due_passed:{task}"
        facts = period_data(period) | {
            "due_on": (period.report_due_on if period else row.due_on or today).isoformat()
        }
        body = [row.filer, *people.approvers(row.organisation)]
        steps.tell("verification_opened", row, body, key, **facts)
        steps.tell(
            "verification_opened",
            row,
            people.verifiers(row.organisation),
            f"{key}:verify",
            **facts | {"url": f"/staff/commitments/verifications/{task}/"},
        )
    publish_status(dict.fromkeys(row.pk for row, _period in told))


def _lock(ids: Iterable[UUID]) -> None:
    """Lock the promises in key order, so that a confirmation under way is waited for."""
    list(
        Commitment.objects.filter(pk__in=list(ids))
        .order_by("pk")
        .select_for_update()
        .values_list("pk")
    )


def _is_undetermined(row: Commitment, period: CommitmentPeriod | None) -> bool:
    if row.state != codes.State.REGISTERED:
        return False
    if row.outcome in codes.ENDED:
        return False
    if period is not None:
        return bool(period.outcome == codes.PeriodOutcome.OPEN)
    return bool(row.outcome == codes.Outcome.OPEN)


def _verification(row: Commitment, period: CommitmentPeriod | None, today: dt.date) -> Verification:
    return Verification(
        commitment=row,
        period=period,
        opened_on=today,
        opened_because=codes.OpenedBecause.DUE,
        due_on=row.due_on if period is None else period.ends_on,
        body=row.organisation,
        barred_path=barred_path(row.organisation),
    )


def _open(rows: list[Verification]) -> dict[tuple[UUID, UUID | None], UUID]:
    """Insert those that are not open yet (ON CONFLICT DO NOTHING); the inserted ones by case."""
    Verification.objects.bulk_create(rows, ignore_conflicts=True)
    found = Verification.objects.filter(pk__in=[row.pk for row in rows])
    return {
        (commitment, period): key
        for key, commitment, period in found.values_list("pk", "commitment_id", "period_id")
    }


def _note_all(told: Sequence[tuple[Commitment, CommitmentPeriod | None]], name: str) -> None:
    """One step and one audit row for each, by the job account."""
    now, today, act = clock.now(), clock.today(), acts.current_act_id()
    CommitmentEvent.objects.bulk_create(
        CommitmentEvent(
            commitment=row,
            act_id=act,
            name=name,
            at=now,
            on=today,
            actor_id=actor_id(SYSTEM),
            actor_title=SYSTEM.title,
            data={**period_data(period), "title_en": title_en(SYSTEM)},
        )
        for row, period in told
    )
    for row, period in told:
        data: dict[str, Any] = period_data(period)
        audit.record(
            f"commitments.{name}", actor=SYSTEM, target=row, organisation=row.organisation, **data
        )


@transaction.atomic
def escalate(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """Tell the superior body that a duty is overdue and not determined."""
    people = People()
    told = [
        (deadline, row, period)
        for deadline, row, period in _cases(deadline_ids)
        if _is_undetermined(row, period)
    ]
    for deadline, row, period in told:
        steps.tell(
            "overdue_superior",
            row,
            people.superiors(row.organisation),
            f"commitments.escalated:{deadline.pk}:{deadline.due_on}",
            due_on=deadline.due_on.isoformat(),
            **period_data(period),
        )
    _note_all([(row, period) for _deadline, row, period in told], "escalated")


@transaction.atomic
def open_next_periods(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """When the last measuring period begins, create its successor with its deadlines."""
    for _deadline, row, period in _cases(deadline_ids):
        if period is None:
            continue
        workflow.satisfy(NEXT_PERIOD, period)
        following = schedule.following_period(row, period)
        exists = CommitmentPeriod.objects.filter(commitment=row, number=period.number + 1)
        if following is not None and not exists.exists():
            start_duties(row, [following], today)


@transaction.atomic
def dates_moved(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """A newly loaded calendar moved or confirmed dates: take them over and publish them."""
    cases = _cases(deadline_ids)
    lock_cases(deadline_ids, today)
    for deadline, row, period in cases:
        if period is None:
            row.due_on, row.due_provisional = deadline.due_on, deadline.provisional
            row.due_explanation = deadline.explanation
        else:
            period.report_due_on = deadline.due_on
            period.report_provisional = deadline.provisional
            period.report_explanation = deadline.explanation
    whole = [row for _deadline, row, period in cases if period is None]
    Commitment.objects.bulk_update(whole, ["due_on", "due_provisional", "due_explanation"], 500)
    periods = [period for _deadline, _row, period in cases if period is not None]
    fields = ["report_due_on", "report_provisional", "report_explanation"]
    CommitmentPeriod.objects.bulk_update(periods, fields, 500)
    _move_verifications(whole, today)
    _note_all([(row, period) for _d, row, period in cases], "date_moved")
    publish_status(dict.fromkeys(row.pk for _d, row, _p in cases))


def _move_verifications(rows: Sequence[Commitment], today: dt.date) -> None:
    """Those of the promises that are being verified now take the new due date into that."""
    live = Verification.objects.filter(
        commitment__in=rows, period=None, state__in=codes.LIVE_VERIFICATION
    )
    verified = set(live.values_list("commitment_id", flat=True))
    for row in rows:
        if row.pk in verified and row.due_on is not None:
            _move_verification(row, row.due_on, today)


def name_cases(deadline_ids: Sequence[UUID]) -> dict[UUID, CaseName]:
    """How the promises of deadlines are called, and their pages on the desk."""
    return {deadline.pk: steps.case_name(row) for deadline, row, _period in _cases(deadline_ids)}


@transaction.atomic
def lock_cases(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """Lock the promises of these deadlines in key order; workflow asks for it before it locks
    the deadlines themselves, because every act locks the promise first."""
    _lock({row.pk for _deadline, row, _period in _cases(deadline_ids)})


def _move_verification(row: Commitment, due_on: dt.date, today: dt.date) -> None:
    """Take the new due date into the live verification; a proposal that it contradicts goes back
    to the verifier, who is told. The caller holds the lock on the promise."""
    task = row.verifications.filter(period=None, state__in=codes.LIVE_VERIFICATION).first()
    if task is None:
        return
    before, task.due_on = task.due_on, due_on
    proposed = task.state == codes.VerificationState.PROPOSED
    if not proposed or not rules.outcome_problem(task.outcome, task.kept_on, due_on, today):
        task.save(update_fields=["due_on"])
        return
    steps.move(machine.VERIFICATION, task, "overtake", SYSTEM, "due_on")
    steps.note(row, "outcome_overtaken", SYSTEM)
    steps.trail("outcome_overtaken", SYSTEM, row, verification=str(task.pk))
    steps.tell(
        "calendar_moved",
        row,
        [task.proposer] if task.proposer else [],
        f"commitments.overtaken:{task.pk}:{task.version}",
        due_on=due_on.isoformat(),
        old_due_on=before.isoformat() if before else "",
        reason_zh="日历已更新，您提出的履行结论与新期限不符，已退回重新核实",
        reason_en="A new calendar was loaded and the outcome you proposed no longer fits: it has"
        " been returned to you",
        url=steps.verification_url(task),
    )
