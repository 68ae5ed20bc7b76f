"""Hand-overs: a new head acknowledges his sheet; a reform at the end of the two years merges one
body into another, and its sheet still waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from credit_portal.accounts.models import User
from credit_portal.desk.demo.cast import SHOWN
from credit_portal.desk.demo.steps import Of, Step, moment
from credit_portal.directory.models import Organisation, Post
from credit_portal.workflow import changes, hand_overs, succession
from credit_portal.workflow.models import Change
from credit_portal.workflow.models_hand_over import HandOver
from credit_portal.workflow.succession_drafts import line_of

#: The body whose work the one that is shown takes over; small runs do not have it.
MERGED = "urban"
Id = UUID | str


def propose_merger(
    *, actor: User, before_id: Id, after_post_id: Id, on: dt.date, number: str, title: str,
    organ: str,
) -> Change:  # fmt: skip
    """Lay the merger before a second administrator."""
    body = Organisation.objects.get(pk=before_id)
    post = Post.objects.get(pk=after_post_id)
    told = {
        "kind": "merge", "organisation": str(body.pk), "effective_on": on.isoformat(),
        "document_number": number, "document_title": title, "document_organ": organ,
        "document_on": (on - dt.timedelta(14)).isoformat(), "document": None,
        "lines": [line_of(str(body.pk), post)],
    }  # fmt: skip
    return changes.propose_change(
        actor=actor, kind=succession.KIND, payload=told, reason="机构改革方案已经批准",
        organisation=body,
    )  # fmt: skip


def confirm_merger(*, actor: User, change_id: Id) -> Change:
    """Look at it and confirm: everything open passes on."""
    change = Change.objects.get(pk=change_id)
    return changes.confirm_change(actor=actor, change_id=change.pk, payload_sha=change.payload_sha)


def steps(last_day: dt.date) -> list[Step]:
    """After everything else on the last day."""
    return [
        Step(moment(last_day, 19), "reform:propose", "propose_merger",
             "user:system_administrator", {
            "before_id": Of(f"body:{MERGED}"), "after_post_id": Of(f"post:{SHOWN}.head"),
            "on": last_day, "number": f"示政发〔{last_day.year}〕21号",
            "title": "示例市机构改革方案", "organ": "示例市人民政府",
        }),
        Step(moment(last_day, 19, 20), "reform:confirm", "confirm_merger",
             "user:system_administrator-2", {"change_id": Of("reform:propose")}),
    ]  # fmt: skip


def acknowledge_hand_overs(*, actor: User, body_id: Id) -> None:
    """The body acknowledges the sheets that wait for it, once a new head has settled in."""
    for sheet in HandOver.objects.filter(organisation=UUID(str(body_id)), acknowledged_at=None):
        hand_overs.acknowledge(actor=actor, hand_over_id=sheet.pk)


DEEDS: dict[str, Callable[..., Any]] = {
    "propose_merger": propose_merger,
    "confirm_merger": confirm_merger,
    "acknowledge_hand_overs": acknowledge_hand_overs,
}
