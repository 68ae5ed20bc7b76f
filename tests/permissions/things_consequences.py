"""Determined records, consequences, letters and queries as addresses of the matrix name them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests import factories
from tests.integrity_files import consequence_scenes, record_scenes
from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import NONE, OWN


def _of_office(scene: Scene, role: str) -> Any:
    """Somebody of the credit office whose powers are not tried."""
    return scene.once(
        ("of_office", role),
        lambda: factories.user(
            username=f"office_{role}", role=role, organisation=scene.credit_office,
            title="信用专员", granted_on=scene.city,
        ),
    )  # fmt: skip


def _decided(scene: Scene, ownership: str) -> Any:
    officer, reviewer = (_of_office(scene, f"credit_{one}") for one in ("officer", "reviewer"))
    return scene.once(
        ("record_decided", ownership),
        lambda: record_scenes.decided(
            officer, reviewer, scene.author(ownership), scene.body(ownership)
        ),
    )


@thing("record_decided")
def _record(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"record_id": uuid4(), "term_id": uuid4()}
    return {"record_id": _decided(scene, ownership).pk, "term_id": uuid4()}


@thing("consequence")
def _consequence(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"consequence_id": uuid4()}
    officer, reviewer = (_of_office(scene, f"credit_{one}") for one in ("officer", "reviewer"))
    row = scene.once(
        ("consequence", ownership),
        lambda: consequence_scenes.confirmed(
            officer, reviewer, _decided(scene, ownership), scene.body(ownership),
            kind="explanation",
        ),
    )  # fmt: skip
    return {"consequence_id": row.pk, "version": row.version}


@thing("letter")
def _letter(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"letter_id": uuid4(), "answer_id": uuid4()}
    from tests.integrity_files.test_letters import drafted

    if ownership == OWN:
        drafter = _of_office(scene, "credit_officer")
    else:
        drafter = scene.author(ownership, "credit_officer")
    row = scene.once(("letter", ownership), lambda: drafted(drafter))
    return {"letter_id": row.pk, "answer_id": uuid4(), "version": row.version}


@thing("disqualification")
def _query(scene: Scene, role: str, ownership: str) -> Arguments:
    """A query of the body that whoever asks works in."""
    if ownership == NONE:
        return {"query_id": uuid4(), "pk": uuid4()}
    from tests.integrity_files.test_disqualifications import asked

    home = getattr(scene.users.get(role), "organisation", None) or scene.bureau
    body = home if ownership == OWN else scene.other_bureau

    def make() -> Any:
        asker = factories.user(
            username=f"asker_{body.pk}", role="query_officer", organisation=body, title="查询员"
        )
        return asked(asker, [scene.bureau.name_zh])

    row = scene.once(("disqualification", body.pk), make)
    return {"query_id": row.pk, "pk": row.pk}
