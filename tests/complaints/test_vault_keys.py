"""Keys are made once, added to, never made over lost ones; and the vault as a real process."""

import os
import resource
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from complaints import sealing, vault_client
from complaints.models import Case, Identity
from complaints.vault import keys, reseal
from complaints.vault.commands import REST_SECONDS, WALK_SECONDS, Vault
from complaints.vault.reseal import Resealing, highest_used
from complaints.vault.rules import DatabaseRules
from ops import backup
from ops.layout import ROOT
from tests.journeys.running import _url


def place_of(case: Any) -> str:
    return sealing.aad("complaints_identity", "sealed", case)


def test_private_keys_are_the_vaults_alone_and_public_ones_everybodys(vault_keys: Path) -> None:
    assert vault_keys.stat().st_mode & 0o777 == 0o700
    assert (vault_keys / "1.key").stat().st_mode & 0o777 == 0o600
    public = vault_keys.parent / "vault-key" / "public.key"
    assert public.stat().st_mode & 0o777 == 0o644
    private = (vault_keys / "1.key").read_text()
    assert private not in public.read_text()
    assert private not in repr(keys.load())
    vault_keys.chmod(0o750)
    with pytest.raises(ImproperlyConfigured, match="0700"):
        keys.load()


def test_a_new_key_seals_and_the_old_one_still_opens(vault_keys: Path) -> None:
    before = sealing.seal(b"before", place_of(1))
    assert keys.add() == 2
    after = sealing.seal(b"after", place_of(1))
    assert (sealing.key_id(before), sealing.key_id(after)) == (1, 2)
    private = keys.load().private
    opened = [sealing.open_sealed(one, place_of(1), private) for one in (before, after)]
    assert opened == [b"before", b"after"]


def test_keys_that_were_lost_are_not_made_over(vault_keys: Path) -> None:
    keys.add()
    (vault_keys / "1.key").rename(vault_keys / "elsewhere")
    with pytest.raises(ImproperlyConfigured, match=r"lacks a key"):
        keys.load()
    (vault_keys / "2.key").unlink()
    with pytest.raises(ImproperlyConfigured, match="something was sealed"):
        keys.make(lambda: False)
    (vault_keys.parent / "vault-key" / "public.key").unlink()
    with pytest.raises(ImproperlyConfigured, match="something was sealed"):
        keys.make(lambda: True)
    assert keys.give_up(2) == 3
    assert sealing.key_id(sealing.seal(b"x", place_of(1))) == 3
    with pytest.raises(ImproperlyConfigured, match="nothing was lost"):
        keys.give_up(3)


@pytest.mark.parametrize("content", ["", "not hex", "00"])
def test_an_unreadable_key_is_said_without_its_content(vault_keys: Path, content: str) -> None:
    (vault_keys / "1.key").write_text(content)
    with pytest.raises(ImproperlyConfigured, match=r"1\.key cannot be read"):
        keys.load()


def test_a_missing_public_file_is_written_again(vault_keys: Path) -> None:
    public = vault_keys.parent / "vault-key" / "public.key"
    text = public.read_text()
    public.unlink()
    keys.load()
    assert public.read_text() == text


def test_a_backup_of_keys_has_the_new_ones_too_and_brings_them_back(
    vault_keys: Path, tmp_path: Path
) -> None:
    safe = tmp_path / "safe"
    for number in (1, 2):
        backup.copy_vault_keys(vault_keys.parent, safe)
        kept = safe / "vault" / f"{number}.key"
        assert kept.read_text() == (vault_keys / f"{number}.key").read_text()
        assert kept.stat().st_mode & 0o777 == 0o600
        keys.add()
    for file in vault_keys.iterdir():
        file.unlink()
    backup.copy_vault_keys(safe, vault_keys.parent)
    assert keys.numbers() == [1, 2]
    with pytest.raises(ImproperlyConfigured, match="lacks a key"):  # the third was not kept
        keys.load()
    backup.copy_vault_keys(tmp_path / "nothing", safe)


