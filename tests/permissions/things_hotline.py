"""Texts, shift notes and cases of the desk as addresses of the matrix name them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from complaints.services import shifts
from tests import factories
from tests.complaints import desk_scenes
from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import NONE, OWN


def _lead(scene: Scene) -> Any:
    return scene.once(
        "hotline_lead",
        lambda: factories.user(
            username="hotline_lead", role="hotline_supervisor", organisation=scene.credit_office,
            title="热线班长", granted_on=scene.city,
        ),
    )  # fmt: skip


@thing("canned_text")
def _text(scene: Scene, role: str, ownership: str) -> Arguments | None:
    if ownership == NONE:
        return {"text_id": uuid4()}
    if ownership != OWN:
        return None  # the desk has one set of texts
    given: dict[str, Any] = {
        "shortcut": "wait", "title_zh": "请稍候", "text_zh": "请稍候。", "use": "call",
    }  # fmt: skip
    row = scene.once("text", lambda: shifts.save_text(actor=_lead(scene), **given))
    return {"text_id": row.pk, "version": row.version}


@thing("shift_note")
def _note(scene: Scene, role: str, ownership: str) -> Arguments | None:
    if ownership == NONE:
        return {"note_id": uuid4()}
    if ownership != OWN:
        return None
    row = scene.once("note", lambda: shifts.write_note(actor=_lead(scene), text="三号线有杂音。"))
    return {"note_id": row.pk}


@thing("logged_case")
def _case(scene: Scene, role: str, ownership: str) -> Arguments | None:
    """It names no body; another one than its operator is only told so."""
    if ownership == NONE:
        return {"case_id": uuid4()}
    if ownership != OWN:
        return None
    return {"case_id": scene.once("logged", lambda: desk_scenes.logged(_lead(scene)).case).pk}
