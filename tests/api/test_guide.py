"""The guide's commands run as they stand, against a server; and the fields that tell the limits."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connections
from django.test import Client
from django.test.testcases import LiveServerThread, _StaticFilesHandler
from rest_framework.settings import api_settings

from credit_portal.portal.api import guide
from tests.portal.support import put

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(bureau: Any, officer: Any, approver: Any) -> Iterator[str]:
    """The portal at an address of this machine, in the transaction of the test."""
    for number in range(3):
        put(bureau, officer, approver, title=f"新增停车位{number}")
    shared = {alias: connections[alias] for alias in ("default", "public_read")}
    for link in set(shared.values()):
        link.inc_thread_sharing()
    thread = LiveServerThread("127.0.0.1", _StaticFilesHandler, connections_override=shared)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()
    for link in set(shared.values()):
        link.dec_thread_sharing()


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="no curl or jq here")
def test_every_command_does_what_the_guide_says(server: str, tmp_path: Path) -> None:
    values = guide.values(server)
    for one in guide.EXAMPLES:
        command = one.for_site(values)
        assert "<" not in command
        done = subprocess.run(
            ["/bin/bash", "-euc", command], cwd=tmp_path, capture_output=True, text=True,
            timeout=20, check=False,
        )  # fmt: skip
        assert done.returncode == 0, (one.key, done.stderr)
        assert one.shows in done.stdout, (one.key, done.stdout[:500])


@pytest.mark.parametrize(("language", "word"), [("en", "API guide"), ("zh-hans", "接口使用指南")])
def test_the_guide_reads_in_both_languages(language: str, word: str) -> None:
    page = Client().get("/api/guide/", {"language": language}, headers={"Accept-Language": "fr"})
    assert word in page.content.decode() and page["Content-Language"] == language
    assert "/api/guide/" in Client().get("/api/docs/").content.decode()
    assert "/api/guide/" in Client().get("/").content.decode()


def test_answers_tell_what_is_left(bureau: Any, officer: Any, approver: Any) -> None:
    shown = put(bureau, officer, approver)
    paths = [
        "/api/v1/records/", f"/api/v1/records/{shown.ref}/", "/api/v1/divisions/?limit=1",
        "/api/v1/records/?colour=red",
    ]  # fmt: skip
    with patch.dict(api_settings.DEFAULT_THROTTLE_RATES, {"client": "4/min"}):
        for left, path in zip((3, 2, 1, 0), paths, strict=True):
            answer = Client().get(path)
            assert answer["RateLimit-Policy"] == '"client";q=4;w=60'
            assert answer["RateLimit"].startswith(f'"client";r={left};t=')
        for path in ("/api/v1/records/", "/api/v1/divisions/", "/api/reconcile/"):
            answer = Client().get(path)
            assert answer.status_code == 429
            assert answer["RateLimit"].startswith('"client";r=0;t=')
            assert 1 <= int(answer["Retry-After"]) <= 16
    assert "RateLimit" not in Client().get("/").headers
    headers = Client().get("/api/v1/schema/?format=json").json()["components"]["headers"]
    assert set(headers) == {"RateLimit", "RateLimit-Policy"}
