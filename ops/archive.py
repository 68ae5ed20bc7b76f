"""`BACKUP=folder make run`: keep what happens since the last base backup, as it happens.

The write-ahead log is received as a stream (a replication slot makes the server keep what was not
received yet); uploads and the newest head of the ledger are copied every few seconds.

    folder/wal          write-ahead log, segment by segment, the current one as *.partial
    folder/base         base backups, one folder each (ops.backup)
    folder/files        uploads; their names are random and their bytes never change
    folder/ledger       the newest signed head of the log
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from ops.addresses import connection
from ops.binaries import find_postgres
from ops.layout import private_folder
from ops.signals import LISTENER, Stop
from ops.trouble import Trouble, complain, say

SLOT = "portal_archive"
EVERY = 5.0  # seconds between two looks for new uploads


def receiver(folder: Path, url: str) -> list[str]:
    """Command that streams the write-ahead log into `folder/wal`, each commit flushed at once."""
    program = find_postgres().program("pg_receivewal")
    return [
        program, "--directory", str(private_folder(folder / "wal")), "--dbname", dsn(url, SLOT),
        "--slot", SLOT, "--synchronous", "--no-password",
    ]  # fmt: skip


def make_slot(folder: Path, url: str) -> None:
    """The slot, unless it is there. Raises Trouble when the server refuses it."""
    command = [*receiver(folder, url), "--create-slot", "--if-not-exists"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Trouble(f"The write-ahead log cannot be received:\n{done.stderr}")


def dsn(url: str, name: str) -> str:
    """The address as PostgreSQL's programs take it, with the name the server shows."""
    parts = {**connection(url), "application_name": name}
    quoted = {key: value.replace("\\", "\\\\").replace("'", "\\'") for key, value in parts.items()}
    return " ".join(f"{key}='{value}'" for key, value in quoted.items())


def copy_files(source: Path, target: Path) -> int:
    """Copy uploads that the target has not; how many. A file appears there whole or not at all."""
    copied = 0
    for file in sorted(source.rglob("*")) if source.exists() else []:
        there = target / file.relative_to(source)
        if not file.is_file() or there.exists():
            continue
        there.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = there.with_name(f".{there.name}.new")
        try:
            shutil.copy2(file, fresh)
        except FileNotFoundError:  # rolled back and swept meanwhile
            continue
        _sync(fresh)
        fresh.replace(there)
        copied += 1
    return copied


def keep_head(source: Path, target: Path) -> None:
    """Copy the signed head of the log when it is longer than the one kept there."""
    if head_size(source) <= head_size(target):
        return
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.new")
    shutil.copyfile(source, fresh)
    _sync(fresh)
    fresh.replace(target)


def head_size(note: Path) -> int:
    """Entries that a signed head speaks of; -1 without one."""
    try:
        return int(note.read_text(encoding="utf-8").splitlines()[1])
    except (OSError, ValueError, IndexError):
        return -1


def _sync(file: Path) -> None:
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def keep(folder: Path, url: str) -> int:
    """Receive and copy until stopped; the exit code of the receiver when it ends by itself."""
    make_slot(folder, url)
    with subprocess.Popen(receiver(folder, url)) as stream:
        try:
            while stream.poll() is None:
                copy_files(Path(os.environ["MEDIA_ROOT"]), folder / "files")
                keep_head(Path(os.environ["LEDGER_MEMORY"]), folder / "ledger" / "checkpoint")
                time.sleep(EVERY)
        finally:
            stream.terminate()
        return stream.returncode


def main(arguments: list[str]) -> int:
    """Entry point of the child that `make run` starts."""
    LISTENER.listen()
    try:
        return keep(private_folder(Path(arguments[0])), os.environ["BACKUP_URL"])
    except Trouble as trouble:
        complain(trouble)
        return 1
    except Stop:
        say("The archive rests.")
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
