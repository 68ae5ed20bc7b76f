"""Keys are made at a first installation and never beside data that needs the old ones."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from credit_portal.common import crypto
from credit_portal.common.actors import SYSTEM
from credit_portal.directory.services import create_person
from credit_portal.ledger import keys
from credit_portal.ledger.services import append

pytestmark = pytest.mark.django_db


@pytest.fixture
def bare(settings: Any, tmp_path: Path) -> Path:
    """A production machine without keys."""
    settings.SECRETS_DIR, settings.MAKE_KEYS = tmp_path, False
    return tmp_path


def test_nothing_is_made_by_using_it(bare: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="create_keys"):
        crypto.seal("civil_servant_id", b"x", "place")
    with pytest.raises(ImproperlyConfigured):
        keys.private_key()
    assert list(bare.iterdir()) == []


def test_a_first_installation_makes_them_once(bare: Path) -> None:
    call_command("create_keys")
    made = {path.name: path.read_bytes() for path in bare.iterdir()}
    call_command("create_keys")
    assert set(made) == {"keyring.json", "receipt.key", "reporting.key"}
    assert made == {path.name: path.read_bytes() for path in bare.iterdir()}


def test_the_signer_makes_its_own_key_once(bare: Path) -> None:
    call_command("create_ledger_key")
    made = {path.name: path.read_bytes() for path in bare.iterdir()}
    call_command("create_ledger_key")
    assert set(made) == {"ledger.key", "ledger.pub"}
    assert made == {path.name: path.read_bytes() for path in bare.iterdir()}
    (bare / "ledger.key").unlink()
    with pytest.raises(CommandError, match="Restore"):
        call_command("create_ledger_key")


def test_a_signed_log_gets_no_other_key(settings: Any, tmp_path: Path) -> None:
    append([b"entry"])
    settings.SECRETS_DIR, settings.MAKE_KEYS = tmp_path, False
    with pytest.raises(CommandError, match=r"Restore ledger\.key"):
        call_command("create_ledger_key")
    assert list(tmp_path.iterdir()) == []


def test_lost_keys_are_not_replaced(settings: Any, tmp_path: Path) -> None:
    create_person(actor=SYSTEM, name="王示例", id_number="210199190001010013")
    settings.SECRETS_DIR, settings.MAKE_KEYS = tmp_path, False
    with pytest.raises(CommandError, match="Restore keyring"):
        call_command("create_keys")
    assert list(tmp_path.iterdir()) == []


def test_a_purpose_that_came_later_gets_its_key(bare: Path) -> None:
    call_command("create_keys")
    path = bare / "keyring.json"
    ring = json.loads(path.read_text())
    lost = {purpose: keys for purpose, keys in ring.items() if purpose != "mobile"}
    path.write_text(json.dumps(lost))
    call_command("create_keys")
    again = json.loads(path.read_text())
    assert "mobile" in again
    assert {purpose: again[purpose] for purpose in lost} == lost
    assert path.stat().st_mode & 0o777 == 0o600
    names = sorted(entry.name for entry in bare.iterdir())
    assert names == ["keyring.json", "receipt.key", "reporting.key"]
