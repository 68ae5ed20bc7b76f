"""What the tests of the API share: a whole allowance, records on display, cases of the cast."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import caches

from tests.commitments import scenes
from tests.portal.support import put

NOW = "2026-03-02 09:00:00+08:00"


@pytest.fixture(autouse=True)
def allowance() -> None:
    """Nobody has asked anything yet."""
    caches["throttle"].clear()


@pytest.fixture
def clock() -> Iterator[Any]:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def shown(bureau: Any, officer: Any, approver: Any) -> Any:
    """One commitment on display."""
    return put(bureau, officer, approver)


@pytest.fixture
def draft(clock: Any, officer: Any, post: Any) -> Any:
    """A complete draft of the officer."""
    return scenes.draft(officer, post)


@pytest.fixture
def submitted(clock: Any, officer: Any, approver: Any, post: Any) -> Any:
    """A filing that waits for the approver."""
    return scenes.submitted(officer, post)


@pytest.fixture
def registered(clock: Any, officer: Any, approver: Any, post: Any) -> Any:
    """A registered commitment."""
    return scenes.registered(officer, approver, post)


@pytest.fixture
def verification(registered: Any, officer: Any, clock: Any) -> Any:
    """An open verification: the officer reported it as done."""
    scenes.fulfilled(registered, officer, clock_day())
    return scenes.live(registered)


def clock_day() -> Any:
    """Today."""
    from credit_portal.common import clock as legal

    return legal.today()
