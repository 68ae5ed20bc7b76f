"""Two at once: real commits, real connections."""

import threading
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
import time_machine

from commitments import disclosures, services
from commitments import disclosures_old_accounts as old_disclosures
from commitments.models import Commitment, OldAccountSheet, Verification
from commitments.services import old_office
from credit_portal.common import acts, invariants
from credit_portal.publishing.models import Decision
from tests import threads
from tests.commitments import old_scenes as old
from tests.commitments import scenes

pytestmark = pytest.mark.committed


def at_once(act: Any, count: int = 4) -> list[str]:
    """Run it in several threads; what became of each."""
    return sorted(
        getattr(result, "code", repr(result)) if isinstance(result, Exception) else "done"
        for result in threads.at_once(act, count)
    )


def test_approved_once(submitted: Any, approver: Any) -> None:
    sha = scenes.seen(submitted, approver)
    said = at_once(
        lambda: acts.run(services.approve, actor=approver, commitment_id=submitted.pk, doc_sha=sha)
    )
    assert said == ["done", *["state_conflict"] * 3]
    assert Decision.objects.count() == 1


def test_a_batch_approves_what_it_has_locked(
    submitted: Any, officer: Any, approver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Changed between the look and the lock: refused. Once locked: the change waits."""
    sha = scenes.seen(submitted, approver)
    real, said = disclosures.facts, list[str]()

    def change() -> None:
        said.extend(at_once(lambda: rewrite(submitted, officer), 1))

    rival = threading.Thread(target=change)

    def facts(ids: Any) -> Any:
        found = real(ids)
        if not rival.ident:  # what another transaction tries between the read and the write
            rival.start()
            rival.join(timeout=1)
        return found

    monkeypatch.setattr(disclosures, "facts", facts)
    acts.run(services.approve_batch, actor=approver, items=[(submitted.pk, sha)])
    rival.join()
    assert said == ["state_conflict"]
    row = Commitment.objects.get(pk=submitted.pk)
    assert (row.state, row.matter_zh) == ("registered", scenes.FIELDS["matter_zh"])
    assert scenes.last_document(row)["matter_zh"] == row.matter_zh
    assert "commitments.said_otherwise" not in invariants.broken()


def test_a_batch_refuses_what_changed_before_it(
    submitted: Any, officer: Any, approver: Any
) -> None:
    sha = scenes.seen(submitted, approver)
    rewrite(submitted, officer)
    with scenes.refused("content_changed"):
        acts.run(services.approve_batch, actor=approver, items=[(submitted.pk, sha)])


def rewrite(row: Commitment, officer: Any) -> None:
    """Take it back, change it, hand it in again."""
    acts.run(services.take_back, actor=officer, commitment_id=row.pk)
    acts.run(
        services.edit_draft,
        actor=officer,
        commitment_id=row.pk,
        expected_version=None,
        fields={"matter_zh": "完全不同的承诺内容"},
    )
    acts.run(services.submit, actor=officer, commitment_id=row.pk)


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
        assert at_once(either, 2) == ["done", "done"]
    scenes.sweep()
    assert Verification.objects.filter(commitment=registered).count() == 1


def test_two_accounts_forwarded_at_once_are_both_counted(
    bureau: Any, credit_officer: Any, credit_reviewer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each act counts what the other did: they take turns before they count."""
    rows = [old.filed(bureau)[0] for _one in range(3)]
    for row in rows:
        old.act(old_office.check, credit_officer, row)
    old.act(old_office.forward, credit_reviewer, rows.pop())
    real, meet = old_disclosures.sheet, threading.Barrier(2)

    def sheet(body: Any) -> Any:
        found = real(body)
        with suppress(threading.BrokenBarrierError):
            meet.wait(timeout=0.5)
        return found

    monkeypatch.setattr(old_disclosures, "sheet", sheet)
    said = at_once(lambda: old.act(old_office.forward, credit_reviewer, rows.pop()), 2)
    assert said == ["done", "done"]
    shown = OldAccountSheet.objects.get(organisation=bureau)
    assert scenes.last_document(shown)["received"] == 3
