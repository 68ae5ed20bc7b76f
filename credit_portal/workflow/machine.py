"""State machines as tables. Pure: no ORM, no policy, so that a test can walk every cell."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


class MachineError(ValueError):
    """The table itself is wrong; raised while the module is imported."""


class UnknownTransition(LookupError):
    """A transition name that the table does not have."""


@dataclass(frozen=True)
class Transition:
    """One step: from any of `sources` to `target`, by whoever may do `verb`.

    `label` is the (lazy) text of the button, `hint` says what pressing it will do. A transition
    without verb is taken by the service on behalf of the system or of a citizen. One with
    `proof=False` needs no fresh sign-in proof though its verb does: a step back decides nothing.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    verb: str = ""
    label: Any = ""
    hint: Any = ""
    proof: bool = True


class Machine:
    """A table of transitions over the model field `field`; checked when it is made.

    `initial` names the state in which rows begin (else: the sources nothing leads to). Raises
    MachineError for duplicate names, empty or repeated sources, states nothing leads to.
    """

    def __init__(
        self, field: str, transitions: Iterable[Transition], *, initial: str | None = None
    ) -> None:
        self.field = field
        self.transitions: Mapping[str, Transition] = self._by_name(list(transitions))
        sources = [state for step in self.steps for state in step.sources]
        targets = {step.target for step in self.steps}
        self.states: tuple[str, ...] = tuple(
            dict.fromkeys([*sources, *(step.target for step in self.steps)])
        )
        roots = tuple(state for state in self.states if state not in targets)
        if initial is None and len(roots) != 1:
            raise MachineError(f"{field}: name the initial state (candidates: {roots})")
        self.initial: str = initial if initial is not None else roots[0]
        if self.initial not in self.states:
            raise MachineError(f"{field}: the initial state {self.initial} is in no transition")
        lost = set(self.states) - self._reachable()
        if lost:
            raise MachineError(f"{field}: nothing leads to {', '.join(sorted(lost))}")

    @property
    def steps(self) -> tuple[Transition, ...]:
        """All transitions in the order of the table."""
        return tuple(self.transitions.values())

    @property
    def final(self) -> tuple[str, ...]:
        """States from which nothing leads on."""
        return tuple(state for state in self.states if not self.allowed(state))

    def transition(self, name: str) -> Transition:
        """The transition called `name`; raises UnknownTransition."""
        try:
            return self.transitions[name]
        except KeyError:
            raise UnknownTransition(name) from None

    def allowed(self, state: str) -> tuple[Transition, ...]:
        """What may be done in a state, in the order of the table."""
        return tuple(step for step in self.steps if state in step.sources)

    def allows(self, state: str, name: str) -> bool:
        """Whether the transition may be taken in the state."""
        return state in self.transition(name).sources

    def edges(self) -> Iterator[tuple[str, str, str]]:
        """(source, transition, target) for each cell that leads somewhere."""
        for step in self.steps:
            for source in step.sources:
                yield source, step.name, step.target

    def graph(self) -> dict[str, Any]:
        """States and edges as plain data, for documentation and drawings."""
        return {
            "field": self.field,
            "initial": self.initial,
            "states": list(self.states),
            "final": list(self.final),
            "edges": [
                {"from": source, "name": name, "to": target, "verb": self.transitions[name].verb}
                for source, name, target in self.edges()
            ],
        }

    def _by_name(self, steps: list[Transition]) -> dict[str, Transition]:
        if not steps:
            raise MachineError(f"{self.field}: a machine needs transitions")
        table: dict[str, Transition] = {}
        for step in steps:
            if isinstance(step.sources, str) or not step.sources:
                raise MachineError(f"{step.name}: sources must be a tuple of states")
            if len(set(step.sources)) != len(step.sources):
                raise MachineError(f"{step.name}: a source stands twice")
            if not (step.name and step.target and all(step.sources)):
                raise MachineError(f"{self.field}: names must not be empty")
            if step.name in table:
                raise MachineError(f"{self.field}: {step.name} stands twice")
            table[step.name] = step
        return table

    def _reachable(self) -> set[str]:
        reached, fresh = {self.initial}, [self.initial]
        while fresh:
            state = fresh.pop()
            for step in self.allowed(state):
                if step.target not in reached:
                    reached.add(step.target)
                    fresh.append(step.target)
        return reached
