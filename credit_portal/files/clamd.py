"""Client of the ClamAV daemon (INSTREAM), over a unix socket or TCP."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass

TIMEOUT = 60
_CHUNK = 64 * 1024


class Unavailable(Exception):
    """The daemon does not answer as it should; the file stays in quarantine."""


@dataclass(frozen=True)
class Verdict:
    """Clean, or the name of what was found."""

    clean: bool
    signature: str = ""


def scan(content: bytes, address: str) -> Verdict:
    """Scan the bytes. `address`: "/run/clamd.sock", "unix:/run/clamd.sock" or "host:port".

    Raises Unavailable for any error; an answer that is neither OK nor FOUND counts as one.
    """
    try:
        with _connect(address) as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), _CHUNK):
                piece = content[start : start + _CHUNK]
                connection.sendall(struct.pack("!L", len(piece)) + piece)
            connection.sendall(struct.pack("!L", 0))
            answer = _answer(connection)
    except (OSError, ValueError) as error:
        raise Unavailable(str(error)) from error
    return _verdict(answer)


def _connect(address: str) -> socket.socket:
    path = address.removeprefix("unix:").removeprefix("//")
    if path.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TIMEOUT)
        try:
            connection.connect(path)
        except OSError:
            connection.close()
            raise
        return connection
    host, _colon, port = address.removeprefix("tcp://").rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=TIMEOUT)


def _answer(connection: socket.socket) -> str:
    pieces = b""
    while b"\0" not in pieces and len(pieces) < 4096:
        piece = connection.recv(1024)
        if not piece:
            break
        pieces += piece
    return pieces.split(b"\0")[0].decode("utf-8", "replace").strip()


def _verdict(answer: str) -> Verdict:
    result = answer.removeprefix("stream:").strip()
    if result == "OK":
        return Verdict(clean=True)
    if result.endswith(" FOUND"):
        return Verdict(clean=False, signature=result.removesuffix(" FOUND")[:120])
    raise Unavailable(f"unexpected answer: {answer[:120]!r}")
