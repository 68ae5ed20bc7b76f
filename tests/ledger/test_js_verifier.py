"""The Merkle code of @sigstore/verify accepts our proofs, made ones and those that a running portal
serves, and refuses altered ones (long runs)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import warnings
from pathlib import Path
from typing import Any

import pytest

from credit_portal.ledger.merkle import inclusion_path
from credit_portal.ledger.note import encode
from credit_portal.publishing.services import publish_all
from tests.ledger.logs import VERIFIER, MemoryLog
from tests.ledger.sites import MadeSite
from tests.ledger.test_go_served import between, flipping
from tests.portal.support import commitment
from tests.publishing.support import decide
from tests.security import serving

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "ops" / "verify_js"
NEEDED = os.environ.get("REQUIRE_NODE") == "1"
pytestmark = pytest.mark.skipif(
    os.environ.get("LONG") != "1" and not NEEDED, reason="fetches packages: in the long runs only"
)
PROOFS = 200


@pytest.fixture(scope="module")
def program() -> Path:
    """The script with its pinned packages, installed once below .run/."""
    if shutil.which("npm") is None:
        reason = "NOT CHECKED WITH JAVASCRIPT: install Node.js with npm"
        if NEEDED:
            pytest.fail(reason)
        warnings.warn(reason, stacklevel=1)
        pytest.skip(reason)
    folder = ROOT / ".run" / "test" / "verify_js"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "verify.js"):
        shutil.copy(SOURCE / name, folder)
    if not (folder / "node_modules").is_dir():
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=folder, check=True, timeout=300, capture_output=True)
    return folder / "verify.js"


def run(program: Path, *given: object) -> subprocess.CompletedProcess[str]:
    """The script on a file of proofs, or on an address."""
    command = ["node", str(program), *map(str, given)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def test_it_accepts_our_proofs_and_refuses_altered_ones(program: Path, tmp_path: Path) -> None:
    log = MemoryLog(MadeSite(120).entries)
    size = log.tree.size
    proofs: list[dict[str, Any]] = [
        {"index": index, "leaf": log.entries[index].decode(), "checkpoint": log.note(),
         "path": [encode(step) for step in inclusion_path(index, size, log.read)]}
        for index in range(PROOFS)
    ]  # fmt: skip
    file = tmp_path / "proofs.json"
    file.write_text(json.dumps({"key": VERIFIER.line(), "proofs": proofs}), encoding="utf-8")
    done = run(program, file)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == dict.fromkeys(
        ("accepted", "refused", "heads_refused"), PROOFS
    )
    proofs[7]["leaf"] += " "
    file.write_text(json.dumps({"key": VERIFIER.line(), "proofs": proofs}), encoding="utf-8")
    assert run(program, file).returncode == 1


def reworded(path: str, body: bytes) -> bytes:
    """Somebody in the middle who makes a correction of each publication in the log."""
    return body.replace(b'"publish"', b'"correct"') if "/tile/entries/" in path else body


@pytest.mark.committed
def test_it_accepts_the_proof_files_that_a_portal_serves_and_nothing_altered_on_the_way(
    program: Path, tmp_path: Path, bureau: Any, officer: Any, approver: Any
) -> None:
    for number in range(PROOFS):
        told = commitment(bureau, f"新增停车位第{number}批")
        decide(bureau, officer, approver, kind="commitment", document=told)
    publish_all()
    with serving.web(tmp_path) as address:
        done = run(program, address, PROOFS)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["accepted"] == PROOFS
        for alter in (flipping("tlog-proof"), reworded, flipping("/ledger/key")):
            with between(address, alter) as altered:
                done = run(program, altered, 3)
            assert (done.returncode, "FAULT" in done.stderr) == (1, True), done.stderr


def test_the_lock_names_digests_and_no_registry() -> None:
    lock = json.loads((SOURCE / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: told for name, told in lock["packages"].items() if name}
    assert packages["node_modules/@sigstore/verify"]["version"] == "3.1.1"
    assert all(told["integrity"].startswith("sha512-") for told in packages.values())
    assert "http" not in json.dumps([told.get("resolved", "") for told in packages.values()])
