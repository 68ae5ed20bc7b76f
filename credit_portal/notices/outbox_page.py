"""What the outbox page shows: accounts, kinds and states; never the context of a notice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from credit_portal.common import clock
from credit_portal.notices import delivery, selectors
from credit_portal.notices.models import Channel, Notice, State
from credit_portal.notices.templates_catalogue import TEMPLATES

LABELS: Mapping[str, Any] = {
    selectors.WAITING: _("waiting"),
    selectors.MORNING: _("waiting for the morning"),
    selectors.RETRY: _("failed, tried again"),
    State.HELD: State.HELD.label,
    State.FAILED: State.FAILED.label,
    State.SENT: State.SENT.label,
    State.DROPPED: State.DROPPED.label,
}
TONES: Mapping[str, str] = {
    selectors.RETRY: "amber",
    State.FAILED: "red",
    State.SENT: "green",
    selectors.MORNING: "blue",
}
FILTERS = ("state", "template", "channel", "username")
CHANNELS = (Channel.EMAIL, Channel.SMS)


def asked(values: Mapping[str, Any]) -> dict[str, str]:
    """The filters that an address or form names; what is unknown counts as not asked."""
    allowed: dict[str, Any] = {
        "state": LABELS,
        "template": TEMPLATES,
        "channel": {str(channel) for channel in CHANNELS},
    }
    found = {name: str(values.get(name, "")).strip() for name in FILTERS}
    return {
        name: value if value in allowed.get(name, {value}) and "\0" not in value else ""
        for name, value in found.items()
    }


def options() -> dict[str, Any]:
    """What the filters offer."""
    return {
        "states": list(LABELS.items()),
        "templates": sorted(TEMPLATES),
        "channels": [(str(channel), channel.label) for channel in CHANNELS],
    }


def state_of(notice: Notice) -> str:
    """The state as the page tells them apart."""
    if notice.state != State.PENDING:
        return notice.state
    if notice.last_error:
        return selectors.RETRY
    later = notice.not_before is not None and notice.not_before > clock.now()
    return selectors.MORNING if later else selectors.WAITING


def line(notice: Notice) -> dict[str, Any]:
    """One row of the table."""
    state = state_of(notice)
    return {
        "notice": notice,
        "state": state,
        "label": LABELS[state],
        "tone": TONES.get(state, ""),
        "reason": delivery.in_words(notice.last_error) if notice.last_error else "",
        "retry": notice.state == State.FAILED,
        "next": notice.next_attempt_at if state == selectors.RETRY else notice.not_before,
        "shows_next": state in {selectors.RETRY, selectors.MORNING, State.HELD},
    }


def figures(found: selectors.OutboxFigures) -> list[dict[str, Any]]:
    """The counts by state, each a link to its rows."""
    return [
        {
            "value": found.counts[state],
            "label": LABELS[state],
            "url": f"?state={state}",
            "tone": "bad" if state == State.FAILED and found.counts[state] else "",
        }
        for state in LABELS
        if state not in {State.DROPPED, State.SENT} or found.counts[state]
    ]
