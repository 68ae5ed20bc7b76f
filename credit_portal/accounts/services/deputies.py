"""Standing in: a holder asks for a deputy, two security administrators give him the role.

A deputy has the role, the body and at most the days of the grant he stands in for. What is
delegated is never delegated further, and whoever deputises for somebody decides nothing that the
one or the other proposed (security.md S14).
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import hooks
from credit_portal.accounts.models import DeputyRequest, RoleGrant, User
from credit_portal.accounts.services.common import require_manager
from credit_portal.accounts.services.grants import (
    facts_of,
    insert_grant,
    require_dates,
    require_not_own_side,
    require_other_hand,
    revoke,
)
from credit_portal.audit.services import record
from credit_portal.common import clock
from credit_portal.common.actors import Actor, actor_id
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotFound

State = DeputyRequest.State
NOT_YOURS = _("There is no such grant, or it is not yours.")


def _require_basis(basis: RoleGrant, starts_on: date, ends_on: date) -> None:
    if basis.kind == RoleGrant.Kind.DELEGATED:
        raise Conflict("not_passed_on", _("What you do for somebody else is not passed on."))
    if basis.state not in ("open", "later", "cooling"):
        raise Conflict("grant_not_open", _("This grant is not in effect."))
    require_dates(starts_on, ends_on)
    if starts_on < basis.starts_on or (basis.ends_on is not None and ends_on > basis.ends_on):
        raise Invalid(
            "outside_basis",
            _("The days lie outside those of the role to stand in for."),
            field="ends_on",
        )


def _require_deputy(basis: RoleGrant, deputy: User) -> None:
    """Somebody else, with an open account, of the holder's body or one below it."""
    home = basis.user.organisation
    own = deputy.organisation
    if deputy.pk == basis.user_id or deputy.person_id == basis.user.person_id:
        raise Invalid("deputy_is_holder", _("A deputy is somebody else."), field="deputy")
    outside = home is None or own is None or not own.path.startswith(home.path)
    if not deputy.is_active or deputy.person_id is None or outside:
        raise Invalid(
            "deputy_elsewhere",
            _("A deputy has an account in the same body or in one below it."),
            field="deputy",
        )


def _require_reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid("reason_missing", _("Give a reason."), field="reason")
    return reason.strip()[:1000]


@transaction.atomic
def ask_for_deputy(
    *,
    actor: Actor,
    basis_id: UUID,
    deputy_id: UUID,
    starts_on: date,
    ends_on: date,
    reason: str,
) -> DeputyRequest:
    """Ask that somebody stand in for one of one's own grants; without effect until two security
    administrators give it.

    Raises NotFound for another's grant, Conflict (delegated itself, not in effect, asked before),
    Invalid for the days, the deputy or the reason.
    """
    basis = lock(RoleGrant, basis_id)
    if actor_id(actor) != str(basis.user_id):
        raise NotFound("not_found", NOT_YOURS)
    _require_basis(basis, starts_on, ends_on)
    deputy = lock(User, deputy_id)
    _require_deputy(basis, deputy)
    reason = _require_reason(reason)
    request = DeputyRequest(
        basis=basis, deputy=deputy, starts_on=starts_on, ends_on=ends_on, reason=reason
    )
    _insert(request)
    record(
        "accounts.ask_for_deputy",
        actor=actor,
        target=request,
        organisation=basis.organisation,
        new=_request_facts(request),
        reason=reason,
    )
    hooks.deputy_asked(request)
    return request


def _insert(request: DeputyRequest) -> None:
    request.asked_at = clock.now()
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("asked_already", _("You have asked for this already.")) from error


def _request_facts(request: DeputyRequest) -> dict[str, object]:
    return {
        "basis": request.basis_id,
        "deputy": request.deputy_id,
        "starts_on": request.starts_on,
        "ends_on": request.ends_on,
    }


@transaction.atomic
def propose_deputy(
    *, actor: Actor, basis_id: UUID, deputy_id: UUID, starts_on: date, ends_on: date, reason: str
) -> RoleGrant:
    """Propose that somebody stand in for the holder of a grant, also unasked (sudden illness);
    another administrator confirms it as any grant.

    Raises NotAllowed (not an administrator; concerns himself), Invalid, Conflict.
    """
    basis = lock(RoleGrant, basis_id)
    require_manager(actor)
    deputy = lock(User, deputy_id)
    for user in (deputy, basis.user):
        require_not_own_side(actor, user)
    require_other_hand(actor, deputy)
    _require_basis(basis, starts_on, ends_on)
    _require_deputy(basis, deputy)
    reason = _require_reason(reason)
    grant = RoleGrant(
        user=deputy,
        role=basis.role,
        organisation=basis.organisation,
        kind=RoleGrant.Kind.DELEGATED,
        stands_in_for=basis,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by_id=actor.id,
    )
    insert_grant(grant)
    record(
        "accounts.propose_grant",
        actor=actor,
        target=grant,
        organisation=basis.organisation,
        new=facts_of(grant),
        reason=reason,
    )
    hooks.grant_pending(grant)
    return grant


def _waiting(request_id: UUID) -> DeputyRequest:
    request = lock(DeputyRequest, request_id)
    if request.state != State.WAITING:
        raise Conflict("request_decided", _("This request has been decided already."))
    return request


def _decide(request: DeputyRequest, actor: Actor, state: str, **more: object) -> DeputyRequest:
    request.state, request.decided_at = state, clock.now()
    request.decided_by_id = actor.id
    for name, value in more.items():
        setattr(request, name, value)
    request.save(update_fields=["state", "decided_at", "decided_by", *more])
    return request


@transaction.atomic
def take_up_deputy(*, actor: Actor, request_id: UUID) -> RoleGrant:
    """Propose the grant that a holder asked for. Raises as `propose_deputy`, Conflict when the
    request was decided."""
    request = _waiting(request_id)
    grant = propose_deputy(
        actor=actor,
        basis_id=request.basis_id,
        deputy_id=request.deputy_id,
        starts_on=max(request.starts_on, clock.today()),
        ends_on=request.ends_on,
        reason=request.reason,
    )
    _decide(request, actor, State.TAKEN_UP, grant=grant)
    return grant


@transaction.atomic
def decline_deputy(*, actor: Actor, request_id: UUID, reason: str) -> DeputyRequest:
    """Decline a request. Raises NotAllowed, Conflict when decided, Invalid without a reason."""
    request = _waiting(request_id)
    require_manager(actor)
    words = _require_reason(reason)
    _decide(request, actor, State.DECLINED)
    record("accounts.decline_deputy", actor=actor, target=request, reason=words)
    return request


@transaction.atomic
def withdraw_deputy(*, actor: Actor, request_id: UUID) -> DeputyRequest:
    """Take one's own request back. Raises NotFound for another's, Conflict when decided."""
    request = _waiting(request_id)
    if actor_id(actor) != str(request.basis.user_id):
        raise NotFound("not_found", NOT_YOURS)
    _decide(request, actor, State.WITHDRAWN)
    record("accounts.withdraw_deputy", actor=actor, target=request)
    return request


@transaction.atomic
def recall_deputy(*, actor: Actor, grant_id: UUID) -> RoleGrant:
    """The holder is back: end his deputy's grant at once. Raises NotFound, Conflict."""
    grant = lock(RoleGrant, grant_id)
    basis = grant.stands_in_for
    if basis is None or actor_id(actor) != str(basis.user_id):
        raise NotFound("not_found", NOT_YOURS)
    if grant.revoked_at is not None:
        raise Conflict("grant_not_open", _("This grant is not in effect."))
    return revoke(grant, actor, "accounts.recall_deputy", "")
