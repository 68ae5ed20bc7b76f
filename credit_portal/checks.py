"""System checks: what must hold of the database before the portal may serve.

`manage.py check --database default` runs them; `make run` and the production form do at start.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connection

from credit_portal.common import clock

OWNED = "select count(*) from pg_tables where schemaname = 'public' and tableowner = current_user"
CHINESE = "select show_trgm('沈阳市') <> '{}'"


def _value(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@register(Tags.database)
def check_database(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Locale works for Chinese, roles are apart, this year's calendar is loaded."""
    if not databases or "default" not in databases:
        return []
    try:
        return [*_locale(), *_roles(), *_calendar()]
    except DatabaseError as error:
        return [Warning(f"the database is not ready: {error}", id="portal.W001")]


def _locale() -> list[CheckMessage]:
    if _value(CHINESE):
        return []
    hint = "Create the database with lc_ctype C.UTF-8 (docs/operations.md)."
    return [Error("trigrams of Chinese text are empty", hint=hint, id="portal.E001")]


def _roles() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if _value(OWNED):
        hint = "Migrate as the owner (DATABASE_OWNER_URL) and run as another role."
        found.append(Error("the application role owns tables", hint=hint, id="portal.E002"))
    if settings.APP_ROLE == settings.PUBLIC_ROLE:
        hint = "Set DATABASE_PUBLIC_URL to a role of its own."
        found.append(Error("public pages use the application role", hint=hint, id="portal.E003"))
    return found


def loaded_years() -> list[int]:
    """Years of the calendar; imported late, for checks are registered before models are loaded."""
    from credit_portal.workdays import selectors  # noqa: PLC0415 - models

    return selectors.loaded_years()


def _calendar() -> list[CheckMessage]:
    year = clock.today().year
    if year in loaded_years():
        return []
    hint = (
        "Load the holiday notice: manage.py load_calendar FILE. Until then dates are provisional."
    )
    return [Warning(f"the calendar of {year} is not loaded", hint=hint, id="portal.W002")]
