"""The desk at work: what the switch tells, what an operator types."""

from __future__ import annotations

import json
import time
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.test import Client

from complaints.desk_signature import SIGNATURE, TIMESTAMP, signature
from complaints.models import Call
from complaints.secret import Secret
from complaints.services import calls, desk
from credit_portal.common import acts
from credit_portal.common.actors import SYSTEM

#: Whoever calls; it stands nowhere but in the vault's memory.
NUMBER = "13800138765"
FACTS: dict[str, Any] = {
    "purpose": "complaint", "category": "B02", "title_zh": "工程尾款拖欠",
    "facts_zh": "工程已于2024年验收，尾款至今未付。", "is_anonymous": False, "is_secret": True,
}  # fmt: skip
DOOR = "/api/v1/hotline/calls/"


def tell(client: Any = None, *, secret: str = "", at: float | None = None, **event: str) -> Any:
    """The switch tells an event, signed."""
    body = json.dumps(event).encode()
    stamp = str(int(time.time() if at is None else at))
    made = signature(secret or settings.HOTLINE_SWITCH_SECRET, stamp, body)
    headers = {TIMESTAMP: stamp, SIGNATURE: made}
    door = client or Client()
    return door.post(DOOR, body, content_type="application/json", headers=headers)


def talking(operator: Any, number: str = NUMBER) -> Call:
    """A call that the operator has just taken."""
    switch_id = f"c-{uuid4()}"
    row: Call = acts.run(calls.rang, actor=SYSTEM, switch_id=switch_id).value
    calls.tell_vault(row, number)
    taken: Call = acts.run(
        calls.answered, actor=SYSTEM, switch_id=switch_id, operator=operator.username
    ).value
    return taken


def logged(operator: Any, **given: Any) -> desk.Logged:
    """A case by telephone."""
    facts = {**FACTS, **given.pop("facts", {})}
    made: desk.Logged = acts.run(
        desk.log_case, actor=operator, facts=facts, identity=given.pop("identity", {}), **given
    ).value
    return made


def pin_of(found: desk.Logged) -> str:
    """The PIN that the caller is told."""
    assert isinstance(found.pin, Secret)
    return found.pin.reveal()


def typed(**more: str) -> dict[str, str]:
    """The form as an operator fills it in."""
    given = {name: str(value) for name, value in FACTS.items() if value is not False}
    return {**given, "urgency": "normal", "draft_id": str(uuid4()), "draft_version": "0", **more}
