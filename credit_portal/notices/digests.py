"""The daily or weekly mail: what was held for it, in groups, with links.

One mail a person and day. It is a row of the outbox like any other; what it tells is bound to it
when it is first taken up, so that after an outage everything held since goes with one mail.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import translation

from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.notices import quiet, rendering
from credit_portal.notices.models import Channel, Notice, State
from credit_portal.notices.templates_catalogue import TEMPLATES, Group

TEMPLATE = "digest"
#: Lines of one group; the rest stands in the inbox.
LINES = 20


@transaction.atomic
def make_due() -> int:
    """Write a digest for everybody for whom something held is due. Returns how many were made.

    Nobody gets a second one on the same day or while one still waits; whoever comes second with
    the same day's key writes nothing.
    """
    now = clock.now()
    mine = Notice.objects.filter(recipient=OuterRef("pk"), template=TEMPLATE)
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    due = Notice.objects.filter(
        recipient=OuterRef("pk"), state=State.HELD, digest=None, not_before__lte=now
    )
    users = User.objects.filter(Exists(due)).exclude(
        Exists(mine.filter(Q(state=State.PENDING) | Q(sent_at__gte=today)))
    )
    leaves = quiet.Rules().earliest(now)
    with translation.override("zh-hans"):
        url = reverse("notices_inbox")
    rows = [
        Notice(
            recipient=user, channel=Channel.EMAIL, template=TEMPLATE, language=user.language,
            context={"count": 0, "url": url}, dedupe_key=f"digest:{now:%Y-%m-%d}",
            created_at=now, not_before=leaves, next_attempt_at=leaves,
        )
        for user in users
    ]  # fmt: skip
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def bind(digest: Notice) -> None:
    """Bind what is due to a digest that has just been taken up.

    After an attempt whose end is unknown (a worker was killed) nothing is added: the mail may have
    arrived, and the same Message-ID must not stand for something else.
    """
    if digest.attempts > 1 and not digest.last_error:
        return
    held = Notice.objects.filter(
        recipient_id=digest.recipient_id, state=State.HELD, digest=None,
        not_before__lte=clock.now(),
    )  # fmt: skip
    held.update(digest=digest)


def settle(digest: Notice) -> None:
    """Note that what a digest told has been sent with it."""
    Notice.objects.filter(digest=digest, state=State.HELD).update(
        state=State.SENT, sent_at=clock.now(), last_error="in_digest"
    )


def release(digest: Notice) -> None:
    """Let what a digest told that was given up go with the next one."""
    Notice.objects.filter(digest=digest, state=State.HELD).update(digest=None)


def drop(digest: Notice, code: str) -> None:
    """Note that what a digest told is not meant for its recipient any more, and why."""
    Notice.objects.filter(digest=digest, state=State.HELD).update(
        state=State.DROPPED, last_error=code
    )


def facts(digest: Notice, language: str) -> dict[str, Any]:
    """Number of messages and, by group, their lines; what may not be seen any more is left out."""
    members = Notice.objects.filter(digest=digest).order_by("created_at", "id")
    told = [
        one for one in rendering.shown(digest.recipient, members, language) if one.text is not None
    ]
    parts = []
    for group in Group:
        mine = [one for one in told if TEMPLATES[one.notice.template].group == group]
        if mine:
            with translation.override(language):
                label = str(group.label)
            parts.append(_part(label, mine, language))
    return {"count": len(told), "parts": parts}


def _part(label: str, told: list[rendering.Shown], language: str) -> dict[str, Any]:
    lines = [
        {
            "subject": one.text.subject if one.text else "",
            "link": rendering.link_in(language, str(one.notice.context["url"])),
        }
        for one in told[:LINES]
    ]
    return {"label": label, "count": len(told), "lines": lines, "more": len(told) - len(lines)}
