"""The log's keys: the private one is the signer's alone, everybody else needs the public file.

The private key is `LEDGER_KEY_FILE`, else `ledger.key` in SECRETS_DIR (PEM, PKCS 8, mode 0600). The
public file is `LEDGER_PUBLIC_KEY_FILE`, else `ledger.pub` in SECRETS_DIR: the verifier line and,
after an empty line, the signed head of the empty log, which readers get before anything is logged.
Both are made once, together. The private key must be kept: a log whose checkpoints were signed by
another key refuses to go on.
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

from .checkpoint import Checkpoint
from .merkle import EMPTY_ROOT, LogError
from .note import Verifier, parse_verifier, sign, verifier_of


def private_key() -> Ed25519PrivateKey:
    """The signing key, for the signer; ImproperlyConfigured when the file holds something else."""
    return _load(str(_private_path()))


def signing_verifier() -> Verifier:
    """The public side of the private key, named by LEDGER_ORIGIN: what the signer itself trusts."""
    return verifier_of(settings.LEDGER_ORIGIN, private_key())


def verifier() -> Verifier:
    """The public key as the public file says it, named by LEDGER_ORIGIN.

    Raises ImproperlyConfigured when there is no such file or it holds something else.
    """
    return Verifier(settings.LEDGER_ORIGIN, _public(str(_public_path()))[0].public)


def empty_head() -> str | None:
    """The signed head of the empty log; None when the public file is only a verifier line."""
    return _public(str(_public_path()))[1] or None


def exists() -> bool:
    """Whether the public file is where it belongs."""
    return _public_path().exists()


def private_exists() -> bool:
    """Whether the signing key is where it belongs: in the signer's process."""
    return _private_path().exists()


def make_key() -> None:
    """Make the signing key and its public file unless they exist.

    Raises ImproperlyConfigured when only the private key is missing: it was lost, and another one
    would end the log.
    """
    if not private_exists() and exists():
        raise ImproperlyConfigured(
            f"{_private_path()} is missing, but its public file exists. Restore the signing key."
        )
    write_key(_private_path())
    write_once(_public_path(), lambda: public_text(read_key(_private_path())).encode())
    _public_path().chmod(0o644)


def public_text(private: Ed25519PrivateKey) -> str:
    """What the public file of a private key says."""
    origin = settings.LEDGER_ORIGIN
    empty = sign(Checkpoint(origin, 0, EMPTY_ROOT).text(), origin, private)
    return f"{verifier_of(origin, private).line()}\n\n{empty}"


def _private_path() -> Path:
    given = os.environ.get("LEDGER_KEY_FILE")
    return Path(given) if given else Path(settings.SECRETS_DIR) / "ledger.key"


def _public_path() -> Path:
    given = os.environ.get("LEDGER_PUBLIC_KEY_FILE")
    return Path(given) if given else Path(settings.SECRETS_DIR) / "ledger.pub"


@functools.cache
def _load(path: str) -> Ed25519PrivateKey:
    if settings.MAKE_KEYS:
        make_key()
    return read_key(Path(path))


def write_key(path: Path) -> None:
    """Make a new signing key at the path unless there is one."""
    write_once(path, _new)


def read_key(path: Path) -> Ed25519PrivateKey:
    """A signing key from its file. Raises ImproperlyConfigured when it cannot be read as one."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise ImproperlyConfigured(f"{path} cannot be read as a signing key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(f"{path} does not hold an Ed25519 key")
    return key


@functools.cache
def _public(path: str) -> tuple[Verifier, str]:
    """Verifier and signed empty head of a public file."""
    if settings.MAKE_KEYS and not Path(path).exists():
        make_key()
    try:
        line, _gap, empty = Path(path).read_text(encoding="utf-8").partition("\n\n")
        return parse_verifier(line), empty
    except (OSError, ValueError, LogError) as error:
        hint = "the signer makes it (manage.py create_ledger_key)"
        raise ImproperlyConfigured(f"{path} cannot be read as the log's key; {hint}") from error


def _new() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
