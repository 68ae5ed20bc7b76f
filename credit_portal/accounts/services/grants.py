"""Giving and taking roles: proposed by one security administrator, confirmed by another."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import fresh, hooks
from credit_portal.accounts.models import Role, RoleGrant, User
from credit_portal.accounts.selectors import grants_in_effect
from credit_portal.accounts.services.common import require_manager
from credit_portal.accounts.sides import is_one_side
from credit_portal.audit.services import record
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotAllowed
from credit_portal.directory.models import Organisation

FEWEST_ADMINISTRATORS = 2  # below two, nobody could ever confirm a grant again


def facts_of(grant: RoleGrant) -> dict[str, object]:
    """What the trail keeps of a grant: codes, ids and days."""
    return {
        "user": grant.user_id,
        "role": grant.role_id,
        "organisation": grant.organisation_id,
        "kind": grant.kind,
        "starts_on": grant.starts_on,
        "ends_on": grant.ends_on,
        "stands_in_for": grant.stands_in_for_id,
    }


def _require_place(role: Role, organisation: Organisation | None) -> None:
    if role.everywhere and organisation is not None:
        raise Invalid(
            "role_everywhere", _("This role holds everywhere; name no body."), field="organisation"
        )
    if not role.everywhere and organisation is None:
        raise Invalid(
            "organisation_missing",
            _("Say over which body the role is given."),
            field="organisation",
        )


def require_dates(starts_on: date, ends_on: date | None) -> None:
    """Raise Invalid when the last day lies before the first one, or has passed."""
    if ends_on is not None and (ends_on < starts_on or ends_on < clock.today()):
        raise Invalid("ends_too_early", _("The last day lies too early."), field="ends_on")


def _require_kind(kind: str, ends_on: date | None) -> None:
    if kind == RoleGrant.Kind.DELEGATED:
        raise Invalid(
            "deputy_needs_basis",
            _("A deputy is arranged on the grant he stands in for."),
            field="kind",
        )
    if kind != RoleGrant.Kind.REGULAR and ends_on is None:
        raise Invalid(
            "ends_on_missing", _("A duty for a time needs its last day."), field="ends_on"
        )


def _require_person(user: User) -> None:
    if user.person_id is None:
        raise Conflict(
            "person_missing",
            _("No person of the directory stands behind this account; say first whose it is."),
        )


def require_not_own_side(actor: Actor, user: User) -> None:
    """Raise NotAllowed for oneself, one's other accounts, and whom one deputises for."""
    if is_one_side(actor, user):
        raise NotAllowed("grant_to_oneself", _("Nobody grants a role to himself."))


def require_other_hand(actor: Actor, user: User) -> None:
    """Raise NotAllowed for whoever entered the account, or changed last whose it is: a made-up
    person with a role would otherwise need one look of a second administrator only."""
    if is_one_side(actor, user.entered_by):
        raise NotAllowed(
            "entered_by_oneself",
            _(
                "You entered this account or changed whose it is; another administrator proposes"
                " its roles. You may confirm them."
            ),
        )


@transaction.atomic
def propose_grant(
    *,
    actor: Actor,
    user_id: UUID,
    role: Role,
    organisation: Organisation | None,
    starts_on: date,
    ends_on: date | None = None,
    kind: str = RoleGrant.Kind.REGULAR,
    reason: str = "",
) -> RoleGrant:
    """Propose to give a role over a body and all below it; without effect until confirmed.

    Raises NotAllowed (not an administrator, to oneself or whom he entered), Invalid, Conflict when
    the person has the role there already or a duty that does not go with it (security.md S8).
    """
    user = lock(User, user_id)
    require_manager(actor)
    require_not_own_side(actor, user)
    require_other_hand(actor, user)
    _require_place(role, organisation)
    require_dates(starts_on, ends_on)
    _require_kind(kind, ends_on)
    _require_person(user)
    grant = RoleGrant(
        user=user,
        role=role,
        organisation=organisation,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by_id=actor.id,
    )
    insert_grant(grant)
    facts, verb = facts_of(grant), "accounts.propose_grant"
    record(
        verb, actor=actor, target=grant, organisation=organisation, new=facts, reason=reason.strip()
    )
    hooks.grant_pending(grant)
    return grant


def insert_grant(grant: RoleGrant) -> None:
    """Save a new grant; says in words what the database's constraints refuse (Conflict)."""
    try:
        with transaction.atomic():
            grant.save(force_insert=True)
    except IntegrityError as error:
        if "grant_duties_apart" in str(error):
            raise Conflict(
                "duties_apart",
                _(
                    "Security administration, system administration, audit and business"
                    " are never in one hand. End the other role first."
                ),
            ) from error
        if "grant_open_once" in str(error):
            raise Conflict(
                "granted_already", _("This person already has the role there, or it is pending.")
            ) from error
        raise


def _pending(grant_id: UUID) -> RoleGrant:
    grant = lock(RoleGrant, grant_id)
    if not grant.is_pending:
        raise Conflict("grant_not_pending", _("This grant has been decided already."))
    return grant


