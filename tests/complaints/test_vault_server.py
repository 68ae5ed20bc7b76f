"""The vault's socket: who may ask, and what nobody can do to it."""

import os
import socket
import stat
import struct
import time
from pathlib import Path
from typing import Any

import pytest

from complaints import vault_client
from complaints.vault import protocol, server
from complaints.vault.server import Server
from complaints.vault_client import VaultAway
from tests.plugins.vaults import serving


@pytest.fixture(autouse=True)
def at(settings: Any, tmp_path: Path) -> Path:
    """The socket of this test."""
    settings.VAULT_SOCKET = str(tmp_path / "door" / "vault")
    settings.VAULT_TIMEOUT = 2
    return Path(settings.VAULT_SOCKET)


def pong(question: dict[str, Any]) -> dict[str, Any]:
    return {"ok": True, "key": 3, **({"long": "x" * 900_000} if question["do"] == "long" else {})}


def late(question: dict[str, Any]) -> dict[str, Any]:
    time.sleep(0.4)
    return pong(question)


def linked(path: Path) -> socket.socket:
    link = socket.socket(socket.AF_UNIX)
    link.settimeout(3.0)
    link.connect(str(path))
    return link


def test_it_answers_its_own_user_and_leaves_no_socket_behind(at: Path) -> None:
    with serving(pong):
        assert vault_client.ping() == 3
        assert len(vault_client._ask("long")["long"]) == 900_000
        assert stat.S_IMODE(at.stat().st_mode) == 0o600
        assert stat.S_IMODE(at.parent.stat().st_mode) == 0o700
    assert not at.exists()
    with pytest.raises(VaultAway):
        vault_client.ping()


def test_a_socket_left_by_a_killed_vault_is_replaced(at: Path) -> None:
    at.parent.mkdir()
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(at))
    left.close()
    with pytest.raises(VaultAway):
        vault_client.ping()
    with serving(pong):
        assert vault_client.ping() == 3


def test_other_users_of_the_system_get_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Server, "_user", lambda *_given: os.getuid() + 1)
    with serving(pong), pytest.raises(VaultAway):
        vault_client.ping()


def test_named_users_are_answered_through_the_group(
    at: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Server, "_user", lambda *_given: 10_001)
    with serving(pong, peers=[10_001]):
        assert vault_client.ping() == 3
        assert stat.S_IMODE(at.stat().st_mode) == 0o660
        assert stat.S_IMODE(at.parent.stat().st_mode) == 0o710


def test_the_kernel_says_who_asks() -> None:
    one, other = socket.socketpair()
    assert Server(Path("unused"), pong)._user(one) == os.getuid()
    one.close()
    other.close()


@pytest.mark.parametrize(
    "sent",
    [
        struct.pack(">I", protocol.MOST + 1),
        struct.pack(">I", 4) + b"nope",
        struct.pack(">I", 2) + b"[]",
        struct.pack(">I", 2) + b"{}x",
        struct.pack(">I", 3) + b"\xff\xff\xff",
        struct.pack(">I", 200_000) + b"[" * 200_000,
    ],
)
def test_what_is_no_message_is_cut_off(at: Path, sent: bytes) -> None:
    with serving(pong):
        with linked(at) as link:
            link.sendall(sent)
            assert link.recv(10) == b""
        assert vault_client.ping() == 3


def test_slow_ones_are_cut_off_and_keep_nobody_waiting(
    at: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "SECONDS", 0.3)
    with serving(pong):
        slow = [linked(at) for _number in range(10)]
        slow[0].sendall(struct.pack(">I", 100) + b"{")
        begun = time.monotonic()
        assert vault_client.ping() == 3
        assert time.monotonic() - begun < 0.25
        assert [link.recv(10) for link in slow] == [b""] * 10
        for link in slow:
            link.close()


def test_more_links_than_it_keeps_are_turned_away(
    at: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "MOST_LINKS", 2)
    with serving(pong):
        kept = [linked(at), linked(at)]
        with linked(at) as third:
            assert third.recv(10) == b""
        kept.pop().close()
        while True:
            try:
                assert vault_client.ping() == 3
                break
            except VaultAway:  # the one who left is not noticed yet
                continue
        kept.pop().close()


def test_one_who_leaves_before_the_answer_harms_nobody(at: Path) -> None:
    with serving(pong):
        for _number in range(20):
            link = linked(at)
            link.sendall(protocol.framed({"do": "long"}))
            link.close()
        assert vault_client.ping() == 3


def test_a_vault_that_answers_nonsense_or_nothing_is_away(settings: Any) -> None:
    settings.VAULT_TIMEOUT = 0.2
    with serving(lambda _question: {"error": "database_away"}), pytest.raises(VaultAway):
        vault_client.ping()
    with serving(late), pytest.raises(VaultAway):
        vault_client.ping()
    with serving(lambda _question: {"error": "malformed"}), pytest.raises(ValueError, match="ping"):
        vault_client.ping()


def test_a_folder_too_deep_for_the_system_works_all_the_same(settings: Any, tmp_path: Path) -> None:
    deep = tmp_path / ("a" * 60) / ("b" * 60) / "vault"
    deep.parent.parent.mkdir()
    settings.VAULT_SOCKET = str(deep)
    with serving(pong):
        assert vault_client.ping() == 3
    assert not deep.exists()


def test_readiness_says_when_it_is_away() -> None:
    assert vault_client.health().status == "degraded"
    with serving(pong):
        assert vault_client.health().status == "ok"


def test_between_questions_it_does_what_it_is_told() -> None:
    turns: list[float] = []

    def idle() -> float:
        turns.append(time.monotonic())
        return 0.01 if len(turns) < 3 else 60.0

    with serving(pong, idle=idle):
        limit = time.monotonic() + 5.0
        while len(turns) < 3 and time.monotonic() < limit:
            time.sleep(0.005)
        assert vault_client.ping() == 3
    assert len(turns) == 3
