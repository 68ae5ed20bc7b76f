"""A real web server on the test's own database, and a token for every role."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from credit_portal.accounts import services
from credit_portal.accounts.roles import CODES
from credit_portal.common.errors import DomainError
from tests import factories
from tests.journeys.running import free_port
from tests.security.test_deployment import url

ROOT = Path(__file__).resolve().parents[2]


def environment(folder: Path, port: int, **more: str) -> dict[str, str]:
    """As in production, but for test mode (its clock row, its keys) and no throttle."""
    return {
        **os.environ,
        "DATABASE_URL": url("default"),
        "DATABASE_PUBLIC_URL": url("public_read"),
        "DATABASE_OWNER_URL": "",
        "REDIS_URL": settings.CELERY_BROKER_URL,
        "WAKE_AT_COMMIT": "0",
        "DEMO": "0",
        "EMBEDDED": "1",
        "TESTING": "1",
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "API_RATE": "1000000/min",
        "MEDIA_ROOT": str(folder / "media"),
        "EMAIL_FILE_PATH": str(folder / "mail"),
        "SECRETS_DIR": str(settings.SECRETS_DIR),
        "PYTHONPATH": str(ROOT),
        **more,
    }


@contextmanager
def web(folder: Path, workers: int = 2, **more: str) -> Iterator[str]:
    """Address of a gunicorn with the portal's own configuration; its log is `web.log`."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "ops/gunicorn_conf.py"]
    command += ["-b", f"127.0.0.1:{port}", "-w", str(workers)]
    with open(folder / "web.log", "wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(folder, port, **more), stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_it_answers(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def wait_until_it_answers(address: str, process: subprocess.Popen[bytes]) -> None:
    """Ask until /healthz answers. Raises AssertionError when it does not within two minutes."""
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the web server does not answer")


def tokens(bodies: dict[str, Any]) -> dict[str, str]:
    """A token of somebody of each role over the whole city; reading where writing is not given."""
    found = {}
    for role in sorted(CODES):
        user = factories.user(
            username=f"api_{role}",
            role=role,
            organisation=bodies["office"],
            title="专员",
            granted_on=bodies["city"],
        )
        found[role] = _token(user)
    return found


def _token(user: Any) -> str:
    try:
        scopes = ("read", "write")
        return services.create_token(actor=user, name="测试程序", scopes=scopes, days=9).secret
    except DomainError:
        return services.create_token(actor=user, name="测试程序", scopes=("read",), days=9).secret
