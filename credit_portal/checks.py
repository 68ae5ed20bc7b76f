"""System checks: what must hold of the database before the portal may serve.

`manage.py check --database default` runs them; `make run` and the production form do at start.
"""

import re
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from credit_portal.common import clock
from credit_portal.common.db import Guard
from credit_portal.ledger import receipt_keys

OWNED = "select count(*) from pg_tables where schemaname = 'public' and tableowner = current_user"
PROTECTED = {"integrity_files_fileentry"}
FORCED = "select relname from pg_class where relname = any(%s) and relforcerowsecurity"
ALWAYS = "select tgname from pg_trigger where tgname = any(%s) and tgenabled = 'A'"
MIGRATE = "Migrate as the owner; nobody may take this off."
HEADERS = "credit_portal.common.security_headers.SecurityHeaders"
REPORTS = "/complaints/new/"
SURFACE = {
    "portal.E006": "the content policy lets scripts in",
    "portal.E007": "the security headers are not the outermost middleware",
    "portal.E008": "requests to report are written to the log (LOG_NOTHING)",
    "portal.E009": "demonstration, test or debugging mode is on",
    "portal.E010": "METRICS_TOKEN is not set: nobody can watch the portal",
    "portal.E011": "LEDGER_MEMORY is not set: a database restored from long ago goes unnoticed",
    "portal.E012": "receipt.key is missing in SECRETS_DIR: run manage.py create_keys once more",
}
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
        return [*_locale(), *_roles(), *_row_security(), *_guards(), *_calendar()]
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


def _row_security() -> list[CheckMessage]:
    """Tables about persons show nothing without a purpose, not even to who may read them (T6)."""
    with connection.cursor() as cursor:
        cursor.execute(FORCED, [list(PROTECTED)])
        found = {name for (name,) in cursor.fetchall()}
    return [
        Error(f"row security is not forced on {name}", hint=MIGRATE, id="portal.E004")
        for name in sorted(PROTECTED - found)
    ]


def guarded() -> set[str]:
    """Tables that the migrations guard as insert-only."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {
        table
        for migration in loader.disk_migrations.values()
        for operation in migration.operations
        if isinstance(operation, Guard)
        for table in operation.tables
    }


def _guards() -> list[CheckMessage]:
    """Insert-only tables have both triggers, which no session setting passes by (T1)."""
    wanted = {f"{table}_{kind}" for table in guarded() for kind in ("keep", "keep_all")}
    with connection.cursor() as cursor:
        cursor.execute(ALWAYS, [list(wanted)])
        found = {name for (name,) in cursor.fetchall()}
    return [
        Error(f"the guard {name} is missing or not always on", hint=MIGRATE, id="portal.E005")
        for name in sorted(wanted - found)
    ]


@register(Tags.security, deploy=True)
def check_surface(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """What protects readers is on, and what tells of them is off."""
    policy: Any = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    sound = {
        "portal.E006": policy.get("default-src") == ["'none'"]
        and not {"'unsafe-inline'", "'unsafe-eval'", "*"} & set(map(str, policy["script-src"])),
        "portal.E007": settings.MIDDLEWARE[0] == HEADERS,
        "portal.E008": any(re.search(pattern, REPORTS) for pattern in settings.LOG_NOTHING),
        "portal.E009": not (settings.DEMO or settings.TESTING or settings.DEBUG),
        "portal.E010": bool(settings.METRICS_TOKEN),
        "portal.E011": bool(settings.LEDGER_MEMORY),
        "portal.E012": receipt_keys.exists() or settings.MAKE_KEYS,
    }
    return [Error(SURFACE[code], id=code) for code, fine in sound.items() if not fine]


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
