"""The signing key: made once, for all processes, readable by the owner only."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.core.exceptions import ImproperlyConfigured

from credit_portal.env import write_once
from credit_portal.ledger import keys
from credit_portal.ledger.checkpoint import open_checkpoint


@pytest.fixture(autouse=True)
def fresh(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of secrets without a key."""
    monkeypatch.delenv("LEDGER_KEY_FILE", raising=False)
    monkeypatch.delenv("LEDGER_PUBLIC_KEY_FILE", raising=False)
    settings.SECRETS_DIR = tmp_path / "secrets"


def test_it_is_made_once_with_mode_0600(tmp_path: Path) -> None:
    line = keys.verifier().line()
    file = tmp_path / "secrets" / "ledger.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert sorted(path.name for path in file.parent.iterdir()) == ["ledger.key", "ledger.pub"]
    assert stat.S_IMODE((file.parent / "ledger.pub").stat().st_mode) == 0o644
    keys._load.cache_clear()
    assert keys.verifier().line() == line == keys.signing_verifier().line()


def test_who_only_checks_needs_no_private_key(tmp_path: Path, settings: Any) -> None:
    line = keys.verifier().line()
    (tmp_path / "secrets" / "ledger.key").unlink()
    keys._public.cache_clear()
    settings.MAKE_KEYS = False
    assert keys.verifier().line() == line
    empty = keys.empty_head()
    assert empty is not None
    assert open_checkpoint(empty, [keys.verifier()]).size == 0


def test_a_lost_private_key_is_not_replaced(tmp_path: Path) -> None:
    keys.verifier()
    (tmp_path / "secrets" / "ledger.key").unlink()
    with pytest.raises(ImproperlyConfigured, match="Restore the signing key"):
        keys.make_key()
    assert not (tmp_path / "secrets" / "ledger.key").exists()


@pytest.mark.parametrize("content", ["", "garbage", "a+00000000+AAAA"])
def test_a_public_file_that_is_none_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "ledger.pub").write_text(content)
    with pytest.raises(ImproperlyConfigured, match="create_ledger_key"):
        keys.verifier()


def test_the_files_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = keys.verifier().public
    monkeypatch.setenv("LEDGER_KEY_FILE", str(tmp_path / "elsewhere.pem"))
    monkeypatch.setenv("LEDGER_PUBLIC_KEY_FILE", str(tmp_path / "elsewhere.pub"))
    assert keys.verifier().public != first
    assert keys.verifier() == keys.signing_verifier()
    assert (tmp_path / "elsewhere.pem").exists()


def test_a_file_that_is_no_such_key_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = X25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    for number, content in enumerate([b"", b"garbage", other]):
        file = tmp_path / f"{number}.pem"
        file.write_bytes(content)
        monkeypatch.setenv("LEDGER_KEY_FILE", str(file))
        with pytest.raises(ImproperlyConfigured):
            keys.private_key()


def test_who_comes_second_uses_the_key_that_is_there(tmp_path: Path) -> None:
    first = keys.verifier()
    write_once(tmp_path / "secrets" / "ledger.key", lambda: b"another")
    keys._load.cache_clear()
    assert keys.verifier() == first
    assert sorted(os.listdir(tmp_path / "secrets")) == ["ledger.key", "ledger.pub"]


def test_processes_that_start_together_agree(tmp_path: Path) -> None:
    script = (
        "import sys, time; from credit_portal.ledger import keys\n"
        "time.sleep(max(0, float(sys.argv[1]) - time.time()))\n"
        "print(keys.private_key().public_key().public_bytes_raw().hex())"
    )
    command = [sys.executable, "-c", script, str(time.time() + 3)]
    path = tmp_path / "race" / "ledger.key"
    places = {"LEDGER_KEY_FILE": str(path), "LEDGER_PUBLIC_KEY_FILE": str(path) + ".pub"}
    surroundings = {**os.environ, "TESTING": "1", **places}
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, env=surroundings, text=True)
        for _ in range(6)
    ]
    lines = {process.communicate()[0] for process in running}
    assert len(lines) == 1
    assert len(lines.pop().strip()) == 64
    assert sorted(os.listdir(path.parent)) == ["ledger.key", "ledger.key.pub"]
