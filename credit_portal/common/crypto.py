"""Field encryption: AES-256-GCM with associated data, keys outside database and repository.

Value = 0x01 ‖ key id (2) ‖ nonce (12) ‖ ciphertext and tag (security.md 5).
"""

import fcntl
import functools
import hashlib
import hmac
import json
import os
import secrets
import unicodedata
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from credit_portal.env import write_once

VERSION = b"\x01"
PURPOSES = (
    "civil_servant_id", "index", "attachments", "mobile", "second_factor", "claimant", "contact",
)  # fmt: skip
PURPOSES_SET = frozenset(PURPOSES)

MAKE_HINT = "Only a first installation makes keys: manage.py create_keys"


class CannotUnseal(Exception):
    """The value was moved, altered, or its key is gone; it stays closed."""


def keyring_exists() -> bool:
    """Whether the keyring is where it belongs."""
    return (Path(settings.SECRETS_DIR) / "keyring.json").exists()


def make_keyring() -> None:
    """Make the keyring unless it exists; give it keys for purposes that came after it."""
    path = Path(settings.SECRETS_DIR) / "keyring.json"
    write_once(path, lambda: _with_every_purpose({}))
    _complete(path)


def _with_every_purpose(ring: dict[str, Any]) -> bytes:
    new = {p: {"1": secrets.token_hex(32)} for p in PURPOSES if p not in ring}
    return json.dumps(ring | new).encode()


def _complete(path: Path) -> None:
    """Add the keys of new purposes: nothing can have been sealed under a purpose without a key.
    Processes that start together take turns, and readers see the old file or the new one."""
    if json.loads(path.read_text(encoding="ascii")).keys() >= PURPOSES_SET:
        return
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        ring = json.loads(path.read_text(encoding="ascii"))
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        write_once(draft, lambda: _with_every_purpose(ring))
        draft.replace(path)
    finally:
        os.close(handle)


@functools.cache
def _keyring(folder: str) -> dict[str, dict[str, str]]:
    """Keys by purpose and id from `keyring.json` (mode 0600).

    Raises ImproperlyConfigured when it is gone: other keys would open nothing that was sealed.
    """
    path = Path(folder) / "keyring.json"
    if settings.MAKE_KEYS:
        make_keyring()
    elif not path.exists():
        raise ImproperlyConfigured(f"{path} is missing: restore it. {MAKE_HINT}")
    ring = json.loads(path.read_text(encoding="ascii"))
    return {str(purpose): dict(keys) for purpose, keys in ring.items()}


def _keys(purpose: str) -> dict[str, str]:
    try:
        return _keyring(str(settings.SECRETS_DIR))[purpose]
    except KeyError:
        raise CannotUnseal(f"no key for {purpose}") from None


def seal(purpose: str, plaintext: bytes, aad: str) -> bytes:
    """Encrypt under the newest key of `purpose`, bound to `aad` (table|column|row|version)."""
    key_id, key = max(_keys(purpose).items(), key=lambda item: int(item[0]))
    nonce = secrets.token_bytes(12)
    sealed = AESGCM(bytes.fromhex(key)).encrypt(nonce, plaintext, aad.encode())
    return VERSION + int(key_id).to_bytes(2, "big") + nonce + sealed


def unseal(purpose: str, blob: bytes, aad: str) -> bytes:
    """Decrypt; raises CannotUnseal when key, place or content does not fit."""
    key = _keys(purpose).get(str(int.from_bytes(blob[1:3], "big")))
    if blob[:1] != VERSION or key is None:
        raise CannotUnseal(f"unknown key or format for {purpose}")
    try:
        return AESGCM(bytes.fromhex(key)).decrypt(blob[3:15], blob[15:], aad.encode())
    except InvalidTag:
        raise CannotUnseal(f"a sealed value of {purpose} was moved or altered") from None


def blind_index(purpose: str, text: str) -> bytes:
    """HMAC-SHA256 of the text (NFKC, stripped, upper case) for exact look-up, 32 bytes."""
    _id, key = max(_keys("index").items(), key=lambda item: int(item[0]))
    normal = unicodedata.normalize("NFKC", text).strip().upper()
    message = f"{purpose}.v1\0{normal}".encode()
    return hmac.new(bytes.fromhex(key), message, hashlib.sha256).digest()
