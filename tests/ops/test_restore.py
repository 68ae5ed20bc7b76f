"""The drill: what was acknowledged comes back with the write-ahead log; without it, no start."""

import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from ops import addresses, archive, backup, roles
from ops.cluster import SUPERUSER, Cluster
from ops.layout import ROOT, Layout
from ops.trouble import Trouble

BEFORE, AFTER = 3, 4  # acts before the base backup and after it


class Drill:
    """A portal of its own, its archive, and the acts that it acknowledged."""

    def __init__(self, folder: Path) -> None:
        self.layout = Layout(folder, folder / ".run")
        self.layout.make()
        self.kept = folder / "backup"
        self.acknowledged: list[str] = []
        self.cluster = Cluster(self.layout)
        self.stream: subprocess.Popen[bytes] | None = None
        self.between = dt.datetime.now(dt.UTC)

    def environment(self) -> dict[str, str]:
        """Of a process of this portal: nothing of the one that tests it."""
        run = self.layout.run
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
        return kept | {
            "DATABASE_URL": self.cluster.url(addresses.APPLICATION),
            "DATABASE_OWNER_URL": self.cluster.url(addresses.OWNER),
            "DATABASE_PUBLIC_URL": self.cluster.url(addresses.PUBLIC),
            "DATABASE_SIGNER_URL": self.cluster.url(addresses.SIGNER),
            "DATABASE_VAULT_URL": self.cluster.url(addresses.VAULT),
            "EMBEDDED": "1",
            "WAKE_AT_COMMIT": "0",
            "SECRETS_DIR": str(self.layout.secrets),
            "MEDIA_ROOT": str(run / "files"),
            "STATIC_ROOT": str(run / "static"),
            "LEDGER_MEMORY": str(run / "ledger" / "checkpoint"),
            "SIGNER_MEMORY": str(run / "signer" / "checkpoint"),
            "VAULT_FOLDER": str(run / "vault"),
            "VAULT_PUBLIC_KEY": str(run / "vault-key" / "public.key"),
            "DJANGO_SETTINGS_MODULE": "credit_portal.settings",
        }

    def portal(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a process of the portal."""
        return subprocess.run(
            [sys.executable, *command],
            env=self.environment(), cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def act(self, count: int) -> None:
        """People act, the signer signs; what the process printed was committed."""
        done = self.portal("-m", "tests.ops.acts_of_a_drill", str(count))
        assert done.returncode == 0, done.stderr
        self.acknowledged += done.stdout.split()

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows, as the superuser."""
        url = self.cluster.url(SUPERUSER, addresses.DATABASE)
        link = psycopg2.connect(**addresses.connection(url))
        with closing(link), link.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    def published(self) -> set[str]:
        """Acts that stand in the public log."""
        return {
            row[0]
            for row in self.ask(
                "select d.source_id from publishing_decision d join publishing_disclosure v"
                " on v.decision_id = d.id join ledger_entry e on e.idx = v.leaf_index"
            )
        }

    def crash(self) -> None:
        """Kill -9 of the whole server; nothing of its data folder is used again."""
        assert self.cluster.child.process is not None
        self.cluster.child.process.send_signal(signal.SIGKILL)
        self.cluster.child.process.wait(30)
        shutil.rmtree(self.cluster.identity.data)
        self.rest()

    def rest(self) -> None:
        """End the archive's receiver: what is restored next is no part of its stream."""
        if self.stream is not None:
            self.stream.terminate()
            self.stream.wait(20)
            self.stream = None

    def receive(self) -> None:
        """Let the archive receive the write-ahead log."""
        url = self.cluster.url(SUPERUSER, "postgres")
        archive.make_slot(self.kept, url)
        self.stream = subprocess.Popen(archive.receiver(self.kept, url))

    def wait_for_archive(self) -> None:
        """Until everything that is committed was received: moments."""
        for _attempt in range(100):
            behind = self.ask(
                "select 1 from pg_stat_replication where application_name = 'portal_archive'"
                " and flush_lsn >= pg_current_wal_flush_lsn()"
            )
            if behind:
                return
            time.sleep(0.1)
        raise AssertionError("the archive does not follow")

    def stop(self) -> None:
        """End what was started."""
        self.rest()
        self.cluster.child.stop()


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drill]:
    """A portal that acted, was backed up, acted on, and lost its database for good."""
    drill = Drill(tmp_path_factory.mktemp("drill"))
    try:
        drill.cluster.start()
        superuser = drill.cluster.url(SUPERUSER, "postgres")
        roles.prepare_embedded(superuser, [addresses.DATABASE])
        drill.receive()
        prepared = drill.portal("-m", "ops.prepare")
        assert prepared.returncode == 0, prepared.stdout + prepared.stderr
        drill.act(BEFORE)
        backup.take(drill.layout, drill.kept, None)
        drill.between = dt.datetime.now(dt.UTC)
        time.sleep(1.1)
        drill.act(AFTER)
        drill.wait_for_archive()
        drill.crash()
        yield drill
    finally:
        drill.stop()


