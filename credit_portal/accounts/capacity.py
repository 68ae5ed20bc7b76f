"""In whose name somebody acts: his own, or for the holder of a grant he deputises for.

A service asks once which capacity covers its verb and goes on with what `in_capacity` gives:
the same person, whose title then says 代理 in the trail and in the public story.
"""

from __future__ import annotations

import copy
from typing import TypeVar
from uuid import UUID

from credit_portal.accounts.models import User
from credit_portal.common.actors import Actor
from credit_portal.directory.models import Organisation

A = TypeVar("A", bound=Actor)


def principal_of(actor: Actor, verb: str, organisation: Organisation | None) -> User | None:
    """For whom the actor would do the verb over the body; None when in his own right."""
    if not isinstance(actor, User):
        return None
    principal: UUID | None = actor.powers.principal(verb, organisation)
    if principal is None:
        return None
    return User.objects.select_related("post").filter(pk=principal).first()


def in_capacity(actor: A, verb: str, organisation: Organisation | None) -> A:
    """The actor as he does this verb: with "（代理…）" in his title where he stands in."""
    principal = principal_of(actor, verb, organisation)
    if principal is None:
        return actor
    acting = copy.copy(actor)
    acting.__dict__["_capacity"] = "%s（代理" + _escaped(principal.title) + "）"
    title_en = principal.title_en or principal.title
    acting.__dict__["_capacity_en"] = "%s (acting for " + _escaped(title_en) + ")"
    return acting


def _escaped(title: str) -> str:
    return title.replace("%", "%%")


def stands_in_for(actor: Actor) -> list[User]:
    """Everybody he deputises for today, each with his post."""
    if not isinstance(actor, User):
        return []
    wanted = actor.powers.principals
    if not wanted:
        return []
    return list(User.objects.filter(pk__in=wanted).select_related("post").order_by("username"))
