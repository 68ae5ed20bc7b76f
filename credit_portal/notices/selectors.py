"""Reading notices: one's own inbox, and the state of the outbox without anybody's content."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from credit_portal.common import clock
from credit_portal.notices.models import Channel, Notice, State
from credit_portal.notices.models_follow import Follow, Follower
from credit_portal.notices.templates_catalogue import TEMPLATES


def templates_of(group: str) -> list[str]:
    """Codes of the messages of a group."""
    return [code for code, template in TEMPLATES.items() if template.group == group]


def inbox(user_id: Any, group: str = "") -> QuerySet[Notice]:
    """In-site notices of a user (of one group), newest first. What was written where no moment may
    be kept (`clock.days_only`) bears a later one, and is there from then on."""
    rows = Notice.objects.filter(
        recipient_id=user_id, channel=Channel.IN_SITE, created_at__lte=clock.now()
    )
    if group:
        rows = rows.filter(template__in=templates_of(group))
    return rows.order_by("-created_at", "-id")


def unread_count(user_id: Any) -> int:
    """How many in-site notices the user has not read (one query by the index of the unread)."""
    return inbox(user_id).filter(read_at=None).count()


#: What the outbox page tells apart, as conditions on what leaves the house.
WAITING, MORNING, RETRY = "waiting", "morning", "retry"
STATES = (WAITING, MORNING, RETRY, State.HELD, State.FAILED, State.SENT, State.DROPPED)


def _condition(state: str, now: dt.datetime) -> Q:
    if state == WAITING:
        return Q(state=State.PENDING, last_error="", not_before__lte=now)
    if state == MORNING:
        return Q(state=State.PENDING, last_error="", not_before__gt=now)
    if state == RETRY:
        return Q(state=State.PENDING) & ~Q(last_error="")
    return Q(state=state)


def outbox(
    *, state: str = "", template: str = "", channel: str = "", username: str = ""
) -> QuerySet[Notice]:
    """What is to leave the house or has left, newest first; the context is never read here."""
    rows = Notice.objects.exclude(channel=Channel.IN_SITE)
    if state:
        rows = rows.filter(_condition(state, clock.now()))
    if template:
        rows = rows.filter(template=template)
    if channel:
        rows = rows.filter(channel=channel)
    if username:
        rows = rows.filter(recipient__username__iexact=username)
    rows = rows.select_related("recipient").defer("context")
    return rows.order_by("-created_at", "-id")


@dataclass(frozen=True)
class OutboxFigures:
    """Rows by state, and since when the oldest that should have left is waiting."""

    counts: dict[str, int]
    oldest: dt.datetime | None

    @property
    def age(self) -> dt.timedelta:
        """How long the oldest has been waiting beyond its time."""
        return clock.now() - self.oldest if self.oldest else dt.timedelta()


def outbox_figures() -> OutboxFigures:
    """Counts by state and the oldest waiting, in one query."""
    now = clock.now()
    rows = Notice.objects.exclude(channel=Channel.IN_SITE)
    counts: dict[str, Any] = {state: Count("pk", filter=_condition(state, now)) for state in STATES}
    late = Q(state=State.PENDING, not_before__lte=now)
    found = rows.aggregate(**counts, oldest=Min("not_before", filter=late))
    return OutboxFigures({state: found[state] for state in STATES}, found["oldest"])


def waiting_since() -> tuple[int, dt.datetime | None]:
    """How many messages should have left, and since when the oldest; by the index of the due."""
    late = Notice.objects.filter(state=State.PENDING, not_before__lte=clock.now())
    found = late.aggregate(count=Count("pk"), oldest=Min("not_before"))
    return found["count"], found["oldest"]


def is_follower(key: Any) -> bool:
    """Whether an address is kept under this key."""
    return Follower.objects.filter(pk=key).exists()


def follows_of(key: Any) -> QuerySet[Follow]:
    """All that an address asked for, confirmed or not, the newest first."""
    return Follow.objects.filter(follower=key).order_by("-asked_at", "id")
