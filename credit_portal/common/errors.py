"""Refusals that a person can act on: a stable code for machines, a sentence for people."""

from typing import Any


class DomainError(Exception):
    """A service refuses an act; nothing was changed.

    `code` is stable and English, `message` a (lazily) translated sentence that says what to do,
    `field` the input at fault, `status` the HTTP status that views answer with.
    """

    status = 422

    def __init__(
        self, code: str, message: Any, *, field: str | None = None, status: int | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field
        if status is not None:
            self.status = status

    def __str__(self) -> str:
        return str(self.message)


class Invalid(DomainError):
    """The input is wrong."""

    status = 422


class NotAllowed(DomainError):
    """The actor sees the thing but may not do this."""

    status = 403


class ReauthenticationNeeded(NotAllowed):
    """The actor may do this, but must prove anew who he is; pages ask for it and go on."""


class NotFound(DomainError):
    """There is no such thing, or it is foreign to the actor."""

    status = 404


class Conflict(DomainError):
    """The state has moved on."""

    status = 409


class Stale(DomainError):
    """Somebody else edited meanwhile (If-Match failed)."""

    status = 412
