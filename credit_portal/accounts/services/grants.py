"""Giving and taking roles: proposed by one security administrator, confirmed by another."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import fresh, hooks
from credit_portal.accounts.models import Role, RoleGrant, User
from credit_portal.accounts.selectors import grants_in_effect
from credit_portal.accounts.services.common import require_manager
from credit_portal.audit.services import record
from credit_portal.common import clock
from credit_portal.common.actors import Actor, actor_id
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotAllowed
from credit_portal.directory.models import Organisation

FEWEST_ADMINISTRATORS = 2  # below two, nobody could ever confirm a grant again


def _facts(grant: RoleGrant) -> dict[str, object]:
    return {
        "user": grant.user_id,
        "role": grant.role_id,
        "organisation": grant.organisation_id,
        "kind": grant.kind,
        "starts_on": grant.starts_on,
        "ends_on": grant.ends_on,
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


def _require_dates(starts_on: date, ends_on: date | None) -> None:
    if ends_on is not None and (ends_on < starts_on or ends_on < clock.today()):
        raise Invalid("ends_too_early", _("The last day lies too early."), field="ends_on")


def _same_person(actor: Actor, user: User | None) -> bool:
    """Whether the two accounts are one, or name one person."""
    if user is None:
        return False
    person = actor.person_id if isinstance(actor, User) else None
    return actor_id(actor) == str(user.pk) or (person is not None and person == user.person_id)


def _require_other_person(actor: Actor, user: User) -> None:
    if _same_person(actor, user):
        raise NotAllowed("grant_to_oneself", _("Nobody grants a role to himself."))


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

    Raises NotAllowed (not an administrator, or to oneself), Invalid, Conflict when the person has
    the role there already or a duty that does not go with it (security.md S8).
    """
    user = lock(User, user_id)
    require_manager(actor)
    _require_other_person(actor, user)
    _require_place(role, organisation)
    _require_dates(starts_on, ends_on)
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
    facts, verb = _facts(grant), "accounts.propose_grant"
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
    """Confirm another administrator's grant, from now on in effect on its days.

    Raises NotAllowed for the proposer and for the person concerned, Conflict when decided.
    """
    grant = _pending(grant_id)
    require_manager(actor)
    if _same_person(actor, grant.granted_by) or _same_person(actor, grant.user):
        raise NotAllowed(
            "second_person_needed",
            _("Another administrator must confirm, and not the person who gets the role."),
        )
    fresh.require(actor, "accounts.confirm")
    grant.seconded_by_id = actor.id
    grant.seconded_at = clock.now()
    grant.effective_at = grant.seconded_at + cooling_time(grant.role)
    _save_confirmed(grant)
    record("accounts.confirm_grant", actor=actor, target=grant, new=facts_of(grant))
    hooks.grant_told(grant, "confirmed")
    return grant


@transaction.atomic
def refuse_grant(*, actor: Actor, grant_id: UUID, reason: str) -> RoleGrant:
    """Refuse, or take back, a grant that waits for confirmation. Raises Conflict when decided."""
    grant = _pending(grant_id)
    require_manager(actor)
    return _revoke(grant, actor, "accounts.refuse_grant", reason)


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
    return _revoke(grant, actor, "accounts.end_grant", reason)


def _require_enough_administrators(*, besides: RoleGrant) -> None:
    # The role's row is the one lock that two parallel endings share.
    lock(Role, besides.role_id)
    others = grants_in_effect().filter(role_id=besides.role_id, user__is_active=True)
    others = others.exclude(user_id=besides.user_id)
    if others.values("user_id").distinct().count() < FEWEST_ADMINISTRATORS:
        raise Conflict(
            "too_few_administrators", _("At least two security administrators must remain.")
        )


def _revoke(grant: RoleGrant, actor: Actor, verb: str, reason: str) -> RoleGrant:
    if not reason.strip():
        raise Invalid("reason_missing", _("Give a reason."), field="reason")
    grant.revoked_by_id = actor.id
    grant.revoked_at = clock.now()
    grant.save(update_fields=["revoked_by", "revoked_at"])
    record(verb, actor=actor, target=grant, old=_facts(grant), reason=reason.strip())
    return grant
