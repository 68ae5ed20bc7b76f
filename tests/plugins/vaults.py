"""A vault with keys of its own, inside the test's process or behind a real socket."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as used

from complaints import vault_client
from complaints.vault import keys
from complaints.vault.commands import Vault
from complaints.vault.rules import DatabaseRules
from complaints.vault.server import Server

__all__ = ["serving", "vault", "vault_keys"]


@pytest.fixture
def vault_keys(settings: Any, tmp_path: Path) -> Path:
    """The test's own keys, so that it can seal; nobody answers yet. The vault's folder."""
    settings.VAULT_FOLDER = str(tmp_path / "vault")
    settings.VAULT_PUBLIC_KEY = str(tmp_path / "vault-key" / "public.key")
    settings.VAULT_SOCKET = str(tmp_path / "vault-socket" / "vault")
    keys.make(lambda: False)
    return tmp_path / "vault"


@pytest.fixture
def vault(vault_keys: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    """A vault that is asked without a socket and sees what the test has not committed."""
    found = Vault(DatabaseRules())

    def exchanged(question: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(json.dumps(found.answer(question)))
        return answer

    monkeypatch.setattr(vault_client, "_exchanged", exchanged)
    return found


@contextmanager
def serving(answer: Callable[[dict[str, Any]], dict[str, Any]], **options: Any) -> Iterator[Server]:
    """A server in a thread, at the socket of the settings."""
    server = Server(Path(used.VAULT_SOCKET), answer, **options)
    server.listen()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(5.0)
        assert not thread.is_alive()
