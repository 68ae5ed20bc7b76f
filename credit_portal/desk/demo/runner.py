"""Letting the plan happen: step by step under the moving clock, each step once.

Every step is an act with an idempotency key, so a killed run goes on where it stopped: answers
of finished steps give the ids that later ones need. Worker and beat may work at the same time;
whatever a visitor does to a case meanwhile only makes the rest of that case's steps fall away.
"""

from __future__ import annotations

import datetime as dt
import itertools
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError, connection
from django.db.models import Min, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment
from commitments.services.approval import NEXT_PERIOD
from commitments.services.due import ESCALATE_AFTER
from credit_portal.accounts.models import User
from credit_portal.common import acts, clock, jobs, loading
from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.common.errors import Conflict, DomainError
from credit_portal.common.models import IdempotencyKey
from credit_portal.desk.demo import plan as planning
from credit_portal.desk.demo.deeds import DEEDS
from credit_portal.desk.demo.steps import Of, Plan, Step, moment
from credit_portal.publishing.models import Decision
from credit_portal.publishing.services import publish_all
from credit_portal.workdays.selectors import is_workday
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import deadline_kinds
from credit_portal.workflow.sweeps import SweepFailed, check_deadlines

logger = logging.getLogger(__name__)
PREFIX = "demo:"
BEGUN, FINISHED = f"{PREFIX}begun", f"{PREFIX}finished"
TRIES = 6
Say = Callable[[str], None]


class AlreadyLoading(Exception):
    """Another process is loading demonstration data into this database."""


@dataclass
class Result:
    """What a run did."""

    steps: int = 0
    done_before: int = 0
    passed_over: list[str] = field(default_factory=list)
    seconds: float = 0.0


# -- begun and finished, as acts with durable answers ----------------------------------------------
def begin(*, actor: Actor, size: int, seed: int, present: str) -> dict[str, Any]:
    """Set the clock back to the first day; the answer keeps what the plan is made from.

    Raises Conflict in a database in which promises were filed before.
    """
    if Commitment.objects.exists() or Decision.objects.exists():
        raise Conflict(
            "not_fresh",
            _("Commitments were filed here already; demonstration data need a new database."),
        )
    first_day = dt.date.fromisoformat(present) - dt.timedelta(planning.SPAN)
    clock.begin_at(moment(first_day, 8))
    return {"size": size, "seed": seed, "present": present}


def finish(*, actor: Actor) -> None:
    """Note that nothing is left to do."""


def begun_with() -> dict[str, Any] | None:
    """Size, seed and present day of the run that was begun here; None when none was."""
    found = IdempotencyKey.objects.filter(key=BEGUN, actor_id=SYSTEM.id).first()
    return dict(found.answer) if found is not None and found.answer else None


def is_finished() -> bool:
    """Whether all of it stands already."""
    return IdempotencyKey.objects.filter(key=FINISHED, actor_id=SYSTEM.id).exists()


def load(*, size: int, seed: int, say: Say = lambda text: None) -> Result:
    """Begin or continue, up to the present. Raises AlreadyLoading, Conflict ("not_fresh")."""
    with _alone(), jobs.quietly(), translation.override("zh-hans"):
        present = dt.datetime.now(clock.TZ).date().isoformat()
        kept = begun_with()
        if kept is None:
            kept = acts.run(
                begin,
                actor=SYSTEM,
                idempotency_key=BEGUN,
                answer=dict,
                size=size,
                seed=seed,
                present=present,
            ).answer
        plan = planning.make(
            kept["size"], kept["seed"], dt.date.fromisoformat(kept["present"]), is_workday
        )
        return Run(plan, say).whole()


