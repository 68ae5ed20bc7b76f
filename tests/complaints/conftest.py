"""What tests of complaints share."""

from __future__ import annotations

import pytest

from complaints import work_proof
from complaints.work_proof import Window


@pytest.fixture
def easy_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else has sent anything; the work is short."""
    monkeypatch.setattr(work_proof, "WORKED", Window())
    monkeypatch.setattr(work_proof, "WAITED", Window())
    monkeypatch.setattr(work_proof, "EASIEST", 2)
