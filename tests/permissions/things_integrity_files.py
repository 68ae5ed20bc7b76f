"""Leads as addresses of the matrix name them."""

from __future__ import annotations

from uuid import uuid4

from tests.integrity_files import lead_scenes
from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import NONE


@thing("lead")
def _lead(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"lead_id": uuid4()}
    from tests.permissions.things import _verifier

    verifier = scene.once("verifier", lambda: _verifier(scene))
    row = scene.once(
        ("lead", ownership), lambda: lead_scenes.opened(verifier, scene.body(ownership))
    )
    return {"lead_id": row.pk, "version": row.version}
