"""Who counts as one side of a decision: a person's accounts, and those he deputises for.

Whoever deputises for somebody decides nothing that the one or the other proposed, and whoever had
a deputy decides nothing that the deputy did on the days he stood in (security.md S14);
`accounts_one_side` in the database says the same.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q

from credit_portal.accounts.models import RoleGrant, User
from credit_portal.common import clock
from credit_portal.common.actors import Actor, actor_id

#: By hand: each act asks them several times.
PERSONS = """
select person_id from accounts_user where id = any(%(users)s) and person_id is not null
"""
ACCOUNTS = """
select id from accounts_user where id = any(%(users)s) or person_id in (
    select person_id from accounts_user where id = any(%(users)s) and person_id is not null
)
"""


@dataclass(frozen=True)
class Standing:
    """Days (both counted) on which these accounts stood in for somebody, in one of his roles."""

    accounts: frozenset[UUID]
    role: str
    first: date
    last: date

    def covers(self, account: UUID | None, first: date, last: date) -> bool:
        """Whether the account is among them and one of these days is."""
        return account in self.accounts and first <= self.last and last >= self.first


def persons_behind(actor: Actor) -> frozenset[UUID]:
    """Ids of the person who acts and of those he deputises for today; the system has none."""
    if not isinstance(actor, User):
        return frozenset()
    return _ids(PERSONS, {actor.pk, *actor.powers.principals})


def accounts_behind(actor: Actor) -> frozenset[UUID]:
    """Ids of every account, closed ones included, of the persons on the actor's side."""
    if not isinstance(actor, User):
        return frozenset()
    return _accounts_of({actor.pk, *actor.powers.principals})


def deputies_of(actor: Actor, roles: Collection[str] | None = None) -> list[Standing]:
    """Who stood in for the actor's person when, past deputies too; for these roles, if given.

    A grant that was ended early counts up to the day on which it was.
    """
    if not isinstance(actor, User):
        return []
    holder = Q(stands_in_for__user=actor.pk)
    if actor.person_id is not None:
        holder |= Q(stands_in_for__user__person=actor.person_id)
    given = ~Q(origin=RoleGrant.Origin.ADMINISTRATORS) | Q(seconded_at__isnull=False)
    grants = RoleGrant.objects.filter(holder, given, kind=RoleGrant.Kind.DELEGATED)
    if roles is not None:
        grants = grants.filter(role__in=roles)
    return [_standing(grant) for grant in grants.order_by("starts_on", "id")]


def is_one_side(actor: Actor, user: User | None, acted_on: date | None = None) -> bool:
    """Whether the other account is the actor's, his person's, or one he deputises for.

    With `acted_on`, the day on which the other acted, also whether he stood in for the actor
    on that day.
    """
    if user is None:
        return False
    if user.pk in accounts_behind(actor):
        return True
    if acted_on is None:
        return False
    return any(one.covers(user.pk, acted_on, acted_on) for one in deputies_of(actor))


def is_side_of(actor: Actor, account: str, acted_on: date | None = None) -> bool:
    """`is_one_side` for who is known by the text of his id only, a job for instance."""
    if account == actor_id(actor):
        return True
    try:
        key = UUID(account)
    except ValueError:
        return False
    return is_one_side(actor, User.objects.filter(pk=key).first(), acted_on)


def _standing(grant: RoleGrant) -> Standing:
    last = grant.ends_on or grant.starts_on
    if grant.revoked_at is not None:
        last = min(last, clock.day_of(grant.revoked_at))
    return Standing(_accounts_of({grant.user_id}), grant.role_id, grant.starts_on, last)


def _accounts_of(users: Collection[UUID]) -> frozenset[UUID]:
    """These accounts and all others of the persons behind them."""
    return _ids(ACCOUNTS, users)


def _ids(statement: str, users: Collection[UUID]) -> frozenset[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"users": list(users)})
        return frozenset(key for (key,) in cursor.fetchall())