@contextmanager
def _alone() -> Iterator[None]:
    """A lock of this session: a second loader leaves at once, a killed one holds nothing."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtext('desk.demo'))")
        if not cursor.fetchone()[0]:
            raise AlreadyLoading
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(hashtext('desk.demo'))")


class Run:
    """One run over a plan."""

    def __init__(self, plan: Plan, say: Say) -> None:
        self.plan, self.say = plan, say
        self.answers = _answers()
        self.result = Result(done_before=sum(step.key in self.answers for step in plan.steps))
        self.users: dict[str, User] = {}
        self._told = (-1, 0.0)

    def whole(self) -> Result:
        """Every day of the plan, then the present."""
        start = time.monotonic()
        self._tell(0)
        count = 0
        for day, steps in itertools.groupby(self.plan.steps, key=lambda step: step.at.date()):
            waiting = list(steps)
            count += len(waiting)
            self._day(day, [step for step in waiting if step.key not in self.answers])
            self._tell(count)
        self._arrive()
        acts.run(finish, actor=SYSTEM, idempotency_key=FINISHED, answer=lambda _value: {})
        loading.keep(loading.DONE)
        self.result.seconds = time.monotonic() - start
        return self.result

    def _day(self, day: dt.date, steps: list[Step]) -> None:
        """What passes by itself until that day, then its acts, then their publication."""
        if not steps:
            return
        self._pass_until(day)
        for step in steps:
            _advance(step.at)
            self._take(step)
        publish()

    def _pass_until(self, day: dt.date) -> None:
        """Sweep on each day on which a deadline has run out; what a sweep leaves is beat's."""
        before = None
        while (passed := next_sweep()) is not None and passed <= day and passed != before:
            _advance(moment(max(passed, clock.today()), 0, 5))
            if not sweep():
                return
            publish()
            before = passed

    def _arrive(self) -> None:
        """To the present, with all that passes on the way."""
        self._pass_until(dt.datetime.now(clock.TZ).date())
        _advance(dt.datetime.now(clock.TZ))
        sweep()
        publish()

    # -- one step --------------------------------------------------------------------------------
    def _take(self, step: Step) -> None:
        for tried in range(1, TRIES + 1):
            try:
                with clock.steady():
                    done = acts.run(
                        DEEDS[step.deed],
                        actor=self._actor(step),
                        idempotency_key=PREFIX + step.key,
                        **self._resolved(step.arguments),
                    )
            except OperationalError:  # a deadlock with the sweep of another process
                if tried == TRIES:
                    raise
                time.sleep(0.2 * tried)
            except (DomainError, ObjectDoesNotExist, KeyError) as error:
                self._pass_over(step, error)
                return
            else:
                self.answers[step.key] = done.answer.get("id", "")
                self.result.steps += 1
                return

    def _pass_over(self, step: Step, error: Exception) -> None:
        """Somebody else acted on the case: its later steps find it so, and are left out too."""
        code = error.code if isinstance(error, DomainError) else type(error).__name__
        logger.warning("demonstration step %s left out: %s (%s)", step.key, code, error)
        self.result.passed_over.append(f"{step.key}: {code}")

    def _actor(self, step: Step) -> Actor:
        if not step.actor:
            return SYSTEM
        if step.actor not in self.users:
            self.users[step.actor] = User.objects.select_related("organisation", "post").get(
                pk=self.answers[step.actor]
            )
            self.users[step.actor].fresh = True  # they are all played by this run
        return self.users[step.actor]

    def _resolved(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: self.answers[value.key] if isinstance(value, Of) else value
            for name, value in arguments.items()
        }

    def _tell(self, count: int) -> None:
        """Progress for the banner and the terminal, at most once a second."""
        percent = min(99, count * 100 // max(len(self.plan.steps), 1))
        shown, at = self._told
        now = time.monotonic()
        if (percent != shown and now - at >= 1) or now - at >= 30:
            self._told = (percent, now)
            loading.keep(percent)
            self.say(f"{percent:3d} %  {clock.today().isoformat()}")


def _answers() -> dict[str, str]:
    rows = IdempotencyKey.objects.filter(key__startswith=PREFIX, answer__isnull=False)
    return {
        key.removeprefix(PREFIX): str((answer or {}).get("id", ""))
        for key, answer in rows.values_list("key", "answer")
    }


# -- time ------------------------------------------------------------------------------------------
def _advance(to: dt.datetime) -> None:
    """Move the clock, unless a visitor has moved it farther already."""
    if clock.now() < to:
        try:
            clock.advance_to(to)
        except Conflict:
            logger.info("the clock was moved by somebody else")


def next_sweep() -> dt.date | None:
    """The first day on which some deadline has run out, or is to be told to the superior body;
    None when none is running."""
    opened = Deadline.objects.filter(outcome="", suspended_on=None, provisional=False)
    running, duty = Q(overdue_at=None), ~Q(kind=NEXT_PERIOD)
    told = [kind.kind for kind in deadline_kinds() if kind.escalate_after is not None]
    late = Q(duty, kind__in=told, overdue_at__isnull=False, escalated_at=None)
    waits = [
        (running & duty, 1),
        (running & Q(kind=NEXT_PERIOD), 0),
        (late, ESCALATE_AFTER),
    ]
    asked = {
        f"day_{place}": Min("due_on", filter=rows) for place, (rows, _wait) in enumerate(waits)
    }
    days = opened.aggregate(**asked).values()
    found = zip(days, (wait for _rows, wait in waits), strict=True)
    return min((day + dt.timedelta(wait) for day, wait in found if day), default=None)


def sweep() -> bool:
    """Do what time asks for; False when it could not be done now (beat will)."""
    for _try in range(TRIES * 5):
        try:
            if not check_deadlines().busy:
                return True
        except SweepFailed as failure:
            logger.warning("a sweep failed: %s", failure)
            return False
        time.sleep(0.1)
    return False


def publish() -> None:
    """Publish all that was decided, here or by the worker, before the clock moves on."""
    waits = Decision.objects.filter(done_at=None)
    for number in range(TRIES * 5):
        if not waits.exists():
            return
        if number:
            time.sleep(0.1)
        publish_all()


def case_ids(plan: Plan) -> dict[str, UUID]:
    """Commitments of a plan by the name of their story."""
    answers = _answers()
    drafts = [step.key for step in plan.steps if step.deed == "draft"]
    return {key.removesuffix(":draft"): UUID(answers[key]) for key in drafts if answers.get(key)}
