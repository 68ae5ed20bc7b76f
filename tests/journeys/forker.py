"""`python -m tests.journeys.forker`: has loaded the portal, and forks its processes when asked.

Loading takes far longer than what a process does then until it answers. Each line on standard
input is an order in JSON, answered by a line when it is done: the values of some settings, and a
list of commands with their logs, which run with them from now on in the place of what ran before.
It ends with its input, and they with it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connections
from django.template.exceptions import TemplateSyntaxError
from django.template.loader import get_template

PATIENCE = 10.0


def _web() -> None:
    import_module("gunicorn.app.wsgiapp").run()


def _celery() -> None:
    import_module("celery.__main__").main()


def _command() -> None:
    import_module("django.core.management").execute_from_command_line(sys.argv)


PROGRAMS: dict[str, Callable[[], None]] = {
    "gunicorn": _web,
    "celery": _celery,
    "manage.py": _command,
}


def load() -> None:
    """Everything that the processes need; the database is asked by themselves alone."""
    django.setup()
    for name in ("credit_portal.celery", "gunicorn.app.wsgiapp", "celery.bin.worker"):
        import_module(name)
    import_module("credit_portal.common.jobs").load_tasks()
    import_module("credit_portal.common.warm").load_addresses()
    for folder in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
        with suppress(TemplateSyntaxError):
            get_template(str(folder.relative_to(Path(settings.BASE_DIR) / "templates")))
    connections.close_all()


def fork(command: list[str], log: str, values: dict[str, Any]) -> int:
    """A process of its own session that runs a program with these arguments under these values
    of settings; its id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.setsid()
        _speak_to(log)
        for name, value in values.items():
            setattr(settings, name, value)
        sys.argv = command
        PROGRAMS[command[0]]()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _speak_to(log: str) -> None:
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(target, 1)
    os.dup2(target, 2)


def end(children: list[int]) -> None:
    """End them as a supervisor would; by force what is left after ten seconds."""
    for child in children:
        _signal(child, signal.SIGTERM)
    limit = time.monotonic() + PATIENCE
    for child in children:
        while os.waitpid(child, os.WNOHANG) == (0, 0):
            if time.monotonic() > limit:
                _signal(child, signal.SIGKILL)
            time.sleep(0.02)
        _signal(child, signal.SIGKILL)


def _signal(group: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, number)


def main() -> None:
    """Answer orders until nobody can give any more."""
    load()
    children: list[int] = []
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    for line in sys.stdin:
        end(children)
        values, commands = json.loads(line)
        children = [fork(command, log, values) for command, log in commands]
        print("done", file=answer, flush=True)
    end(children)


if __name__ == "__main__":
    main()
