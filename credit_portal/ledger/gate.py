"""Nothing is served from a database that has forgotten part of the published log.

Asked when a process starts (it does not start then) and while it runs, because a database can be
replaced under a running site.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from celery import signals
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from credit_portal.common import health, lost, problems

from . import memory

logger = logging.getLogger(__name__)
#: Seconds between two looks of one process, and between two while it refuses.
CALM, ALARMED = 30.0, 3.0
OPEN = ("/healthz", "/readyz", "/metrics", "/static/")


class Gate:
    """What this process knows, and since when."""

    def __init__(self) -> None:
        self.refusal: memory.RolledBack | None = None
        self.again_at = 0.0

    def look(self) -> memory.RolledBack | None:
        """The reason to refuse, if there is one; asks again when it is time.

        A database that does not answer is no reason: whoever needs it will notice.
        """
        now = time.monotonic()
        if memory.place() is None or now < self.again_at:
            return self.refusal
        try:
            memory.catch_up()
            self.refusal = None
        except memory.RolledBack as refusal:
            logger.critical("%s", refusal.code)
            self.refusal = refusal
        except DatabaseError:
            pass
        self.again_at = now + (ALARMED if self.refusal else CALM)
        return self.refusal


GATE = Gate()


class LedgerMemory:
    """Answers 503, and why, while the database is older than its log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, or refuse."""
        refusal = None if request.path.startswith(OPEN) else GATE.look()
        if refusal is None:
            return self.get_response(request)
        if problems.is_api(request):
            response = problems.page(request, 503, refusal.code, refusal.message)
        else:
            response = lost.page(request, 503, refusal)
        response["Retry-After"] = "60"
        response["Cache-Control"] = "no-store"
        return response


def require_at_start() -> None:
    """Do not start on such a database: SystemExit with what to do (exit code 1).

    A database that does not answer yet does not hinder the start; `LedgerMemory` goes on asking.
    """
    try:
        memory.catch_up()
    except memory.RolledBack as refusal:
        raise SystemExit(f"{refusal.code}: {refusal}") from refusal
    except DatabaseError:
        logger.warning("the database does not answer yet; its log will be compared later")


def contained() -> health.Finding:
    """For /readyz: whether the log contains the newest head that was seen."""
    try:
        memory.check()
    except memory.RolledBack as refusal:
        return health.Finding("failed", refusal.code)
    return health.OK


def connect() -> None:
    """Let the worker ask when it starts, and /readyz whenever it is asked."""
    health.register("ledger_memory", contained)
    signals.worker_init.connect(_before_work, weak=False)


def _before_work(**_more: Any) -> None:
    require_at_start()
