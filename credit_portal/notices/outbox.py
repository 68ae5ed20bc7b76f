"""Sending what waits: claim a few rows, send each, settle each.

1. Claim: rows that are due get their next attempt ten minutes ahead, in one statement that skips
   what another worker holds. From then on they are this worker's; nothing is locked while it
   speaks to a server. At night and on days off only what is urgent is claimed.
2. Send, and settle by a conditional update: sent, or due again later, or given up.

A worker killed between handing over and settling leaves a row that another sends again after the
ten minutes. No protocol of mail can rule that out; both mails carry the same Message-ID, so mail
programs show one, and the SMS gateway knows the request id and sends one.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from credit_portal.common import clock
from credit_portal.notices import (
    addresses,
    digests,
    invitations,
    mailing,
    quiet,
    references,
    sms,
)
from credit_portal.notices.delivery import Later, Never, NotMeant, Undelivered
from credit_portal.notices.models import Channel, Notice, State
from credit_portal.notices.selectors import unread_count
from credit_portal.notices.templates_catalogue import TEMPLATES

logger = logging.getLogger(__name__)

BATCH = 20
LEASE = timedelta(minutes=10)
#: Then every hour, until NOTICES_GIVE_UP_HOURS have passed.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
URGENT = sorted(code for code, template in TEMPLATES.items() if template.urgent)


@transaction.atomic
def claim(limit: int = BATCH, *, away: Iterable[str] = ()) -> list[Notice]:
    """Take up to `limit` due rows of channels that are not `away`; each counts an attempt."""
    now = clock.now()
    due = Notice.objects.filter(state=State.PENDING, next_attempt_at__lte=now)
    due = due.exclude(channel__in=list(away))
    if not quiet.Rules().may_send(now):
        due = due.filter(template__in=URGENT)
    rows = list(
        due.select_for_update(skip_locked=True, of=("self",))
        .select_related("recipient")
        .order_by("next_attempt_at", "id")[:limit]
    )
    for row in rows:
        row.attempts += 1
        row.next_attempt_at = now + LEASE
        if row.template == digests.TEMPLATE:
            digests.bind(row)
    Notice.objects.bulk_update(rows, ["attempts", "next_attempt_at"])
    return rows


@transaction.atomic
def _settle(notice: Notice, error: Undelivered | None) -> None:
    """Write the result, unless the lease passed and another worker has the row meanwhile."""
    now = clock.now()
    mine = Notice.objects.filter(pk=notice.pk, state=State.PENDING, attempts=notice.attempts)
    code = error.code if error else ""
    if error is None:
        if mine.update(state=State.SENT, sent_at=now, last_error=""):
            _sent(notice)
    elif isinstance(error, NotMeant):
        if mine.update(state=State.DROPPED, last_error=code):
            digests.drop(notice, code)
    elif isinstance(error, Never) or _too_old(notice):
        if mine.update(state=State.FAILED, last_error=code):
            _given_up(notice)
        if isinstance(error, Never) and error.recipient_refused and "mail_to" not in notice.context:
            addresses.note_refused(notice)
    else:
        wait = WAITS[min(notice.attempts, len(WAITS)) - 1]
        mine.update(next_attempt_at=now + wait, last_error=code)


def _sent(notice: Notice) -> None:
    """What follows from a message that was handed over."""
    if notice.template == invitations.TEMPLATE:
        invitations.settled(notice, sent=True)
    elif notice.members.exists():
        digests.settle(notice)


def _given_up(notice: Notice) -> None:
    """What follows from a message that will not be sent."""
    if notice.template == invitations.TEMPLATE:
        invitations.settled(notice, sent=False)
    digests.release(notice)


def _too_old(notice: Notice) -> bool:
    limit = timedelta(hours=settings.NOTICES_GIVE_UP_HOURS)
    began = notice.not_before or notice.created_at
    return notice.attempts > len(WAITS) and clock.now() - began > limit


def _send_mail(notice: Notice, mailer: mailing.Mailer) -> None:
    address = mailing.address_of(notice)
    if not address:
        raise Never("no_address")
    if address == notice.recipient.email and addresses.is_refused(notice.recipient):
        raise Never("address_refused")
    mailer.send(mailing.letter(notice))


def _send_sms(notice: Notice) -> None:
    if notice.template == addresses.CODE_TEMPLATE:
        return _send_code(notice)
    number = addresses.number_of(notice.recipient)
    if not number:
        raise Never("no_number")
    if notice.target and not references.visible(notice.recipient, {notice.target}):
        raise NotMeant("not_visible")
    count = max(1, unread_count(notice.recipient_id))
    group = TEMPLATES[notice.template].group
    values = sms.parameters(group, notice.language, count)
    sms.send(number, sms.template_id(notice.template), values, mailing.stable_id(notice))


def _send_code(notice: Notice) -> None:
    number, code = addresses.open_code(notice.recipient, notice.created_at)
    if not code:
        raise NotMeant("code_expired")
    key = addresses.CODE_TEMPLATE
    sms.send(number, sms.template_id(key), {"code": code}, mailing.stable_id(notice))


def _try(notice: Notice, mailer: mailing.Mailer) -> Undelivered | None:
    """Try once; whatever goes wrong is an answer. Errors are kept by kind only."""
    try:
        if not notice.recipient.is_active:
            raise NotMeant("account_closed")
        if notice.channel == Channel.SMS:
            _send_sms(notice)
        else:
            _send_mail(notice, mailer)
    except Undelivered as error:
        return error
    except Exception as failure:  # a text that fails must not stop the others
        logger.error("notice %s could not be made: %s", notice.pk, type(failure).__name__)
        return Later("text_failed")
    return None


def deliver(notice: Notice, mailer: mailing.Mailer) -> bool:
    """Try once and settle. Returns whether the channel can be reached."""
    error = _try(notice, mailer)
    _settle(notice, error)
    if error is not None:
        logger.warning("notice %s by %s: %s", notice.pk, notice.channel, error.code)
    return not (isinstance(error, Later) and error.unreachable)


def send_pending(rounds: int = 50) -> int:
    """Send all that is due, at most `rounds` batches. Returns how many were tried.

    A server that is away is asked once: what waits for it stays as it is until the next call.
    """
    tried = 0
    away: set[str] = set()
    mailer = mailing.Mailer()
    try:
        for _round in range(rounds):
            rows = claim(away=away)
            if not rows:
                break
            for row in rows:
                if row.channel in away:
                    release(row)
                elif not deliver(row, mailer):
                    away.add(row.channel)
                tried += row.channel not in away
    finally:
        mailer.close()
    return tried


def release(notice: Notice) -> None:
    """Give back a row that was claimed and not tried."""
    Notice.objects.filter(pk=notice.pk, state=State.PENDING, attempts=notice.attempts).update(
        attempts=notice.attempts - 1, next_attempt_at=clock.now() + WAITS[0]
    )
