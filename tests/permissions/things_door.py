"""Second factors, open sessions and resets, for the addresses that name them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from credit_portal.accounts import factors
from credit_portal.accounts.sessions import machine_now
from credit_portal.common import clock
from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import FOREIGN, NONE, OWN


def _owner(scene: Scene, role: str, ownership: str) -> Any:
    mine = scene.users.get(role) if ownership == OWN else None
    return mine or scene.author(FOREIGN)


@thing("factor")
def _factor(scene: Scene, role: str, ownership: str) -> Arguments:
    """An authenticator app."""
    if ownership == NONE:
        return {"factor_id": 2_000_000_000}
    return {"factor_id": factors.main_of(_owner(scene, role, ownership)).get().pk}


@thing("session")
def _session(scene: Scene, role: str, ownership: str) -> Arguments:
    """An open session."""
    if ownership == NONE:
        return {"session_id": uuid4()}
    from credit_portal.accounts.models import StaffSession

    owner, now = _owner(scene, role, ownership), machine_now()

    def make() -> Any:
        return StaffSession.objects.create(
            user=owner, session_key=uuid4().hex, started_at=now, seen_at=now, method="password",
            device="other/other",
        )  # fmt: skip

    return {"session_id": scene.once(("session", owner.pk), make).pk}


@thing("factor_reset")
def _reset(scene: Scene, role: str, ownership: str) -> Arguments | None:
    """A reset that waits for the second administrator."""
    if ownership == FOREIGN:
        return None
    if ownership == NONE:
        return {"reset_id": uuid4()}
    from credit_portal.accounts.models import FactorReset

    def make() -> Any:
        return FactorReset.objects.create(
            user=scene.author(OWN), proposed_by=scene.administrator, proposed_at=clock.now()
        )

    return {"reset_id": scene.once("factor_reset", make).pk}
