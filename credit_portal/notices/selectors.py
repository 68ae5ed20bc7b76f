"""Reading notices: one's own inbox."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from credit_portal.notices.models import Channel, Notice


def inbox(user_id: Any) -> QuerySet[Notice]:
    """In-site notices of a user, newest first."""
    return Notice.objects.filter(recipient_id=user_id, channel=Channel.IN_SITE).order_by(
        "-created_at", "-id"
    )


def unread_count(user_id: Any) -> int:
    """How many in-site notices the user has not read (one index-only query)."""
    return inbox(user_id).filter(read_at=None).count()
