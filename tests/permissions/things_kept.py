"""Contradictions of promises, and displayed promises that anybody may answer about."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.commitments import kept
from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import FOREIGN, NONE
from tests.permissions.things import _verifier, commitment


@thing("contradiction")
def _filed(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"contradiction_id": uuid4()}
    row = commitment(scene, ownership, "registered")
    said = scene.once(
        ("contradiction", ownership),
        lambda: (
            kept.contradict(
                row, happened_on=_day(), contact="13800001234", upload=_picture()
            ).contradiction
        ),
    )
    return {"contradiction_id": said.pk, "version": said.version}


@thing("confirmed_contradiction")
def _confirmed(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"contradiction_id": uuid4()}
    row = commitment(scene, ownership, "registered")
    verifier = scene.once("verifier", lambda: _verifier(scene))
    said = scene.once(
        ("confirmed contradiction", ownership),
        lambda: kept.check(kept.contradict(row, happened_on=_day()).contradiction, verifier),
    )
    return {"contradiction_id": said.pk, "version": said.version}


@thing("answerable")
def _answerable(scene: Scene, role: str, ownership: str) -> Arguments | None:
    if ownership == FOREIGN:
        return None
    if ownership == NONE:
        return {"ref": "SY-C2026-0000001S"}
    row = scene.once("answerable", lambda: _published(scene))
    return {"ref": row.ref}


def _published(scene: Scene) -> Any:
    from credit_portal.publishing.services import publish_all

    row = commitment(scene, "own", "registered")
    publish_all()
    row.refresh_from_db()
    return row


def _day() -> Any:
    from credit_portal.common import clock

    return clock.today()


def _picture() -> Any:
    from tests.commitments import scenes

    return scenes.picture("照片.png")
