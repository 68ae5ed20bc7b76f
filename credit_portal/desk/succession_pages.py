"""What the pages of a succession in preparation show and do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from credit_portal.common.actors import Actor
from credit_portal.common.errors import Invalid
from credit_portal.directory import selectors
from credit_portal.directory.models import Post, Succession
from credit_portal.files import services as files
from credit_portal.workflow import movers, succession
from credit_portal.workflow import succession_drafts as drafts
from credit_portal.workflow.models import Change
from credit_portal.workflow.models_hand_over import SuccessionDraft
from credit_portal.workflow.movers import Selection


@transaction.atomic
def begin(
    *, actor: Actor, told: dict[str, Any], successors: Sequence[Post], reason: str, upload: Any
) -> SuccessionDraft:
    """Keep the document and begin the draft. Raises as `succession_drafts.begin`."""
    told["document"] = None
    if upload:
        file = files.store(upload=upload, owner=actor, purpose=succession.FILE_PURPOSE)
        told["document"] = {"id": str(file.pk), "name": file.name, "sha256": file.sha256}
    return drafts.begin(actor=actor, told=told, successors=successors, reason=reason)


def about(row: SuccessionDraft, asked: Mapping[str, str], refusal: str = "") -> dict[str, Any]:
    """Facts, lines with their counts, what is left, and the filters of the list."""
    facts = succession.facts_of(row.payload["told"])
    found = succession.counted(facts)
    dividing = facts.kind in drafts.DIVIDING
    sectors = [pair for mover in movers.movers() for pair in mover.sectors(row.organisation_id)]
    wanted = narrowed(asked, {code for code, _label in sectors})
    taken = [succession.selection(line) for line in facts.lines]
    left = movers.count(row.organisation_id, Selection(), taken)
    return {
        "draft": row,
        "facts": facts,
        "kind": Succession.Kind(facts.kind).label,
        "lines": found.lines,
        "moving": found.moving,
        "dividing": dividing,
        "left": left if dividing else found.remainder,
        "may_propose": not facts.closes or not (left if dividing else found.remainder),
        "differences": succession.describe(row.payload["told"]),
        "cases": drafts.left_of(row, wanted) if dividing else [],
        "shown": drafts.SHOWN,
        "successors": drafts.successors_of(row),
        "posts": list(selectors.posts_of(row.organisation)) if dividing else [],
        "sectors": sectors,
        "post": str(wanted.post_id or ""),
        "sector": wanted.sectors[0] if wanted.sectors else "",
        "refusal": refusal,
    }


def narrowed(asked: Mapping[str, str], sectors: set[str]) -> Selection:
    """The filter of the list; what cannot be meant is left out."""
    try:
        post = UUID(asked["post"]) if asked.get("post") else None
    except ValueError:
        post = None
    sector = asked.get("sector", "")
    return Selection(post, (sector,) if sector in sectors else ())


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid("nothing_chosen", _("Choose who takes over."), field="to_post") from error


def _assign(*, actor: Actor, draft_id: UUID, posted: QueryDict) -> SuccessionDraft:
    how = posted.get("how", "")
    chosen: dict[str, Any] = {}
    if how == "selected":
        chosen = {"cases": [str(_key(one)) for one in posted.getlist("case")]}
    elif how == "matching":
        post = posted.get("post", "")
        chosen = {"post": _key(post) if post else None, "sector": posted.get("sector", "")[:32]}
    elif how == "rest":
        chosen = {"rest": True}
    to_post = _key(posted.get("to_post", ""))
    return drafts.assign(actor=actor, draft_id=draft_id, to_post=to_post, **chosen)


def _clear(*, actor: Actor, draft_id: UUID, posted: QueryDict) -> SuccessionDraft:
    return drafts.clear(actor=actor, draft_id=draft_id)


def _propose(*, actor: Actor, draft_id: UUID, posted: QueryDict) -> Change:
    return drafts.propose(actor=actor, draft_id=draft_id)


def _discard(*, actor: Actor, draft_id: UUID, posted: QueryDict) -> None:
    drafts.discard(actor=actor, draft_id=draft_id)


ACTS: dict[str, Callable[..., Any]] = {
    "assign": _assign,
    "clear": _clear,
    "propose": _propose,
    "discard": _discard,
}


def answer(done: Any) -> dict[str, Any]:
    """What a repeated submission is answered with."""
    return {"id": str(done.pk) if done is not None else ""}
