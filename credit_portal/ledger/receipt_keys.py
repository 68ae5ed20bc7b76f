"""The key that signs receipts of reports: the web's own, apart from the log's.

It is `receipt.key` in SECRETS_DIR (PEM, PKCS 8, mode 0600), made by `manage.py create_keys`, in
trial installations by itself. After its loss new receipts are signed by a new one; what is anchored
in the log holds all the same.
"""

from __future__ import annotations

import functools
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from . import keys
from .note import Verifier, verifier_of
from .receipt import key_name


def private_key() -> Ed25519PrivateKey:
    """The signing key. Raises ImproperlyConfigured when the file is missing or something else."""
    return _load(str(_path()))


def verifier() -> Verifier:
    """Its public side, named after the log."""
    return verifier_of(key_name(settings.LEDGER_ORIGIN), private_key())


def make_key() -> None:
    """Make the key unless it exists."""
    keys.write_key(_path())


def exists() -> bool:
    """Whether the key is where it belongs."""
    return _path().exists()


def _path() -> Path:
    return Path(settings.SECRETS_DIR) / "receipt.key"


@functools.cache
def _load(path: str) -> Ed25519PrivateKey:
    if settings.MAKE_KEYS:
        make_key()
    return keys.read_key(Path(path))
