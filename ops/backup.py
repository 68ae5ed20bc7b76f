"""`make backup TO=folder [KEYS=folder]` and `make restore FROM=folder [AT=time] [KEYS=folder]`.

A backup is a base backup of the embedded PostgreSQL, the uploads, and the newest signed head of
the ledger. Together with the write-ahead log that `BACKUP=folder make run` keeps beside it, it is
restored to the last commit, or to any moment since. Keys go to another folder, never beside the
data: whoever has both can read everything.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg2

from ops import archive
from ops.addresses import connection
from ops.binaries import find_postgres
from ops.cluster import SUPERUSER, Cluster
from ops.layout import Layout, for_portal, private_folder
from ops.run import take_lock
from ops.services import Servers, portal_environment
from ops.signals import LISTENER, Stop
from ops.trouble import Trouble, complain, say

STAMP = "%Y%m%dT%H%M%SZ"
HEAD = Path("ledger") / "checkpoint"
SIGNER_HEAD = Path("signer") / "checkpoint"
VAULT_KEYS = "vault"
#: What a restore needs once; taken away again afterwards.
ONCE = ("restore_command", "recovery_target_time", "recovery_target_action")


def stamp() -> str:
    """Name of a base backup: its moment in UTC."""
    return dt.datetime.now(dt.UTC).strftime(STAMP)


def apart(data: Path, keys: Path) -> None:
    """Raise Trouble when the keys would lie beside the data."""
    one, other = data.resolve(), keys.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise Trouble("KEYS must be a folder apart from the backup, better on another machine.")


def take(layout: Layout, to: Path, keys: Path | None) -> Path:
    """A base backup with uploads and head; the folder it was written to. Raises Trouble."""
    if keys is not None:
        apart(to, keys)
    private_folder(to)
    place = private_folder(to / "base") / stamp()
    cluster = Cluster(layout)
    if not cluster.answers():
        raise Trouble("The database does not answer.")
    url = cluster.url(SUPERUSER, "postgres")
    base_backup(url, place)
    copied = archive.copy_files(layout.run / "files", to / "files")
    archive.keep_head(layout.run / HEAD, to / HEAD)
    say(f"Base backup in {place}; {copied} new files.")
    if keys is None:
        places = f"{layout.secrets} and {layout.run / VAULT_KEYS}"
        say(f"Keys are not in it: keep a copy of {places} elsewhere.")
    else:
        copy_keys(layout.secrets, keys)
        copy_vault_keys(layout.run, keys)
    return place


def base_backup(url: str, place: Path) -> None:
    """pg_basebackup, complete in itself and checked against its manifest. Raises Trouble."""
    unfinished = place.with_name(f"{place.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    programs = find_postgres()
    flags = ["--pgdata", str(unfinished), "--dbname", archive.dsn(url, "portal_backup")]
    flags += ["--wal-method", "stream", "--checkpoint", "fast", "--no-password"]
    for command in (
        [programs.program("pg_basebackup"), *flags],
        [programs.program("pg_verifybackup"), str(unfinished)],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Trouble(f"The base backup failed:\n{done.stderr}")
    unfinished.rename(place)


def copy_keys(source: Path, keys: Path, pattern: str = "*") -> None:
    """Copy the keys, readable by their owner only; none that is there is replaced."""
    private_folder(keys)
    for file in sorted(source.glob(pattern)):
        target = keys / file.name
        if file.is_file() and not target.exists():
            shutil.copyfile(file, target)
            target.chmod(0o600)
    say(f"Keys in {keys}.")


def copy_vault_keys(source: Path, to: Path) -> None:
    """The keys that open what reporters sealed, in a folder of their own, where there are any."""
    if (source / VAULT_KEYS).is_dir():
        copy_keys(source / VAULT_KEYS, to / VAULT_KEYS, "*.key")


def choose(source: Path, at: dt.datetime | None) -> Path:
    """The newest base backup, or the newest before that moment. Raises Trouble."""
    found = sorted(path for path in (source / "base").glob("*Z") if path.is_dir())
    if at is not None:
        limit = at.astimezone(dt.UTC).strftime(STAMP)
        found = [path for path in found if path.name <= limit]
    if not found:
        raise Trouble(f"There is no base backup in {source} that could be used.")
    return found[-1]


def bring_back(
    layout: Layout, source: Path, *, at: dt.datetime | None = None, wal: Path | None = None
) -> float:
    """Put the base backup in the place of the database and replay the log; seconds it took.

    1 the data that were there are moved aside, 2 the base is copied, 3 the log is replayed to its
    end, or to `at`; `wal` is a folder of segments that are newer than the archive's (pg_wal of a
    server that crashed), 4 uploads and the head of the log follow. Raises Trouble.
    """
    began = time.monotonic()
    cluster = Cluster(layout)
    data, base = cluster.identity.data, choose(source, at)
    if data.exists():
        aside = data.with_name(f"{data.name}.before-{stamp()}")
        data.rename(aside)
        say(f"What was there is kept in {aside}")
    say(f"Restoring {base.name} ...")
    shutil.copytree(base, data)
    data.chmod(0o700)
    (data / ".made").touch()
    (data / "recovery.signal").touch()
    _give(cluster, data)
    _instruct(data, [folder for folder in (wal, source / "wal") if folder], at)
    cluster.start()
    try:
        _wait_for_end(cluster)
    finally:
        cluster.child.stop()
    archive.copy_files(source / "files", layout.run / "files")
    for kept in (HEAD, SIGNER_HEAD):
        archive.keep_head(source / HEAD, layout.run / kept)
    return time.monotonic() - began


def _give(cluster: Cluster, data: Path) -> None:
    for folder, _folders, files in os.walk(data):
        for path in (folder, *(os.path.join(folder, name) for name in files)):
            cluster.identity.give(Path(path))


def _instruct(data: Path, folders: list[Path], at: dt.datetime | None) -> None:
    """How to fetch segments, and where to stop, in the server's own settings file."""
    if any("'" in str(folder) or '"' in str(folder) for folder in folders):
        raise Trouble("The folder of the backup must not have quotation marks in its name.")
    places = [f'"{folder.resolve()}/%f{end}"' for folder in folders for end in ("", ".partial")]
    fetch = " || ".join(f'cp {place} "%p" 2>/dev/null' for place in places)
    lines = [f"restore_command = '{fetch}'"]
    if at is not None:
        lines.append(f"recovery_target_time = '{at.isoformat()}'")
        lines.append("recovery_target_action = 'promote'")
    with (data / "postgresql.auto.conf").open("a") as file:
        file.write("\n".join(["", *lines, ""]))


