"""Both machines, every state × every transition (style rule 34)."""

from typing import Any

import pytest

from commitments import machine
from commitments.codes import State, VerificationState
from commitments.codes_change import ChangeState
from credit_portal.common.errors import Conflict
from credit_portal.workflow import moves
from credit_portal.workflow.testing import Case, every_case


class Anybody:
    """May do everything: here only the states count."""

    id = "anybody"
    title = "任何人"
    fresh = True

    def may(self, verb: str, organisation: Any = None) -> bool:
        return True

    def organisation_paths(self, verb: str) -> list[str]:
        return ["/"]


class Row:
    """Something with a state."""

    def __init__(self, state: str) -> None:
        self.state = state


@pytest.mark.parametrize("case", list(every_case(machine.COMMITMENT)), ids=str)
def test_a_filing_moves_by_the_table_only(case: Case) -> None:
    _try(machine.COMMITMENT, case)


@pytest.mark.parametrize("case", list(every_case(machine.VERIFICATION)), ids=str)
def test_a_verification_moves_by_the_table_only(case: Case) -> None:
    _try(machine.VERIFICATION, case)


@pytest.mark.parametrize("case", list(every_case(machine.LAWFUL_CHANGE)), ids=str)
def test_a_lawful_change_moves_by_the_table_only(case: Case) -> None:
    _try(machine.LAWFUL_CHANGE, case)


def _try(table: Any, case: Case) -> None:
    row: Any = Row(case.state)
    if case.legal:
        assert moves.check(table, row, case.transition.name, actor=Anybody()) == case.transition
        return
    with pytest.raises(Conflict):
        moves.check(table, row, case.transition.name, actor=Anybody())


def test_the_tables_know_exactly_the_states_of_the_models() -> None:
    assert set(machine.COMMITMENT.states) == set(State.values)
    assert set(machine.VERIFICATION.states) == set(VerificationState.values)
    assert set(machine.LAWFUL_CHANGE.states) == set(ChangeState.values)
    assert set(machine.LAWFUL_CHANGE.final) == {"approved", "refused", "discarded"}
    assert set(machine.COMMITMENT.final) == {"registered", "discarded"}
    assert set(machine.VERIFICATION.final) == {"confirmed", "dismissed"}
