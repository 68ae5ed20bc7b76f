"""Reads of accounts: grants in effect, holders of a verb, lists of the administration pages."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import policies
from credit_portal.accounts.models import ApiToken, Role, RoleGrant, User
from credit_portal.common import clock
from credit_portal.common.errors import NotFound
from credit_portal.directory.models import Organisation


def in_effect(moment: datetime) -> Q:
    """Condition on RoleGrant: confirmed (or given at set-up), cooled, begun, not ended, not
    revoked. What stands in for another grant ends with it (trigger in the database)."""
    day = clock.day_of(moment)
    confirmed = ~Q(origin=RoleGrant.Origin.ADMINISTRATORS) | Q(seconded_by__isnull=False)
    cooled = Q(effective_at=None) | Q(effective_at__lte=moment)
    not_ended = Q(ends_on=None) | Q(ends_on__gte=day)
    return confirmed & cooled & not_ended & Q(starts_on__lte=day, revoked_at=None)


def grants_in_effect(moment: datetime | None = None) -> QuerySet[RoleGrant]:
    """Grants that hold at the moment (now when not given)."""
    return RoleGrant.objects.filter(in_effect(moment or clock.now()))


def paths_above(path: str) -> list[str]:
    """The path itself and those of all superior bodies: "/a/b/" gives ["/a/", "/a/b/"]."""
    parts = [part for part in path.split("/") if part]
    return ["/" + "/".join(parts[: n + 1]) + "/" for n in range(len(parts))]


def _grants_over(verb: str, organisation: Organisation) -> QuerySet[RoleGrant]:
    over = Q(organisation=None) | Q(organisation__path__in=paths_above(organisation.path))
    return grants_in_effect().filter(
        over, role_id__in=policies.roles_for(verb), user__is_active=True
    )


def holders_of(verb: str, organisation: Organisation) -> list[User]:
    """Everybody who may do the verb over the body today. Raises UnknownVerb."""
    users = User.objects.filter(pk__in=_grants_over(verb, organisation).values("user_id"))
    return list(users.select_related("post", "organisation").order_by("username"))


def holders_anywhere(verb: str) -> list[User]:
    """Everybody who may do the verb over any body today. Raises UnknownVerb."""
    grants = grants_in_effect().filter(role_id__in=policies.roles_for(verb))
    users = User.objects.filter(pk__in=grants.values("user_id"), is_active=True)
    return list(users.select_related("post", "organisation").order_by("username"))


def nearest_holders_of(verb: str, organisation: Organisation) -> list[User]:
    """Those who hold the verb closest above the body: its own people, or else its superior's."""
    rows = _grants_over(verb, organisation).values_list("user_id", "organisation__path")
    depth = {user: 0 for user, _path in rows}
    for user, path in rows:
        depth[user] = max(depth[user], len(path or ""))
    if not depth:
        return []
    deepest = max(depth.values())
    chosen = [user for user, length in depth.items() if length == deepest]
    users = User.objects.filter(pk__in=chosen).select_related("post", "organisation")
    return list(users.order_by("username"))


def account(user_id: UUID) -> User:
    """One account with its body and post. Raises NotFound."""
    found = User.objects.select_related("organisation", "post").filter(pk=user_id).first()
    if found is None:
        raise NotFound("account_unknown", _("There is no such account."))
    return found


def current_grants() -> QuerySet[RoleGrant]:
    """Grants that hold now or later, pending ones included."""
    not_ended = Q(ends_on=None) | Q(ends_on__gte=clock.today())
    return (
        RoleGrant.objects.filter(not_ended, revoked_at=None)
        .select_related("role", "organisation", "stands_in_for__user__post")
        .order_by("role__position", "id")
    )


def current_grants_of(user: User) -> QuerySet[RoleGrant]:
    """A user's grants that hold now or later, pending ones included."""
    return current_grants().filter(user=user)


def grants_of(user: User) -> QuerySet[RoleGrant]:
    """Every grant a user ever had, newest first."""
    return (
        RoleGrant.objects.filter(user=user)
        .select_related(
            "role",
            "organisation",
            "granted_by",
            "seconded_by",
            "revoked_by",
            "stands_in_for__user__post",
        )
        .order_by("-granted_at", "-id")
    )


def pending_grants() -> QuerySet[RoleGrant]:
    """Grants that wait for a second administrator, oldest first."""
    return (
        RoleGrant.objects.filter(
            origin=RoleGrant.Origin.ADMINISTRATORS, seconded_by=None, revoked_at=None
        )
        .select_related("role", "organisation", "user", "granted_by", "stands_in_for__user__post")
        .order_by("granted_at", "id")
    )


def roles() -> QuerySet[Role]:
    """All roles in the order of the catalogue."""
    return Role.objects.order_by("position", "code")


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """API tokens of a user, newest first."""
    return ApiToken.objects.filter(user=user).order_by("-created_at", "-id")


def demo_users() -> QuerySet[User]:
    """Accounts that the demonstration sign-in opens."""
    return User.objects.filter(is_demo=True, is_active=True).order_by("username")


SHOWN = {"security_administrator": 2, "system_administrator": 2, "filer": 2, "approver": 3,
         "credit_officer": 2, "credit_reviewer": 3}  # fmt: skip


def demo_accounts() -> list[RoleGrant]:
    """One grant per role for the demonstration sign-in: its account, body and what it may do.

    Of administrators two, because whatever one proposes the other confirms; of filers two, of a
    body and of a street; of approvers also one for the body above both; of the credit office two
    officers and three reviewers, since nobody decides twice on a record; and whoever stands
    in for somebody, apart from those in their own right.
    """
    grants = (
        grants_in_effect()
        .filter(user__in=demo_users())
        .select_related("role", "organisation", "user__organisation", "user__post")
        .order_by("role__position", "user__username", "id")
    )
    chosen: list[RoleGrant] = []
    count: Counter[tuple[str, bool]] = Counter()
    for grant in grants:
        kind = grant.role_id, grant.stands_in_for_id is not None
        if count[kind] < SHOWN.get(grant.role_id, 1):
            chosen.append(grant)
            count[kind] += 1
    return chosen
