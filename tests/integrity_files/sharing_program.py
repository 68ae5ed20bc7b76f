"""A sharing platform as a program: sharing_program.py FOLDER PUBLIC_KEY.pem PORT.

Checks the signature as its own documentation says (written without the portal's code), takes each
record once by its message number and writes it into taken.jsonl; requests.jsonl holds what was
asked. The file `mode` tells it to behave: ok; fail (500, takes nothing); cut (takes half of the
records and cuts its answer off); half (takes and answers half); twice (says each result twice);
late (takes all, answers after two seconds); redirect (302); refuse:<code> (refuses records about
the subject of this code).
"""

import base64
import contextlib
import hashlib
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

folder, key_file, port = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
key = load_pem_public_key(key_file.read_bytes())
if not isinstance(key, Ed25519PublicKey):
    raise SystemExit("an Ed25519 key is wanted")
verify = key.verify
lock = Lock()
taken: dict[str, str] = {}


def keep(name: str, row: dict[str, object]) -> None:
    """Write a row down."""
    with (folder / f"{name}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def known() -> dict[str, str]:
    """Message numbers taken so far, also before a restart."""
    path = folder / "taken.jsonl"
    if not taken and path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            taken[json.loads(line)["key"]] = ""
    return taken


class Platform(BaseHTTPRequestHandler):
    """One request."""

    def do_POST(self) -> None:
        """Check, take each record once, answer as told."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        mode = (folder / "mode").read_text(encoding="utf-8")
        with lock:
            keep("requests", {"path": self.path, "headers": dict(self.headers), "mode": mode,
                              "digest": hashlib.sha256(body).hexdigest()})  # fmt: skip
            if not self.signed(body):
                return self.answer(403, {"code": "signature_wrong"})
            if mode == "fail":
                return self.answer(500, {})
            asked = json.loads(body)
            rows = asked["records"]
            if mode in {"cut", "half"}:
                rows = rows[: len(rows) // 2]
            results = [self.take(row, asked, mode.partition(":")[2]) for row in rows]
        if mode == "late":
            time.sleep(2)
        if mode == "twice":
            results = [*results, *reversed(results)]
        self.answer(302 if mode == "redirect" else 200,
                    {"batch": asked["batch"], "results": results}, cut=mode == "cut")  # fmt: skip

    def signed(self, body: bytes) -> bool:
        """Whether the detached signature is the portal's, over this very request."""
        said = "\n".join(
            ("POST", self.path, self.headers["X-Batch-Number"], self.headers["Idempotency-Key"],
             self.headers["X-Timestamp"], hashlib.sha256(body).hexdigest())
        )  # fmt: skip
        try:
            int(self.headers["X-Timestamp"])
            verify(base64.b64decode(self.headers["X-Signature"]), said.encode())
        except (InvalidSignature, ValueError):
            return False
        return True

    def take(self, row: dict[str, Any], asked: dict[str, Any], bad: str) -> dict[str, str]:
        """Take one record, unless it is there or refused."""
        number = str(row["key"])
        if number in known():
            return {"key": number, "result": "known"}
        if bad and bad in str(row["fields"]["SX_ZT_SHXYM"]):
            return {"key": number, "result": "refused", "code": "E17", "reason": "机构代码未登记"}
        known()[number] = ""
        keep("taken", row | {"batch": asked["batch"], "channel": asked["channel"]})
        return {"key": number, "result": "accepted"}

    def answer(self, status: int, said: dict[str, object], *, cut: bool = False) -> None:
        """Say how it went; cut off, half of the words never come."""
        text = json.dumps(said, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        with contextlib.suppress(BrokenPipeError):  # whoever asked has gone
            self.wfile.write(text[: len(text) // 2] if cut else text)
        self.close_connection = True

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


server = ThreadingHTTPServer(("127.0.0.1", port), Platform)
(folder / "port").write_text(str(server.server_address[1]), encoding="ascii")
(folder / "ready").touch()
server.serve_forever()
