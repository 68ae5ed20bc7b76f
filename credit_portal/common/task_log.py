"""Every run of a task: one line in the log, and its state in the database."""

from __future__ import annotations

import logging
import logging.config
import time
from contextlib import ExitStack
from typing import Any

from celery import signals
from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction

from credit_portal.common import jobs, logs
from credit_portal.common.request_log import new_number

logger = logging.getLogger(__name__)
_open: dict[str, tuple[ExitStack, float]] = {}


def connect() -> None:
    """Let Celery use the portal's log form and tell of each run in its workers."""
    signals.setup_logging.connect(_configure, weak=False)
    signals.task_prerun.connect(_begin, weak=False)
    signals.task_postrun.connect(_end, weak=False)


def _configure(**_given: Any) -> None:
    """Celery leaves the log alone when somebody answers this signal; Django has set it up."""
    logging.config.dictConfig(settings.LOGGING)


def _begin(task_id: str, task: Any, **_given: Any) -> None:
    if task.request.is_eager:
        return
    stack = ExitStack()
    stack.enter_context(logs.about(request=new_number(), task=short(task.name)))
    _open[task_id] = (stack, time.monotonic())


def _end(task_id: str, task: Any, state: str | None = None, **_given: Any) -> None:
    if task_id not in _open:
        return
    stack, begun = _open.pop(task_id)
    with stack:
        seconds, ok = time.monotonic() - begun, state == "SUCCESS"
        level = logging.INFO if ok else logging.ERROR
        logs.event(logger, "task", level, state=state, ms=round(seconds * 1000, 1))
        try:
            with transaction.atomic():
                jobs.keep_state(short(task.name), seconds, ok=ok)
        except (DatabaseError, InterfaceError):
            logger.warning("the state of a task was not kept: the database is away")


def short(name: str) -> str:
    """publishing.publish_pending of credit_portal.publishing.tasks.publish_pending."""
    return name.removeprefix("credit_portal.").replace(".tasks.", ".")
