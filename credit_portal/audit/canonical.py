"""The one form of an event that is hashed: what stands in the row, as it reads from the database.

A leaf of the private tree is SHA-256(0x00 || form) as in RFC 6962. The form never leaves the
portal; only the root over all of them does (security.md 1.4).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC
from typing import Any

from credit_portal.audit.models import AuditEvent

#: Columns of the form, in order, beside the leading version.
FIELDS = (
    "id",
    "act_id",
    "at",
    "verb",
    "actor_id",
    "actor_title",
    "target_type",
    "target_id",
    "organisation_id",
    "old",
    "new",
    "data",
    "reason_digest",
)
VERSION = 1
_dumps = json.JSONEncoder(
    ensure_ascii=True, sort_keys=True, separators=(",", ":"), check_circular=False
).encode


def form_of(values: tuple[Any, ...]) -> bytes:
    """Bytes of an event from its columns in the order of FIELDS, as read from the database."""
    key, act, at, *texts, body, old, new, data, digest = values
    return _dumps(
        [
            VERSION,
            str(key),
            str(act),
            at.astimezone(UTC).isoformat(timespec="microseconds"),
            *texts,
            None if body is None else str(body),
            old,
            new,
            data,
            None if digest is None else bytes(digest).hex(),
        ]
    ).encode()


def leaf_of(values: tuple[Any, ...]) -> bytes:
    """Leaf hash of an event from its columns in the order of FIELDS."""
    return hashlib.sha256(b"\x00" + form_of(values)).digest()


def form(event: AuditEvent) -> bytes:
    """Bytes of an event."""
    return form_of(tuple(getattr(event, name) for name in FIELDS))


def reason_digest(salt: bytes, text: str) -> bytes:
    """HMAC-SHA256 of the words under a salt of their own: nothing can be guessed from it once
    words and salt are erased."""
    return hmac.new(salt, text.encode(), hashlib.sha256).digest()
