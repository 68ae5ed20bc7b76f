"""`make run`: servers, migrations, the portal's processes, demonstration data until Ctrl-C."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from ops import addresses, port
from ops.cluster import SUPERUSER
from ops.layout import Layout, for_portal
from ops.process import Child
from ops.services import Servers, portal_environment
from ops.signals import LISTENER, Stop
from ops.supervisor import Supervisor
from ops.trouble import Trouble, complain, say

ANSWER_SECONDS = 90.0
HOPELESS = 3  # crashes of web before its first answer
WEB_FLAGS = [
    "--config",
    "ops/gunicorn_conf.py",
    "--graceful-timeout",
    "5",
    "--log-level",
    "warning",
]
WORKER_FLAGS = ["--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
BEAT_FLAGS = ["--pidfile", "", "--loglevel", "WARNING"]


def take_lock(layout: Layout) -> IO[str] | None:
    """Exclusive lock of this checkout, held as long as the returned file is open."""
    stream = open(layout.run / "lock", "a+", encoding="ascii")  # noqa: SIM115 - held on purpose
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        stream.close()
        return None
    return stream


def say_running(layout: Layout) -> int:
    """A second `make run` in the same checkout: say where the portal answers, change nothing."""
    try:
        address = json.loads(layout.environment.read_text())["PORT"]
    except (OSError, ValueError, KeyError):
        say("The portal is being started from this folder already.")
        return 1
    say(f"The portal runs from this folder already: http://localhost:{address}")
    return 0


def write_environment(layout: Layout, environment: Mapping[str, str], servers: set[str]) -> None:
    """Leave the addresses for `make manage` (mode 0600, inside a folder of mode 0700)."""
    names = {"SECRETS_DIR", "MEDIA_ROOT", "STATIC_ROOT", "EMAIL_FILE_PATH", "DEMO", "PORT"}
    names |= {"LEDGER_MEMORY", "SIGNER_MEMORY", "VAULT_FOLDER", "VAULT_PUBLIC_KEY", "VAULT_SOCKET"}
    kept = {name: environment[name] for name in sorted(names | servers)}
    layout.environment.touch(mode=0o600)
    layout.environment.write_text(json.dumps(kept, indent=1))


def children(layout: Layout, environment: Mapping[str, str]) -> dict[str, Child]:
    """The portal's own processes by name."""
    python, log = sys.executable, layout.logs
    celery = [python, "-m", "celery", "-A", "credit_portal.celery"]
    bind = f"{port.host_of(environment)}:{port.port_of(environment)}"
    workers, tasks = environment.get("WEB_WORKERS", "3"), environment.get("WORKERS", "2")
    commands = {
        "web": [python, "-m", "gunicorn", "--bind", bind],
        "worker": [*celery, "worker", "--concurrency", tasks, *WORKER_FLAGS],
        "beat": [*celery, "beat", "--schedule", environment["BEAT_SCHEDULE"], *BEAT_FLAGS],
        "signer": [python, "manage.py", "sign_ledger"],
        "vault": [python, "manage.py", "keep_vault"],
        "demonstration data": [python, "manage.py", "demo_data"],
    }
    commands["web"] += ["--workers", workers, *WEB_FLAGS]
    return {
        name: Child(
            name,
            command,
            log / f"{name.replace(' ', '-')}.log",
            environment=environment_of(name, environment),
            directory=layout.root,
            uses_servers=True,
        )
        for name, command in commands.items()
    }


