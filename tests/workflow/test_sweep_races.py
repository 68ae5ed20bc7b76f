"""Three beats at once, a worker killed at any moment, a person acting meanwhile."""

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from credit_portal.common import clock
from credit_portal.common.errors import Conflict
from credit_portal.common.ids import uuid7
from credit_portal.common.models import JobRun
from credit_portal.workflow import registry, services, sweeps
from credit_portal.workflow.models import Deadline
from tests import factories
from tests.plugins import servers
from tests.workflow.conftest import Recorder

pytestmark = pytest.mark.committed
DUTY, DUE, LATER = "test.duty", date(2026, 5, 20), date(2026, 5, 21)


def once(ids: list[UUID], today: date) -> None:
    """An effect that cannot be there twice: a unique row for each deadline."""
    now = clock.now()
    JobRun.objects.bulk_create(JobRun(job=str(key), day=today, ran_at=now) for key in ids)


def overdue_only(handler: registry.Handler) -> None:
    """Let the kind act on what is overdue, and on nothing else."""
    registry._kinds[DUTY] = registry.DeadlineKind(
        DUTY, DUTY, (), None, None, handler, None, None, None
    )


def make(number: int) -> list[Any]:
    from credit_portal.directory.models import Post

    overdue_only(once)
    body = factories.organisation(name_zh="示例局")
    cases = [Post(id=uuid7()) for _n in range(number)]
    for case in cases:
        services.start_deadline(
            kind=DUTY, case=case, organisation=body, start_on=date(2026, 3, 2), due_on=DUE
        )
    return cases


def in_thread(work: Callable[[], Any]) -> Any:
    try:
        return work()
    finally:
        connections.close_all()


def settled(number: int) -> bool:
    marked = Deadline.objects.exclude(overdue_at=None).count()
    return marked == JobRun.objects.count() == number


def test_three_beats_at_once_do_everything_once(kind: Recorder) -> None:
    make(60)
    with ThreadPoolExecutor(3) as pool:
        runs = [
            pool.submit(in_thread, lambda: sweeps.check_deadlines(today=LATER, batch=4))
            for _beat in range(3)
        ]
        total = sum(run.result(timeout=60).total for run in runs)
    sweeps.check_deadlines(today=LATER)  # whoever left because another was busy comes again
    assert settled(60)
    assert total <= 60


def test_the_condition_alone_keeps_beats_apart(
    kind: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(60)
    monkeypatch.setattr(sweeps, "advisory_lock", lambda _name: True)
    with ThreadPoolExecutor(3) as pool:
        runs = [
            pool.submit(in_thread, lambda: sweeps.check_deadlines(today=LATER, batch=7))
            for _beat in range(3)
        ]
        assert sum(run.result(timeout=60).total for run in runs) <= 60
    sweeps.check_deadlines(today=LATER)
    assert settled(60)


def killed_after(batches: int) -> int:
    """Sweep in a child process that kills itself (SIGKILL) inside its n-th batch; wait status."""
    child = os.fork()
    if child:
        status = os.waitpid(child, 0)[1]
        servers.wait_until_alone()
        return status
    for link in connections.all(initialized_only=True):
        link.connection = None  # the parent's; psycopg2 leaves it alone in another process
    seen = iter(range(1, 1000))

    def deadly(ids: list[UUID], today: date) -> None:
        once(ids, today)
        if next(seen) == batches:
            os.kill(os.getpid(), signal.SIGKILL)

    overdue_only(deadly)
    try:
        sweeps.check_deadlines(today=LATER, batch=5)
    finally:
        os._exit(1)


@pytest.mark.parametrize("batches", [1, 3])
def test_a_worker_killed_in_a_batch_leaves_whole_batches_only(kind: Recorder, batches: int) -> None:
    make(20)
    assert os.WIFSIGNALED(killed_after(batches))
    marked = Deadline.objects.exclude(overdue_at=None).count()
    assert marked == JobRun.objects.count() == (batches - 1) * 5
    sweeps.check_deadlines(today=LATER)
    assert settled(20)


def test_the_sweep_gives_way_to_a_person_and_comes_back(kind: Recorder) -> None:
    cases = make(3)
    held, done = threading.Event(), threading.Event()

    def person() -> Any:
        with transaction.atomic():
            closed = services.satisfy(DUTY, cases[0])
            held.set()
            done.wait(30)
        return closed

    with ThreadPoolExecutor(1) as pool:
        acting = pool.submit(in_thread, person)
        assert held.wait(30)
        report = sweeps.check_deadlines(today=LATER)
        done.set()
        assert acting.result(timeout=30).outcome == "late"
    assert (report.total, report.postponed) == (2, 1)
    assert sweeps.check_deadlines(today=LATER).total == 0
    assert Deadline.objects.filter(outcome="", overdue_at=None).count() == 0


def test_two_deadlines_of_a_kind_started_at_once_become_one(kind: Recorder) -> None:
    body = factories.organisation(name_zh="示例局")
    case, barrier = body, threading.Barrier(4)

    def begin() -> bool:
        barrier.wait(30)
        try:
            services.start_deadline(
                kind=DUTY, case=case, organisation=body, start_on=DUE, rule="INFO-REPLY"
            )
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        started = [run.result(30) for run in [pool.submit(in_thread, begin) for _n in range(4)]]
    assert started.count(True) == Deadline.objects.count() == 1
    assert connection.is_usable()
