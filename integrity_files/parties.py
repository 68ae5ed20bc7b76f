"""Who files without an account: his name and how he is reached, sealed, in clear or masked.

Objections, correction tips and applications for repair keep it alike; a sealed value is bound to
its row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from credit_portal.common import crypto

SEALED = "contact"
PARTS = ("name", "email", "mobile")


@dataclass(frozen=True)
class Party:
    """Who files and how he is reached, in clear or masked."""

    name: str
    email: str
    mobile: str


def sealed(row: Any, name: str, text: str) -> bytes | None:
    """A value as kept, bound to its row; None for nothing."""
    clean = text.strip()
    return crypto.seal(SEALED, clean.encode(), place(row, name)) if clean else None


def opened(row: Any, name: str, blob: Any) -> str:
    """A sealed value in clear; "" for nothing."""
    return crypto.unseal(SEALED, bytes(blob), place(row, name)).decode() if blob else ""


def place(row: Any, name: str) -> str:
    """What a sealed value is bound to."""
    return f"{row._meta.db_table}|{name}|{row.pk}|1"


def in_clear(row: Any, kept: Any) -> Party:
    """The party of a row, from what is kept of it."""
    return Party(*(opened(row, name, getattr(kept, f"{name}_sealed")) for name in PARTS))


def masked(found: Party) -> Party:
    """Who files, as pages show it."""
    return Party(
        found.name[:1] + "*" * max(1, len(found.name) - 1),
        found.email[:1] + "***@" + found.email.partition("@")[2] if found.email else "",
        f"{found.mobile[:3]}****{found.mobile[-4:]}" if found.mobile else "",
    )
