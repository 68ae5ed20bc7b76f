"""Wake-ups: one a transaction, never in the way, never the only place where work stands."""

import os
import socket
import subprocess
import sys
import time
from typing import Any

import pytest
from django.db import connection, transaction

from credit_portal.common import jobs

pytestmark = pytest.mark.django_db
TASK = "credit_portal.publishing.tasks.publish_pending"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[str]:
    """Names of the wake-ups that were sent."""
    names: list[str] = []
    settings.WAKE_AT_COMMIT = True
    monkeypatch.setattr(jobs._Wake, "__call__", lambda wake: names.append(wake.name))
    return names


def test_a_transaction_wakes_a_task_once(
    sent: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(50):
            jobs.enqueue_on_commit(TASK)
    assert sent == [TASK]


def test_a_rolled_back_part_takes_only_its_own_wake_up(
    sent: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        try:
            with transaction.atomic():
                jobs.enqueue_on_commit(TASK)
                raise RuntimeError
        except RuntimeError:
            pass
        jobs.enqueue_on_commit(TASK)
    assert sent == [TASK]


def test_an_unknown_task_is_refused_at_once() -> None:
    with pytest.raises(KeyError):
        jobs.enqueue_on_commit("credit_portal.nobody.tasks.nothing")


FIRST_USE = f"""
import threading
import django
django.setup()
from credit_portal.common.jobs import enqueue_on_commit
begin, known = threading.Barrier(8), []
def use():
    begin.wait()
    enqueue_on_commit("{TASK}")
    known.append(1)
threads = [threading.Thread(target=use) for _ in range(8)]
[one.start() for one in threads]
[one.join() for one in threads]
print(len(known))
"""


def test_threads_that_are_first_at_once_all_know_the_tasks() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_USE],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "credit_portal.settings",
             "WAKE_AT_COMMIT": "0"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.stdout.strip(), done.stderr) == ("8", "")


def test_a_silent_broker_costs_one_short_wait(
    settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    from celery import current_app

    current_app.loader.import_default_modules()
    path = tmp_path / "silent"
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(path))
        silent.listen(8)
        monkeypatch.setattr(current_app.conf, "broker_write_url", f"redis+socket://{path}")
        monkeypatch.setattr(jobs, "_silent_until", 0.0)
        begun = time.monotonic()
        for _ in range(20):
            jobs._Wake(TASK)()
        assert time.monotonic() - begun < jobs.SILENCE
    assert connection.in_atomic_block
