"""The mail of a follower: one a day at most, with all that is due, at working hours.

What is due is a stored condition (`due_at`), what is new a place in the public log (`seen`); both
move in the transaction that writes the mail. So a worker that dies loses and doubles nothing, and
a day's outage is made up for by the next turn. A follower whose mail fails waits and is behind all
others then: WAITS, after them one try for each mail of his rhythm.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Min

from credit_portal.common import clock
from credit_portal.notices import following, quiet
from credit_portal.notices.follow_sources import News, source
from credit_portal.notices.models_follow import Follow, Follower, Rhythm
from credit_portal.notices.outside import tell

logger = logging.getLogger(__name__)
#: Followers of one turn; the next turn of beat goes on.
BATCH = 500
#: So many references told last are remembered of each thing followed, to tell of their removal.
REMEMBERED = 200
#: How long a follower waits after his first failures in a row.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (15, 60, 240))


def make_due() -> int:
    """Write the mails that are due, at working hours only. Returns how many were written.

    Nothing new is no mail. One follower whose mail cannot be made does not stop the others.
    """
    now, rules = clock.now(), quiet.Rules()
    if not rules.may_send(now):
        return 0
    due = Follow.objects.filter(confirmed_at__isnull=False, due_at__lte=now)
    keys = due.values_list("follower_id").annotate(first=Min("due_at")).order_by("first")[:BATCH]
    written = 0
    for key, _first in list(keys):
        try:
            written += _one(key, now, rules)
        except Exception as failure:  # one that fails must not stop the others
            logger.error("mail of follower %s failed: %s", key, type(failure).__name__)
            _later(key, now, rules)
    return written


@transaction.atomic
def _later(key: UUID, now: datetime, rules: quiet.Rules) -> None:
    """Let a follower whose mail failed wait; nothing that he has not been told is passed over."""
    follower = Follower.objects.select_for_update().filter(pk=key).first()
    if follower is None:
        return
    count = follower.failures
    follower.failures = min(count + 1, len(WAITS))
    follower.save(update_fields=["failures"])
    due = follower.follows.filter(confirmed_at__isnull=False, due_at__lte=now)
    for rhythm in Rhythm.values:
        patient = count < len(WAITS)
        then = now + WAITS[count] if patient else following.next_digest(rhythm, now, rules)
        due.filter(rhythm=rhythm).update(due_at=then)


@transaction.atomic
def _one(key: UUID, now: datetime, rules: quiet.Rules) -> int:
    follower = Follower.objects.select_for_update(skip_locked=True).filter(pk=key).first()
    if follower is None:
        return 0
    due = list(follower.follows.filter(confirmed_at__isnull=False, due_at__lte=now))
    room, parts = settings.FOLLOW_ITEMS, []
    for follow in due:
        found = source(follow.kind).news(follow.target, follow.seen, follow.told, room)
        if found.total:
            parts.append(_part(follow, found))
            room -= len(found.steps)
        _move_on(follow, found, now, rules)
    if follower.failures:
        follower.failures = 0
        follower.save(update_fields=["failures"])
    if not parts:
        return 0
    return tell(
        email=following.address_of(follower),
        template=following.DIGEST,
        context={"parts": parts},
        language=follower.language,
        dedupe_key=f"follow:{follower.pk}:{max(one.seen for one in due)}:{now:%Y-%m-%d}",
        follower=follower.pk,
    )


def _part(follow: Follow, news: News) -> dict[str, Any]:
    """What the mail tells of one thing: references and acts; words are asked for when it leaves."""
    return {
        "kind": follow.kind,
        "target": follow.target,
        "total": news.total,
        "steps": [[step.ref, step.act, step.index] for step in news.steps],
    }


def _move_on(follow: Follow, news: News, now: datetime, rules: quiet.Rules) -> None:
    follow.seen = max(follow.seen, news.upto)
    follow.told = _remember(follow.told, [step.ref for step in news.steps])
    follow.due_at = following.next_digest(follow.rhythm, now, rules)
    follow.save(update_fields=["seen", "told", "due_at"])


def _remember(told: Sequence[str], more: Sequence[str]) -> list[str]:
    return list(dict.fromkeys([*more, *told]))[:REMEMBERED]
