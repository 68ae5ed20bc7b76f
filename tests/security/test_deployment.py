"""`check --deploy` has nothing to say of the production settings, and would say what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import run_checks

from credit_portal import checks
from credit_portal.ledger.keys import write_key

ROOT = Path(__file__).resolve().parents[2]


def url(alias: str) -> str:
    """Address of a role of the test database."""
    used = settings.DATABASES[alias]
    secret = f":{used['PASSWORD']}" if used["PASSWORD"] else ""
    query = f"?host={used['HOST']}&port={used['PORT']}"
    return f"postgres://{used['USER']}{secret}@/{used['NAME']}{query}"


def production(folder: Path) -> dict[str, str]:
    """The environment that docker-compose.yml gives, its keys made."""
    write_key(folder / "receipt.key")
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "credit_portal.settings",
        "DATABASE_URL": url("default"),
        "DATABASE_PUBLIC_URL": url("public_read"),
        "REDIS_URL": "redis://localhost:1/0",
        "SECRET_KEY": os.urandom(40).hex(),
        "METRICS_TOKEN": "0" * 40,
        "SECRETS_DIR": str(folder),
        "LEDGER_MEMORY": str(folder / "ledger" / "checkpoint"),
        "ALLOWED_HOSTS": "credit.example",
        "PUBLIC_URL": "https://credit.example",
        "HTTPS": "1",
    }


def check(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    command += ["--database", "default"]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def calendar(committed_database: str) -> None:
    """This year's holidays, so that the check has no reason to warn."""
    from django.core.management import call_command

    from credit_portal.common import clock

    if clock.today().year not in checks.loaded_years():
        call_command("load_reference", verbosity=0)


@pytest.mark.committed
def test_production_settings_have_no_warning(calendar: None, tmp_path: Path) -> None:
    done = check(production(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.committed
@pytest.mark.parametrize(("change", "code"), [
    ({"HTTPS": "0"}, "security.W008"), ({"METRICS_TOKEN": ""}, "portal.E010"),
    ({"LEDGER_MEMORY": ""}, "portal.E011"),
    ({"DEBUG": "1"}, "portal.E009"), ({"LOG_NOTHING": "^/nothing"}, "portal.E008"),
])  # fmt: skip
def test_what_is_wrong_is_said(
    calendar: None, tmp_path: Path, change: dict[str, str], code: str
) -> None:
    done = check({**production(tmp_path), **change})
    assert done.returncode == 1
    assert code in done.stderr


def test_a_portal_older_than_the_receipts_is_told_to_make_their_key(
    settings: Any, tmp_path: Path
) -> None:
    settings.SECRETS_DIR, settings.MAKE_KEYS = str(tmp_path), False
    found = {str(one.id): str(one.msg) for one in checks.check_surface()}
    assert "create_keys" in found["portal.E012"]
    write_key(tmp_path / "receipt.key")
    assert "portal.E012" not in {str(one.id) for one in checks.check_surface()}


def test_nothing_is_silenced() -> None:
    assert not getattr(settings, "SILENCED_SYSTEM_CHECKS", [])


def codes() -> set[str]:
    return {str(found.id) for found in run_checks(tags=["database"], databases=["default"])}


@pytest.mark.django_db
def test_a_sound_database_has_all_guards() -> None:
    assert not codes() & {"portal.E004", "portal.E005"}
    assert len(checks.guarded()) > 8


@pytest.mark.django_db
def test_a_missing_guard_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "guarded", lambda: {"common_cache"})
    monkeypatch.setattr(checks, "PROTECTED", {"common_cache"})
    assert {"portal.E004", "portal.E005"} <= codes()


@pytest.mark.parametrize(("name", "value", "code"), [
    ("MIDDLEWARE", ["x", checks.HEADERS], "portal.E007"),
    ("CONTENT_SECURITY_POLICY",
     {"DIRECTIVES": {"default-src": ["'self'"], "script-src": []}}, "portal.E006"),
    ("CONTENT_SECURITY_POLICY",
     {"DIRECTIVES": {"default-src": ["'none'"], "script-src": ["'unsafe-inline'"]}}, "portal.E006"),
])  # fmt: skip
def test_a_weak_surface_is_said(settings: Any, name: str, value: Any, code: str) -> None:
    setattr(settings, name, value)
    assert code in {found.id for found in checks.check_surface()}
