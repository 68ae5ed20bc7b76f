"""`check --deploy` has nothing to say of the production settings, and would say what is wrong."""

from __future__ import annotations

import json
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
from tests.security.judging import CHECK

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


def run(environment: dict[str, str], *command: str, told: str = "") -> Any:
    """A process of the portal under this environment and no other."""
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, input=told, capture_output=True,
        text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture
def calendar(committed_database: str) -> None:
    """This year's holidays, so that the check has no reason to warn."""
    from django.core.management import call_command

    from credit_portal.common import clock

    if clock.today().year not in checks.loaded_years():
        call_command("load_reference", verbosity=0)


#: What is changed in the production environment, and what the check says of it.
WRONG = [
    ({"HTTPS": "0"}, "security.W008"), ({"METRICS_TOKEN": ""}, "portal.E010"),
    ({"LEDGER_MEMORY": ""}, "portal.E011"),
    ({"DEBUG": "1"}, "portal.E009"), ({"LOG_NOTHING": "^/nothing"}, "portal.E008"),
]  # fmt: skip


@pytest.mark.committed
def test_production_settings_have_no_warning(calendar: None, tmp_path: Path) -> None:
    done = run(production(tmp_path), *CHECK)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.committed
def test_what_is_wrong_is_said(calendar: None, tmp_path: Path) -> None:
    """Of what nothing was changed in it says nothing there either."""
    changes = json.dumps([{}, *(change for change, _code in WRONG)])
    done = run(production(tmp_path), "-m", "tests.security.judging", told=changes)
    assert done.returncode == 0, done.stderr
    (fine, said), *answers = json.loads(done.stdout)
    assert (fine, "no issues (0 silenced)" in said) == (0, True), said
    for (change, code), (returned, said) in zip(WRONG, answers, strict=True):
        assert (returned, code in said) == (1, True), (change, said)


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
