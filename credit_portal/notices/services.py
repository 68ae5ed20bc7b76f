"""Writing to people: rows in the caller's transaction, sent afterwards by the outbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import NotFound
from credit_portal.common.jobs import enqueue_on_commit
from credit_portal.directory.models import Organisation
from credit_portal.notices import preferences, quiet, templates_catalogue
from credit_portal.notices.models import Notice, State
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
    target: models.Model | None = None,
) -> int:
    """Write one notice per recipient and channel, in his language; once per `dedupe_key`.

    In-site notices are there at commit. Mail and SMS leave from the outbox as each person chose:
    at once (from the next working morning on, when it is night or a day off), with the digest,
    or not. For acts whose moment must not be kept (`clock.days_only`) all are there, and leave,
    when the day is over. `target` is the case it is about: whoever may not see it any more is told
    nothing.
    Nothing happens for a key, recipient and channel that exist. Returns the rows asked for.
    Raises UnknownTemplate, ValueError for missing facts or a bad key.
    """
    spec = templates_catalogue.require(template, context)
    if not 1 <= len(dedupe_key) <= LONGEST_KEY:
        raise ValueError("a dedupe key has 1 to 200 characters")
    now, rules = clock.now(), quiet.Rules()
    common: dict[str, Any] = {
        "template": template,
        "context": context,
        "organisation": organisation,
        "target": f"{target._meta.label_lower}:{target.pk}" if target is not None else "",
        "dedupe_key": dedupe_key,
        "created_at": now,
    }
    users = {user.pk: user for user in recipients if user.is_active}.values()
    rows = [
        Notice(recipient=wishes.user, language=wishes.user.language, **common, **planned)
        for wishes in preferences.wishes_of(users, spec.group)
        for planned in wishes.plan(spec, now, rules, mail_to=context.get("mail_to", ""))
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    if not clock.is_rounded() and any(row.state == State.PENDING for row in rows):
        enqueue_on_commit("credit_portal.notices.tasks.send_notices")
    return len(rows)


def acted_by(actor: Actor | None) -> dict[str, str]:
    """The facts about who acted, for a context: the title of his post in both languages."""
    if actor is None:
        return {"actor_post_zh": "", "actor_post_en": ""}
    return {"actor_post_zh": actor.title, "actor_post_en": str(getattr(actor, "title_en", ""))}


@transaction.atomic
def mark_read(*, actor: Actor, notice_id: UUID) -> Notice:
    """Note that the recipient has read a notice. Raises NotFound for another's."""
    notice = _own(actor, notice_id)
    if notice.read_at is None:
        notice.read_at = clock.now()
        Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=notice.read_at)
    return notice


@transaction.atomic
def mark_unread(*, actor: Actor, notice_id: UUID) -> Notice:
    """Take back that a notice was read. Raises NotFound for another's."""
    notice = _own(actor, notice_id)
    Notice.objects.filter(pk=notice.pk).update(read_at=None)
    notice.read_at = None
    return notice


def _own(actor: Actor, notice_id: UUID) -> Notice:
    notice = inbox(actor.id).filter(pk=notice_id).first()
    if notice is None:
        raise NotFound("not_found", _("There is no such notice."))
    return notice


@transaction.atomic
def mark_all_read(*, actor: Actor, group: str = "") -> dt.datetime:
    """Note that the recipient has read everything (of a group) up to now.

    Returns the moment, by which `mark_unread_at` takes it back.
    """
    now = clock.now()
    inbox(actor.id, group).filter(read_at=None).update(read_at=now)
    return now


@transaction.atomic
def mark_unread_at(*, actor: Actor, moment: dt.datetime) -> int:
    """Take back what `mark_all_read` did at the moment. Returns how many are unread again."""
    return inbox(actor.id).filter(read_at=moment).update(read_at=None)
