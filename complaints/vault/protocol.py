"""How one speaks with the vault: one question and one answer per connection, each a JSON object
after its length in bytes (4, big-endian)."""

from __future__ import annotations

import contextlib
import json
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LENGTH = struct.Struct(">I")
#: Bytes of a question or an answer.
MOST = 1024 * 1024
_SUN_PATH = 100  # bytes; the system's limit is 104 or 108 with the closing zero

Message = dict[str, Any]


class Malformed(Exception):
    """Not a message: too long, no JSON, no object."""


def framed(message: Message) -> bytes:
    """The bytes of a message. Raises Malformed when it is too long."""
    body = json.dumps(message).encode()
    if len(body) > MOST:
        raise Malformed("too long")
    return LENGTH.pack(len(body)) + body


def taken(received: bytes | bytearray) -> Message | None:
    """The message of the bytes that came so far; None while it is incomplete.

    Raises Malformed as soon as it cannot become one.
    """
    if len(received) < LENGTH.size:
        return None
    (size,) = LENGTH.unpack_from(received)
    if size > MOST or len(received) > LENGTH.size + size:
        raise Malformed("too long")
    if len(received) < LENGTH.size + size:
        return None
    try:
        found = json.loads(bytes(received[LENGTH.size :]))
    except (ValueError, RecursionError):
        raise Malformed("not JSON") from None
    if not isinstance(found, dict):
        raise Malformed("not an object")
    return found


@contextlib.contextmanager
def address(path: Path) -> Iterator[str]:
    """The address of a socket, by a detour where its path is too long for the system (Linux)."""
    if len(os.fsencode(path)) <= _SUN_PATH:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
