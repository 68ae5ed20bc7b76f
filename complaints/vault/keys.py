"""The vault's keys: the private halves in its own folder, the public ones for all who seal.

`VAULT_FOLDER/1.key`, `2.key` … (mode 0600) each hold a private key; `VAULT_PUBLIC_KEY` the public
keys by number, of which the newest seals. A private key is on the disk before its public half is
shown, so that nothing is ever sealed to a key that is lost; and no file of a private key changes
after it was made, so that a copy of it stays good.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from complaints.sealing import PublicKey
from credit_portal.env import write_once

RESTORE = "Restore the vault's keys (docs/vault.md)."


@dataclass(frozen=True)
class Keys:
    """What the vault alone has; nothing of it shows in a repr."""

    private: Mapping[int, X25519PrivateKey] = field(repr=False)

    @property
    def newest(self) -> PublicKey:
        """The public key that seals from now on."""
        number = max(self.private)
        return PublicKey(number, self.private[number].public_key().public_bytes_raw())


def numbers() -> list[int]:
    """Numbers of the private keys that are there."""
    found = (path.stem for path in _folder().glob("*.key"))
    return sorted(int(stem) for stem in found if stem.isdigit())


def make(sealed: Callable[[], bool]) -> None:
    """Make the first key pair unless there is one; `sealed` tells whether anything rests on keys.

    Raises ImproperlyConfigured when keys were lost: others would open nothing that was sealed.
    """
    if not numbers():
        if _public_file().exists() or sealed():
            raise ImproperlyConfigured(f"{_folder()} is empty, but something was sealed. {RESTORE}")
        _new(1)
    load()


def load() -> Keys:
    """The keys; the public file is written when it lags behind.

    Raises ImproperlyConfigured when keys are missing, or when their folder is open to others.
    """
    folder = _folder()
    if not numbers():
        raise ImproperlyConfigured(f"{folder} holds no key. {RESTORE}")
    if folder.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"{folder} must be the vault's alone (mode 0700).")
    keys = Keys({number: _private(number) for number in numbers()})
    _show(keys)
    return keys


def add() -> int:
    """Make a further key pair, which seals from now on; its number. What is sealed to older ones
    is sealed anew by the running vault (`reseal`)."""
    load()
    number = max(numbers()) + 1
    _new(number)
    load()
    return number


def give_up(highest: int) -> int:
    """Begin anew where the private keys are lost for good, above the highest number that sealed
    anything; the new number. What was sealed stays closed for ever.

    Raises ImproperlyConfigured when there are keys.
    """
    if numbers():
        raise ImproperlyConfigured(f"{_folder()} holds keys: nothing was lost.")
    _new(highest + 1)
    _public_file().unlink(missing_ok=True)
    load()
    return highest + 1


def _folder() -> Path:
    return Path(settings.VAULT_FOLDER)


def _public_file() -> Path:
    return Path(settings.VAULT_PUBLIC_KEY)


def _new(number: int) -> None:
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    text = X25519PrivateKey.generate().private_bytes_raw().hex().encode()
    write_once(_folder() / f"{number}.key", lambda: text)
    _through_to_disk(_folder())


def _private(number: int) -> X25519PrivateKey:
    file = _folder() / f"{number}.key"
    try:
        raw = bytes.fromhex(file.read_text(encoding="ascii").strip())
        return X25519PrivateKey.from_private_bytes(raw)
    except (OSError, ValueError):
        raise ImproperlyConfigured(f"{file} cannot be read as a key of the vault") from None


def _show(keys: Keys) -> None:
    """Write the public halves where everybody reads them, unless they stand there."""
    public = {str(n): k.public_key().public_bytes_raw().hex() for n, k in keys.private.items()}
    file = _public_file()
    if file.exists():
        shown = _shown(file)
        if shown == public:
            return
        if not shown.items() <= public.items():
            raise ImproperlyConfigured(f"{_folder()} lacks a key of {file}. {RESTORE}")
    if not file.parent.exists():
        file.parent.mkdir(parents=True)
        file.parent.chmod(0o755)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    write_once(draft, lambda: json.dumps(public).encode())
    draft.chmod(0o644)
    draft.replace(file)
    _through_to_disk(file.parent)


def _shown(file: Path) -> dict[str, str]:
    try:
        return dict(json.loads(file.read_text(encoding="ascii")))
    except (OSError, ValueError, TypeError):
        raise ImproperlyConfigured(f"{file} cannot be read as the vault's public keys") from None


def _through_to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
