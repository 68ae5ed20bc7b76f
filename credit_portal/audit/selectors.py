"""Reading the trail."""

from __future__ import annotations

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
