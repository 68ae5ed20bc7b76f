"""The web server forks: what was opened before must not be shared."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ops import port
from ops.layout import ROOT
from tests.ops.test_processes import wait_for

APPLICATION = """
import json, os, time
import django
django.setup()
from django.db import connection

def ask():
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return cursor.fetchone()[0]

ask()  # while loading, as a careless module may do

def application(environ, start_response):
    time.sleep(0.05)  # long enough that requests at once meet different workers
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps([os.getpid(), ask()]).encode()]
"""


def answer(number: int) -> tuple[int, int] | None:
    """Process of the worker that answered, and of its database session."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{number}/", timeout=10) as found:
            worker, session = json.load(found)
            return int(worker), int(session)
    except (urllib.error.URLError, OSError):
        return None


def answers(number: int, count: int) -> list[tuple[int, int]]:
    """What the workers answered to so many requests, six at once."""
    with ThreadPoolExecutor(6) as pool:
        return [pair for pair in pool.map(answer, [number] * count) if pair]


def workers_seen(number: int) -> int:
    return len({worker for worker, _session in answers(number, 12)})


def test_no_two_workers_share_a_database_connection(tmp_path: Path) -> None:
    (tmp_path / "careless.py").write_text(APPLICATION)
    number = port.next_free("127.0.0.1", 18500) or 18500
    command = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "ops/gunicorn_conf.py")]
    command += ["--workers", "3", "--bind", f"127.0.0.1:{number}", "careless:application"]
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": path, "DEMO": "0"}
    with subprocess.Popen(command, env=environment, cwd=tmp_path) as server:
        try:
            wait_for(lambda: workers_seen(number) == 3, 60)
            found = answers(number, 60)
        finally:
            server.send_signal(signal.SIGTERM)
    sessions = defaultdict(set)
    for worker, session in found:
        sessions[session].add(worker)
    assert len(found) == 60
    assert len({worker for worker, _session in found}) > 1
    assert [workers for workers in sessions.values() if len(workers) > 1] == []
