"""Reading the trail."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import QuerySet

from credit_portal.audit.models import AuditEvent


def history(target: models.Model) -> QuerySet[AuditEvent]:
    """All events on one thing with their reasons, newest first, in one query."""
    return (
        AuditEvent.objects.filter(target_type=target._meta.label_lower, target_id=str(target.pk))
        .select_related("reason")
        .order_by("-at", "-id")
    )


def acts_of(actor_id: str | UUID, *, prefix: str = "") -> QuerySet[AuditEvent]:
    """What one person did, newest first; `prefix` narrows to an app's verbs ("accounts.")."""
    events = AuditEvent.objects.filter(actor_id=str(actor_id)).order_by("-at", "-id")
    return events.filter(verb__startswith=prefix) if prefix else events
