"""One line of JSON per event, without personal data (security.md T4, T27).

What stands in a line: time, level, logger, the event, the request's number, the act's id, the
user's id, the name of the route. What never does: addresses with their values, query strings,
bodies, headers, the texts of exceptions (databases quote the row in them). A message of another
package is kept as its pattern only: what was put into it may be anything.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

#: Packages whose messages are ours and say numbers, codes and ids only.
OURS = ("credit_portal", "commitments", "integrity_files", "complaints", "assessments", "ops")
HIDDEN = "[…]"
ROOT = str(Path(__file__).resolve().parents[2]) + "/"
#: Deny-list behind the rule above: keys and tokens, addresses, mail, telephones, ID numbers.
DENIED = re.compile(
    r"(?i)(?:bearer|token|basic)\s+[\w.~+/=-]{6,}"
    r"|\b(?:password|passwd|secret|token|key|authorization|cookie|sessionid|csrf\w*)\s*[=:]\s*\S+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b(?:\d{1,3}\.){3}\d{1,3}\b"
    r"|\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{0,4}\b"
    r"|\b\d{17}[\dX]\b|\b\d{15}\b|(?<!\d)1[3-9]\d{9}(?!\d)|\+\d[\d -]{8,}\d"
    r"|\b[\w-]{40,}\b|\b[0-9a-f]{32,}\b"
    r"|\b\w+://\S+"
)
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|«[^»]*»")
PLACE = re.compile(r"%(?:\([^)]*\))?[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]|\{[^{}]*\}")
#: Loggers of packages that write whole sentences of what they were given.
MUTED_TEXT = ("django.request", "django.security", "django.server", "django.db", "py.warnings")

_facts: ContextVar[dict[str, Any] | None] = ContextVar("log_facts", default=None)
_silent: ContextVar[bool] = ContextVar("log_silent", default=False)


@contextmanager
def about(**facts: Any) -> Iterator[None]:
    """Every line written inside carries these facts too (request, task)."""
    token = _facts.set({**(_facts.get() or {}), **facts})
    try:
        yield
    finally:
        _facts.reset(token)


def also(**facts: Any) -> None:
    """From here on the lines of this request or task carry these facts; nothing outside of one."""
    present = _facts.get()
    if present is not None:
        present.update(facts)


@contextmanager
def silence() -> Iterator[None]:
    """Nothing at all is written inside: pages on which citizens report (security.md T4)."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def number() -> str:
    """The number of the present request or task run; empty outside of one."""
    return str((_facts.get() or {}).get("request", ""))


def scrubbed(text: str) -> str:
    """The text without anything that looks like a key, an address, a telephone or an ID number."""
    return DENIED.sub(HIDDEN, text)


def event(logger: logging.Logger, name: str, level: int = logging.INFO, **facts: Any) -> None:
    """Write an event of ours with its facts as members of the line."""
    logger.log(level, name, extra={"facts": facts})


class NotSilenced(logging.Filter):
    """Lets nothing through inside `silence()`."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line may be written."""
        return not _silent.get()


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; it never fails, whatever was put into the record."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _message(record),
            **(_facts.get() or {}),
            **{name: _plain(value) for name, value in getattr(record, "facts", {}).items()},
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = _failure(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def _plain(value: Any) -> Any:
    return scrubbed(value) if isinstance(value, str) else value


def _message(record: logging.LogRecord) -> str:
    if record.name.startswith(OURS):
        try:
            return scrubbed(record.getMessage())
        except (TypeError, ValueError):
            return scrubbed(str(record.msg))
    if record.name.startswith(MUTED_TEXT):
        return record.name
    return scrubbed(_pattern(str(record.msg), record.args))[:300]


def _pattern(message: str, args: Any) -> str:
    """The message with numbers filled in and everything else left out."""
    if isinstance(args, tuple) and args and all(type(one) in (int, float) for one in args):
        try:
            return message % args
        except (TypeError, ValueError):
            pass
    return PLACE.sub(HIDDEN, QUOTED.sub(HIDDEN, message.replace("\n", " ")))


def _failure(error: BaseException) -> dict[str, Any]:
    """Kind and places of a failure with its causes; never its text."""
    kinds: list[str] = []
    places: list[list[str]] = []
    seen: BaseException | None = error
    while seen is not None and len(kinds) < 5:
        kinds.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        frames = traceback.extract_tb(seen.__traceback__)[-12:]
        places.append([f"{_short(one.filename)}:{one.lineno} {one.name}" for one in frames])
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return {"kinds": kinds, "at": places}


def _short(path: str) -> str:
    return path.rsplit("site-packages/", 1)[-1].removeprefix(ROOT)


def configuration(level: str = "INFO") -> dict[str, Any]:
    """`logging` by dictionary: for Django, gunicorn and Celery alike."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"heard": {"()": "credit_portal.common.logs.NotSilenced"}},
        "formatters": {"json": {"()": "credit_portal.common.logs.JsonLines"}},
        "handlers": {
            "lines": {
                "class": "logging.StreamHandler",
                "formatter": "json",
                "filters": ["heard"],
            },
            "nowhere": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["lines"], "level": level},
        "loggers": {
            # Django's own handlers (console, mail to administrators) write whole addresses.
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            # Every refusal has its line from the request log already.
            "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
            "django.server": {"handlers": ["nowhere"], "level": "ERROR", "propagate": False},
            "gunicorn.error": {"handlers": [], "level": level, "propagate": True},
            "gunicorn.access": {"handlers": ["nowhere"], "level": "ERROR", "propagate": False},
            # Celery's lines per message; ours says name, state and duration (common.task_log).
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
            # What they say of a damaged upload is said to its sender by `files.checks`.
            "pypdf": {"level": "CRITICAL"},
            "PIL": {"level": "ERROR"},
        },
    }
