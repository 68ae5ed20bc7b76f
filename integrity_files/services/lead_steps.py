"""What every act on a lead does: lock, move, note, trail, tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from credit_portal.accounts.capacity import in_capacity
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock
from credit_portal.workflow import moves
from integrity_files import machine, policies
from integrity_files import selectors_leads as selectors
from integrity_files.models import Lead
from integrity_files.services import case_steps
from integrity_files.services.case_steps import require_version, words

__all__ = ["words"]

VERIFY = "integrity_files.lead_verify"
RULE = "GOVBREACH-VERIFY"


def locked(actor: Actor, lead_id: UUID | str, verb: str, expected: int | None) -> Lead:
    """The lead, locked; the actor holds the verb over its body and stands outside of it.
    Raises NotFound, NotAllowed, Stale."""
    row = lock(selectors.visible_to(actor), lead_id)
    policies.require(actor, verb, row.organisation)
    require_version(row, expected)
    return row


def capacity(actor: Any, verb: str, row: Lead) -> Any:
    """The actor as he does the verb over the body."""
    return in_capacity(actor, verb, row.organisation)


def move(row: Lead, name: str, actor: Actor, *also: str) -> None:
    """Take a transition on the locked row; ``also`` names fields saved with it."""
    body = row.organisation if isinstance(actor, User) else None
    moves.move(machine.LEAD, row, name, actor=actor, organisation=body, also=also)


def note(row: Lead, name: str, actor: Actor, **data: Any) -> None:
    """Write one step of the story and its audit row: codes, dates and ids only."""
    case_steps.event(row.events, name, actor, data=data)
    case_steps.trail(f"lead_{name}", actor, row, row.organisation, **data)


def tell(template: str, row: Lead, recipients: Iterable[User], key: str, **more: Any) -> None:
    """A message about a lead: what it is about and the body."""
    case_steps.tell(
        template, row, recipients, key=f"lead:{key}:{row.pk}:{row.version}",
        titles=(row.title_zh, row.title_zh), body=row.organisation,
        url=f"/staff/leads/{row.pk}/", **more,
    )  # fmt: skip


def outside(users: Iterable[User], row: Lead) -> list[User]:
    """Those who may work on it."""
    return [one for one in users if selectors.may_know(one, row)]


def acted_on(row: Lead) -> date:
    """The day on which it was found untrue."""
    return row.found_on or clock.today()
