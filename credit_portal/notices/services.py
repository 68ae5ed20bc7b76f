"""Writing to people: rows in the caller's transaction, sent afterwards by the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import NotFound
from credit_portal.common.jobs import enqueue_on_commit
from credit_portal.directory.models import Organisation
from credit_portal.notices import templates_catalogue
from credit_portal.notices.models import Channel, Notice, State
from credit_portal.notices.selectors import inbox

LONGEST_KEY = 200


@transaction.atomic
def notify(
    *,
    recipients: Iterable[User],
    template: str,
    context: dict[str, Any],
    dedupe_key: str,
    organisation: Organisation | None = None,
) -> int:
    """Write one notice per recipient and channel, in his language; once per `dedupe_key`.

    In-site notices are there at commit; e-mail goes to those with an address, from the outbox.
    Nothing happens for a key, recipient and channel that exist. Returns the rows asked for.
    Raises UnknownTemplate, ValueError for missing facts or a bad key.
    """
    templates_catalogue.require(template, context)
    if not 1 <= len(dedupe_key) <= LONGEST_KEY:
        raise ValueError("a dedupe key has 1 to 200 characters")
    now = clock.now()
    rows: list[Notice] = []
    for user in {user.pk: user for user in recipients if user.is_active}.values():
        common: dict[str, Any] = {
            "recipient": user,
            "template": template,
            "context": context,
            "language": user.language,
            "organisation": organisation,
            "dedupe_key": dedupe_key,
            "created_at": now,
        }
        rows.append(Notice(channel=Channel.IN_SITE, state=State.SENT, sent_at=now, **common))
        if user.email:
            rows.append(Notice(channel=Channel.EMAIL, next_attempt_at=now, **common))
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    if any(row.channel == Channel.EMAIL for row in rows):
        enqueue_on_commit("credit_portal.notices.tasks.send_notices")
    return len(rows)


@transaction.atomic
def mark_read(*, actor: Actor, notice_id: UUID) -> Notice:
    """Note that the recipient has read a notice. Raises NotFound for another's."""
    notice = inbox(actor.id).filter(pk=notice_id).first()
    if notice is None:
        raise NotFound("not_found", _("There is no such notice."))
    if notice.read_at is None:
        notice.read_at = clock.now()
        Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=notice.read_at)
    return notice


@transaction.atomic
def mark_all_read(*, actor: Actor) -> int:
    """Note that the recipient has read everything up to now. Returns how many were unread."""
    return inbox(actor.id).filter(read_at=None).update(read_at=clock.now())
