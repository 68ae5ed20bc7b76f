"""Old accounts of the matrix: filed, and with the body."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

from tests.commitments import old_scenes as old
from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import NONE


def _second(scene: Scene) -> tuple[Any, Any]:
    """Two of the credit office whose powers are not tried."""
    from tests import factories

    def account(role: str) -> Any:
        return factories.user(
            username=f"old_{role}", role=role, organisation=scene.credit_office, title="专员",
            granted_on=scene.city,
        )  # fmt: skip

    names = ("credit_officer", "credit_reviewer")
    first, second = (scene.once(("old", name), partial(account, name)) for name in names)
    return first, second


def _account(name: str) -> None:
    @thing(name)
    def found(scene: Scene, role: str, ownership: str) -> Arguments:
        if ownership == NONE:
            return {"account_id": uuid4(), "note_id": uuid4()}
        body = scene.body(ownership)

        def make() -> Any:
            if name == "old_filed":
                return old.filed(body)[0]
            return old.forwarded(body, *_second(scene))[0]

        row = scene.once((name, ownership), make)
        note = row.notes.first()
        return {"account_id": row.pk, "note_id": note.pk, "version": row.version}


_account("old_filed")
_account("old_with_body")


@thing("old_file")
def _file(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"note_id": uuid4()}
    from tests.commitments import scenes

    def make() -> Any:
        upload = scenes.picture("合同.png")
        return old.forwarded(scene.body(ownership), *_second(scene), upload=upload)[0]

    row = scene.once(("old_file", ownership), make)
    return {"note_id": row.notes.get(file__isnull=False).pk}


def _campaign(scene: Scene, ownership: str) -> Any:
    """A campaign over the body alone, with one case."""
    from tests.commitments import campaign_scenes

    body = scene.body(ownership)
    verifier, reviewer = _second(scene)
    return scene.once(
        ("campaign", ownership),
        lambda: campaign_scenes.started(verifier, reviewer, body, body),
    )


@thing("campaign")
def _running(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"campaign_id": uuid4(), "case_id": uuid4()}
    from tests.commitments import campaign_scenes

    row = _campaign(scene, ownership)
    return {"campaign_id": row.pk, "case_id": campaign_scenes.work_of(row).pk}
