"""Cases and kinds of deadline that only tests know."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from credit_portal.common.ids import uuid7
from credit_portal.workflow import registry


class Recorder:
    """Remembers what its handlers were called with; fails for the ids in `poison`."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, list[UUID], date]] = []
        self.poison: set[UUID] = set()

    def handler(self, name: str) -> registry.Handler:
        def act(ids: list[UUID], today: date) -> None:
            if self.poison & set(ids):
                raise RuntimeError("a bad row")
            self.calls.append((name, list(ids), today))

        return act

    def ids(self, name: str) -> list[UUID]:
        return [key for called, ids, _day in self.calls if called == name for key in ids]


@pytest.fixture
def kind() -> Iterator[Recorder]:
    """The kind "test.duty" with all handlers, reminders 7 and 1 days ahead, escalation after 5."""
    recorder, before = Recorder(), dict(registry._kinds)
    registry._kinds.clear()
    names = ("on_remind", "on_due", "on_overdue", "on_escalate", "on_moved")
    handlers: dict[str, Any] = {name: recorder.handler(name[3:]) for name in names}
    registry.register_deadline_kind("test.duty", escalate_after=5, **handlers)
    yield recorder
    registry._kinds.clear()
    registry._kinds.update(before)


@pytest.fixture
def new_case(db: None) -> Any:
    """Makes cases: anything with a model label and a key."""
    from credit_portal.directory.models import Post

    return lambda: Post(id=uuid7())
