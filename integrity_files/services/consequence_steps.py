"""What every act on a consequence does: lock, move, note, trail, tell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import override

from credit_portal.accounts.capacity import in_capacity
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_of
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock
from credit_portal.workflow import moves
from integrity_files import machine_consequences
from integrity_files import policies as base
from integrity_files import policies_consequences as policies
from integrity_files import selectors_consequences as selectors
from integrity_files.models import Consequence
from integrity_files.selectors_responsible import require_other
from integrity_files.services import case_steps
from integrity_files.services.case_steps import require_version

DUTY = "integrity_files.consequence"


def locked(
    actor: Actor, consequence_id: UUID | str, verb: str, expected: int | None = None
) -> Consequence:
    """The consequence, locked; the actor holds the verb: to carry it out over its owner, else over
    the body that the record is about. Raises NotFound, NotAllowed, Stale."""
    row = lock(selectors.visible_to(actor), consequence_id)
    policies.require(actor, verb, over(row, verb))
    if verb != policies.CARRY:
        require_other(actor, row.record)
    require_version(row, expected)
    return row


def over(row: Consequence, verb: str) -> Any:
    """The body over which the verb is needed."""
    return row.owner if verb == policies.CARRY else row.record.organisation


def capacity(actor: Any, verb: str, row: Consequence) -> Any:
    """The actor as he does the verb."""
    return in_capacity(actor, verb, over(row, verb))


def move(row: Consequence, name: str, actor: Actor, *also: str) -> None:
    """Take a transition on the locked row; ``also`` names fields saved with it."""
    moves.move(
        machine_consequences.CONSEQUENCE, row, name, actor=actor,
        organisation=row.record.organisation, also=also,
    )  # fmt: skip


def name_of(row: Consequence, language: str) -> str:
    """How it is called in a language: its kind and the record."""
    with override(language):
        return f"{row.get_kind_display()}：{row.record.name_zh}"


def note(row: Consequence, name: str, actor: Actor, **data: Any) -> None:
    """Write one step of the story and its audit row: codes, dates and ids only."""
    case_steps.event(row.events, name, actor, data=data)
    body = row.record.organisation
    case_steps.trail(f"consequence_{name}", actor, row, body, kind=row.kind, **data)


def tell(
    template: str, row: Consequence, recipients: Iterable[User], key: str, **more: Any
) -> None:
    """A message about a consequence: the record, the body that has to carry it out."""
    case_steps.tell(
        template, row, recipients, key=f"consequence:{key}:{row.pk}:{row.version}",
        titles=(name_of(row, "zh-hans"), name_of(row, "en")), body=row.owner,
        url=f"/staff/consequences/{row.pk}/", **more,
    )  # fmt: skip


def office(row: Consequence, verb: str) -> list[User]:
    """Those of the credit office who may do the verb on it."""
    body = row.record.organisation
    return [one for one in holders_of(verb, body) if base.bar(one, body) is None]


def owners(row: Consequence) -> list[User]:
    """Those who carry it out."""
    return holders_of(policies.CARRY, row.owner)
