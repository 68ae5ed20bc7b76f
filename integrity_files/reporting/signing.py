"""The portal's own key for what it reports: Ed25519 in a file, apart from the ledger's.

The file is `REPORTING_KEY_FILE`, else `reporting.key` in SECRETS_DIR (PEM, PKCS 8, mode 0600). The
platform is given the public half (`public_pem`). A lost key is replaced by a new one whose public
half the platform is given anew; nothing stored rests on it.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from credit_portal.env import write_once


def make_key() -> None:
    """Make the signing key unless it exists."""
    write_once(_path(), _new)


def exists() -> bool:
    """Whether the signing key is where it belongs."""
    return _path().exists()


def public_pem() -> str:
    """The public half, as the platform is given it."""
    return _key().public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode("ascii")  # fmt: skip


def key_id() -> str:
    """A short name of the public half: the first 16 hexadecimal digits of its SHA-256."""
    raw = (
        _key().public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    )
    return hashlib.sha256(raw).hexdigest()[:16]


def signed_text(path: str, number: str, key: str, timestamp: str, body: bytes) -> bytes:
    """What the signature is over: method, path, batch, idempotency key, time, digest of the
    body."""
    digest = hashlib.sha256(body).hexdigest()
    return "\n".join(("POST", path, number, key, timestamp, digest)).encode()


def sign(text: bytes) -> str:
    """The detached signature in base64."""
    return base64.b64encode(_key().sign(text)).decode("ascii")


def _path() -> Path:
    given = os.environ.get("REPORTING_KEY_FILE")
    return Path(given) if given else Path(settings.SECRETS_DIR) / "reporting.key"


def _key() -> Ed25519PrivateKey:
    return _load(str(_path()))


@functools.cache
def _load(path: str) -> Ed25519PrivateKey:
    if settings.MAKE_KEYS:
        make_key()
    try:
        key = serialization.load_pem_private_key(Path(path).read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise ImproperlyConfigured(f"{path} cannot be read as a signing key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(f"{path} does not hold an Ed25519 key")
    return key


def _new() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
