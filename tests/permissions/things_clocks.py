"""What rows on due dates name: a promise whose body asked for its clock to stand still."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from commitments.models import Commitment
from commitments.services import desk
from credit_portal.common import acts
from credit_portal.workflow import feeds
from tests.commitments import scenes
from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import NONE, OWN


@thing("asked")
def _asked(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"commitment_id": uuid4(), "pk": uuid4()}

    def make() -> Any:
        author = scene.author(ownership)
        row = scenes.registered(author, scene.author(ownership, "approver"), scene.post(ownership))
        scenes.ask_stop(row, author, ground="awaiting_beneficiary")
        return Commitment.objects.get(pk=row.pk)

    row = scene.once(("asked", ownership), make)
    return {"commitment_id": row.pk, "pk": row.pk, "version": row.version}


@thing("feed")
def _feed(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership != OWN:
        return {"secret": "x" * 43}

    def make() -> str:
        done = acts.run(feeds.create_feed, actor=scene.author(ownership), answer=lambda _secret: {})
        return str(done.value)

    return {"secret": scene.once(("feed", ownership), make)}


@thing("template")
def _template(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"template_id": uuid4()}

    def make() -> Any:
        author = scene.author(ownership)
        row = scenes.draft(author, scene.post(ownership))
        return acts.run(
            desk.make_template, actor=author, commitment_id=row.pk, name=f"模板{ownership}"
        ).value

    return {"template_id": scene.once(("template", ownership), make).pk}


@thing("saved_view")
def _view(scene: Scene, role: str, ownership: str) -> Arguments:
    """Views of somebody else: for everybody the same as none."""
    author = scene.author(ownership if ownership != NONE else OWN)
    made = scene.once(
        ("view", ownership),
        lambda: acts.run(desk.save_view, actor=author, name=f"视图{ownership}", query="").value,
    )
    return {"view_id": made.pk}
