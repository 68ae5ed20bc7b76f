"""Sending what waits: claim a few rows, send each, settle each.

1. Claim: rows that are due get their next attempt ten minutes ahead, in one statement that skips
   what another worker holds. From then on they are this worker's; nothing is locked while it
   speaks to the mail server.
2. Send, and settle by a conditional update: sent, or due again later, or failed for good.

A worker killed between sending and settling leaves a row that another sends again after the
ten minutes, at worst; both mails carry the same Message-ID, made from the dedupe key, so mail
programs show one.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from credit_portal.common import clock
from credit_portal.notices.models import Channel, Notice, State
from credit_portal.notices.rendering import render

logger = logging.getLogger(__name__)

BATCH = 20
LEASE = timedelta(minutes=10)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360))


@transaction.atomic
def claim(limit: int = BATCH) -> list[Notice]:
    """Take up to `limit` due rows; each counts an attempt from now on."""
    now = clock.now()
    due = Notice.objects.filter(state=State.PENDING, next_attempt_at__lte=now)
    rows = list(
        due.select_for_update(skip_locked=True, of=("self",))
        .select_related("recipient")
        .order_by("next_attempt_at", "id")[:limit]
    )
    for row in rows:
        row.attempts += 1
        row.next_attempt_at = now + LEASE
    Notice.objects.bulk_update(rows, ["attempts", "next_attempt_at"])
    return rows


def message_id(notice: Notice) -> str:
    """The same for every attempt at the same message."""
    text = f"{notice.dedupe_key}\n{notice.recipient_id}\n{notice.channel}"
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return f"<{hashlib.sha256(text.encode()).hexdigest()[:40]}@{host}>"


def _send(notice: Notice, connection: BaseEmailBackend) -> None:
    text = render(notice.template, notice.context, notice.language, letter=True)
    EmailMessage(
        subject=text.subject,
        body=text.body,
        to=[notice.recipient.email],
        headers={"Message-ID": message_id(notice)},
        connection=connection,
    ).send()


def _settle(notice: Notice, error: str) -> None:
    """Write the result, unless the lease passed and another worker has the row meanwhile."""
    now = clock.now()
    mine = Notice.objects.filter(pk=notice.pk, state=State.PENDING, attempts=notice.attempts)
    if not error:
        mine.update(state=State.SENT, sent_at=now, last_error="")
    elif error == "no_address" or notice.attempts > len(WAITS):
        mine.update(state=State.FAILED, last_error=error)
    else:
        wait = WAITS[notice.attempts - 1]
        mine.update(next_attempt_at=now + wait, last_error=error)


def deliver(notice: Notice, connection: BaseEmailBackend) -> None:
    """Try once. The error kept is its kind only: servers quote addresses in their answers."""
    error = ""
    if notice.channel != Channel.EMAIL:
        raise ValueError(f"nothing delivers {notice.channel}")
    if not (notice.recipient.is_active and notice.recipient.email):
        error = "no_address"
    else:
        try:
            _send(notice, connection)
        except Exception as failure:  # whatever a mail server or a text may do; tried again later
            error = type(failure).__name__
            logger.warning("notice %s not sent: %s", notice.pk, error)
    _settle(notice, error)


def send_pending(rounds: int = 50) -> int:
    """Send all that is due, at most `rounds` batches. Returns how many were tried."""
    tried = 0
    for _round in range(rounds):
        rows = claim()
        if not rows:
            break
        connection = get_connection()
        for row in rows:
            deliver(row, connection)
        tried += len(rows)
    return tried
