"""Cases and kinds of deadline that only tests know."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from credit_portal.common.errors import Invalid
from credit_portal.common.ids import uuid7
from credit_portal.workflow import change_selectors, changes, registry
from credit_portal.workflow.changes import ChangeKind, Difference
from credit_portal.workflow.models import Change

NUMBER = "test.number"


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


class Number:
    """The thing that changes in these tests."""

    value = 1

    def check(self, payload: dict[str, Any], actor: Any) -> None:
        if payload["to"] < 0:
            raise Invalid("number_negative", "not below nought")

    def apply(self, payload: dict[str, Any], actor: Any) -> dict[str, Any]:
        self.value = payload["to"]
        return {"value": self.value}

    def describe(self, payload: dict[str, Any]) -> list[Difference]:
        if payload["to"] == self.value:
            return []
        return [Difference("number", str(self.value), str(payload["to"]))]


@pytest.fixture
def number() -> Iterator[Number]:
    thing, before, verbs = Number(), dict(changes._kinds), dict(change_selectors._kinds)
    changes.register_change_kind(
        ChangeKind(
            code=NUMBER,
            title="number",
            propose_verb="workdays.revise_rule",
            confirm_verb="workdays.revise_rule",
            check=thing.check,
            apply=thing.apply,
            describe=thing.describe,
            base=lambda payload: str(thing.value),
            subject=lambda payload: f"number {payload['to']}",
        )
    )
    yield thing
    changes._kinds.clear()
    changes._kinds.update(before)
    change_selectors._kinds.clear()
    change_selectors._kinds.update(verbs)


@pytest.fixture
def change(number: Number, system_administrator: Any, second_system_administrator: Any) -> Change:
    return propose_number(system_administrator)


def propose_number(actor: Any, to: int = 2, reason: str = "示例理由") -> Change:
    return changes.propose_change(actor=actor, kind=NUMBER, payload={"to": to}, reason=reason)