def _wait_for_end(cluster: Cluster) -> None:
    """Until the log is replayed and the server takes writes; then forget how to restore."""
    while True:
        link = psycopg2.connect(**connection(cluster.url(SUPERUSER, "postgres")))
        link.autocommit = True
        try:
            with link.cursor() as cursor:
                cursor.execute("select pg_is_in_recovery()")
                if not cursor.fetchone()[0]:
                    for name in ONCE:
                        cursor.execute(f"alter system reset {name}")
                    return
        finally:
            link.close()
        time.sleep(0.2)


def restore(layout: Layout, asked: argparse.Namespace) -> int:
    """The whole restore; afterwards the database is compared with the newest head of the log."""
    if asked.keys is not None:
        copy_keys(asked.keys, private_folder(layout.secrets))
        copy_vault_keys(asked.keys, layout.run)
    seconds = bring_back(layout, asked.folder, at=asked.at, wal=asked.wal)
    say(f"Restored in {seconds:.0f} s; comparing it with the published log ...")
    with_servers(layout, _compare)
    say("Done. Check: make manage CMD=verify_invariants, make manage CMD=verify_ledger.")
    say("Then take a new base backup: the log goes on from here on a timeline of its own.")
    return 0


def _compare(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "ops.prepare"]
    if subprocess.run(command, env=environment, check=False).returncode:
        raise Trouble(
            "The restored database is refused, for the reason above. Nothing was lost: restore\n"
            "again with the write-ahead log up to its end (FROM= with its wal folder, WAL= for\n"
            "the pg_wal folder of the server that crashed)."
        )


def with_servers(layout: Layout, work: Callable[[dict[str, str]], None]) -> None:
    """Do something while the servers run, with the environment of the portal's processes."""
    servers = Servers(layout, os.environ)
    try:
        work(portal_environment(layout, servers.start()))
    finally:
        servers.stop()


def arguments(given: list[str]) -> argparse.Namespace:
    """What was asked for; the Makefile's variables arrive as options, empty when not set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["backup", "restore"])
    parser.add_argument("--folder", type=_folder, required=True)
    parser.add_argument("--keys", type=_folder, default=None)
    parser.add_argument("--wal", type=_folder, default=None)
    parser.add_argument("--at", type=_moment, default=None)
    return parser.parse_args([part for part in given if not part.endswith("=")])


def _folder(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _moment(text: str) -> dt.datetime:
    """A moment with its offset, or in the machine's own zone."""
    return dt.datetime.fromisoformat(text).astimezone()


def main(given: list[str]) -> int:
    """Entry point."""
    asked, layout = arguments(given), for_portal()
    LISTENER.listen()
    try:
        layout.make()
        lock = take_lock(layout)
        if asked.command == "restore":
            if lock is None:
                raise Trouble("The portal runs; stop it before restoring.")
            return restore(layout, asked)
        if lock is None:
            take(layout, asked.folder, asked.keys)
        else:
            with_servers(layout, lambda _environment: _take(layout, asked))
    except Trouble as trouble:
        complain(trouble)
        return 1
    except Stop:
        return 130
    return 0


def _take(layout: Layout, asked: argparse.Namespace) -> None:
    take(layout, asked.folder, asked.keys)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
