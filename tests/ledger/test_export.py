"""The log as static files: what the doors serve, resumable, and accepted by the verifier."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from credit_portal.ledger import export, outside
from credit_portal.ledger.note import parse_verifier
from credit_portal.ledger.services import append
from tests.ledger.logs import entries

pytestmark = pytest.mark.django_db


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def check(folder: Path) -> int:
    """Size of the exported log, after the stand-alone verifier has recomputed it."""

    def fetch(path: str) -> bytes:
        try:
            return (folder / path).read_bytes()
        except OSError:
            raise outside.Missing(path) from None

    log = outside.open_log(fetch, parse_verifier(fetch("key").decode()))
    outside.check_everything(log)
    return log.head.size


def test_a_copy_is_what_the_doors_serve_and_verifies(tmp_path: Path, client: Client) -> None:
    append(entries(600))
    out = io.StringIO()
    call_command("export_ledger", "--to", str(tmp_path / "log"), stdout=out)
    assert "entries  600" in out.getvalue() and "7 written" in out.getvalue()
    found = files(tmp_path / "log")
    for path, data in found.items():
        answer = client.get(f"/ledger/{path}")
        assert (answer.status_code, answer.content) == (200, data)
    assert check(tmp_path / "log") == 600


def test_it_goes_on_where_it_stopped_and_the_checkpoint_comes_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(entries(300))
    export.export(tmp_path)
    append(entries(300, start=300))
    write, count = export._write, 0

    def breaks(path: Path, data: bytes) -> None:
        nonlocal count
        count += 1
        if count == 4:
            raise OSError("no room")
        write(path, data)

    with monkeypatch.context() as patch, pytest.raises(CommandError, match="no room"):
        patch.setattr(export, "_write", breaks)
        call_command("export_ledger", "--to", str(tmp_path))
    assert check(tmp_path) == 300  # whole, of the checkpoint that stands there
    before = files(tmp_path)
    done = export.export(tmp_path)
    assert (done.size, done.kept >= 3, check(tmp_path)) == (600, True, 600)
    after = files(tmp_path)
    assert {path for path in before if after[path] != before[path]} == {"checkpoint"}
    assert not [path for path in after if "/." in path]


def test_an_empty_log_is_exported_too(tmp_path: Path) -> None:
    assert export.export(tmp_path).size == 0
    assert check(tmp_path) == 0
    assert set(files(tmp_path)) == {"key", "checkpoint"}
