"""Writing the trail. Called by services inside their own transaction, never by views."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from django.db import models

from credit_portal.audit import canonical, verbs
from credit_portal.audit.models import AuditEvent, AuditReason
from credit_portal.common import acts, clock, rows
from credit_portal.common.actors import Actor, actor_id

LONGEST_TEXT = 200  # codes, ids and digests are shorter; anything longer is prose
Values = dict[str, Any] | None


def _refuse_prose(value: Any) -> None:
    """Raise ValueError for text that cannot be a code, id or digest (style rule 23)."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple | set):
        for item in value:
            _refuse_prose(item)
    elif isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise ValueError("audit rows hold codes, ids and digests, not prose; give it as the reason")


def _organisation_of(target: models.Model) -> UUID | None:
    if target._meta.label_lower == "directory.organisation":
        return UUID(str(target.pk))
    found = getattr(target, "organisation_id", None)
    return found if isinstance(found, UUID) else None


def record(
    verb: str,
    *,
    actor: Actor | None,
    target: models.Model,
    old: Values = None,
    new: Values = None,
    reason: str = "",
    organisation: models.Model | None = None,
    **data: Any,
) -> AuditEvent:
    """Write one event, in the caller's transaction; `actor` is None for an anonymous citizen.

    `old`, `new` and `data` hold codes, ids and digests only; the words of `reason` go to the
    erasable table. The body is taken from `organisation`, else from the target.
    Raises audit.verbs.UnknownVerb, and ValueError for prose.
    """
    verbs.require(verb)
    for part in (old, new, data):
        _refuse_prose(part)
    salt = secrets.token_bytes(32) if reason else b""
    event = AuditEvent(
        act_id=acts.current_act_id(),
        at=clock.now(),
        verb=verb,
        actor_id=actor_id(actor) if actor else "",
        actor_title=actor.title[:200] if actor else "",
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        organisation_id=_organisation_of(organisation or target),
        old=old,
        new=new,
        data=data,
        reason_digest=canonical.reason_digest(salt, reason) if reason else None,
    )
    words = [AuditReason(event=event, text=reason, salt=salt)] if reason else []
    rows.insert(event, *words)
    return event


def erase_reasons(*, target: models.Model) -> int:
    """Delete the words of all reasons given for a target; the events stay. Returns how many."""
    events = AuditEvent.objects.filter(
        target_type=target._meta.label_lower, target_id=str(target.pk)
    )
    count, _ = AuditReason.objects.filter(event_id__in=events.values("id")).delete()
    return count
