"""Who counts as one side of a decision: a person's accounts, and those he deputises for.

Whoever deputises for somebody decides nothing that the one or the other proposed (security.md
S14); `accounts_deputises` in the database says the same.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from credit_portal.accounts.models import User
from credit_portal.common.actors import Actor


def persons_behind(actor: Actor) -> frozenset[UUID]:
    """Ids of the person who acts and of those he deputises for today; the system has none."""
    if not isinstance(actor, User):
        return frozenset()
    users = User.objects.filter(pk__in={actor.pk, *actor.powers.principals})
    return frozenset(users.exclude(person=None).values_list("person_id", flat=True))


def accounts_behind(actor: Actor) -> frozenset[UUID]:
    """Ids of every account, closed ones included, of the persons on the actor's side."""
    if not isinstance(actor, User):
        return frozenset()
    mine = {actor.pk, *actor.powers.principals}
    persons = User.objects.filter(pk__in=mine, person__isnull=False).values("person_id")
    return frozenset(
        User.objects.filter(Q(pk__in=mine) | Q(person_id__in=persons)).values_list("pk", flat=True)
    )


def is_one_side(actor: Actor, user: User | None) -> bool:
    """Whether the other account is the actor's, his person's, or one he deputises for."""
    return user is not None and user.pk in accounts_behind(actor)
