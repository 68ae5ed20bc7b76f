"""The 12345 platform as a program: platform_program.py FOLDER SECRET_FILE PORT.

Checks the signature as its own documentation says (written without the portal's code), takes each
result once by its key and writes it into taken.jsonl; requests.jsonl holds what was asked. The file
`mode` tells it to behave: ok; fail (500, takes nothing); lost (takes it, answers nothing readable);
late (takes it, answers after two seconds); other (answers about another result); refuse (refuses).
"""

import hashlib
import hmac
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

folder, secret_file, port = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
secret = secret_file.read_bytes()
lock = Lock()
nonces: set[str] = set()


def keep(name: str, row: dict[str, Any]) -> None:
    """Write a row down."""
    with (folder / f"{name}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def known() -> set[str]:
    """Keys taken so far, also before a restart."""
    path = folder / "taken.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {json.loads(line)["key"] for line in lines}


class Platform(BaseHTTPRequestHandler):
    """One request."""

    def do_POST(self) -> None:
        """Check, take once, answer as told."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        mode = (folder / "mode").read_text(encoding="utf-8")
        told, key = json.loads(body), self.headers["Idempotency-Key"]
        with lock:
            signed = self.signed(body)
            keep("requests", {"key": key, "mode": mode, "signed": signed})
            if not signed:
                return self.answer(403, {})
            if mode == "fail":
                return self.answer(500, {})
            said = {"order": told["order"], "version": told["version"], "result": "known"}
            if mode == "refuse":
                return self.answer(200, said | {"result": "refused", "code": "E4",
                                                "reason": "编号不存在"})  # fmt: skip
            if key not in known():
                keep("taken", {"key": key, **told})
                said["result"] = "accepted"
        if mode == "late":
            time.sleep(2)
        if mode == "other":
            said["version"] += 1
        self.answer(200, said, cut=mode == "lost")

    def signed(self, body: bytes) -> bool:
        """Whether it is signed by whoever knows the secret, and not a replay."""
        headers = {name: self.headers[f"X-Platform-{name}"] for name in
                   ("Timestamp", "Nonce", "Signature")}  # fmt: skip
        if headers["Nonce"] in nonces:
            return False
        nonces.add(headers["Nonce"])
        text = "\n".join(("POST", self.path, headers["Timestamp"], headers["Nonce"],
                          hashlib.sha256(body).hexdigest()))  # fmt: skip
        wanted = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
        return hmac.compare_digest(wanted, headers["Signature"])

    def answer(self, status: int, said: dict[str, Any], *, cut: bool = False) -> None:
        """Say how it went; cut off, half of the words never come."""
        text = json.dumps(said, ensure_ascii=False).encode()
        text = text[: len(text) // 2] if cut else text
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        try:
            self.wfile.write(text)
        except BrokenPipeError:  # whoever asked has gone
            self.close_connection = True

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


server = ThreadingHTTPServer(("127.0.0.1", port), Platform)
(folder / "port").write_text(str(server.server_address[1]), encoding="ascii")
(folder / "ready").touch()
server.serve_forever()
