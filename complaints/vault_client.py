"""Asking the vault: what the rest of the portal can do with what it cannot open.

Every function raises DomainError `vault_away` (503) when the vault does not answer: then nothing
can be opened for the moment, and nothing is lost; and NotAllowed `vault_…` when it refuses.
"""

from __future__ import annotations

import base64
import binascii
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from complaints.secret import Secret
from complaints.vault import protocol
from complaints.vault.protocol import Malformed, Message
from credit_portal.common.errors import DomainError, NotAllowed
from credit_portal.common.health import OK, Finding

#: Why it refuses, in words that say what to do.
REFUSALS: dict[str, Any] = {
    "not_found": _("There is no such request, or it is not yours to see."),
    "not_yours": _("Only the person who asked for it can open it."),
    "not_confirmed": _("A second person of another unit must confirm this first."),
    "own_confirmation": _("Nobody confirms a request of his own."),
    "same_unit": _("The two persons must be of different units."),
    "not_active": _("One of the two accounts is closed; ask anew."),
    "expired": _("The time for opening this is over; ask anew."),
    "nothing_kept": _("Nothing was given that could be opened."),
    "ended": _("This call-back has ended already."),
    "not_due": _("This call-back is not due yet."),
    "no_consent": _("The reporter did not agree to be called back."),
    "not_live": _("Only who answered a call sees its number, and only while it goes on."),
    "no_number": _("The number of this call is no longer known."),
    "too_many": _(
        "So many were opened within the hour that the vault waits. Tell the data officer."
    ),
    "cannot_open": _("This was altered or belongs to a lost key; it cannot be opened."),
}


class VaultAway(DomainError):
    """The vault does not answer; what is sealed stays sealed, and safe."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            "vault_away", _("This cannot be opened now. Nothing is lost; try again later.")
        )


def ping() -> int:
    """The number of the newest key, which the vault answers while it runs."""
    return int(_ask("ping")["key"])


def call_started(call: UUID, number: str, bucket: int) -> None:
    """Tell the vault the number of a call, which it keeps in memory for two hours at most, and the
    group (`Contact.bucket`) in which the caller's earlier cases are looked for."""
    _ask("call_started", call=str(call), number=number, bucket=bucket)


def call_forgotten(call: UUID) -> None:
    """The call has ended, or its caller stays anonymous: forget its number."""
    _ask("call_forgotten", call=str(call))


def call_number(call: UUID, user: UUID) -> Secret:
    """The number of a call that goes on, for who answered it."""
    return Secret(str(_ask("call_number", call=str(call), user=str(user))["number"]))


def call_bucket(call: UUID, user: UUID) -> int | None:
    """The group of the caller's number; None when the number is not known (any more)."""
    found = _ask("call_bucket", call=str(call), user=str(user))["bucket"]
    return None if found is None else int(found)


def same_caller(call: UUID, user: UUID, candidates: Sequence[tuple[bytes, str]]) -> list[int]:
    """Which of the sealed contacts (value and place) hold the number of the call: their places in
    the sequence, of at most 1,000."""
    sealed = [
        {"sealed": base64.b64encode(blob).decode(), "aad": place} for blob, place in candidates
    ]
    found = _ask("same_caller", call=str(call), user=str(user), candidates=sealed)["same"]
    return [int(one) for one in found]


def open_identity(request: UUID, user: UUID) -> Secret:
    """Who reported, by a confirmed request of this user, as the JSON text that was sealed."""
    return Secret(str(_ask("open_identity", request=str(request), user=str(user))["identity"]))


def open_original(request: UUID, user: UUID, original: UUID, head: bytes) -> bytes:
    """The key of a sealed original (`sealing.open_file`) of the case of a confirmed request; `head`
    is what the file begins with (`sealing.file_head`)."""
    ids = {"request": str(request), "user": str(user), "original": str(original)}
    found = _ask("open_original", head=base64.b64encode(head).decode(), **ids)["key"]
    try:
        return base64.b64decode(found, validate=True)
    except (TypeError, binascii.Error):
        raise VaultAway from None


def open_contact(call_back: UUID, user: UUID) -> Secret:
    """The number for a call-back that is due and taken by this user."""
    return Secret(str(_ask("open_contact", call_back=str(call_back), user=str(user))["contact"]))


def health() -> Finding:
    """Whether the vault answers: a component of /readyz. The portal serves without it."""
    try:
        ping()
    except DomainError:
        return Finding("degraded", "the vault does not answer: nothing sealed can be opened")
    return OK


def _ask(command: str, **fields: Any) -> Message:
    """One question, one answer. Raises VaultAway, NotAllowed."""
    try:
        answer = _exchanged({"do": command, **fields})
    except (OSError, Malformed):
        raise VaultAway from None
    if answer.get("ok") is True:
        return answer
    code = str(answer.get("error", ""))
    if code in REFUSALS:
        raise NotAllowed(f"vault_{code}", REFUSALS[code])
    if code in {"malformed", "unknown_command"}:
        raise ValueError(f"the vault does not understand {command}")
    raise VaultAway


def _exchanged(question: Message) -> Message:
    """Send and receive within VAULT_TIMEOUT seconds altogether. Raises OSError, Malformed."""
    until = time.monotonic() + settings.VAULT_TIMEOUT
    received = bytearray()
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link,
        protocol.address(Path(settings.VAULT_SOCKET)) as place,
    ):
        link.settimeout(settings.VAULT_TIMEOUT)
        link.connect(place)
        link.sendall(protocol.framed(question))
        while (answer := protocol.taken(received)) is None:
            link.settimeout(max(until - time.monotonic(), 0.001))
            piece = link.recv(65536)
            if not piece:
                raise Malformed("cut off")
            received += piece
    return answer
