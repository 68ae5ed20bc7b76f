"""An SMS gateway as a program: gateway_program.py FOLDER KEY PORT.

Checks the signature as its own documentation says (written without the portal's code), keeps every
request in requests.jsonl and every message sent in sent.jsonl, one for each request id. The file
`mode` tells it to behave: ok, fail (500), slow (sends, and answers after three seconds),
busy (429), redirect (302), refuse:<code> (400).
"""

import contextlib
import hashlib
import hmac
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock

folder, key, port = Path(sys.argv[1]), sys.argv[2].encode(), int(sys.argv[3])
lock = Lock()


def keep(name: str, row: dict[str, object]) -> None:
    """Write a row down."""
    with (folder / f"{name}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


class Gateway(BaseHTTPRequestHandler):
    """One request."""

    def do_POST(self) -> None:
        """Check, note, send once, answer as told."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        stamp, request_id = self.headers["X-Timestamp"], self.headers["X-Request-Id"]
        said = f"POST\n{self.path}\n{stamp}\n{request_id}\n{hashlib.sha256(body).hexdigest()}"
        right = hmac.new(key, said.encode(), "sha256").hexdigest()
        fresh = abs(time.time() - int(stamp)) < 300
        mode = (folder / "mode").read_text(encoding="ascii")
        with lock:
            row = json.loads(body) | {"request_id": request_id, "path": self.path}
            keep("requests", row | {"headers": dict(self.headers)})
            if self.headers["X-Signature"] != right or not fresh:
                return self.answer(403, "signature_wrong")
            if mode in {"ok", "slow"}:
                seen = folder / f"id-{request_id}"
                if not seen.exists():
                    seen.touch()
                    keep("sent", row)
        if mode == "slow":
            time.sleep(3)
        status = {"ok": 200, "slow": 200, "fail": 500, "busy": 429, "redirect": 302}.get(mode, 400)
        self.answer(status, "OK" if status == 200 else mode.partition(":")[2] or mode)

    def answer(self, status: int, code: str) -> None:
        """Say how it went."""
        text = json.dumps({"code": code}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        if status == 302:
            self.send_header("Location", "/v1/elsewhere")
        self.end_headers()
        with contextlib.suppress(BrokenPipeError):  # whoever asked has gone
            self.wfile.write(text)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


server = ThreadingHTTPServer(("127.0.0.1", port), Gateway)
(folder / "port").write_text(str(server.server_address[1]), encoding="ascii")
(folder / "ready").touch()
server.serve_forever()
