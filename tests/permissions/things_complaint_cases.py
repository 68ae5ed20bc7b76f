"""Complaints as addresses of the matrix name them; nobody gave a name in them. One of one's own
names no body: the hotline of this scene works for the very body. It lies with it all the same.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from complaints.models import Case
from complaints.services import acceptance, dispatch, intake, notes
from credit_portal.files import services as files
from tests import factories
from tests.commitments.scenes import picture
from tests.complaints import case_scenes as scenes
from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import NONE, OWN

FACTS = {**scenes.FACTS, "is_anonymous": True}


def _hotline(scene: Scene, role: str) -> Any:
    """Somebody of the hotline whose powers are not tried."""
    return scene.once(
        ("hotline", role),
        lambda: factories.user(
            username=f"{role}_author", role=role, organisation=scene.credit_office, title=role,
            granted_on=scene.city,
        ),
    )  # fmt: skip


def _received(scene: Scene, ownership: str) -> Case:
    operator = _hotline(scene, "hotline_operator")
    return intake.begin(
        actor=operator, channel="phone", facts=FACTS, identity={}, operator=operator,
        accused_id=None if ownership == OWN else scene.body(ownership).pk,
    )  # fmt: skip


def _accepted(scene: Scene, ownership: str) -> Case:
    operator = _hotline(scene, "hotline_operator")
    return scenes.do(acceptance.accept, operator, _received(scene, ownership))


def _dispatched(scene: Scene, ownership: str) -> Case:
    return scenes.do(
        dispatch.dispatch, _hotline(scene, "hotline_supervisor"),
        _accepted(scene, ownership), lead_id=scene.body(ownership).pk, told=scenes.TOLD,
    )  # fmt: skip


def _named(scene: Scene, ownership: str, state: str, make: Any) -> Arguments:
    if ownership == NONE:
        return {"case_id": uuid4()}
    row = scene.once(("complaint", state, ownership), lambda: make(scene, ownership))
    return {"case_id": row.pk, "version": row.version}


@thing("complaint_received")
def _thing_received(scene: Scene, role: str, ownership: str) -> Arguments:
    return _named(scene, ownership, "received", _received)


@thing("complaint_accepted")
def _thing_accepted(scene: Scene, role: str, ownership: str) -> Arguments:
    return _named(scene, ownership, "accepted", _accepted)


@thing("complaint_dispatched")
def _thing_dispatched(scene: Scene, role: str, ownership: str) -> Arguments:
    return _named(scene, ownership, "dispatched", _dispatched)


@thing("complaint_file")
def _thing_file(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"note_id": uuid4()}

    def make() -> Any:
        row, operator = _dispatched(scene, ownership), _hotline(scene, "hotline_operator")
        file = files.store(upload=picture("照片.png"), owner=operator, purpose="complaints")
        own = row.notes.create(kind="facts", text="照片", file=file, on=row.received_on)
        scenes.do(notes.pass_on, operator, row, text="附照片。", note_id=own.pk)
        return row.notes.get(for_body=True)

    return {"note_id": scene.once(("complaint file", ownership), make).pk}
