"""Messages that were given up, and links that switch mail off."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import FOREIGN, NONE


@thing("given_up")
def _given_up(scene: Scene, role: str, ownership: str) -> Arguments | None:
    """A mail that was given up: whoever looks after the outbox looks after all of it."""
    if ownership == FOREIGN:
        return None
    if ownership == NONE:
        return {"notice_id": uuid4()}
    from credit_portal.notices.models import Notice
    from credit_portal.notices.services import notify

    def make() -> Any:
        context = {"url": "/staff/", "title": "承诺", "due_on": "2026-03-09"}
        reader = scene.users["filer"]
        notify(recipients=[reader], template="due_soon", context=context, dedupe_key="matrix")
        rows = Notice.objects.filter(dedupe_key="matrix", channel="email")
        rows.update(state="failed", last_error="message_refused")
        return rows.get()

    return {"notice_id": scene.once("given_up", make).pk}


@thing("off")
def _off(scene: Scene, role: str, ownership: str) -> Arguments | None:
    """A token for somebody's mail; whoever has it may use it."""
    if ownership == FOREIGN:
        return None
    from credit_portal.notices import unsubscribe

    token = unsubscribe.token(scene.users["filer"].pk, "deadlines")
    return {"token": "forged" if ownership == NONE else token}


@thing("follower")
def _follower(scene: Scene, role: str, ownership: str) -> Arguments | None:
    """The link of an address that follows nothing any more; whoever has it may use it."""
    if ownership == FOREIGN:
        return None
    from credit_portal.notices import follow_links

    link = follow_links.stop_path(scene.bureau.pk)
    return {"token": "forged" if ownership == NONE else link.split("/")[-2]}
