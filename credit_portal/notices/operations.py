"""What system administrators do with the outbox: they see accounts and states, no content."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_anywhere
from credit_portal.audit.services import record
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, NotAllowed
from credit_portal.common.jobs import enqueue_on_commit
from credit_portal.notices import quiet, selectors, services
from credit_portal.notices.models import Notice, State

OPERATE = "notices.operate"
VERBS = {OPERATE: frozenset({"system_administrator"})}


def require_operator(actor: Actor) -> None:
    """Raise NotAllowed unless the actor looks after the outbox."""
    if not actor.may(OPERATE):
        raise NotAllowed("not_allowed", _("Only system administrators look after the outbox."))


def _again(rows: QuerySet[Notice]) -> int:
    leaves = quiet.Rules().earliest(clock.now())
    count = rows.filter(state=State.FAILED).update(
        state=State.PENDING, attempts=0, last_error="", not_before=leaves, next_attempt_at=leaves
    )
    if count:
        enqueue_on_commit("credit_portal.notices.tasks.send_notices")
    return count


@transaction.atomic
def retry(*, actor: Actor, notice_id: UUID) -> Notice:
    """Try a message again that was given up. Raises NotAllowed, NotFound, Conflict when it is not
    given up (any more)."""
    require_operator(actor)
    notice = lock(selectors.outbox().order_by(), notice_id)
    if notice.state != State.FAILED:
        raise Conflict("not_given_up", _("This message is not given up (any more)."))
    record("notices.retry", actor=actor, target=notice, old={"error": notice.last_error})
    _again(Notice.objects.filter(pk=notice.pk))
    notice.state = State.PENDING
    return notice


@transaction.atomic
def retry_all(*, actor: User, template: str = "", channel: str = "", username: str = "") -> int:
    """Try everything again that was given up, or what of it the filters leave. Returns how many.

    Raises NotAllowed.
    """
    require_operator(actor)
    chosen = selectors.outbox(
        state=State.FAILED, template=template, channel=channel, username=username
    )
    keys = list(chosen.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    count = _again(Notice.objects.filter(pk__in=keys))
    record(
        "notices.retry_all", actor=actor, target=actor, count=count, template=template,
        channel=channel,
    )  # fmt: skip
    return count


def is_late(oldest: dt.datetime | None) -> bool:
    """Whether the oldest waits longer than NOTICES_ALARM_MINUTES beyond its time."""
    limit = dt.timedelta(minutes=settings.NOTICES_ALARM_MINUTES)
    return oldest is not None and clock.now() - oldest > limit


def watch() -> int:
    """Tell system administrators, once a day, that messages wait too long. Returns the number
    waiting, 0 when all is well."""
    count, oldest = selectors.waiting_since()
    if oldest is None or not is_late(oldest):
        return 0
    with translation.override("zh-hans"):
        url = reverse("notices_outbox")
    services.notify(
        recipients=holders_anywhere(OPERATE),
        template="outbox_late",
        context={"count": str(count), "at": oldest.isoformat(), "url": url},
        dedupe_key=f"outbox_late:{clock.today()}",
    )
    return count
