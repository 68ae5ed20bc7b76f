"""The cast of a case, a Monday that stands still, work that is short."""

from typing import Any

import pytest
import time_machine

from complaints import work_proof
from complaints.work_proof import Window
from tests.complaints import exchange_scenes
from tests.complaints.scenes import Cast


@pytest.fixture
def travel() -> Any:
    """Monday 2 March 2026, nine in the morning, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast(
    travel: Any, hotline_operator: Any, hotline_supervisor: Any, case_handler: Any, approver: Any,
    bureau: Any,
) -> Cast:  # fmt: skip
    """The hotline and the body that is complained of."""
    return Cast(hotline_operator, hotline_supervisor, case_handler, approver, bureau)


@pytest.fixture
def staff(
    travel: Any, hotline_operator: Any, hotline_supervisor: Any, case_handler: Any, approver: Any,
    bureau: Any,
) -> exchange_scenes.Staff:  # fmt: skip
    """The hotline and the body concerned, as orders of the other platform need them."""
    return exchange_scenes.Staff(
        hotline_operator, hotline_supervisor, case_handler, approver, bureau
    )


@pytest.fixture
def easy_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else has sent anything; the work is short."""
    monkeypatch.setattr(work_proof, "WORKED", Window())
    monkeypatch.setattr(work_proof, "WAITED", Window())
    monkeypatch.setattr(work_proof, "EASIEST", 2)