def environment_of(process: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Environment of a process: nobody else knows role and record of the signer, or role and
    folder of the vault."""
    own = {
        "signer": {"DATABASE_SIGNER_URL", "SIGNER_MEMORY"},
        "vault": {"DATABASE_VAULT_URL", "VAULT_FOLDER"},
    }
    kept_from = set().union(*(names for owner, names in own.items() if owner != process))
    return {name: value for name, value in environment.items() if name not in kept_from}


def archive_of(layout: Layout, environment: Mapping[str, str]) -> Child:
    """The process that keeps the write-ahead log and the uploads in the folder BACKUP."""
    sockets = addresses.connection(environment["DATABASE_OWNER_URL"])["host"]
    url = addresses.socket_url(SUPERUSER, Path(sockets), "postgres")
    return Child(
        "archive",
        [sys.executable, "-m", "ops.archive", environment["BACKUP"]],
        layout.logs / "archive.log",
        environment={**environment, "BACKUP_URL": url},
        directory=layout.root,
        uses_servers=True,
    )


def prepare(layout: Layout, environment: Mapping[str, str]) -> None:
    """Migrations, reference data, static files. Raises Trouble when they fail."""
    done = subprocess.run(
        [sys.executable, "-m", "ops.prepare"], env=dict(environment), cwd=layout.root, check=False
    )
    if done.returncode:
        raise Trouble("The database could not be prepared; the reason stands above.")


def wait_for_web(web: Child, supervisor: Supervisor, environment: Mapping[str, str]) -> None:
    """Wait for the first answer, so that web has the processors to itself until then.

    Raises Trouble when it crashes again and again before it ever answered.
    """
    host, number = port.host_of(environment), port.port_of(environment)
    limit = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < limit:
        if port.status(host, number, "/healthz", 5.0) == 200:
            say(f"The portal answers at http://localhost:{number}   (Ctrl-C stops it)")
            return
        supervisor.look()
        if supervisor.crashes(web) >= HOPELESS:
            raise Trouble(
                f"The web server does not start; the end of {os.path.relpath(web.log)}:\n"
                f"{web.last_lines()}"
            )
        time.sleep(0.2)
    say(f"No answer from web yet; the end of {os.path.relpath(web.log)}:\n{web.last_lines()}")


def serve(layout: Layout, supervisor: Supervisor, environment: Mapping[str, str]) -> None:
    """Start the portal's processes in order of need and watch them until `Stop`."""
    found = children(layout, environment)
    supervisor.launch(found["web"])
    wait_for_web(found["web"], supervisor, environment)
    supervisor.launch(found["signer"])
    supervisor.launch(found["vault"])
    supervisor.launch(found["worker"])
    supervisor.launch(found["beat"])
    if environment.get("BACKUP"):
        supervisor.launch(archive_of(layout, environment))
    if environment["DEMO"] == "1":
        say("Demonstration data load in the background; the site can be used meanwhile.")
        supervisor.launch(found["demonstration data"], retries=3)
    supervisor.watch()


def bring_up(layout: Layout) -> None:
    """Everything from the servers to the last process; leaves by `Stop` or Trouble."""
    port.require_free(port.host_of(os.environ), port.port_of(os.environ))
    servers = Servers(layout, os.environ)
    supervisor = Supervisor(servers.register)
    try:
        stands = servers.start()
        environment = portal_environment(layout, stands)
        if environment.get("BACKUP") and stands["EMBEDDED"] != "1":
            raise Trouble("BACKUP is for the embedded database; docs/operations.md, section 5.")
        for child in servers.children:
            supervisor.adopt(child)
        prepare(layout, environment)
        write_environment(layout, environment, set(stands))
        serve(layout, supervisor, environment)
    finally:
        say("Stopping ...")
        supervisor.stop()
        servers.stop()
        layout.environment.unlink(missing_ok=True)


def main() -> int:
    """Entry point; exit code 0 after an orderly stop."""
    layout = for_portal()
    LISTENER.listen()
    try:
        port.port_of(os.environ)
        layout.make()
        lock = take_lock(layout)
        if lock is None:
            return say_running(layout)
        with lock:
            bring_up(layout)
    except Trouble as trouble:
        complain(trouble)
        return 1
    except Stop:
        say("Stopped. Nothing is left running; the data are kept in .run/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
