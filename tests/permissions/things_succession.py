"""Successions in preparation (each his own), and hand-over sheets of the bodies."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from credit_portal.common import clock
from credit_portal.workflow.models_hand_over import SuccessionDraft
from tests.commitments.successions import PAPER
from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import FOREIGN, NONE, OWN
from tests.permissions.things import commitment


@thing("succession-draft")
def _draft(scene: Scene, role: str, ownership: str) -> Arguments:
    """Everybody sees only the drafts that he began himself."""
    if ownership == NONE:
        return {"draft_id": uuid4()}

    def make() -> Any:
        proposers = ("filer", "approver", "system_administrator")
        own = ownership == OWN and role in proposers
        owner = scene.users[role] if own else scene.author(FOREIGN)
        told = {
            "kind": "split", "organisation": str(scene.bureau.pk), "lines": [], **PAPER,
            "effective_on": str(clock.today()),
        }  # fmt: skip
        return SuccessionDraft.objects.create(
            owner=owner, organisation=scene.bureau, created_at=clock.now(),
            payload={"told": told, "successors": []},
        )  # fmt: skip

    return {"draft_id": scene.once(("succession-draft", role, ownership), make).pk}


@thing("hand-over")
def _sheet(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"key": uuid4()}

    def make() -> Any:
        from credit_portal.common.actors import SYSTEM
        from credit_portal.directory.models import Person
        from credit_portal.directory.services import appoint
        from credit_portal.workflow.models_hand_over import HandOver

        row = commitment(scene, ownership, "registered")
        tomorrow = clock.today().replace(year=clock.today().year + 1)
        term = appoint(
            actor=SYSTEM, post=row.post, person=Person.objects.create(name="周示例"),
            kind="delegated", starts_on=date(2024, 1, 1), ends_on=tomorrow,
        )  # fmt: skip
        sheet = HandOver(
            appointment=term, organisation=row.organisation, post=row.post,
            made_at=clock.now(), made_on=clock.today(),
        )  # fmt: skip
        sheet.save(force_insert=True)
        sheet.refresh_from_db()
        return sheet

    return {"key": scene.once(("hand-over", ownership), make).pk}
