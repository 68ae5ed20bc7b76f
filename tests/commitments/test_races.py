"""Two at once: real commits, real connections."""

import threading
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connections

from commitments import services
from commitments.models import Verification
from credit_portal.common import acts
from credit_portal.common.errors import DomainError
from credit_portal.publishing.models import Decision
from tests.commitments import scenes

pytestmark = pytest.mark.committed


def at_once(act: Any, count: int = 4) -> list[str]:
    """Run it in several threads; what became of each."""
    said: list[str] = []

    def run() -> None:
        try:
            act()
            said.append("done")
        except DomainError as error:
            said.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


def test_approved_once(submitted: Any, approver: Any) -> None:
    sha = scenes.seen(submitted, approver)
    said = at_once(
        lambda: acts.run(services.approve, actor=approver, commitment_id=submitted.pk, doc_sha=sha)
    )
    assert said == ["done", *["state_conflict"] * 3]
    assert Decision.objects.count() == 1


def test_confirmed_once(
    registered: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    from commitments.disclosures import outcome_preview
    from credit_portal.publishing.services import document_sha

    go_to(date(2026, 4, 1))
    task = scenes.propose(scenes.live(registered), credit_officer, "broken")
    sha = document_sha(outcome_preview(task, credit_reviewer))
    said = at_once(
        lambda: acts.run(
            services.confirm_outcome,
            actor=credit_reviewer,
            verification_id=task.pk,
            doc_sha=sha,
        )
    )
    assert said == ["done", *["state_conflict"] * 3]


def test_a_report_and_the_due_date_open_one_verification(
    registered: Any, officer: Any, clock: Any
) -> None:
    clock.move_to("2026-04-01 09:00:00+08:00")
    done = [
        lambda: scenes.fulfilled(registered, officer, date(2026, 4, 1)),
        scenes.sweep,
    ]
    lock = threading.Lock()

    def either() -> None:
        with lock:
            act = done.pop()
        act()

    with time_machine.travel("2026-04-01 09:00:00+08:00", tick=False):
        at_once(either, 2)
    scenes.sweep()
    assert Verification.objects.filter(commitment=registered).count() == 1
