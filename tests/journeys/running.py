"""The whole portal as real processes on a database of its own: web, worker, beat, signer, vault."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from ops import port

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
NAME = "localhost"  # browsers make passkeys for a name, never for an address of numbers
PATIENCE = 30.0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: str, check: Callable[[], bool], patience: float = PATIENCE) -> float:
    """Ask until it is so; seconds that it took. Fails with `what` when patience ends."""
    begun = time.monotonic()
    while time.monotonic() - begun < patience:
        if check():
            return time.monotonic() - begun
        time.sleep(0.1)
    raise AssertionError(f"not so within {patience:.0f} s: {what}")


@dataclass
class Portal:
    """A running portal."""

    url: str
    folder: Path

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of a page, without a browser."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(errors="replace")
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return 0, ""

    def log(self) -> str:
        """What the processes wrote."""
        return "\n".join(path.read_text(errors="replace") for path in self.folder.glob("*.log"))


def _url(alias: str) -> str:
    """Database URL of an alias as the tests use it now."""
    used = settings.DATABASES[alias]
    secret = f":{used['PASSWORD']}" if used["PASSWORD"] else ""
    place = f"?host={used['HOST']}&port={used['PORT']}"
    return f"postgres://{used['USER']}{secret}@/{used['NAME']}{place}"


def broker_url() -> str:
    """The broker of the running portal: a database of it that no other test process uses."""
    broker = settings.CELERY_BROKER_URL.split("?")[0]
    number = os.getpid() % 15 + 1
    suffix = f"?virtual_host={number}" if broker.startswith("redis+socket") else f"/{number}"
    return broker.removesuffix("/0") + suffix


def _environment(folder: Path, number: int) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": _url("default"),
        "DATABASE_PUBLIC_URL": _url("public_read"),
        "DATABASE_SIGNER_URL": _url("signer"),
        "DATABASE_VAULT_URL": _url("vault"),
        "DATABASE_OWNER_URL": "",
        "REDIS_URL": broker_url(),
        "DEMO": "1",
        "EMBEDDED": "1",
        "TESTING": "1",
        "SWEEP_SECONDS": "1",
        "PORT": str(number),
        "PUBLIC_URL": f"http://{NAME}:{number}",
        "MEDIA_ROOT": str(folder / "media"),
        "EMAIL_FILE_PATH": str(folder / "mail"),
        "BEAT_SCHEDULE": str(folder / "beat"),
        "SECRETS_DIR": str(settings.SECRETS_DIR),
        "VAULT_FOLDER": str(folder / "vault"),
        "VAULT_PUBLIC_KEY": str(folder / "vault-key" / "public.key"),
        "VAULT_SOCKET": str(folder / "vault-socket" / "vault"),
        "PYTHONPATH": str(ROOT),
    }


CELERY = ("celery", "-A", "credit_portal.celery")
CONFIGURED = ("-c", "ops/gunicorn_conf.py")
QUIET = ("--without-gossip", "--without-mingle")
#: Seconds between two looks at what acts wake up anyway, and at what only the clock brings.
WOKEN, UNWOKEN = 4.0, 1.0


def _commands(number: int) -> dict[str, list[str]]:
    """Beat is a process of its own here too, but forked by the worker: it need not load again."""
    return {
        "web": ["gunicorn", *CONFIGURED, "-b", f"{HOST}:{number}", "-w", "2"],
        "worker": [*CELERY, "worker", "--beat", "-c", "1", "-l", "INFO", *QUIET],
        "signer": ["manage.py", "sign_ledger"],
        "vault": ["manage.py", "keep_vault"],
    }


def _schedule() -> dict[str, dict[str, Any]]:
    """Beat's own, with seldom looks at what acts wake up: a look at nothing costs a page."""
    found = {}
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        is_swept = entry["schedule"] == settings.SWEEP_SECONDS
        every = UNWOKEN if name == "deadlines" else WOKEN if is_swept else entry["schedule"]
        found[name] = {**entry, "schedule": every}
    return found


class Loaded:
    """A process that has loaded the portal and forks web and worker anew for each test."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portal-"))
        # Below the numbers that the system gives to connections, so that it stays ours.
        self.port = port.next_free(HOST, 20_000 + os.getpid() * 10 % 10_000) or free_port()
        self.url = f"http://{NAME}:{self.port}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.forker"],
            cwd=ROOT,
            env=_environment(self.folder, self.port),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=sys.stderr,
            text=True,
            start_new_session=True,
        )

    def start(self, wake: bool) -> None:
        """Begin anew, with nothing of an earlier test in the folder; `wake` says whether acts wake
        up tasks at commit."""
        for left in self.folder.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        commands = [
            (command, f"{self.folder}/{name}.log") for name, command in _commands(self.port).items()
        ]
        if wake:
            self._run(commands, WAKE_AT_COMMIT=True, CELERY_BEAT_SCHEDULE=_schedule())
        else:
            self._run(commands, WAKE_AT_COMMIT=False)

    def stop(self) -> None:
        """Let nothing run until the next start."""
        self._run([])

    def _run(self, commands: list[tuple[list[str], str]], **values: Any) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps([values, commands]), file=self._process.stdin, flush=True)
        assert self._process.stdout.readline() == "done\n", "the portal could not be loaded"


@cache
def _loaded() -> Loaded:
    return Loaded()


@contextmanager
def running(*, wake: bool = True) -> Iterator[Portal]:
    """Start everything, wait until it answers, stop everything by its own process ids."""
    loaded = _loaded()
    loaded.start(wake)
    portal = Portal(loaded.url, loaded.folder)
    try:
        wait_for("the portal answers", lambda: portal.get("/healthz")[0] == 200, patience=120.0)
        yield portal
    finally:
        loaded.stop()
