"""The log's signing key: an Ed25519 key in a file, made once, at the first installation.

The file is `LEDGER_KEY_FILE`, else `ledger.key` in SECRETS_DIR (PEM, PKCS 8, mode 0600). The key
must be kept: a log whose checkpoints were signed by another key refuses to go on.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from credit_portal.env import write_once

from .note import Verifier, verifier_of


def private_key() -> Ed25519PrivateKey:
    """The signing key; ImproperlyConfigured when the file holds something else."""
    return _load(str(_path()))


def verifier() -> Verifier:
    """The public side, named by LEDGER_ORIGIN."""
    return verifier_of(settings.LEDGER_ORIGIN, private_key())


def exists() -> bool:
    """Whether the signing key is where it belongs."""
    return _path().exists()


def make_key() -> None:
    """Make the signing key unless it exists."""
    write_once(_path(), _new)


def _path() -> Path:
    given = os.environ.get("LEDGER_KEY_FILE")
    return Path(given) if given else Path(settings.SECRETS_DIR) / "ledger.key"


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
