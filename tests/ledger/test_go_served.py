"""Go's own code on the log as the portal serves it, while it grows and when somebody tampers."""

from __future__ import annotations

import http.server
import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connections

from credit_portal.ledger import keys
from credit_portal.ledger.services import append
from credit_portal.ledger.witnessing import Outcome, ask_for
from tests.ledger.logs import entries
from tests.ledger.test_go_verifier import program, verify
from tests.ledger.witnesses import HonestWitness, served
from tests.security import serving

pytestmark = pytest.mark.committed
__all__ = ["program"]
#: Sizes after each step: within a tile, up to its edge, over it, and several tiles at once.
STEPS = [1, 255, 256, 257, 700]
ALTERED, LATE = 710, 1010
Alter = Callable[[str, bytes], bytes]


@pytest.fixture
def site(committed_database: str, tmp_path: Path) -> Iterator[str]:
    """Address of the log of a real web server on this database."""
    append(entries(1))
    with serving.web(tmp_path) as address:
        yield f"{address}/ledger"


def grow_to(size: int, now: int) -> int:
    """Append as the portal does, until the log is so long."""
    append(entries(size - now, start=now))
    return size


def kept(site: str, folder: Path, name: str) -> Path:
    """The present checkpoint as a stranger keeps it."""
    target = folder / name
    with urllib.request.urlopen(f"{site}/checkpoint", timeout=10) as answer:
        target.write_bytes(answer.read())
    return target


@contextmanager
def between(site: str, alter: Alter) -> Iterator[str]:
    """Address of somebody in the middle who alters what the portal answers."""

    class Middle(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Pass on, altered."""
            try:
                with urllib.request.urlopen(site + self.path, timeout=10) as answer:
                    body = alter(self.path, answer.read())
                self.send_response(200)
            except urllib.error.HTTPError as error:
                body = b""
                self.send_response(error.code)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Middle) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def accepts_each_growth_with_a_witness(program: Path, site: str, tmp_path: Path) -> None:
    witness = HonestWitness("w.example", keys.verifier())
    now, olds = 1, [kept(site, tmp_path, "old-1")]
    for size in STEPS[1:]:
        now = grow_to(size, now)
        with served(witness) as asked:
            assert ask_for(asked) == Outcome.SIGNED
        assert b"w.example" in kept(site, tmp_path, "newest").read_bytes()
        done = verify(program, site, "-old", ",".join(map(str, olds)))
        assert done.returncode == 0, (size, done.stderr)
        figures = json.loads(done.stdout)
        assert (figures["size"], figures["inclusions"]) == (size, size)
        assert figures["consistency"] == len(olds)
        olds.append(kept(site, tmp_path, f"old-{size}"))
    print(done.stdout)


def flipping(part: str) -> Alter:
    """Somebody in the middle who turns one bit of what has this in its path."""

    def alter(path: str, body: bytes) -> bytes:
        if part not in path or not body:
            return body
        place = len(body) // 2
        return body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]

    return alter


def refuses_what_was_altered_on_the_way(program: Path, site: str) -> None:
    for part in ("checkpoint", "/tile/0/", "/tile/1/", "/tile/entries/", "key"):
        with between(site, flipping(part)) as address:
            done = verify(program, address)
        assert done.returncode == 1, part
        assert "FAULT" in done.stderr


def refuses_a_log_that_went_back(program: Path, site: str, tmp_path: Path) -> None:
    early = kept(site, tmp_path, "early").read_bytes()
    grow_to(LATE, ALTERED)
    late = kept(site, tmp_path, "late")

    def rewind(path: str, body: bytes) -> bytes:
        return early if path == "/checkpoint" else body

    with between(site, rewind) as address:
        done = verify(program, address, "-old", str(late))
    assert done.returncode == 1
    assert "FAULT" in done.stderr


def accepts_it_while_it_grows(program: Path, site: str, tmp_path: Path) -> None:
    stop = threading.Event()

    def publish() -> None:
        now = LATE
        while not stop.is_set() and now < LATE + 600:
            now = grow_to(now + 7, now)
        connections.close_all()

    writer = threading.Thread(target=publish)
    writer.start()
    sizes, olds = [], [kept(site, tmp_path, "start")]
    try:
        for number in range(3):
            done = verify(program, site, "-old", ",".join(map(str, olds)))
            assert done.returncode == 0, done.stderr
            sizes.append(json.loads(done.stdout)["size"])
            olds.append(kept(site, tmp_path, f"step-{number}"))
    finally:
        stop.set()
        writer.join()
    assert sizes == sorted(sizes) and sizes[-1] > LATE


def test_go_accepts_the_served_log_as_it_grows_and_refuses_what_was_altered(
    program: Path, site: str, tmp_path: Path
) -> None:
    """To start the web server takes longer than to verify: it is asked for all of it."""
    accepts_each_growth_with_a_witness(program, site, tmp_path)
    grow_to(ALTERED, STEPS[-1])  # no witness has signed this head
    refuses_what_was_altered_on_the_way(program, site)
    refuses_a_log_that_went_back(program, site, tmp_path)
    accepts_it_while_it_grows(program, site, tmp_path)