def sealed_cases(count: int) -> None:
    """So many cases with an identity under the newest key."""
    day, known = date(2026, 11, 29), {"channel": "order", "purpose": "report", "category": "B01"}
    cases = [
        Case(number=f"N{number:08}", title_zh="x", facts_zh="x", received_on=day, **known)
        for number in range(count)
    ]  # fmt: skip
    Case.objects.bulk_create(cases)
    Identity.objects.bulk_create(
        Identity(case=one, made_on=day, sealed=sealing.seal(one.number.encode(), place_of(one.pk)))
        for one in cases
    )


def key_ids() -> dict[int, int]:
    """How many identities are under each key; every one of them opens."""
    found: dict[int, int] = {}
    private = keys.load().private
    for row in Identity.objects.select_related("case"):
        sealed = bytes(row.sealed)
        assert sealing.open_sealed(sealed, place_of(row.pk), private).decode() == row.case.number
        found[sealing.key_id(sealed)] = found.get(sealing.key_id(sealed), 0) + 1
    return found


def environment(folder: Path) -> dict[str, str]:
    own = {"VAULT_FOLDER": "vault", "VAULT_PUBLIC_KEY": "vault-key/public.key"}
    own |= {"VAULT_SOCKET": "vault-socket/vault"}
    urls = {"DATABASE_VAULT_URL": _url("vault"), "DATABASE_URL": _url("default")}
    return {
        **os.environ, **urls, **{name: str(folder / path) for name, path in own.items()},
        "DATABASE_OWNER_URL": "", "EMBEDDED": "0", "DEMO": "0", "TESTING": "1",
    }  # fmt: skip


def test_a_walk_leaves_what_cannot_be_opened_and_goes_on(vault_keys: Path, db: None) -> None:
    sealed_cases(5)
    first = Identity.objects.order_by("case_id").first()
    assert first is not None
    Identity.objects.filter(pk=first.pk).update(sealed=bytes(first.sealed)[:-1] + b"?")
    assert highest_used() == 1
    keys.add()
    walk = Resealing(keys.load())
    while walk.step():
        pass
    assert walk.closed == 1
    ids = [sealing.key_id(bytes(one.sealed)) for one in Identity.objects.order_by("case_id")]
    assert ids == [1, 2, 2, 2, 2]
    assert highest_used() == 2


def test_a_running_vault_notices_a_new_key_and_rests_when_it_is_done(
    vault_keys: Path, db: None
) -> None:
    sealed_cases(3)
    vault = Vault(DatabaseRules())
    keys.add()
    pauses = [vault.idle() for _turn in range(4)]
    assert pauses == [WALK_SECONDS, WALK_SECONDS, WALK_SECONDS, REST_SECONDS]
    assert key_ids() == {2: 3}
    assert vault.answer({"do": "ping"}) == {"ok": True, "key": 2, "calls": 0}


@pytest.mark.committed
def test_killed_while_it_seals_anew_it_loses_nothing(
    vault_keys: Path, committed_database: str
) -> None:
    """The real process: no core dump, one per folder; kill -9 between or inside of its batches."""
    count = 4 * reseal.BATCH
    sealed_cases(count)
    keys.add()
    command = [sys.executable, "manage.py", "keep_vault"]
    given = environment(vault_keys.parent)
    with subprocess.Popen(command, cwd=ROOT, env=given) as vault:
        limit = time.monotonic() + 60.0
        while (found := key_ids()).get(2, 0) == 0:
            assert vault.poll() is None and time.monotonic() < limit
        assert vault_client.ping() == 2
        limits = Path(f"/proc/{vault.pid}/limits").read_text().splitlines()
        assert [line.split()[4:6] for line in limits if "core file" in line] == [["0", "0"]]
        second = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, check=False)
        assert (second.returncode, b"Another vault" in second.stderr) == (1, True)
        os.kill(vault.pid, signal.SIGKILL)
    found = key_ids()
    assert sum(found.values()) == count
    walk = Resealing(keys.load())
    while walk.step():
        pass
    assert key_ids() == {2: count}
    assert resource.getrlimit(resource.RLIMIT_CORE)[1] != 0
    connections["vault"].close()
