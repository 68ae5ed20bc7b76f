"""Requests for deputies, invitations and audit rows, for the addresses that name them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from credit_portal.common import clock
from tests import factories
from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import FOREIGN, NONE, OWN, ROLELESS


def _stranger(scene: Scene, name: str) -> Any:
    def make() -> Any:
        return factories.user(username=name, role=None, organisation=scene.bureau, title="办事员")

    return scene.once(("stranger", name), make)


def _request(scene: Scene, holder: Any, deputy: str) -> Any:
    from credit_portal.accounts.models import DeputyRequest

    today = clock.today()
    return DeputyRequest.objects.create(
        basis=holder.grants.first(), deputy=_stranger(scene, deputy), starts_on=today,
        ends_on=today + timedelta(days=5), reason="出差", asked_at=clock.now(),
    )  # fmt: skip


@thing("deputy_request")
def _asked(scene: Scene, role: str, ownership: str) -> Arguments | None:
    """What administrators decide."""
    if ownership == FOREIGN:
        return None
    if ownership == NONE:
        return {"request_id": uuid4()}
    made = scene.once("deputy_request", lambda: _request(scene, scene.author(OWN), "substitute"))
    return {"request_id": made.pk}


@thing("own_request")
def _own(scene: Scene, role: str, ownership: str) -> Arguments | None:
    """What holders take back: their own, or somebody else's."""
    if ownership == NONE:
        return {"request_id": uuid4()}
    if role == ROLELESS and ownership == OWN:
        return None  # no role to be deputised for
    holder = scene.users.get(role) if ownership == OWN else None
    found = holder or scene.author(FOREIGN, "approver")
    made = scene.once(
        ("own_request", found.pk), lambda: _request(scene, found, f"substitute_{found.username}")
    )
    return {"request_id": made.pk}


@thing("own_deputy")
def _deputy(scene: Scene, role: str, ownership: str) -> Arguments | None:
    """Grants of deputies, which those they stand in for take back."""
    if ownership == NONE:
        return {"grant_id": uuid4()}
    if role == ROLELESS and ownership == OWN:
        return None
    holder = scene.users.get(role) if ownership == OWN else None
    found = holder or scene.author(FOREIGN, "approver")
    made = scene.once(("own_deputy", found.pk), lambda: _stands_in(scene, found))
    return {"grant_id": made.pk}


def _stands_in(scene: Scene, holder: Any) -> Any:
    from credit_portal.accounts.models import RoleGrant

    basis, today = holder.grants.first(), clock.today()
    return RoleGrant.objects.create(
        user=_stranger(scene, f"deputy_{holder.username}"), role=basis.role,
        organisation=basis.organisation, kind="delegated", stands_in_for=basis, origin="demo",
        starts_on=today, ends_on=today + timedelta(days=5),
    )  # fmt: skip


@thing("invitation")
def _invitation(scene: Scene, role: str, ownership: str) -> Arguments | None:
    if ownership == FOREIGN:
        return None
    if ownership == NONE:
        return {"invitation_id": uuid4()}

    def make() -> Any:
        from credit_portal.accounts.models import Invitation

        now = clock.now()
        return Invitation.objects.create(
            user=_stranger(scene, "invited"), invited_by=scene.administrator, created_at=now,
            expires_at=now + timedelta(days=7), next_attempt_at=now,
        )  # fmt: skip

    return {"invitation_id": scene.once("invitation", make).pk}


@thing("act")
def _act(scene: Scene, role: str, ownership: str) -> Arguments | None:
    """One act of the trail; it is foreign to no auditor."""
    if ownership == FOREIGN:
        return None
    if ownership == NONE:
        return {"act_id": uuid4()}
    from credit_portal.audit.services import record

    def make() -> Any:
        return record("accounts.update_user", actor=scene.author(OWN), target=scene.bureau)

    return {"act_id": scene.once("act", make).act_id}