@transaction.atomic
def confirm_grant(*, actor: Actor, grant_id: UUID) -> RoleGrant:
    """Confirm another administrator's grant; in effect on its days, after the cooling time.

    Raises NotAllowed for the proposer and for the person concerned, Conflict when decided or when
    the proposer administers accounts no more.
    """
    grant = _pending(grant_id)
    require_manager(actor)
    basis = grant.stands_in_for
    concerned = (grant.user, basis.user if basis else None)
    if is_one_side(actor, grant.granted_by, clock.day_of(grant.granted_at)) or any(
        is_one_side(actor, user) for user in concerned
    ):
        raise NotAllowed(
            "second_person_needed",
            _("Another administrator must confirm, and not the person who gets the role."),
        )
    _require_proposer(grant)
    fresh.require(actor, "accounts.confirm")
    grant.seconded_by_id = actor.id
    grant.seconded_at = clock.now()
    grant.effective_at = grant.seconded_at + cooling_time(grant.role)
    _save_confirmed(grant)
    record("accounts.confirm_grant", actor=actor, target=grant, new=facts_of(grant))
    hooks.grant_told(grant, "confirmed")
    return grant


def _require_proposer(grant: RoleGrant) -> None:
    """A proposal does not outlive the office of its proposer; a closed account has none."""
    if grant.granted_by is None or not grant.granted_by.may("accounts.manage", None):
        raise Conflict(
            "grant_proposer_gone",
            _(
                "Who proposed this grant administers accounts no more. Refuse it, or propose it "
                "anew."
            ),
        )


def cooling_time(role: Role) -> timedelta:
    """How long a confirmed grant of the role waits before it takes effect (security.md S9)."""
    return timedelta(hours=settings.GRANT_COOLING_HOURS if role.cools else 0)


def _save_confirmed(grant: RoleGrant) -> None:
    try:
        with transaction.atomic():
            grant.save(update_fields=["seconded_by", "seconded_at", "effective_at"])
    except IntegrityError as error:
        if "grant_basis_over" in str(error):
            raise Conflict(
                "grant_not_open", _("The grant to stand in for has ended meanwhile.")
            ) from error
        raise


@transaction.atomic
def refuse_grant(*, actor: Actor, grant_id: UUID, reason: str) -> RoleGrant:
    """Refuse, or take back, a grant that waits for confirmation. Raises Conflict when decided."""
    grant = _pending(grant_id)
    require_manager(actor)
    return revoke(grant, actor, "accounts.refuse_grant", reason)


@transaction.atomic
def end_grant(*, actor: Actor, grant_id: UUID, reason: str) -> RoleGrant:
    """End a grant at once; one administrator suffices, because taking power away must be quick.

    Raises Conflict when it ended before, or when fewer than two security administrators remained.
    """
    grant = lock(RoleGrant, grant_id)
    require_manager(actor)
    if grant.revoked_at is not None or grant.is_pending:
        raise Conflict("grant_not_open", _("This grant is not in effect."))
    if grant.role_id == "security_administrator":
        _require_enough_administrators(besides=grant)
    return revoke(grant, actor, "accounts.end_grant", reason)


def _require_enough_administrators(*, besides: RoleGrant) -> None:
    # The role's row is the one lock that two parallel endings share.
    lock(Role, besides.role_id)
    others = grants_in_effect().filter(role_id=besides.role_id, user__is_active=True)
    others = others.exclude(user_id=besides.user_id)
    if others.values("user_id").distinct().count() < FEWEST_ADMINISTRATORS:
        raise Conflict(
            "too_few_administrators", _("At least two security administrators must remain.")
        )


def revoke(grant: RoleGrant, actor: Actor, verb: str, reason: str) -> RoleGrant:
    """End a locked grant and whatever stands in for it, with an audit row for each."""
    if not reason.strip() and verb != "accounts.recall_deputy":
        raise Invalid("reason_missing", _("Give a reason."), field="reason")
    for deputy in RoleGrant.objects.select_for_update().filter(
        stands_in_for=grant, revoked_at=None
    ):
        _set_revoked(deputy, actor)
        record("accounts.end_grant", actor=actor, target=deputy, old=facts_of(deputy))
    _set_revoked(grant, actor)
    record(verb, actor=actor, target=grant, old=facts_of(grant), reason=reason.strip())
    return grant


def _set_revoked(grant: RoleGrant, actor: Actor) -> None:
    grant.revoked_by_id = actor.id
    grant.revoked_at = clock.now()
    grant.save(update_fields=["revoked_by", "revoked_at"])


def end_all_grants(user: User, actor: Actor, reason: str) -> int:
    """End every grant of an account that is being closed. Raises Conflict when fewer than two
    security administrators would remain. Returns how many ended."""
    grants = list(RoleGrant.objects.select_for_update().filter(user=user, revoked_at=None))
    for grant in grants:
        if grant.role_id == "security_administrator" and not grant.is_pending:
            _require_enough_administrators(besides=grant)
        verb = "accounts.refuse_grant" if grant.is_pending else "accounts.end_grant"
        revoke(grant, actor, verb, reason)
    return len(grants)
