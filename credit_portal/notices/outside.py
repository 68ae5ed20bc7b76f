"""Telling people without an account where their case stands: by mail, by SMS, or both.

Rows are written in the transaction of the act and sent by the same executor as the notices of
staff. At night and on days off nothing is sent. A mail says what the case is called and where it
stands; an SMS only that something happened. Neither holds the receipt.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils.translation import override, pgettext

from credit_portal.common import clock, crypto
from credit_portal.common.ids import uuid7
from credit_portal.common.jobs import enqueue_on_commit
from credit_portal.notices import mailing, quiet, rendering, sms
from credit_portal.notices.delivery import Later, Never, Undelivered
from credit_portal.notices.models import Channel
from credit_portal.notices.models_follow import Follower
from credit_portal.notices.models_outside import OutsideNotice, OutsideState

logger = logging.getLogger(__name__)
BATCH = 20
LEASE = timedelta(minutes=10)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
SEALED = "contact"
Letter = Callable[[OutsideNotice], EmailMultiAlternatives]
#: Templates whose mail is made elsewhere, registered by `apps`.
LETTERS: dict[str, Letter] = {}


@transaction.atomic
def tell(
    *,
    email: str = "",
    mobile: str = "",
    template: str,
    context: Mapping[str, Any],
    language: str,
    dedupe_key: str,
    follower: UUID | None = None,
) -> int:
    """Write one message per address that is given, once per `dedupe_key`; how many were asked for.

    `context` holds texts without anything personal; `url` is the path of the page to open, unless
    the template makes its letter itself (LETTERS). `follower` is whose following it is about.
    """
    common: dict[str, Any] = {
        "template": template,
        "context": dict(context),
        "language": rendering.known_language(language),
        "dedupe_key": dedupe_key,
        "follower_id": follower,
        "next_attempt_at": clock.now(),
        "created_at": clock.now(),
    }
    rows = [
        _row(channel, address, common)
        for channel, address in ((Channel.EMAIL, email), (Channel.SMS, mobile))
        if address
    ]
    OutsideNotice.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        enqueue_on_commit("credit_portal.notices.tasks.send_notices")
    return len(rows)


def _row(channel: Channel, address: str, common: dict[str, Any]) -> OutsideNotice:
    key = uuid7()
    sealed = crypto.seal(SEALED, address.encode(), _place(key))
    return OutsideNotice(id=key, channel=channel, address=sealed, **common)


def _place(key: Any) -> str:
    return f"notices_outsidenotice|address|{key}|1"


def address_of(row: OutsideNotice) -> str:
    """Where a message goes, in clear; only while it waits."""
    return crypto.unseal(SEALED, bytes(row.address or b""), _place(row.pk)).decode()


@transaction.atomic
def _claim(away: set[str]) -> list[OutsideNotice]:
    """Take rows that are due; each counts an attempt and is this worker's for ten minutes."""
    now = clock.now()
    if not quiet.Rules().may_send(now):
        return []
    due = OutsideNotice.objects.filter(state=OutsideState.PENDING, next_attempt_at__lte=now)
    rows = list(
        due.exclude(channel__in=away)
        .select_for_update(skip_locked=True)
        .order_by("next_attempt_at", "id")[:BATCH]
    )
    for row in rows:
        row.attempts += 1
        row.next_attempt_at = now + LEASE
    OutsideNotice.objects.bulk_update(rows, ["attempts", "next_attempt_at"])
    return rows


def send_pending(rounds: int = 50) -> int:
    """Send what is due; a server that is away is asked once. Returns how many were tried."""
    tried, away = 0, set[str]()
    mailer = mailing.Mailer()
    try:
        for _round in range(rounds):
            rows = _claim(away)
            if not rows:
                break
            for row in rows:
                error = _try(row, mailer)
                _settle(row, error)
                tried += 1
                if isinstance(error, Later) and error.unreachable:
                    away.add(row.channel)
    finally:
        mailer.close()
    return tried


def _try(row: OutsideNotice, mailer: mailing.Mailer) -> Undelivered | None:
    """Try once; whatever goes wrong is an answer, kept by kind only."""
    try:
        if row.channel == Channel.SMS:
            values = {"count": "1", "what": _what(row.language), "site": _site()}
            sms.send(address_of(row), sms.template_id(row.template), values, stable_id(row))
        else:
            mailer.send(LETTERS.get(row.template, letter)(row))
    except Undelivered as error:
        return error
    except Exception as failure:  # one text that fails must not stop the others
        logger.error("message %s could not be made: %s", row.pk, type(failure).__name__)
        return Later("text_failed")
    return None


def _what(language: str) -> str:
    with override(language):
        return pgettext("sms", "a case of yours")


def _site() -> str:
    return urlsplit(settings.PUBLIC_URL).netloc


def stable_id(row: OutsideNotice) -> str:
    """The same for every attempt at the same message."""
    return hashlib.sha256(f"{row.dedupe_key}\n{row.channel}".encode()).hexdigest()[:40]


def letter(row: OutsideNotice) -> EmailMultiAlternatives:
    """The mail of a message: plain text, with the link of the page to open."""
    text = rendering.render(row.template, row.context, row.language)
    link = rendering.link_in(row.language, str(row.context["url"]))
    return EmailMultiAlternatives(
        subject=text.subject,
        body=f"{text.body}\n{link}\n\n{rendering.site_name(row.language)}\n",
        to=[address_of(row)],
        headers={
            "Message-ID": f"<{stable_id(row)}@{mailing.host()}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )


@transaction.atomic
def _settle(row: OutsideNotice, error: Undelivered | None) -> None:
    """Write the result, unless another worker has the row meanwhile; the address goes with it."""
    now = clock.now()
    mine = OutsideNotice.objects.filter(
        pk=row.pk, state=OutsideState.PENDING, attempts=row.attempts
    )
    if error is None:
        mine.update(state=OutsideState.SENT, sent_at=now, last_error="", address=None)
    elif isinstance(error, Never) or _too_old(row):
        mine.update(state=OutsideState.FAILED, last_error=error.code, address=None)
        if row.follower_id and isinstance(error, Never) and error.recipient_refused:
            Follower.objects.filter(pk=row.follower_id).delete()  # nobody reads that address
    else:
        wait = WAITS[min(row.attempts, len(WAITS)) - 1]
        mine.update(next_attempt_at=now + wait, last_error=error.code)
    if error is not None:
        logger.warning("message %s by %s: %s", row.pk, row.channel, error.code)


def _too_old(row: OutsideNotice) -> bool:
    limit = timedelta(hours=settings.NOTICES_GIVE_UP_HOURS)
    return row.attempts > len(WAITS) and clock.now() - row.created_at > limit
