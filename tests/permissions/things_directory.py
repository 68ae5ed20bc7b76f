"""Bodies, posts, appointments, persons and proposals, for the addresses that name them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from credit_portal.common import acts, clock
from credit_portal.desk.directory.deeds import BY_CODE
from credit_portal.desk.directory.services import do
from tests.files import samples
from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import NONE


@thing("body")
def _body(scene: Scene, role: str, ownership: str) -> Arguments:
    key = uuid4() if ownership == NONE else scene.body(ownership).pk
    return {"body_id": key, "target_id": key}


@thing("seat")
def _seat(scene: Scene, role: str, ownership: str) -> Arguments:
    key = uuid4() if ownership == NONE else scene.post(ownership).pk
    return {"post_id": key, "target_id": key}


@thing("term")
def _term(scene: Scene, role: str, ownership: str) -> Arguments:
    return {"target_id": uuid4() if ownership == NONE else _holding(scene, ownership).pk}


@thing("person")
def _person(scene: Scene, role: str, ownership: str) -> Arguments:
    return {"person_id": uuid4() if ownership == NONE else _holding(scene, ownership).person_id}


def _holding(scene: Scene, ownership: str) -> Any:
    """The term of the holder; others may stand in for him."""
    return scene.post(ownership).appointments.get(kind="regular")


@thing("directory-change")
def _change(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"change_id": uuid4()}
    return {"change_id": scene.once(("rename", ownership), lambda: _renaming(scene, ownership)).pk}


def _renaming(scene: Scene, ownership: str) -> Any:
    """A proposed new name with its document."""
    file = SimpleUploadedFile("批复.pdf", samples.pdf(), content_type="application/pdf")
    given = {"name_zh": "新名局", "name_en": "", "effective_on": clock.today(), "basis": "9号"}
    return acts.run(
        do, actor=scene.author(ownership), deed=BY_CODE["rename"], target=scene.body(ownership),
        given=given, reason="改名", upload=file,
    ).value  # fmt: skip
