"""Everything the portal runs on, in a folder of its own: servers, web, worker, signer, beats."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2

from ops import addresses, port, roles
from ops.broker import Broker
from ops.cluster import SUPERUSER, Cluster
from ops.layout import ROOT, Layout, private_folder
from ops.process import Child, end_group
from ops.run import BEAT_FLAGS, WORKER_FLAGS

HOST = "127.0.0.1"
BEATS = 3
#: Write-ahead log is kept small, so that a small disk holds a long run; everything else, above
#: all fsync and synchronous_commit, is as `make run` has it.
SERVER = ("max_wal_size=160MB", "min_wal_size=32MB", "log_checkpoints=off")
DATABASE_DISK = {False: "700m", True: "2g"}  # of a short run, of a long one
UPLOADS_DISK = "200m"  # below 100 MB free the portal calls itself not ready


@dataclass(frozen=True)
class Place(Layout):
    """Folders of a run; the database lies on a disk of its own."""

    @property
    def cluster(self) -> Path:
        """Place of the PostgreSQL data."""
        return self.database_disk / "data"

    @property
    def database_disk(self) -> Path:
        """A small disk for the database."""
        return self.run / "disk-database"

    @property
    def uploads_disk(self) -> Path:
        """A small disk for uploads."""
        return self.run / "disk-uploads"


@dataclass
class Stage:
    """The processes, by name, and how they are started, looked after and stopped."""

    place: Place
    small_disks: bool
    long: bool = False
    children: dict[str, Child] = field(default_factory=dict)
    resting: set[str] = field(default_factory=set)
    restarts: int = 0
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.place.make()
        for disk, size in (
            (self.place.database_disk, DATABASE_DISK[self.long]),
            (self.place.uploads_disk, UPLOADS_DISK),
        ):
            private_folder(disk)
            if self.small_disks:
                flags = ["-t", "tmpfs", "-o", f"size={size},mode=0700", "faults", str(disk)]
                subprocess.run(["mount", *flags], check=True)
        self.cluster = Cluster(self.place, settings=SERVER)
        self.broker = Broker(self.place)
        self.port = port.next_free(HOST, 18100) or 18100

    def start(self) -> None:
        """Servers, migrations, web, worker, signer, beats; returns when pages are answered."""
        self.cluster.start()
        roles.prepare_embedded(self.cluster.url(SUPERUSER, "postgres"), [addresses.DATABASE])
        self.broker.start()
        self.environment = {**os.environ, **self._environment()}
        prepare = [sys.executable, "-m", "ops.prepare"]
        subprocess.run(prepare, env=self.environment, cwd=ROOT, check=True)
        self.children = {child.name: child for child in self._portal()}
        for child in self.children.values():
            child.start()
        self.wait_for_web()

    def _environment(self) -> dict[str, str]:
        run = self.place.run
        return {
            "DATABASE_URL": self.cluster.url(addresses.APPLICATION),
            "DATABASE_OWNER_URL": self.cluster.url(addresses.OWNER),
            "DATABASE_PUBLIC_URL": self.cluster.url(addresses.PUBLIC),
            "DATABASE_SIGNER_URL": self.cluster.url(addresses.SIGNER),
            "DATABASE_VAULT_URL": self.cluster.url(addresses.VAULT),
            "REDIS_URL": self.broker.url,
            "EMBEDDED": "1",
            "DEMO": "1",
            "TESTING": "0",
            "DEBUG": "0",
            "PORT": str(self.port),
            "SECRETS_DIR": str(self.place.secrets),
            "MEDIA_ROOT": str(self.place.uploads_disk / "files"),
            "STATIC_ROOT": str(run / "static"),
            "EMAIL_FILE_PATH": str(run / "mail"),
            "LEDGER_MEMORY": str(run / "ledger" / "checkpoint"),
            "SIGNER_MEMORY": str(run / "signer" / "checkpoint"),
            "VAULT_FOLDER": str(run / "vault"),
            "VAULT_PUBLIC_KEY": str(run / "vault-key" / "public.key"),
            "VAULT_SOCKET": str(run / "vault-socket" / "vault"),
            "API_RATE": "1000000/min",
            "SWEEP_SECONDS": "2",
            "DJANGO_SETTINGS_MODULE": "credit_portal.settings",
            "PYTHONUNBUFFERED": "1",
        }

    def _portal(self) -> Iterator[Child]:
        python, run = sys.executable, self.place.run
        celery = [python, "-m", "celery", "-A", "credit_portal.celery"]
        gunicorn = [python, "-m", "gunicorn", "--bind", f"{HOST}:{self.port}", "--workers", "3"]
        flags = ["--config", "ops/gunicorn_conf.py", "--graceful-timeout", "5"]
        yield self._child("web", [*gunicorn, *flags, "--log-level", "warning"])
        yield self._child("worker", [*celery, "worker", "--concurrency", "2", *WORKER_FLAGS])
        yield self._child("signer", [python, "manage.py", "sign_ledger"])
        yield self._child("vault", [python, "manage.py", "keep_vault"])
        for number in range(BEATS):
            schedule = ["--schedule", str(run / "beat" / f"schedule-{number}")]
            yield self._child(f"beat-{number}", [*celery, "beat", *schedule, *BEAT_FLAGS])

    def _child(self, name: str, command: list[str]) -> Child:
        return Child(
            name,
            command,
            self.place.logs / f"{name}.log",
            environment=self.environment,
            directory=ROOT,
            stop_seconds=10.0,
        )

    def wait_for_web(self, seconds: float = 120.0) -> None:
        """Until a page that needs the database is answered. Raises TimeoutError."""
        limit = time.monotonic() + seconds
        while port.status(HOST, self.port, "/readyz") != 200:
            if time.monotonic() > limit:
                raise TimeoutError(self.children["web"].last_lines(30))
            self.look()
            time.sleep(0.2)

    def enter_django(self) -> None:
        """This process asks the same database from now on."""
        os.environ.update(self.environment)
        import django

        django.setup()

    def look(self) -> None:
        """Start again what ended by itself or was killed, as a supervisor does."""
        for name, child in self.children.items():
            if name not in self.resting and child.exit_code() is not None:
                child.end_rest()
                child.start()
                self.restarts += 1

    def sleep(self, seconds: float) -> None:
        """Pass time, looking after the processes."""
        limit = time.monotonic() + seconds
        while (left := limit - time.monotonic()) > 0:
            self.look()
            time.sleep(min(left, 0.1))

    @contextmanager
    def without(self, *names: str) -> Iterator[None]:
        """These processes stand still inside."""
        self.resting.update(names)
        for name in names:
            self.children[name].stop()
        try:
            yield
        finally:
            self.resting.difference_update(names)

    @contextmanager
    def database(self, role: str = SUPERUSER) -> Iterator[Any]:
        """A cursor that commits each statement."""
        link = psycopg2.connect(self.cluster.url(role), connect_timeout=5)
        link.autocommit = True
        with closing(link), link.cursor() as cursor:
            yield cursor

    def stop(self) -> None:
        """Stop everything that was started here, and take the disks away."""
        for child in self.children.values():
            child.ask_to_stop()
        for child in [*self.children.values(), self.broker.child, self.cluster.child]:
            child.stop()
            if child.process is not None:
                end_group(child.process.pid)
        if self.small_disks:
            for disk in (self.place.database_disk, self.place.uploads_disk):
                subprocess.run(["umount", "-l", str(disk)], check=False)
