"""What rests on an appointment, or on a body. Apps above say so in `ready()`; the directory cannot
know them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from credit_portal.directory.models import Appointment, Organisation

#: A sentence why the appointment must stay, or None.
Ask = Callable[[Appointment], Any | None]
_asks: list[Ask] = []
#: A sentence why the body cannot be closed, or None.
AskBody = Callable[[Organisation], Any | None]
_body_asks: list[AskBody] = []


def register(ask: Ask) -> None:
    """Add a source of reasons why an appointment cannot be taken back."""
    if ask not in _asks:
        _asks.append(ask)


def why_kept(appointment: Appointment) -> str:
    """Why the appointment cannot be taken back, in the active language; "" when it can."""
    return next((str(text) for ask in _asks if (text := ask(appointment))), "")


def register_body(ask: AskBody) -> None:
    """Add a source of reasons why a body cannot be closed."""
    if ask not in _body_asks:
        _body_asks.append(ask)


def why_open(body: Organisation) -> str:
    """Why the body cannot be closed, in the active language; "" when it can."""
    return next((str(text) for ask in _body_asks if (text := ask(body))), "")
