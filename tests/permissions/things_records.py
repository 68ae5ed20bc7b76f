"""Records as addresses of the matrix name them: a notice was served."""

from __future__ import annotations

from uuid import uuid4

from tests.integrity_files import record_scenes
from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import NONE


@thing("breach_record")
def _record(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"record_id": uuid4(), "file_id": uuid4()}
    from tests.permissions.things import _verifier

    verifier = scene.once("verifier", lambda: _verifier(scene))
    row = scene.once(
        ("breach_record", ownership), lambda: record_scenes.noticed(verifier, scene.body(ownership))
    )
    return {"record_id": row.pk, "file_id": uuid4(), "version": row.version}


@thing("lead_true")
def _true(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"lead_id": uuid4()}
    from tests.permissions.things import _verifier

    verifier = scene.once("verifier", lambda: _verifier(scene))
    row = scene.once(
        ("lead_true", ownership), lambda: record_scenes.true_lead(verifier, scene.body(ownership))
    )
    return {"lead_id": row.pk}
