"""The faults, each as a function of the stage; which processes it hit is chosen by chance."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import redis

from ops.layout import ROOT
from tests.faults.stage import BEATS, Stage

Fault = Callable[[Stage, random.Random], None]
TASKS = (
    "publishing.tasks.publish_pending",
    "workflow.tasks.check_deadlines",
    "notices.tasks.send_notices",
    "imports.tasks.run_imports",
)
FULL_SECONDS = 3.0


def kill(pid: int | None) -> None:
    """Kill -9 one of our own processes."""
    if pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _a_child_of(stage: Stage, name: str, rng: random.Random) -> int | None:
    found = children_of(stage.children[name].pid)
    return rng.choice(found) if found else None


def children_of(parent: int | None) -> list[int]:
    """Process numbers of the living children of a process."""
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, above = file.read_text().rpartition(")")[2].split()[:2]
            if parent is not None and int(above) == parent and state != "Z":
                found.append(int(file.parent.name))
    return sorted(found)


def worker_child(stage: Stage, rng: random.Random) -> None:
    """Kill -9 a process of the worker's pool, wherever it is in its work."""
    kill(_a_child_of(stage, "worker", rng))


def worker(stage: Stage, rng: random.Random) -> None:
    """Kill -9 the whole worker."""
    kill(stage.children["worker"].pid)


def signer(stage: Stage, rng: random.Random) -> None:
    """Kill -9 the signer, wherever it is between signing, keeping and inserting a head."""
    kill(stage.children["signer"].pid)


def web(stage: Stage, rng: random.Random) -> None:
    """Kill -9 a process of the web server, with the requests it holds."""
    kill(_a_child_of(stage, "web", rng))


def beat(stage: Stage, rng: random.Random) -> None:
    """Kill -9 one of the three beats."""
    kill(stage.children[f"beat-{rng.randrange(BEATS)}"].pid)


def flush(stage: Stage, rng: random.Random) -> None:
    """FLUSHALL: every message is gone."""
    with contextlib.suppress(redis.RedisError), _redis(stage) as broker:
        broker.flushall()


def _redis(stage: Stage) -> Any:
    return redis.Redis(unix_socket_path=str(stage.broker.socket), socket_timeout=3)


def redis_killed(stage: Stage, rng: random.Random) -> None:
    """Kill -9 Redis and start it again."""
    kill(stage.broker.child.pid)
    stage.sleep(0.3)
    start_redis(stage)


def redis_restarted(stage: Stage, rng: random.Random) -> None:
    """Stop Redis in order and start it again."""
    stage.broker.child.stop()
    start_redis(stage)


def start_redis(stage: Stage) -> None:
    """Bring it up."""
    stage.broker.child.stop()
    stage.broker.start()


def messages_thrice(stage: Stage, rng: random.Random) -> None:
    """Every message three times, and one that nobody knows."""
    code = (
        "from credit_portal.celery import app\n"
        "import sys\n"
        "for name in sys.argv[1:] * 3: app.send_task('credit_portal.' + name, retry=False)\n"
        "app.send_task('os.system', args=['true'], retry=False)\n"
    )
    subprocess.run(
        [sys.executable, "-c", code, *TASKS],
        env=stage.environment, cwd=ROOT, check=False, timeout=60, capture_output=True,
    )  # fmt: skip


def backend_killed(stage: Stage, rng: random.Random) -> None:
    """Kill -9 a backend of PostgreSQL; the server then restarts all of them."""
    found = _backends(stage)
    if found:
        kill(rng.choice(found))
        stage.sleep(0.2)


def _backends(stage: Stage) -> list[int]:
    """Process numbers of the application's backends that really are children of our server."""
    ours = children_of(stage.cluster.child.pid)
    try:
        with stage.database() as cursor:
            cursor.execute("select pid from pg_stat_activity where usename = 'portal_app'")
            found = [row[0] for row in cursor.fetchall()]
        return [pid for pid in found if pid in ours]
    except Exception:  # the server is just coming up
        return []


def backends_terminated(stage: Stage, rng: random.Random) -> None:
    """pg_terminate_backend for every connection of the application."""
    with contextlib.suppress(Exception), stage.database() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename like 'portal_%'"
        )


def restarted_at_once(stage: Stage, rng: random.Random) -> None:
    """Immediate restart of PostgreSQL: no checkpoint, recovery from the log."""
    _end_postgres(stage, signal.SIGQUIT)
    stage.cluster.start()


def server_killed(stage: Stage, rng: random.Random) -> None:
    """Kill -9 the head of PostgreSQL's processes."""
    _end_postgres(stage, signal.SIGKILL)
    stage.cluster.start()


def _end_postgres(stage: Stage, how: signal.Signals) -> None:
    child = stage.cluster.child
    if child.process is not None and child.pid is not None:
        child.process.send_signal(how)
        child.process.wait(30)


def database_disk_full(stage: Stage, rng: random.Random) -> None:
    """No byte is left where the database lies, for some seconds."""
    with _filled(stage.place.database_disk, stage):
        stage.sleep(FULL_SECONDS)
    ensure_postgres(stage)


def uploads_disk_full(stage: Stage, rng: random.Random) -> None:
    """No byte is left where uploads lie, for some seconds."""
    with _filled(stage.place.uploads_disk, stage):
        stage.sleep(FULL_SECONDS)


@contextlib.contextmanager
def _filled(disk: Path, stage: Stage) -> Any:
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            with contextlib.suppress(OSError):
                while file.write(bytes(size)):
                    pass
    try:
        yield
    finally:
        ballast.unlink()


def ensure_postgres(stage: Stage) -> None:
    """Bring the server up when the fault has ended it; else wait until it answers."""
    limit = time.monotonic() + 10
    while stage.cluster.child.exit_code() is None and time.monotonic() < limit:
        if stage.cluster.answers():
            return
        stage.sleep(0.2)
    _end_postgres(stage, signal.SIGKILL)
    stage.cluster.start()


QUICK: dict[str, tuple[Fault, int]] = {
    "worker process killed": (worker_child, 6),
    "worker killed": (worker, 3),
    "beat killed": (beat, 2),
    "signer killed": (signer, 3),
    "web process killed": (web, 3),
    "messages lost (FLUSHALL)": (flush, 5),
    "Redis killed": (redis_killed, 2),
    "Redis restarted": (redis_restarted, 1),
    "messages three times": (messages_thrice, 2),
    "database backend killed": (backend_killed, 2),
    "database connections ended": (backends_terminated, 3),
    "database restarted at once": (restarted_at_once, 2),
    "database killed": (server_killed, 2),
}
DISKS: dict[str, tuple[Fault, int]] = {
    "database disk full": (database_disk_full, 1),
    "uploads disk full": (uploads_disk_full, 1),
}
REDIS = frozenset({"messages lost (FLUSHALL)", "Redis killed", "Redis restarted"})
