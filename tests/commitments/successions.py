"""Successions proposed and confirmed, as tests and journeys need them."""

from __future__ import annotations

from datetime import date
from typing import Any

from credit_portal.common import acts, clock
from credit_portal.workflow import changes, succession
from credit_portal.workflow.models import Change
from credit_portal.workflow.models_hand_over import HandOver
from tests import factories

PAPER: dict[str, Any] = {
    "document_number": "示政发〔2026〕9号",
    "document_title": "示例市机构改革方案",
    "document_organ": "示例市人民政府",
    "document_on": "2026-02-20",
    "document": None,
}


def line(before: Any, after_post: Any, scope: str = "all", **more: Any) -> dict[str, Any]:
    """One line of a payload: everything, or what `more` says, to a post of the successor."""
    return {
        "from": str(before.pk), "to": str(after_post.organisation_id),
        "to_post": str(after_post.pk), "from_post": None, "scope": scope, "sectors": [],
        "cases": [], **more,
    }  # fmt: skip


def payload(kind: str, body: Any, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What is proposed, in effect today."""
    return {
        "kind": kind, "organisation": str(body.pk), "effective_on": str(clock.today()),
        **PAPER, "lines": list(lines), **more,
    }  # fmt: skip


def propose(actor: Any, body: Any, told: dict[str, Any]) -> Change:
    """Lay it before a second person."""
    return acts.run(
        changes.propose_change, actor=actor, kind=succession.KIND, payload=told,
        reason="机构改革", organisation=body,
    ).value  # fmt: skip


def confirm(actor: Any, change: Change) -> Change:
    """Carry it out."""
    return acts.run(
        changes.confirm_change, actor=actor, change_id=change.pk, payload_sha=change.payload_sha
    ).value


def carry_out(keepers: tuple[Any, Any], body: Any, told: dict[str, Any]) -> list[HandOver]:
    """One proposes, the other confirms; the sheets it made."""
    proposer, confirmer = keepers
    done = confirm(confirmer, propose(proposer, body, told))
    return list(HandOver.objects.filter(succession=done.facts["succession"]))


def post_of(body: Any, holder: str = "王示例") -> Any:
    """The principal post of a body, held since 2024."""
    return factories.post_with_holder(
        body, title_zh="局长", title_en="Director", holder=holder, since=date(2024, 1, 1)
    )
