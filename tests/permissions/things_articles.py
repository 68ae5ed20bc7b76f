"""Articles as addresses of the matrix name them."""

from __future__ import annotations

from uuid import uuid4

from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import NONE, OWN
from tests.permissions.things_consequences import _of_office
from tests.publishing import articles_scene


@thing("article")
def _article(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"article_id": uuid4(), "file_id": uuid4()}
    drafter = (
        _of_office(scene, "credit_officer")
        if ownership == OWN
        else scene.author(ownership, "credit_officer")
    )
    row = scene.once(("article", ownership), lambda: articles_scene.drafted(drafter))
    return {"article_id": row.article_id, "file_id": uuid4(), "version": row.version}
