"""A small honest witness over HTTP (C2SP tlog-witness), for one log."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from credit_portal.ledger.checkpoint import Checkpoint, open_checkpoint
from credit_portal.ledger.cosignature import STAMP, Witness, message
from credit_portal.ledger.merkle import EMPTY_ROOT, LogError, verify_consistency
from credit_portal.ledger.note import Verifier, decode, encode
from credit_portal.ledger.witness import SIZE_TYPE, Asked

Answer = tuple[int, str, str]
PLAIN = "text/plain"


class HonestWitness:
    """Knows one log by its key, remembers the newest head it signed, signs what continues it."""

    def __init__(self, name: str, log: Verifier | None) -> None:
        self.log = log
        self.private = Ed25519PrivateKey.generate()
        self.size, self.root = 0, EMPTY_ROOT
        self.delay = 0.0
        self.asked: list[str] = []
        self.key = Witness(name, self.private.public_key().public_bytes_raw())

    def answer(self, body: str) -> Answer:
        """What the protocol prescribes for a request."""
        time.sleep(self.delay)
        self.asked.append(body.partition("\n")[0])
        head, _gap, note = body.partition("\n\n")
        first, *proof = head.split("\n")
        old = int(first.removeprefix("old "))
        if self.log is None or note.partition("\n")[0] != self.log.name:
            return 404, PLAIN, "unknown log"
        try:
            new = open_checkpoint(note, [self.log])
        except LogError as error:
            return 403, PLAIN, str(error)
        if old > new.size:
            return 400, PLAIN, "old is larger"
        if old != self.size or (old == new.size and new.root != self.root):
            return 409, SIZE_TYPE, f"{self.size}\n"
        return self.signed(note, new, old, proof)

    def signed(self, note: str, new: Checkpoint, old: int, proof: list[str]) -> Answer:
        """The last check, and the cosignature."""
        try:
            path = [decode(line, 32) for line in proof]
            verify_consistency(old, new.size, self.root, new.root, path)
        except LogError as error:
            return 422, PLAIN, str(error)
        self.size, self.root = new.size, new.root
        return 200, PLAIN, self.line(note[: note.rindex("\n\n") + 1], int(time.time()))

    def line(self, text: str, seconds: int) -> str:
        """Its cosignature of a checkpoint's text, with one of a key that nobody knows before it."""
        signature = self.private.sign(message(seconds, text).encode())
        data = self.key.key_id + STAMP.pack(seconds) + signature
        other = encode(b"\0\0\0\1" + bytes(72))
        return f"— stranger.example {other}\n— {self.key.name} {encode(data)}\n"


@contextmanager
def served(witness: HonestWitness) -> Iterator[Asked]:
    """The witness behind an address; how it is configured there."""

    class Door(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            known = self.path == "/w/add-checkpoint"
            status, kind, text = witness.answer(body) if known else (404, PLAIN, "")
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Asked(f"http://127.0.0.1:{server.server_port}/w", witness.key)
        server.shutdown()
