"""Machines are checked when made, walk every cell, and draw themselves."""

from types import SimpleNamespace
from typing import Any

import pytest

from credit_portal.accounts import policies
from credit_portal.common.errors import Conflict, NotAllowed, NotFound
from credit_portal.workflow.machine import Machine, MachineError, Transition, UnknownTransition
from credit_portal.workflow.moves import available, check, move
from credit_portal.workflow.testing import Case, every_case

MACHINE = Machine(
    "state",
    [
        Transition("submit", ("draft", "returned"), "submitted", verb="tests.file", label="Submit"),
        Transition("return", ("submitted",), "returned", verb="tests.approve"),
        Transition("approve", ("submitted",), "registered", verb="tests.approve"),
        Transition("expire", ("registered",), "expired"),
    ],
)


@pytest.fixture(autouse=True)
def known_verbs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The verbs of the machine, registered as an app would."""
    for verb in ("tests.file", "tests.approve"):
        monkeypatch.setitem(policies._verbs, verb, frozenset({"filer"}))


class Row:
    """A row that only remembers what was saved."""

    def __init__(self, state: str, **more: Any) -> None:
        self.state = state
        self.saved: list[str] | None = None
        fields = ["state", *more]
        self._meta = SimpleNamespace(concrete_fields=[SimpleNamespace(name=n) for n in fields])
        vars(self).update(more)

    def save(self, update_fields: list[str]) -> None:
        self.saved = update_fields

    def serializable_value(self, name: str) -> Any:
        return getattr(self, name)


class Someone:
    """Holds some verbs everywhere."""

    id, title = "someone", "Someone"

    def __init__(self, *verbs: str) -> None:
        self.verbs = verbs

    def may(self, verb: str, organisation: Any = None) -> bool:
        return verb in self.verbs

    def organisation_paths(self, verb: str) -> list[str]:
        return []


ALL = Someone("tests.file", "tests.approve")


@pytest.mark.parametrize("case", every_case(MACHINE), ids=str)
def test_every_state_and_transition(case: Case) -> None:
    row: Any = Row(case.state)
    if case.legal:
        assert move(MACHINE, row, case.transition.name, actor=ALL) is case.transition
        assert (row.state, row.saved) == (case.transition.target, ["state"])
    else:
        with pytest.raises(Conflict):
            move(MACHINE, row, case.transition.name, actor=ALL)
        assert (row.state, row.saved) == (case.state, None)


def test_the_generator_walks_the_whole_table() -> None:
    cases = list(every_case(MACHINE))
    assert len(cases) == len(MACHINE.states) * len(MACHINE.steps) == 20
    assert len(list(every_case(MACHINE, only="legal"))) == len(list(MACHINE.edges())) == 5
    assert len(list(every_case(MACHINE, only="refused"))) == 15


@pytest.mark.parametrize("case", every_case(MACHINE), ids=str)
def test_without_the_verb_nothing_moves(case: Case) -> None:
    row: Any = Row(case.state)
    expected = NotAllowed if case.transition.verb else Conflict
    if case.transition.verb or not case.legal:
        with pytest.raises(expected):
            move(MACHINE, row, case.transition.name, actor=Someone())
        assert row.saved is None


def test_a_move_advances_version_and_time(db: None) -> None:
    row: Any = Row("draft", version=3, updated_at=None)
    move(MACHINE, row, "submit", actor=ALL)
    assert row.version == 4
    assert row.updated_at is not None
    assert set(row.saved) == {"state", "updated_at", "version"}


def test_an_unknown_step_is_not_found() -> None:
    with pytest.raises(NotFound):
        check(MACHINE, Row("draft"), "burn", actor=ALL)  # type: ignore[arg-type]
    with pytest.raises(UnknownTransition):
        MACHINE.transition("burn")


def test_it_offers_what_one_may_do_now() -> None:
    row: Any = Row("submitted")
    assert [step.name for step in available(MACHINE, row, actor=ALL)] == ["return", "approve"]
    assert available(MACHINE, row, actor=Someone("tests.file")) == []


def test_it_knows_its_graph() -> None:
    assert (MACHINE.initial, MACHINE.final) == ("draft", ("expired",))
    assert MACHINE.graph()["edges"][0] == {
        "from": "draft", "name": "submit", "to": "submitted", "verb": "tests.file",
    }  # fmt: skip


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [Transition("a", (), "y")],
        [Transition("a", "x", "y")],  # type: ignore[arg-type]
        [Transition("a", ("x", "x"), "y")],
        [Transition("", ("x",), "y")],
        [Transition("a", ("x",), "")],
        [Transition("a", ("x",), "y"), Transition("a", ("y",), "x")],
        [Transition("a", ("x",), "y"), Transition("b", ("z",), "w")],
        [Transition("a", ("x",), "y"), Transition("b", ("y",), "x")],
    ],
)
def test_a_wrong_table_does_not_load(steps: list[Transition]) -> None:
    with pytest.raises(MachineError):
        Machine("state", steps)


def test_the_initial_state_must_lead_everywhere() -> None:
    circle = [Transition("a", ("x",), "y"), Transition("b", ("y",), "x")]
    assert Machine("state", circle, initial="x").final == ()
    with pytest.raises(MachineError, match="nothing leads to"):
        Machine("state", [*circle, Transition("c", ("z",), "x")], initial="x")
    with pytest.raises(MachineError, match="in no transition"):
        Machine("state", circle, initial="w")
