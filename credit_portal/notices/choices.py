"""Changing what one wants sent where, signed in or by the link in a mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.audit.services import record
from credit_portal.common import clock
from credit_portal.common.errors import Invalid, Stale
from credit_portal.notices import preferences, quiet
from credit_portal.notices.addresses import locked_reach
from credit_portal.notices.models import Channel, Choice, Mode, Notice, State
from credit_portal.notices.selectors import templates_of
from credit_portal.notices.templates_catalogue import MANDATORY, Group
from credit_portal.notices.unsubscribe import DIGEST

#: What a channel offers.
OFFERED: Mapping[str, tuple[str, ...]] = {
    Channel.EMAIL: (Mode.AT_ONCE, Mode.DAILY, Mode.WEEKLY, Mode.OFF),
    Channel.SMS: (Mode.AT_ONCE, Mode.OFF),
}
Modes = Mapping[tuple[str, str], str]


@transaction.atomic
def change(
    *, actor: User, modes: Modes, digest_at: dt.time, digest_weekday: int, version: int
) -> int:
    """Keep one's choices by (group, channel), and the hour and weekday (1 Monday) of digests.

    What waits already follows the new choices. Raises Stale when they were changed meanwhile,
    Invalid for a mode the channel does not offer, a mandatory kind, or an hour at night.
    """
    reach = locked_reach(actor.pk)
    if reach.version != version:
        raise Stale("stale", _("These settings were changed meanwhile. Look again."))
    hours = quiet.hours()
    if hours and not hours.begin <= digest_at < hours.end:
        raise Invalid(
            "digest_at_night",
            _("Choose an hour from %(from)s to before %(until)s.")
            % {"from": f"{hours.begin:%H:%M}", "until": f"{hours.end:%H:%M}"},
            field="digest_at",
        )
    reach.digest_at, reach.digest_weekday = digest_at, digest_weekday
    reach.version += 1
    reach.save()
    _keep(actor, modes)
    record(
        "notices.change_preferences",
        actor=actor,
        target=actor,
        new={f"{group}.{channel}": mode for (group, channel), mode in modes.items()},
    )
    return reach.version


@transaction.atomic
def switch_off(*, actor: User, group: str) -> dict[str, str]:
    """Switch the mail of one group off, or of all that come in digests (`DIGEST`).

    Returns what held before by group, for `restore`; {} when it was off already. Raises Invalid
    for what cannot be switched off.
    """
    wishes = preferences.wishes(actor)
    groups = [one for one in Group.values if one not in MANDATORY]
    if group != DIGEST:
        groups = [one for one in groups if one == group]
        if not groups:
            raise Invalid("mandatory", _("Messages of this kind cannot be switched off."))
    before = {one: wishes.mode(one, Channel.EMAIL) for one in groups}
    off = {one: mode for one, mode in before.items() if _ends(mode, group)}
    _keep(actor, dict.fromkeys(((one, str(Channel.EMAIL)) for one in off), str(Mode.OFF)))
    record("notices.switch_off", actor=actor, target=actor, old=off, group=group)
    return off


def _ends(mode: str, group: str) -> bool:
    return mode in {Mode.DAILY, Mode.WEEKLY} if group == DIGEST else mode != Mode.OFF


@transaction.atomic
def restore(*, actor: User, before: Mapping[str, str]) -> int:
    """Take `switch_off` back: mail by group as it was before. Returns how many groups."""
    _keep(actor, {(group, str(Channel.EMAIL)): mode for group, mode in before.items()})
    record("notices.switch_on", actor=actor, target=actor, new=dict(before))
    return len(before)


def _keep(user: User, modes: Modes) -> None:
    rows = []
    for (group, channel), mode in modes.items():
        if group not in Group.values or mode not in OFFERED.get(channel, ()):
            raise Invalid("choice_unknown", _("This is not on offer."))
        if group in MANDATORY and channel == Channel.EMAIL:
            raise Invalid("mandatory", _("Messages of this kind cannot be switched off."))
        rows.append(Choice(user=user, group=group, channel=channel, mode=mode))
    Choice.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["user", "group", "channel"],
        update_fields=["mode"],
    )
    _follow(user)


def _follow(user: User) -> None:
    """Let what waits for this person follow the choices that hold from now on."""
    wishes, now, rules = preferences.wishes(user), clock.now(), quiet.Rules()
    for group in Group.values:
        mine = Notice.objects.filter(recipient=user, template__in=templates_of(group))
        waiting = mine.filter(state=State.PENDING, attempts=0).exclude(template=DIGEST)
        held = mine.filter(state=State.HELD, digest=None)
        if wishes.mode(group, Channel.SMS) == Mode.OFF:
            _drop(waiting.filter(channel=Channel.SMS))
        mode = wishes.mode(group, Channel.EMAIL)
        if mode == Mode.OFF:
            _drop(waiting.filter(channel=Channel.EMAIL))
            _drop(held)
        elif mode == Mode.AT_ONCE:
            leaves = rules.earliest(now)
            held.update(state=State.PENDING, not_before=leaves, next_attempt_at=leaves)
        else:
            held.update(not_before=wishes.slot(mode, now, rules))


def _drop(rows: QuerySet[Notice]) -> None:
    rows.update(state=State.DROPPED, last_error="switched_off")
