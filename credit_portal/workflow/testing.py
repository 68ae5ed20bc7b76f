"""For the tests of every machine: all states × all transitions, legal and not (style rule 34)."""

from typing import NamedTuple

from credit_portal.workflow.machine import Machine, Transition


class Case(NamedTuple):
    """One cell of the table. `legal` says whether the transition may be taken in the state."""

    state: str
    transition: Transition
    legal: bool

    def __str__(self) -> str:
        return f"{self.state}-{self.transition.name}-{'legal' if self.legal else 'refused'}"


def every_case(machine: Machine, *, only: str | None = None) -> list[Case]:
    """Each state × transition; `only` is "legal" or "refused" to take one half.

    Use: ``@pytest.mark.parametrize("case", every_case(MACHINE), ids=str)``.
    """
    cases = [
        Case(state, transition, state in transition.sources)
        for state in machine.states
        for transition in machine.steps
    ]
    wanted = {None: (True, False), "legal": (True,), "refused": (False,)}[only]
    return [case for case in cases if case.legal in wanted]
