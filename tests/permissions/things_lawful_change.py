"""Cases of lawful change that the addresses of the matrix name."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.commitments import scenes, scenes_change
from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import NONE


def _case(scene: Scene, ownership: str, *, laid: bool) -> Any:
    def make() -> Any:
        officer = scene.author(ownership)
        row = scenes.registered(officer, scene.author(ownership, "approver"), scene.post(ownership))
        if laid:
            return scenes_change.laid(row, officer)
        return scenes_change.filled(scenes_change.begun(row, officer), officer)

    return scene.once(("change", laid, ownership), make)


def _register(name: str, *, laid: bool) -> None:
    @thing(name)
    def found(scene: Scene, role: str, ownership: str) -> Arguments:
        if ownership == NONE:
            return {"change_id": uuid4(), "pk": uuid4()}
        case = _case(scene, ownership, laid=laid)
        return {"change_id": case.pk, "pk": case.pk, "version": case.version}


_register("change_draft", laid=False)
_register("change_submitted", laid=True)
