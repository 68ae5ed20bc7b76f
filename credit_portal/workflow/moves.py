"""Taking a transition: policy, state, then the field. The caller holds the lock on the row."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import fresh
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, NotAllowed, NotFound
from credit_portal.workflow.machine import Machine, Transition, UnknownTransition


def move(
    machine: Machine,
    row: Model,
    name: str,
    *,
    actor: Actor,
    organisation: Any | None = None,
    also: Iterable[str] = (),
) -> Transition:
    """Take the transition `name` on a locked row and save its state.

    `also` names fields the caller has set that are saved in the same statement, where a
    constraint ties them to the state.

    `organisation` is the body over which the actor needs the verb. Also advances `updated_at`
    and `version` where the row has them. Raises NotFound for an unknown transition, NotAllowed
    when the actor lacks the verb, Conflict when the state does not permit it,
    ReauthenticationNeeded when the verb wants a fresh sign-in proof.
    """
    step = check(machine, row, name, actor=actor, organisation=organisation)
    values: dict[str, Any] = {machine.field: step.target}
    names = {field.name for field in row._meta.concrete_fields}
    if "updated_at" in names:
        values["updated_at"] = clock.now()
    if "version" in names:
        values["version"] = row.serializable_value("version") + 1
    for field, value in values.items():
        setattr(row, field, value)
    row.save(update_fields=[*values, *also])
    return step


def check(
    machine: Machine, row: Model, name: str, *, actor: Actor, organisation: Any | None = None
) -> Transition:
    """The transition, if the actor may take it now; raises as `move` does and changes nothing."""
    try:
        step = machine.transition(name)
    except UnknownTransition as error:
        raise NotFound("unknown_transition", _("There is no such step.")) from error
    if step.verb and not actor.may(step.verb, organisation):
        raise NotAllowed("not_allowed", _("You may not do this here."))
    if getattr(row, machine.field) not in step.sources:
        raise Conflict(
            "state_conflict",
            _("This can no longer be done: the entry has moved on. Reload the page."),
        )
    if step.verb and step.proof:
        fresh.require(actor, step.verb)
    return step


def available(
    machine: Machine, row: Model, *, actor: Actor, organisation: Any | None = None
) -> list[Transition]:
    """Steps that this actor may take on the row now, in the order of the table."""
    return [
        step
        for step in machine.allowed(getattr(row, machine.field))
        if not step.verb or actor.may(step.verb, organisation)
    ]
