"""The table of a case: each state × each transition (style rule 34), and its picture."""

from pathlib import Path
from typing import Any

import pytest

from complaints import machine
from complaints.codes import CaseState
from credit_portal.common.errors import Conflict
from credit_portal.workflow import moves
from credit_portal.workflow.testing import Case, every_case
from tests.commitments.test_machine import Anybody, Row

DOCS = Path(__file__).resolve().parents[2] / "docs" / "hotline.md"


@pytest.mark.parametrize("case", list(every_case(machine.CASE)), ids=str)
def test_a_case_moves_by_the_table_only(case: Case) -> None:
    row: Any = Row(case.state)
    if case.legal:
        found = moves.check(machine.CASE, row, case.transition.name, actor=Anybody())
        assert found == case.transition
        return
    with pytest.raises(Conflict):
        moves.check(machine.CASE, row, case.transition.name, actor=Anybody())


def test_the_table_knows_exactly_the_states() -> None:
    assert set(machine.CASE.states) == set(CaseState.values)


def test_nothing_is_closed_but_what_was_answered_or_reviewed() -> None:
    ways = {source for source, _name, target in machine.CASE.edges() if target == "closed"}
    assert ways == {"answered", "review"}


def test_the_documentation_draws_this_table() -> None:
    lines = ["stateDiagram-v2", f"    [*] --> {machine.CASE.initial}"]
    lines += [f"    {source} --> {target}: {name}" for source, name, target in machine.CASE.edges()]
    lines += [f"    {state} --> [*]" for state in machine.CASE.final]
    assert "\n".join(lines) in DOCS.read_text(encoding="utf-8")
