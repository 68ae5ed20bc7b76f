"""My due dates as a calendar under a secret address, revocable at any moment."""

import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from credit_portal.accounts.digests import digest
from credit_portal.accounts.models import User
from credit_portal.accounts.scope import within
from credit_portal.audit import services as audit
from credit_portal.common import clock, ics
from credit_portal.common.errors import NotFound
from credit_portal.common.i18n import is_english
from credit_portal.notices import references
from credit_portal.workflow import registry
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.models_feeds import CalendarFeed

FOLLOW = "workflow.follow_deadlines"
PAST, AHEAD, MOST = timedelta(days=31), timedelta(days=400), 1000


@transaction.atomic
def create_feed(*, actor: User) -> str:
    """A new secret address; the one before stops working. The secret is answered this once."""
    _revoke(actor)
    secret = secrets.token_urlsafe(32)
    made = CalendarFeed.objects.create(
        user_id=actor.pk, digest=digest(secret), created_at=clock.now()
    )
    audit.record("workflow.create_feed", actor=actor, target=made)
    return secret


@transaction.atomic
def revoke_feed(*, actor: User) -> None:
    """Make the address void; does nothing when there is none."""
    if _revoke(actor):
        audit.record("workflow.revoke_feed", actor=actor, target=actor)


def _revoke(actor: User) -> int:
    User.objects.select_for_update().filter(pk=actor.pk).values_list("pk").first()
    works = CalendarFeed.objects.filter(user_id=actor.pk, revoked_at=None)
    return works.update(revoked_at=clock.now())


def feed_of(user: User) -> CalendarFeed | None:
    """The address that works now, without its secret."""
    return CalendarFeed.objects.filter(user_id=user.pk, revoked_at=None).first()


def open_feed(secret: str) -> User:
    """Whose calendar stands under the secret; writes nothing. Raises NotFound."""
    feed = (
        CalendarFeed.objects.select_related("user")
        .filter(digest=digest(secret), revoked_at=None, user__is_active=True)
        .first()
    )
    if feed is None:
        raise NotFound("not_found", _("There is no such calendar."))
    return feed.user


def days_of(user: User) -> list[ics.Day]:
    """Open due dates of the bodies he follows, the earliest first, in the active language.

    From a month back to 400 days ahead, at most 1,000, of cases that he may see now; a stopped
    clock or a provisional date is marked as tentative.
    """
    today = clock.today()
    rows = list(
        Deadline.objects.filter(within(user, FOLLOW), outcome="")
        .exclude(kind__in=registry.closed_to(user))
        .filter(due_on__range=(today - PAST, today + AHEAD))
        .order_by("due_on", "id")[:MOST]
    )
    seen = references.visible(user, {_target(row) for row in rows})
    rows = [row for row in rows if _target(row) in seen]
    names = _names(rows)
    return [_day(row, names[row.pk]) for row in rows if row.pk in names]


def _target(row: Deadline) -> str:
    return f"{row.case_type}:{row.case_id}"


def _names(rows: list[Deadline]) -> dict[UUID, registry.CaseName]:
    kinds: dict[str, list[UUID]] = {}
    for row in rows:
        kinds.setdefault(row.kind, []).append(row.pk)
    found: dict[UUID, registry.CaseName] = {}
    for kind, ids in kinds.items():
        spec = registry.deadline_kind(kind) if registry.knows(kind) else None
        if spec is not None and spec.name_cases is not None:
            found |= spec.name_cases(ids)
    return found


def _day(row: Deadline, name: registry.CaseName) -> ics.Day:
    english = is_english()
    title = (name.title_en if english else name.title_zh) or name.title_zh
    label = str(registry.deadline_kind(row.kind).label)
    tentative = row.provisional or row.suspended_on is not None
    if row.provisional:
        label += _(" (provisional)")
    if row.suspended_on is not None:
        label += _(" (the clock stands still)")
    sentence = row.explanation["sentence_en" if english else "sentence_zh"]
    return ics.Day(
        key=f"deadline-{row.pk}", on=row.due_on, title=f"{label}: {title}", text=sentence,
        path=f"/en{name.url}" if english else name.url, stamp=row.updated_at, alarm_days=1,
        tentative=tentative,
    )  # fmt: skip
