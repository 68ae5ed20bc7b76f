"""Two objections to one record decided at once by one person, with real commits."""

from __future__ import annotations

import time
from typing import Any

import pytest
import time_machine

from integrity_files import policies_objections as policies
from integrity_files.models import Objection
from integrity_files.services import objection_decision as decision
from tests.integrity_files import objection_scenes as scene
from tests.threads import at_once

pytestmark = pytest.mark.committed


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


def test_nobody_decides_twice_by_deciding_at_once(
    db: None, officer: Any, approver: Any, post: Any, credit_officer: Any, credit_reviewer: Any,
    monkeypatch: Any,
) -> None:  # fmt: skip
    ref = scene.shown(officer, approver, post).ref
    rows = [scene.proposed(ref, credit_officer, ground=one)[0] for one in ("facts", "severity")]
    check = policies.require_decider

    def slowly(*given: Any) -> None:
        check(*given)
        time.sleep(0.3)

    monkeypatch.setattr(policies, "require_decider", slowly)
    results = at_once(lambda: scene.act(decision.decide, credit_reviewer, rows.pop()), 2)
    refused = [one.code for one in results if isinstance(one, Exception)]  # type: ignore[attr-defined]
    assert refused == ["decided_before"]
    assert Objection.objects.filter(decider=credit_reviewer).count() == 1
