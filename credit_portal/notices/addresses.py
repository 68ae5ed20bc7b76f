"""Mobile numbers, sealed and proven by a code; and addresses that servers refused for good."""

from __future__ import annotations

import datetime as dt
import hmac
import re
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import hooks
from credit_portal.accounts.models import User
from credit_portal.audit.services import record
from credit_portal.common import clock, crypto
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.common.jobs import enqueue_on_commit
from credit_portal.notices.models import Channel, Notice, Reach, State
from credit_portal.notices.preferences import address_digest

PURPOSE = "mobile"
CODE_TEMPLATE = "mobile_code"
CODE_LASTS = dt.timedelta(minutes=10)
BETWEEN_CODES = dt.timedelta(seconds=60)
CODES_A_DAY = 5
TRIES = 5
MAINLAND = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")


def _place(user_id: Any) -> str:
    return f"notices_reach|mobile|{user_id}|1"


def _opened(reach: Reach) -> str:
    if reach.mobile is None:
        return ""
    return crypto.unseal(PURPOSE, bytes(reach.mobile), _place(reach.user_id)).decode()


def number_of(user: User) -> str:
    """The number that messages go to: verified and not refused; "" when there is none."""
    reach = Reach.objects.filter(
        pk=user.pk, mobile_verified_at__isnull=False, mobile_refused_at=None
    ).first()
    return _opened(reach) if reach else ""


def masked_number(reach: Reach | None) -> str:
    """138****1234, the only form in which a number is ever shown."""
    number = _opened(reach) if reach else ""
    return f"{number[:3]}****{number[-4:]}" if number else ""


def is_refused(user: User) -> bool:
    """Whether a server refused the user's present e-mail address for good."""
    digest = address_digest(user.email)
    return bool(user.email) and Reach.objects.filter(pk=user.pk, refused_address=digest).exists()


def locked_reach(user_id: Any) -> Reach:
    """The row of somebody's ways to be reached, made when missing, locked."""
    Reach.objects.bulk_create([Reach(user_id=user_id)], ignore_conflicts=True)
    return lock(Reach, user_id)


def code_of(reach: Reach) -> str:
    """The six digits that prove the number; they follow from it and the moment, and are kept
    nowhere."""
    moment = f"{reach.code_sent_at.timestamp():.6f}" if reach.code_sent_at else ""
    secret = salted_hmac(
        "notices.mobile", f"{reach.user_id}|{moment}|{_opened(reach)}", algorithm="sha256"
    )
    return f"{int(secret.hexdigest(), 16) % 1_000_000:06d}"


def open_code(user: User, sent_at: dt.datetime) -> tuple[str, str]:
    """Number and code of a message that is to bring the code; ("", "") when it is out of date."""
    reach = Reach.objects.filter(pk=user.pk, code_sent_at=sent_at).first()
    if reach is None or clock.now() - sent_at > CODE_LASTS:
        return "", ""
    return _opened(reach), code_of(reach)


@transaction.atomic
def begin_mobile(*, actor: User, number: str) -> Reach:
    """Note a mobile number (mainland, with or without +86) and send it a code of ten minutes.

    Raises Invalid for what is no number, Conflict within 60 seconds of the last code or after five
    on one day. The number is used for nothing until its code was entered.
    """
    found = MAINLAND.fullmatch(re.sub(r"[\s-]", "", number))
    if found is None:
        sentence = _("Give a mobile number of mainland China, like 138 0013 8000.")
        raise Invalid("mobile_not_valid", sentence, field="number")
    reach, now = locked_reach(actor.pk), clock.now()
    if reach.code_sent_at and now - reach.code_sent_at < BETWEEN_CODES:
        raise Conflict("code_just_sent", _("A code was just sent. Wait a minute before another."))
    today = now.date()
    reach.codes_count = reach.codes_count + 1 if reach.codes_on == today else 1
    if reach.codes_count > CODES_A_DAY:
        raise Conflict("codes_used_up", _("Too many codes today. Try again tomorrow."))
    reach.mobile = crypto.seal(PURPOSE, found[1].encode(), _place(actor.pk))
    reach.mobile_verified_at = reach.mobile_refused_at = None
    reach.codes_on, reach.code_sent_at, reach.code_tries = today, now, 0
    reach.save()
    record("notices.begin_mobile", actor=actor, target=actor)
    _send_code(actor, now)
    return reach


