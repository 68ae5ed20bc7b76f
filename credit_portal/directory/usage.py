"""What rests on an appointment. Apps above say so in `ready()`; the directory cannot know them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from credit_portal.directory.models import Appointment

#: A sentence why the appointment must stay, or None.
Ask = Callable[[Appointment], Any | None]
_asks: list[Ask] = []


def register(ask: Ask) -> None:
    """Add a source of reasons why an appointment cannot be taken back."""
    if ask not in _asks:
        _asks.append(ask)


def why_kept(appointment: Appointment) -> str:
    """Why the appointment cannot be taken back, in the active language; "" when it can."""
    return next((str(text) for ask in _asks if (text := ask(appointment))), "")