def restored(drill: Drill, source: Path, **how: Any) -> float:
    """Restore and start the server; seconds the restore took."""
    seconds = backup.bring_back(drill.layout, source, **how)
    drill.cluster = Cluster(drill.layout)
    drill.cluster.start()
    return seconds


def test_without_the_log_the_backup_is_refused(crashed: Drill) -> None:
    source = crashed.kept.with_name("without-log")
    shutil.copytree(crashed.kept / "base", source / "base")
    restored(crashed, source)
    try:
        assert crashed.published() == set(crashed.acknowledged[:BEFORE])
        prepared = crashed.portal("-m", "ops.prepare")
        assert (prepared.returncode, "ledger_rolled_back" in prepared.stderr) == (1, True)
        web = crashed.portal("-c", "import credit_portal.wsgi")
        assert (web.returncode, "ledger_rolled_back" in web.stderr) == (1, True)
        sign = crashed.portal("manage.py", "sign_ledger", "--once")
        assert (sign.returncode, "ledger_rolled_back" in sign.stderr) == (1, True)
        publish = crashed.portal("manage.py", "publish")
        assert crashed.published() == set(crashed.acknowledged[:BEFORE]), publish.stdout
    finally:
        crashed.cluster.child.stop()


def test_at_a_moment_in_the_past_it_is_refused_too(crashed: Drill) -> None:
    restored(crashed, crashed.kept, at=crashed.between)
    try:
        assert crashed.published() == set(crashed.acknowledged[:BEFORE])
        assert crashed.portal("-m", "ops.prepare").returncode == 1
    finally:
        crashed.cluster.child.stop()


def test_with_the_log_nothing_acknowledged_is_missing(crashed: Drill) -> None:
    seconds = restored(crashed, crashed.kept)
    try:
        assert len(crashed.acknowledged) == BEFORE + AFTER
        assert crashed.published() == set(crashed.acknowledged)
        prepared = crashed.portal("-m", "ops.prepare")
        assert prepared.returncode == 0, prepared.stderr
        for command in ("verify_invariants", "verify_ledger"):
            done = crashed.portal("manage.py", command)
            assert done.returncode == 0, done.stdout + done.stderr
        crashed.act(1)
        assert seconds < 60
        print(f"restored in {seconds:.1f} s")
    finally:
        crashed.cluster.child.stop()


def test_keys_never_lie_beside_the_data(tmp_path: Path) -> None:
    for keys in (tmp_path, tmp_path / "keys", tmp_path.parent):
        with pytest.raises(Trouble, match="apart"):
            backup.apart(tmp_path, keys)
    backup.apart(tmp_path / "data", tmp_path / "keys")


def test_a_longer_head_is_never_replaced_by_a_shorter_one(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("origin\n7\nroot\n\n")
    new.write_text("origin\n12\nroot\n\n")
    archive.keep_head(new, old)
    assert archive.head_size(old) == 12
    old.write_text("origin\n20\nroot\n\n")
    archive.keep_head(new, old)
    assert archive.head_size(old) == 20


def test_uploads_are_copied_whole_and_once(tmp_path: Path) -> None:
    source, target = tmp_path / "files", tmp_path / "kept"
    (source / "stored" / "ab").mkdir(parents=True)
    (source / "stored" / "ab" / "ab12").write_bytes(b"proof")
    assert (archive.copy_files(source, target), archive.copy_files(source, target)) == (1, 0)
    assert (target / "stored" / "ab" / "ab12").read_bytes() == b"proof"


def test_it_refuses_a_folder_without_a_base(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="no base backup"):
        backup.choose(tmp_path, None)
