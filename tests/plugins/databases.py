"""Databases of the tests: cloned from one migrated template, used as the application role."""

import fcntl
import hashlib
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from tests.plugins import servers

__all__ = ["committed_database", "db", "django_db_modify_db_settings", "django_db_setup"]

ROOT = Path(__file__).resolve().parents[2]
#: Aliases that speak over the default connection, except in `committed` tests.
SHARED = ("public_read", "signer", "vault")
# A browser's event loop runs in the tests' own thread. Django would keep a second set of
# connections while it does, and one of them could still lead to another test's database.
connections._connections = threading.local()  # type: ignore[attr-defined]


def _fingerprint() -> str:
    """Digest of everything that shapes the template: migrations and reference data."""
    digest = hashlib.sha256()
    patterns = (
        "*/migrations/*.py",
        "*/*/migrations/*.py",
        "*/data/*",
        "*/*/data/*",
        "*/*/seeds.py",
        "credit_portal/accounts/roles.py",
        "credit_portal/common/db.py",
    )
    for path in sorted({p for pattern in patterns for p in ROOT.glob(pattern)}):
        if path.is_file() and ".venv" not in path.parts:
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _build_template(name: str) -> None:
    building = f"{name}_building"
    servers.clone(building, "template1")
    servers.point_at(building)
    call_command("migrate", database="owner", verbosity=0)
    call_command("load_reference", verbosity=0)
    for alias in servers.ALIASES:
        connections[alias].close()
    servers.run(f'alter database "{building}" rename to "{name}"')


@contextmanager
def _turn(name: str) -> Iterator[None]:
    """Whoever speaks to this server does it one after another; other servers do not wait."""
    owner = settings.DATABASES["owner"]
    server = hashlib.sha256(f"{owner['HOST']} {owner['PORT']}".encode()).hexdigest()[:12]
    path = Path(tempfile.gettempdir()) / f"{name}_{server}.lock"
    with open(path, "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@cache
def _template() -> str:
    """Name of the migrated template, made by whoever comes first."""
    name = f"portal_tpl_{_fingerprint()}"
    with _turn(name):
        if not servers.ask("select 1 from pg_database where datname = %s", name):
            _build_template(name)
    return name


def _clone(name: str) -> None:
    with _turn("portal_clone"):
        servers.clone(name, _template())


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """No renaming by pytest-django: the clones have their own names."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: "pytest.FixtureRequest") -> Iterator[None]:
    """Clone the template for this worker; one connection, as the application, speaks for the
    public, the signer and the vault too. Only in this clone it may therefore write what the signer
    writes: what each role really may is tested in fresh clones (`committed`)."""
    name = f"portal_t_{os.getpid()}"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _clone(name)
        servers.point_at(name)
        with connections["owner"].cursor() as cursor:
            for table in ("ledger_checkpoint", "ledger_cosignature"):
                cursor.execute(f'grant insert on {table} to "{settings.APP_ROLE}"')
        connections["owner"].close()
        for alias in SHARED:
            connections[alias] = connections["default"]
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connections["default"].close()
        servers.drop(name)


@pytest.fixture
def db(request: pytest.FixtureRequest) -> None:
    """The test's database: a transaction rolled back, or a fresh clone when `committed`."""
    committed = request.node.get_closest_marker("committed")
    request.getfixturevalue("committed_database" if committed else "_django_db_helper")


@pytest.fixture
def committed_database(
    django_db_setup: None, django_db_blocker: "pytest.FixtureRequest"
) -> Iterator[str]:
    """A fresh clone with real commits and a real connection per role; never flushed."""
    from django.db.backends.postgresql.base import DatabaseWrapper

    name = f"portal_c_{os.getpid()}"
    shared, before = connections["default"], str(settings.DATABASES["default"]["NAME"])
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        shared.close()
        _clone(name)
        for alias in SHARED:
            connections[alias] = DatabaseWrapper(connections.settings[alias], alias)
        servers.point_at(name)
        yield name
        for alias in servers.ALIASES:
            connections[alias].close()
        for alias in SHARED:
            connections[alias] = shared
        servers.point_at(before)
        servers.drop(name)
