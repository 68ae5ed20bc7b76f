"""Go's own transparency-log packages accept our log and refuse every altered copy of it."""

from __future__ import annotations

import functools
import http.server
import json
import os
import shutil
import subprocess
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ledger.logs import ORIGIN, VERIFIER, MemoryLog, entries
from tests.ledger.test_verify import Quiet

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb")
SIZES = [1, 2, 255, 256, 257, 300, 511, 700]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Go verifier, built once; without Go it is skipped, loudly, or fails with REQUIRE_GO=1."""
    if shutil.which("go") is None or not PACKAGES.is_dir():
        reason = "NOT CHECKED WITH GO: install golang-go and golang-golang-x-mod-dev"
        if os.environ.get("REQUIRE_GO") == "1":
            pytest.fail(reason)
        warnings.warn(reason, stacklevel=1)
        pytest.skip(reason)
    target = tmp_path_factory.mktemp("go") / "verify_go"
    surroundings = {
        **os.environ,
        "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode",
        "GOCACHE": str(ROOT / ".run" / "test" / "go"),  # kept: building Go's library takes long
        "GOFLAGS": "",
        "CGO_ENABLED": "0",
    }
    command = ["go", "build", "-o", str(target), str(ROOT / "ops/verify_go/main.go")]
    subprocess.run(command, env=surroundings, check=True, timeout=300)
    return target


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A log of 700 entries as files, with the checkpoints it had on the way."""
    log = MemoryLog()
    for size in SIZES:
        log.append(entries(size - log.tree.size, start=log.tree.size))
        (tmp_path / f"old-{size}").write_text(log.note(), encoding="utf-8")
    log.export(tmp_path / "log")
    return tmp_path


@pytest.fixture
def url(folder: Path) -> Iterator[str]:
    """The files behind a plain web server."""
    handler = functools.partial(Quiet, directory=str(folder / "log"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def verify(program: Path, url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(program), "-url", url, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def test_go_accepts_the_log_its_growth_and_every_entry(
    program: Path, folder: Path, url: str
) -> None:
    olds = ",".join(str(folder / f"old-{size}") for size in SIZES)
    done = verify(program, url, "-key", VERIFIER.line(), "-old", olds)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["origin"] == ORIGIN
    assert (figures["size"], figures["inclusions"], figures["consistency"]) == (700, 700, 8)
    assert figures["tampered_rejected"] > 1400


@pytest.mark.parametrize(
    "path", ["checkpoint", "tile/0/001", "tile/1/000.p/2", "tile/entries/002.p/188"]
)
def test_go_refuses_an_altered_log(program: Path, folder: Path, url: str, path: str) -> None:
    file = folder / "log" / path
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))
    done = verify(program, url)
    assert done.returncode == 1
    assert "FAULT" in done.stderr


def test_go_refuses_a_fork_that_the_logs_own_key_signed(
    program: Path, folder: Path, url: str
) -> None:
    fork = MemoryLog([b"fork", *entries(299)])
    (folder / "fork").write_text(fork.note(), encoding="utf-8")
    done = verify(program, url, "-old", str(folder / "fork"))
    assert done.returncode == 1
    assert "does not begin" in done.stderr
