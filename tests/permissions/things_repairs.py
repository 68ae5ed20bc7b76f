"""Applications for repair as addresses of the matrix name them: filed on a minor record."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.integrity_files import record_scenes, repair_scenes
from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import NONE


def _decided(scene: Scene, ownership: str, number: str) -> Any:
    from tests import factories
    from tests.permissions.things import _verifier

    verifier = scene.once("verifier", lambda: _verifier(scene))
    reviewer = scene.once(
        "reviewer",
        lambda: factories.user(
            username="reviewer", role="credit_reviewer", organisation=scene.credit_office,
            title="复核员", granted_on=scene.city,
        ),
    )  # fmt: skip
    return record_scenes.decided(
        verifier, reviewer, scene.author(ownership), scene.body(ownership), severity="minor",
        paper_number=number,
    )  # fmt: skip


@thing("repairable")
def _repairable(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"record_id": uuid4()}
    row = scene.once(
        ("repairable", ownership), lambda: _decided(scene, ownership, "（2025）示例01民终501号")
    )
    return {"record_id": row.pk}


@thing("repair")
def _repair(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"repair_id": uuid4(), "file_id": uuid4()}

    def make() -> Any:
        record = _decided(scene, ownership, "（2025）示例01民终502号")
        return repair_scenes.file(scene.author(ownership), record)

    row = scene.once(("repair", ownership), make)
    return {"repair_id": row.pk, "file_id": uuid4(), "version": row.version}
