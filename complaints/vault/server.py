"""The vault's socket: one loop, one thread, bounded in everything that somebody could fill.

Questions are answered one after another, each within milliseconds; who sends slowly, too much or
too long is cut off and keeps nobody waiting.
"""

from __future__ import annotations

import contextlib
import logging
import os
import selectors
import socket
import struct
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from complaints.vault import protocol
from complaints.vault.protocol import Malformed, Message

logger = logging.getLogger(__name__)
MOST_LINKS = 64
SECONDS = 5.0  # from the first byte to the last, both ways
PIECE = 64 * 1024
_CREDENTIALS = struct.Struct("3i")  # pid, uid, gid

Answer = Callable[[Message], Message]
#: What is done between questions; seconds until it wants to be called again.
Idle = Callable[[], float]


@dataclass(eq=False)
class Link:
    """One who asks."""

    peer: socket.socket
    until: float
    received: bytearray = field(default_factory=bytearray, repr=False)
    unsent: bytes = field(default=b"", repr=False)


class Server:
    """Listens on a Unix socket until `stop`; only `peers` (users of the system) are answered."""

    def __init__(
        self, path: Path, answer: Answer, *, peers: Collection[int] = (), idle: Idle | None = None
    ) -> None:
        self._path, self._answer, self._idle = path, answer, idle or (lambda: SECONDS)
        self._peers = {os.getuid(), *peers}
        self._shared = bool(peers)
        self._selector = selectors.DefaultSelector()
        self._links: set[Link] = set()
        self._waker, self._woken = socket.socketpair()
        self._door: socket.socket | None = None
        self._stopping = False

    def listen(self) -> None:
        """Open the socket: 0600 in a folder of 0700, or for the group where others may ask.

        The caller holds the lock of the vault's folder, so a socket found here is nobody's.
        """
        folder = self._path.parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o710 if self._shared else 0o700)
        self._path.unlink(missing_ok=True)
        self._door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o117 if self._shared else 0o177)
        try:
            with protocol.address(self._path) as place:
                self._door.bind(place)
        finally:
            os.umask(before)
        self._door.listen(MOST_LINKS)
        self._door.setblocking(False)
        self._selector.register(self._door, selectors.EVENT_READ, None)
        self._selector.register(self._woken, selectors.EVENT_READ, None)

    def serve(self) -> None:
        """Answer until `stop`; then close and take the socket away."""
        again = 0.0
        try:
            while not self._stopping:
                now = time.monotonic()
                if now >= again:
                    again = now + self._idle()
                until = min([again, *(link.until for link in self._links)])
                for key, _events in self._selector.select(max(0.0, until - time.monotonic())):
                    self._ready(key)
                self._cut_off()
        finally:
            self.close()

    def stop(self) -> None:
        """End `serve` soon; may be called from another thread."""
        self._stopping = True
        self._waker.send(b"x")

    def close(self) -> None:
        """Close everything, once more without harm."""
        for link in list(self._links):
            self._end(link)
        if self._door is not None:
            self._door.close()
            self._door = None
            self._path.unlink(missing_ok=True)
        self._selector.close()
        self._waker.close()
        self._woken.close()

    def _ready(self, key: selectors.SelectorKey) -> None:
        if isinstance(key.data, Link):
            self._go_on(key.data)
        elif key.fileobj is self._door:
            self._let_in()

    def _let_in(self) -> None:
        assert self._door is not None  # noqa: S101 - registered only while it is open
        with contextlib.suppress(BlockingIOError, InterruptedError):
            peer, _address = self._door.accept()
            peer.setblocking(False)
            if len(self._links) >= MOST_LINKS or self._user(peer) not in self._peers:
                peer.close()
                return
            link = Link(peer, time.monotonic() + SECONDS)
            self._links.add(link)
            self._selector.register(peer, selectors.EVENT_READ, link)

    def _user(self, peer: socket.socket) -> int:
        """Who connected, as the kernel says; where it does not, the folder keeps others out."""
        if not hasattr(socket, "SO_PEERCRED"):
            return os.getuid()
        raw = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        user: int = _CREDENTIALS.unpack(raw)[1]
        return user

    def _go_on(self, link: Link) -> None:
        try:
            if link.unsent:
                self._send(link)
            else:
                self._receive(link)
        except BlockingIOError:
            return
        except (OSError, Malformed):
            self._end(link)

    def _receive(self, link: Link) -> None:
        piece = link.peer.recv(PIECE)
        if not piece:
            self._end(link)
            return
        link.received += piece
        question = protocol.taken(link.received)
        if question is not None:
            link.received.clear()
            link.unsent = protocol.framed(self._answer(question))
            self._selector.modify(link.peer, selectors.EVENT_WRITE, link)
            self._send(link)

    def _send(self, link: Link) -> None:
        link.unsent = link.unsent[link.peer.send(link.unsent) :]
        if not link.unsent:
            self._end(link)

    def _cut_off(self) -> None:
        now = time.monotonic()
        for link in [one for one in self._links if one.until <= now]:
            self._end(link)

    def _end(self, link: Link) -> None:
        self._links.discard(link)
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(link.peer)
        link.peer.close()
