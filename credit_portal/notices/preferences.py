"""What each person wants sent where: own choices, else the defaults of the roles held."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import grants_in_effect
from credit_portal.notices import quiet
from credit_portal.notices.models import Channel, Choice, Mode, Reach, State
from credit_portal.notices.templates_catalogue import MANDATORY, Group, Template

#: From the least to the most immediate: who holds several roles gets the most immediate.
ORDER = (Mode.OFF, Mode.WEEKLY, Mode.DAILY, Mode.AT_ONCE)
GENERAL: Mapping[str, str] = {
    Group.DEADLINES: Mode.AT_ONCE,
    Group.APPROVALS: Mode.AT_ONCE,
    Group.RESULTS: Mode.AT_ONCE,
    Group.ADMINISTRATION: Mode.AT_ONCE,
}
#: Where a role differs. Approvers hear of many deadlines below them, the credit office of many
#: verifications: one mail a day. Filers must act on theirs themselves: at once.
DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "approver": {Group.DEADLINES: Mode.DAILY},
    "credit_officer": {Group.APPROVALS: Mode.DAILY, Group.DEADLINES: Mode.DAILY},
    "credit_reviewer": {Group.DEADLINES: Mode.DAILY},
    "auditor": dict.fromkeys(GENERAL, Mode.DAILY),
    "monitor": dict.fromkeys(GENERAL, Mode.DAILY),
}
#: By SMS, to whoever has verified a number: what cannot wait.
BY_SMS: Mapping[str, str] = {Group.SECURITY: Mode.AT_ONCE, Group.DEADLINES: Mode.AT_ONCE}


@dataclass(frozen=True)
class Wishes:
    """How one person wants to be reached."""

    user: User
    reach: Reach | None = None
    roles: frozenset[str] = frozenset()
    chosen: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def mode(self, group: str, channel: str) -> str:
        """How messages of a group come over a channel."""
        if channel == Channel.IN_SITE:
            return Mode.AT_ONCE
        if channel == Channel.EMAIL and group in MANDATORY:
            return Mode.AT_ONCE
        return self.chosen.get((group, channel)) or self.default(group, channel)

    def default(self, group: str, channel: str) -> str:
        """What holds without a choice: the most immediate of what the roles suggest."""
        if channel == Channel.SMS:
            return BY_SMS.get(group, Mode.OFF)
        modes = {DEFAULTS.get(role, {}).get(group, GENERAL.get(group, Mode.AT_ONCE))
                 for role in self.roles or {""}}  # fmt: skip
        return max(modes, key=ORDER.index)

    @property
    def takes_mail(self) -> bool:
        """Whether there is an address that no server refused for good."""
        email = self.user.email
        return bool(email) and not (
            self.reach is not None and self.reach.refused_address == address_digest(email)
        )

    @property
    def takes_sms(self) -> bool:
        """Whether a verified number can be reached through a gateway."""
        reach = self.reach
        return bool(
            settings.SMS_GATEWAY_URL
            and reach is not None
            and reach.mobile_verified_at
            and not reach.mobile_refused_at
        )

    def plan(
        self, template: Template, now: dt.datetime, rules: quiet.Rules, *, mail_to: str = ""
    ) -> list[dict[str, Any]]:
        """Rows to write: channel, state and when each leaves. In-site is there at once; a mail to
        an address named leaves even when he has none himself."""
        inbox = {"channel": Channel.IN_SITE, "state": State.SENT, "sent_at": now}
        rows: list[dict[str, Any]] = [inbox] if template.inbox else []
        if not template.letters:
            return rows
        leaves = now if template.urgent else rules.earliest(now)
        at_once = {"state": State.PENDING, "not_before": leaves, "next_attempt_at": leaves}
        if (
            template.inbox
            and self.takes_sms
            and self.mode(template.group, Channel.SMS) == Mode.AT_ONCE
        ):
            rows.append({"channel": Channel.SMS, **at_once})
        mode = self.mode(template.group, Channel.EMAIL)
        if not (self.takes_mail or mail_to) or mode == Mode.OFF:
            return rows
        if mode == Mode.AT_ONCE:
            rows.append({"channel": Channel.EMAIL, **at_once})
        else:
            slot = self.slot(mode, now, rules)
            rows.append({"channel": Channel.EMAIL, "state": State.HELD, "not_before": slot})
        return rows

    def slot(self, mode: str, now: dt.datetime, rules: quiet.Rules) -> dt.datetime:
        """When the next digest of this kind leaves."""
        reach = self.reach or Reach()
        weekday = reach.digest_weekday if mode == Mode.WEEKLY else None
        return rules.digest_slot(now, reach.digest_at, weekday)


def address_digest(email: str) -> str:
    """How a refused address is remembered."""
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()


def wishes_of(users: Iterable[User], group: str | None = None) -> list[Wishes]:
    """The wishes of many in three queries at most, for one group or all of them."""
    known = list(users)
    keys = [user.pk for user in known]
    reaches = Reach.objects.in_bulk(keys)
    choices = Choice.objects.filter(user__in=keys)
    if group is not None:
        choices = choices.filter(group=group)
    chosen: dict[Any, dict[tuple[str, str], str]] = {}
    for choice in choices:
        chosen.setdefault(choice.user_id, {})[choice.group, choice.channel] = choice.mode
    roles: dict[Any, set[str]] = {}
    if group not in MANDATORY:
        grants = grants_in_effect().filter(user__in=keys)
        for user, role in grants.values_list("user_id", "role_id"):
            roles.setdefault(user, set()).add(role)
    return [
        Wishes(
            user,
            reaches.get(user.pk),
            frozenset(roles.get(user.pk, ())),
            chosen.get(user.pk, {}),
        )
        for user in known
    ]


def wishes(user: User) -> Wishes:
    """The wishes of one person."""
    return wishes_of([user])[0]
