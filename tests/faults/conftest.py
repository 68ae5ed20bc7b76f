"""A registered commitment of the cast."""

from typing import Any

import pytest
import time_machine

from tests.commitments import scenes


@pytest.fixture
def registered(officer: Any, approver: Any, post: Any) -> Any:
    """Approved, and not published yet."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False):
        yield scenes.registered(officer, approver, post)
