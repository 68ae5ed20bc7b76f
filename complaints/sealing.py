"""Sealing what only the vault may open: identities, telephone numbers, original files.

Everybody can seal, because that needs the public key only (docs/vault.md). A sealed value is

    0x01 ‖ key id (2) ‖ ephemeral public key (32) ‖ nonce (12) ‖ ciphertext and tag

with AES-256-GCM under HKDF-SHA256 of the X25519 agreement between a key pair made for this one
value and the vault's public key. Key id and public keys enter the derivation; the associated data
is "table|column|row|version", so that a value opens in its own row only (security.md 5). The text
is padded to multiples of 256 bytes before: how long a name is says something, too.

A file is sealed under a key of its own, which stands before it as a sealed value, in chunks of
64 KiB, number and end of each in nonce and associated data, the last one padded.
"""

from __future__ import annotations

import functools
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import DomainError

VERSION = b"\x01"
BUCKET = 256  # bytes; texts are padded to multiples of it, their length (4 bytes) included
CHUNK = 64 * 1024  # bytes of a file sealed at once
TAG = 16
_HEAD = 1 + 2 + 32 + 12
_LENGTH = 4
#: Bytes before the chunks of a file: its own key as a sealed value.
FILE_HEAD = _HEAD + BUCKET + TAG
_MARK = b"\x80"  # where a file ends within its last chunk; zeros follow (ISO/IEC 7816-4)


class CannotOpen(Exception):
    """Altered, of another place, or sealed to a key that is not there; it stays closed."""


@dataclass(frozen=True)
class PublicKey:
    """What seals: the vault's newest public key and its number."""

    id: int
    raw: bytes

    def __post_init__(self) -> None:
        if not 0 < self.id < 2**16 or len(self.raw) != 32:
            raise ValueError("a public key has a number of two bytes and is 32 bytes long")


def aad(table: str, column: str, row: object, version: int = 1) -> str:
    """The place that a value is bound to: "table|column|row|version"."""
    parts = (table, column, str(row), str(version))
    if any("|" in part or not part for part in parts):
        raise ValueError("a place is named without bars")
    return "|".join(parts)


def sealing_key() -> PublicKey:
    """The vault's newest public key, as its file says now.

    Raises DomainError `vault_not_ready` (503) while there is none: nothing is kept unsealed.
    """
    file = Path(settings.VAULT_PUBLIC_KEY)
    try:
        return _newest(str(file), file.stat().st_mtime_ns)
    except (OSError, ValueError) as error:
        raise DomainError(
            "vault_not_ready",
            _("What must stay secret cannot be sealed at present, so nothing was stored."),
            status=503,
        ) from error


@functools.lru_cache(4)
def _newest(file: str, _written: int) -> PublicKey:
    known = json.loads(Path(file).read_text(encoding="ascii"))
    return PublicKey(number := max(map(int, known)), bytes.fromhex(known[str(number)]))


def seal(plaintext: bytes, place: str, key: PublicKey | None = None) -> bytes:
    """Seal a text of any length to the vault, bound to `place` (see `aad`).

    Raises DomainError `vault_not_ready` when no key is given and none is known.
    """
    key = key or sealing_key()
    own = X25519PrivateKey.generate()
    ephemeral = own.public_key().public_bytes_raw()
    shared = own.exchange(X25519PublicKey.from_public_bytes(key.raw))
    head = VERSION + key.id.to_bytes(2, "big") + ephemeral
    nonce = secrets.token_bytes(12)
    cipher = AESGCM(_derived(shared, head, key.raw))
    return head + nonce + cipher.encrypt(nonce, _padded(plaintext), place.encode())


def open_sealed(blob: bytes, place: str, keys: Mapping[int, X25519PrivateKey]) -> bytes:
    """The text of a sealed value, for who has the private keys: the vault alone.

    Raises CannotOpen when key, place or content does not fit.
    """
    if len(blob) < _HEAD + TAG or blob[:1] != VERSION:
        raise CannotOpen("not a sealed value")
    private = keys.get(key_id(blob))
    if private is None:
        raise CannotOpen("sealed to a key that is not here")
    head, nonce = blob[: _HEAD - 12], blob[_HEAD - 12 : _HEAD]
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(head[3:]))
        cipher = AESGCM(_derived(shared, head, private.public_key().public_bytes_raw()))
        return _unpadded(cipher.decrypt(nonce, blob[_HEAD:], place.encode()))
    except (InvalidTag, ValueError):  # ValueError: an ephemeral key of low order
        raise CannotOpen("moved or altered") from None


def key_id(blob: bytes) -> int:
    """Number of the public key that a value was sealed to."""
    return int.from_bytes(blob[1:3], "big")


def _derived(shared: bytes, head: bytes, public: bytes) -> bytes:
    info = b"credit-portal/complaints/sealed\0" + head + public
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(shared)


def _padded(plaintext: bytes) -> bytes:
    whole = len(plaintext).to_bytes(_LENGTH, "big") + plaintext
    return whole + bytes(-len(whole) % BUCKET)


def _unpadded(whole: bytes) -> bytes:
    return whole[_LENGTH : _LENGTH + int.from_bytes(whole[:_LENGTH], "big")]


def seal_file(source: BinaryIO, sink: BinaryIO, place: str, key: PublicKey | None = None) -> None:
    """Write the sealed form of a file to `sink`, with little memory whatever the size. Its length
    tells the number of chunks only. Raises DomainError like `seal`, before anything is written."""
    own = secrets.token_bytes(32)
    sink.write(seal(own, place, key))
    cipher, number, done = AESGCM(own), 0, False
    while not done:
        part = _read(source, CHUNK)
        done = len(part) < CHUNK
        if done:
            part += _MARK + bytes(CHUNK - len(part) - 1)
        sink.write(cipher.encrypt(_nonce(number, done), part, _bound(place, number, done)))
        number += 1


def file_head(source: BinaryIO) -> bytes:
    """The sealed key that a sealed file begins with, for the vault to open."""
    return _read(source, FILE_HEAD)


def open_file(source: BinaryIO, own: bytes, place: str) -> Iterator[bytes]:
    """The parts of a sealed file, read on from behind its head, by its own (opened) key.

    Raises CannotOpen at the first part that was altered, moved or is missing: what came before
    is genuine, and the end is only reached when nothing is missing.
    """
    cipher, number, done = AESGCM(own), 0, False
    part = _read(source, CHUNK + TAG)
    while not done:
        following = _read(source, CHUNK + TAG)
        done = not following
        try:
            opened = cipher.decrypt(_nonce(number, done), part, _bound(place, number, done))
        except (InvalidTag, ValueError):
            raise CannotOpen("a file was altered or cut") from None
        yield opened.rstrip(b"\0")[:-1] if done else opened
        part, number = following, number + 1


def _read(source: BinaryIO, size: int) -> bytes:
    """So many bytes, fewer only at the end: one read may give less."""
    found = b""
    while len(found) < size and (more := source.read(size - len(found))):
        found += more
    return found


def _nonce(number: int, last: bool) -> bytes:
    """A key seals one file only, so that counting is safe."""
    return number.to_bytes(11, "big") + bytes([last])


def _bound(place: str, number: int, last: bool) -> bytes:
    """No chunk can change places, be left out, or follow the last."""
    return f"{place}|{number}|{int(last)}".encode()
