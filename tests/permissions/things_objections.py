"""Objections and tips as addresses of the matrix name them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from credit_portal.common import clock
from integrity_files.models import Objection
from integrity_files.services import objection_filing as filing
from tests.commitments import scenes
from tests.integrity_files import objection_scenes
from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import NONE


def _record(scene: Scene, ownership: str) -> Any:
    people = (scene.author(ownership), scene.author(ownership, "approver"))
    post, due_on = scene.post(ownership), clock.today() + timedelta(90)

    def make() -> Any:
        return objection_scenes.shown(*people, post, due_on=due_on)

    return scene.once(("objected", ownership), make)


def _filed(scene: Scene, ownership: str) -> Objection:
    ref = _record(scene, ownership).ref
    upload = scenes.picture("凭证.png")
    return scene.once(
        ("objection", ownership), lambda: objection_scenes.filed(ref, upload=upload)[0]
    )


@thing("objection")
def _objection(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"objection_id": uuid4()}
    row = _filed(scene, ownership)
    return {"objection_id": row.pk, "version": row.version}


@thing("objection_file")
def _file(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"note_id": uuid4()}
    return {"note_id": _filed(scene, ownership).notes.get().pk}


@thing("objection_by_desk")
def _by_desk(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"objection_id": uuid4()}
    ref = _record(scene, ownership).ref
    author = scene.author(ownership)

    def make() -> Objection:
        return filing.object_by_desk(actor=author, ref=ref, ground="other", words="已履行。")

    row = scene.once(("desk_objection", ownership), make)
    return {"objection_id": row.pk, "version": row.version}


@thing("tip")
def _tip(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"tip_id": uuid4()}
    ref = _record(scene, ownership).ref
    row = scene.once(("tip", ownership), lambda: objection_scenes.tip(ref)[0])
    return {"tip_id": row.pk, "version": row.version}
