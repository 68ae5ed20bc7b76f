"""What every act on a lead does: lock, move, note, trail, tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.capacity import in_capacity
from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common import acts, clock
from credit_portal.common.actors import Actor, actor_id
from credit_portal.common.db import lock
from credit_portal.common.errors import Invalid, Stale
from credit_portal.notices.services import notify
from credit_portal.workflow import moves
from integrity_files import machine, policies
from integrity_files import selectors_leads as selectors
from integrity_files.models import Lead, LeadEvent

VERIFY = "integrity_files.lead_verify"
RULE = "GOVBREACH-VERIFY"


def locked(actor: Actor, lead_id: UUID | str, verb: str, expected: int | None) -> Lead:
    """The lead, locked; the actor holds the verb over its body and stands outside of it.
    Raises NotFound, NotAllowed, Stale."""
    row = lock(selectors.visible_to(actor), lead_id)
    policies.require(actor, verb, row.organisation)
    if expected is not None and row.version != expected:
        raise Stale(
            "stale",
            _("Somebody else changed this meanwhile. Reload the page and look again."),
        )
    return row


def capacity(actor: Any, verb: str, row: Lead) -> Any:
    """The actor as he does the verb over the body."""
    return in_capacity(actor, verb, row.organisation)


def move(row: Lead, name: str, actor: Actor, *also: str) -> None:
    """Take a transition on the locked row; ``also`` names fields saved with it."""
    body = row.organisation if isinstance(actor, User) else None
    moves.move(machine.LEAD, row, name, actor=actor, organisation=body, also=also)


def words(text: str, field: str) -> str:
    """Words of a finding or a reason. Raises Invalid where there are too few."""
    found = text.strip()
    if len(found) < 2:
        raise Invalid("words_missing", _("Say it in words."), field=field)
    return found[:5000]


def note(row: Lead, name: str, actor: Actor, **data: Any) -> None:
    """Write one step of the story and its audit row: codes, dates and ids only."""
    LeadEvent.objects.create(
        lead=row,
        act_id=acts.current_act_id(),
        name=name,
        at=clock.now(),
        on=clock.today(),
        actor_id=actor_id(actor),
        actor_title=actor.title[:200],
        data=data,
    )
    audit.record(
        f"integrity_files.lead_{name}",
        actor=actor,
        target=row,
        new={"state": row.state},
        organisation=row.organisation,
        **data,
    )


def tell(template: str, row: Lead, recipients: Iterable[User], key: str, **more: Any) -> None:
    """A message about a lead: what it is about and the body."""
    notify(
        recipients=recipients,
        template=template,
        context={
            "title_zh": row.title_zh,
            "title_en": row.title_zh,
            "organisation_zh": row.organisation.name_zh,
            "organisation_en": row.organisation.name_en or row.organisation.name_zh,
            "url": f"/staff/leads/{row.pk}/",
            **more,
        },
        dedupe_key=f"integrity_files.lead:{key}:{row.pk}:{row.version}",
        organisation=row.organisation,
        target=row,
    )


def outside(users: Iterable[User], row: Lead) -> list[User]:
    """Those who may work on it."""
    return [one for one in users if policies.bar(one, row.organisation) is None]


def acted_on(row: Lead) -> date:
    """The day on which it was found untrue."""
    return row.found_on or clock.today()
