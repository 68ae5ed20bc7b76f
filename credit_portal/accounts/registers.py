"""Lists of the administration pages: accounts with their grants, invitations, requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import pgettext_lazy

from credit_portal.accounts import selectors
from credit_portal.accounts.models import DeputyRequest, Invitation, RoleGrant, User
from credit_portal.common import clock
from credit_portal.directory.models import Organisation, Person

ENDING_DAYS = 30
STATES = {
    "waiting": pgettext_lazy("accounts", "waiting for me"),
    "ending": pgettext_lazy("accounts", "a role ends within 30 days"),
    "invited": pgettext_lazy("accounts", "invited, not yet opened"),
    "no_factor": pgettext_lazy("accounts", "without second factor"),
    "no_role": pgettext_lazy("accounts", "without any role"),
    "closed": pgettext_lazy("accounts", "closed"),
}


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; empty texts do not narrow."""

    query: str = ""
    role: str = ""
    body: Organisation | None = None
    state: str = ""


def accounts(viewer: User, wanted: Wanted) -> QuerySet[User]:
    """Accounts with body, post and current grants, by user name. The query is looked for in the
    user name, the display name, the address, the body's names and the roles' names."""
    users = User.objects.select_related("organisation", "post").prefetch_related(
        Prefetch("grants", queryset=selectors.current_grants(), to_attr="current_grants")
    )
    if wanted.query:
        users = users.filter(_matching(wanted.query))
    if wanted.role:
        held = selectors.grants_in_effect().filter(role_id=wanted.role)
        users = users.filter(pk__in=held.values("user_id"))
    if wanted.body is not None:
        users = users.filter(organisation__path__startswith=wanted.body.path)
    return _in_state(users, viewer, wanted.state)


def _matching(query: str) -> Q:
    roles = Q(role__name_zh__icontains=query) | Q(role__name_en__icontains=query)
    held = selectors.grants_in_effect().filter(roles)
    return (
        Q(username__icontains=query)
        | Q(display_name__icontains=query)
        | Q(email__icontains=query)
        | Q(organisation__name_zh__icontains=query)
        | Q(organisation__name_en__icontains=query)
        | Q(pk__in=held.values("user_id"))
    )


def _in_state(users: QuerySet[User], viewer: User, state: str) -> QuerySet[User]:
    narrowed: dict[str, Callable[[], QuerySet[User]]] = {
        "closed": lambda: users.filter(is_active=False),
        "waiting": lambda: users.filter(pk__in=grants_waiting_for(viewer).values("user_id")),
        "ending": lambda: users.filter(pk__in=_ending().values("user_id")),
        "invited": lambda: users.filter(pk__in=open_invitations().values("user_id")),
        "no_factor": lambda: users.filter(~Exists(_factors()), is_active=True),
        "no_role": lambda: users.filter(~Exists(_held()), is_active=True),
    }
    return narrowed[state]() if state in narrowed else users


def _ending() -> QuerySet[RoleGrant]:
    last = clock.today() + timedelta(days=ENDING_DAYS)
    return selectors.grants_in_effect().filter(ends_on__lte=last)


def _factors() -> QuerySet[Authenticator]:
    rows: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=OuterRef("pk"))
    return rows.exclude(type=Authenticator.Type.RECOVERY_CODES)


def _held() -> QuerySet[RoleGrant]:
    return selectors.grants_in_effect().filter(user_id=OuterRef("pk"))


def grants_waiting_for(viewer: User) -> QuerySet[RoleGrant]:
    """Grants that this administrator may confirm: neither proposed by him nor for him."""
    return selectors.pending_grants().exclude(granted_by=viewer).exclude(user=viewer)


def open_invitations() -> QuerySet[Invitation]:
    """Invitations neither used nor withdrawn, the newest first; some may have run out."""
    rows = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    return rows.select_related("user", "user__organisation", "invited_by").order_by(
        "-created_at", "-id"
    )


def waiting_requests() -> QuerySet[DeputyRequest]:
    """Requests for a deputy that no administrator has taken up, the oldest first."""
    return (
        DeputyRequest.objects.filter(state=DeputyRequest.State.WAITING)
        .select_related("basis__user", "basis__role", "basis__organisation", "deputy")
        .order_by("asked_at", "id")
    )


def requests_of(user: User) -> QuerySet[DeputyRequest]:
    """What a holder asked for, the newest first, with the grant that came of it."""
    return (
        DeputyRequest.objects.filter(basis__user=user)
        .select_related("basis__role", "basis__organisation", "deputy", "grant")
        .order_by("-asked_at", "-id")
    )


def to_stand_in_for(user: User) -> QuerySet[RoleGrant]:
    """Grants of one's own for which a deputy may be asked: not those held as a deputy."""
    grants = selectors.current_grants_of(user).exclude(kind=RoleGrant.Kind.DELEGATED)
    return grants.filter(~Q(origin=RoleGrant.Origin.ADMINISTRATORS) | Q(seconded_by__isnull=False))


def possible_deputies(holder: User) -> QuerySet[User]:
    """Colleagues with an open account in the holder's body or below it, other people than he."""
    if holder.organisation is None or holder.person_id is None:
        return User.objects.none()
    return (
        User.objects.filter(
            is_active=True,
            person__isnull=False,
            organisation__path__startswith=holder.organisation.path,
        )
        .exclude(person_id=holder.person_id)
        .exclude(pk=holder.pk)
        .select_related("organisation", "post")
        .order_by("organisation__path", "username")
    )


def persons_without_account(body: Organisation) -> QuerySet[Person]:
    """People who hold a post of the body today and have no open account, by name."""
    today = clock.today()
    held = Q(appointments__post__organisation=body, appointments__starts_on__lte=today) & (
        Q(appointments__ends_on=None) | Q(appointments__ends_on__gte=today)
    )
    with_account = User.objects.filter(is_active=True, person=OuterRef("pk"))
    return Person.objects.filter(held).filter(~Exists(with_account)).distinct()