def _send_code(user: User, now: dt.datetime) -> None:
    Notice.objects.create(
        recipient=user, channel=Channel.SMS, template=CODE_TEMPLATE, context={"url": "/"},
        language=user.language, dedupe_key=f"mobile_code:{now.isoformat()}", created_at=now,
        not_before=now, next_attempt_at=now,
    )  # fmt: skip
    enqueue_on_commit("credit_portal.notices.tasks.send_notices")


@transaction.atomic
def check_code(*, actor: User, code: str) -> bool:
    """Prove the number by its code. A wrong one counts, so it is an answer and no refusal.

    Raises Conflict when no code is open: none was sent, its ten minutes or five tries are over.
    """
    reach, now = locked_reach(actor.pk), clock.now()
    sent = reach.code_sent_at
    if sent is None or now - sent > CODE_LASTS or reach.code_tries >= TRIES:
        raise Conflict(
            "code_expired", _("This code is no longer valid. Have another one sent."), field="code"
        )
    reach.code_tries += 1
    given = re.sub(r"\s", "", code)
    right = given.isascii() and hmac.compare_digest(given, code_of(reach))
    if right:
        reach.mobile_verified_at, reach.code_sent_at = now, None
    reach.save()
    if right:
        record("notices.verify_mobile", actor=actor, target=actor)
        hooks.account_changed(actor, "登记了短信通知手机号", "a mobile number for SMS was added")
    return right


@transaction.atomic
def remove_mobile(*, actor: User) -> Reach:
    """Forget the number; nothing more is sent by SMS."""
    reach = locked_reach(actor.pk)
    had = reach.mobile_verified_at is not None
    reach.mobile = reach.mobile_verified_at = reach.mobile_refused_at = reach.code_sent_at = None
    reach.save()
    Notice.objects.filter(
        recipient=actor, channel=Channel.SMS, state=State.PENDING, attempts=0
    ).update(state=State.DROPPED, last_error="no_number")
    record("notices.remove_mobile", actor=actor, target=actor)
    if had:
        hooks.account_changed(
            actor, "删除了短信通知手机号", "the mobile number for SMS was removed"
        )
    return reach


@transaction.atomic
def use_address_again(*, actor: User) -> Reach:
    """The owner says that the refused address is right: mail goes there again."""
    reach = locked_reach(actor.pk)
    reach.refused_address, reach.refused_at = "", None
    reach.save()
    record("notices.use_address_again", actor=actor, target=actor)
    return reach


@transaction.atomic
def note_refused(notice: Notice) -> None:
    """A server refused the recipient's address or number for good: use it no more, and say so
    where he still reads."""
    from credit_portal.notices.services import notify  # noqa: PLC0415 - notify asks us nothing back

    user, now = notice.recipient, clock.now()
    reach = locked_reach(user.pk)
    if notice.channel == Channel.SMS:
        reach.mobile_refused_at = now
        title_zh, title_en = "手机号", "mobile number"
    else:
        reach.refused_address, reach.refused_at = address_digest(user.email), now
        title_zh, title_en = "邮箱", "e-mail address"
        Notice.objects.filter(recipient=user, state=State.HELD).update(
            state=State.DROPPED, last_error="address_refused"
        )
    reach.save()
    with translation.override("zh-hans"):
        url = reverse("notices_own")
    notify(
        recipients=[user],
        template="address_refused",
        context={"title_zh": title_zh, "title_en": title_en, "url": url},
        dedupe_key=f"address_refused:{notice.channel}:{now.isoformat()}",
    )
