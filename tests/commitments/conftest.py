"""Commitments brought into the states that the tests need, through the services."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine

from tests.commitments import scenes

NOW = "2026-03-02 09:00:00+08:00"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """Monday 2 March 2026, standing still; `clock.move_to(…)` goes on."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def draft(officer: Any, post: Any) -> Any:
    """A complete one-off draft, due on 31 March 2026."""
    return scenes.draft(officer, post)


@pytest.fixture
def submitted(officer: Any, post: Any) -> Any:
    """It, submitted."""
    return scenes.submitted(officer, post)


@pytest.fixture
def registered(officer: Any, approver: Any, post: Any) -> Any:
    """It, approved."""
    return scenes.registered(officer, approver, post)


@pytest.fixture
def standing(officer: Any, approver: Any, post: Any) -> Any:
    """A monthly standard holding from 1 March 2026: at least 95 per cent within five days."""
    return scenes.registered(officer, approver, post, **scenes.STANDING)


@pytest.fixture
def go_to(clock: Any) -> Callable[[date], None]:
    """Move the clock to nine o'clock of a day and let time do its work."""

    def go(day: date) -> None:
        clock.move_to(f"{day} 09:00:00+08:00")
        scenes.sweep()

    return go
