"""What must hold of the directory and of roles so that every complaint comes to somebody.

`manage.py check --database default` asks it; `make run` and the production form do at start.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, Warning
from django.db import DatabaseError

from complaints.services import offices

ROLES = (
    "Give hotline_operator, hotline_supervisor and credit_reviewer over this body to people of"
    " another one, for instance of the inspection office (docs/hotline.md)."
)


def register() -> None:
    """Add the check; called when the app is ready."""
    checks.register(check_hotline, Tags.database)


def check_hotline(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """The office that is set exists; somebody looks after complaints about the hotline itself."""
    if not databases or "default" not in databases:
        return []
    try:
        return [*_office(), *_unserved()]
    except DatabaseError as error:
        return [Warning(f"the database is not ready: {error}", id="complaints.W001")]


def _office() -> list[CheckMessage]:
    if not settings.HOTLINE_OFFICE or offices.configured() is not None:
        return []
    words = f"HOTLINE_OFFICE names no active body: {settings.HOTLINE_OFFICE}"
    return [Error(words, id="complaints.E001")]


def _unserved() -> list[CheckMessage]:
    return [
        Warning(
            f"nobody outside of {one.name_zh} may handle complaints about it",
            hint=ROLES, id="complaints.W002",
        )
        for one in offices.unserved()
    ]  # fmt: skip
