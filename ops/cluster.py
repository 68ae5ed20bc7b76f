"""A private PostgreSQL server that listens on a unix socket and on nothing else."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg2

from ops import addresses
from ops.binaries import find_postgres
from ops.identity import Identity, choose
from ops.layout import Layout, socket_folder
from ops.process import Child, started_at
from ops.signals import PATIENT
from ops.trouble import Trouble, say

SUPERUSER = "postgres"
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum_naptime=20s",
        # The permission matrix asks for thousands of pages in one transaction of savepoints.
        "max_locks_per_transaction=512")  # fmt: skip
START_SECONDS = 60.0


class Cluster:
    """Life of the server: make the data folder once, start, wait until it answers."""

    def __init__(
        self, layout: Layout, *, throwaway: bool = False, settings: Sequence[str] = ()
    ) -> None:
        self.layout = layout
        self.throwaway = throwaway
        self.settings = tuple(settings)
        self.identity: Identity = choose(find_postgres(), layout.cluster)
        self.sockets = self.identity.sockets or socket_folder(layout)
        self.child = self._child()

    def _child(self) -> Child:
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={self.sockets}",
            "unix_socket_permissions=0700",
            f"port={addresses.SOCKET_PORT}",
            "max_connections=120",
            "shared_buffers=128MB",
            "timezone=UTC",
            "log_timezone=UTC",
            "portal.throwaway=yes",  # demonstration mode is refused anywhere else
            *(FAST if self.throwaway else ()),
            *self.settings,
        ]
        flags = [part for setting in settings for part in ("-c", setting)]
        return Child(
            "postgres",
            self.identity.command("postgres", "-D", str(self.identity.data), *flags),
            self.layout.logs / "postgres.log",
            environment={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
            stop_signal=PATIENT,
            stop_seconds=30.0,
            user=self.identity.user,
            directory=Path("/"),
        )

    def prepare(self) -> None:
        """Make the data folder if there is none; a half-made one is made again."""
        data = self.identity.data
        if self.throwaway:
            shutil.rmtree(data, ignore_errors=True)
        if (data / "global" / "pg_control").exists() and (data / ".made").exists():
            self._forget_dead_server(data)
            return
        say("Preparing the embedded PostgreSQL ...")
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(mode=0o700, parents=True)
        self.identity.give(data)
        self._initdb(data)
        (data / ".made").touch()

    def _initdb(self, data: Path) -> None:
        flags = [*self.identity.postgres.locale_flags, f"--username={SUPERUSER}", "--auth=trust"]
        if self.throwaway:
            flags.append("--no-sync")
        done = subprocess.run(
            self.identity.command("initdb", "-D", str(data), *flags),
            user=self.identity.user,
            group=self.identity.user,
            extra_groups=[] if self.identity.user is not None else None,
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
        )
        if done.returncode:
            shutil.rmtree(data, ignore_errors=True)
            raise Trouble(f"PostgreSQL could not make its data folder {data}:\n{done.stderr}")

    def _forget_dead_server(self, data: Path) -> None:
        """Remove the lock files of a server that was killed.

        PostgreSQL itself does so unless their number went to another process meanwhile, or
        names a dead child that nobody waits for (containers without an init process).
        """
        locks = (data / "postmaster.pid", self.sockets / f".s.PGSQL.{addresses.SOCKET_PORT}.lock")
        for file in locks:
            with contextlib.suppress(OSError, ValueError, IndexError):
                pid = int(file.read_text().splitlines()[0])
                if started_at(pid) is None or not _works_in(pid, data):
                    file.unlink()

    def start(self) -> None:
        """Start and wait. After a kill the shared memory of the old server may linger: retry.

        Raises Trouble with the end of the server's log when it does not come up.
        """
        self.prepare()
        limit = time.monotonic() + START_SECONDS
        self.child.start()
        while not self.answers():
            if self.child.exit_code() is not None:
                if time.monotonic() > limit - START_SECONDS / 2:
                    break
                time.sleep(1.0)
                self.child.start()
            elif time.monotonic() > limit:
                break
            time.sleep(0.05)
        else:
            return
        self.child.stop()
        raise Trouble(
            f"The embedded PostgreSQL did not start; the end of {self.child.log}:\n"
            f"{self.child.last_lines()}"
        )

    def answers(self) -> bool:
        """Whether a connection succeeds."""
        try:
            psycopg2.connect(self.url(SUPERUSER, "postgres"), connect_timeout=5).close()
        except psycopg2.OperationalError:
            return False
        return True

    def url(self, role: str, database: str = addresses.DATABASE) -> str:
        """Address of the server for a role."""
        return addresses.socket_url(role, self.sockets, database)


def _works_in(pid: int, data: Path) -> bool:
    """Whether that process is a server of this data folder (it stands in it)."""
    try:
        return Path(os.readlink(f"/proc/{pid}/cwd")) == data.resolve()
    except OSError:
        return not Path("/proc/self").exists()  # without /proc: believe the pid file
