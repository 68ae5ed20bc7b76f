"""Wake-ups: a message says only that there is work; the work itself is a row."""

import json
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import connection, transaction

from credit_portal.common import clock

logger = logging.getLogger(__name__)
_quiet: ContextVar[bool] = ContextVar("quiet", default=False)
_loading = threading.Lock()
#: Half a second for each step and no retry: a silent broker never holds a request (rule 27).
TRANSPORT = {
    "socket_timeout": 0.5,
    "socket_connect_timeout": 0.5,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
}


#: After a broker did not answer, this process leaves the waking to beat for so many seconds.
SILENCE = 5.0
_silent_until = 0.0


@dataclass(frozen=True)
class _Wake:
    """A wake-up that waits for the commit."""

    name: str

    def __call__(self) -> None:
        """Send it, unless the broker was silent a moment ago; never raise."""
        global _silent_until  # noqa: PLW0603 - what this process learnt of the broker
        task = current_app.tasks[self.name]
        if current_app.conf.task_always_eager:
            task.apply()
            return
        if time.monotonic() < _silent_until:
            return
        try:
            with current_app.connection_for_write(transport_options=TRANSPORT) as broker:
                task.apply_async(connection=broker, retry=False, ignore_result=True, expires=60)
        except Exception:  # the broker is away: beat finds the row within one interval
            _silent_until = time.monotonic() + SILENCE
            logger.warning("no wake-up for %s: the broker did not answer", self.name)


def load_tasks() -> None:
    """Make every task known. The web server does so before it answers, commands at first use.

    One thread at a time: Celery tells a second one that all is loaded while the first still loads.
    """
    with _loading:
        current_app.loader.import_default_modules()


def enqueue_on_commit(name: str) -> None:
    """Wake the task `name` after commit, once however often a transaction asks for it.

    Raises KeyError at once when no such task exists.
    """
    if name not in current_app.tasks:
        load_tasks()
    if name not in current_app.tasks:
        raise KeyError(f"no task is called {name}")
    wake = _Wake(name)
    if settings.WAKE_AT_COMMIT and not _quiet.get() and not _waits(wake):
        transaction.on_commit(wake)


def _waits(wake: _Wake) -> bool:
    """Whether the same wake-up waits already and lives at least as long as a new one would."""
    link = transaction.get_connection()
    alive = set(link.savepoint_ids)
    return any(entry[1] == wake and set(entry[0]) <= alive for entry in link.run_on_commit)


@contextmanager
def quietly() -> Iterator[None]:
    """No wake-ups inside: for a long run that drains the outbox itself."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def once_per_day(name: str, day: date) -> bool:
    """Whether the caller is the first to run `name` for `day`; claims it in his transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into common_jobrun (job, day, ran_at) values (%s, %s, %s)"
            " on conflict do nothing",
            [name, day, clock.now()],
        )
        return bool(cursor.rowcount == 1)


@dataclass(frozen=True)
class LastRun:
    """How the last run of a job went: `age` seconds ago by the machine's clock."""

    ok: bool
    age: float
    detail: dict[str, Any]


def last_state(name: str) -> LastRun | None:
    """What `keep_state` remembers of a job; None before its first run."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select ok, extract(epoch from clock_timestamp() - ended_at)::float8, detail::text"
            " from common_jobstate where job = %s",
            [name],
        )
        row = cursor.fetchone()
    return LastRun(row[0], row[1], json.loads(row[2])) if row else None


def keep_state(
    name: str, seconds: float, *, ok: bool, detail: dict[str, Any] | None = None
) -> None:
    """Remember how a run of `name` went (`seconds` long); the machine's clock, not the moved one.

    A run that says nothing of its own leaves the earlier detail.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into common_jobstate as j (job, ended_at, seconds, ok, succeeded_at, detail)"
            " values (%(job)s, now(), %(seconds)s, %(ok)s, case when %(ok)s then now() end,"
            " coalesce(%(detail)s::jsonb, '{}'))"
            " on conflict (job) do update set ended_at = now(), seconds = excluded.seconds,"
            " ok = excluded.ok, succeeded_at = coalesce(excluded.succeeded_at, j.succeeded_at),"
            " detail = coalesce(%(detail)s::jsonb, j.detail)",
            {
                "job": name,
                "seconds": seconds,
                "ok": ok,
                "detail": None if detail is None else json.dumps(detail),
            },
        )
