"""The guide's commands run as they stand, against a server; and the fields that tell the limits."""

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.test import Client
from rest_framework.settings import api_settings

from credit_portal.portal.api import guide
from tests.portal.support import put

pytestmark = pytest.mark.django_db


class Silent(WSGIRequestHandler):
    """Writes no line for each request."""

    def log_message(self, *arguments: Any) -> None:
        """Nothing."""


def run(command: str, folder: Path, server: WSGIServer) -> subprocess.Popen[str]:
    """Run a command while this thread answers it, in the transaction of the test."""
    words = ["/bin/bash", "-euc", command]
    pipe = subprocess.PIPE
    done = subprocess.Popen(words, cwd=folder, stdout=pipe, stderr=pipe, text=True)
    until = time.monotonic() + 60
    while done.poll() is None and time.monotonic() < until:
        server.handle_request()
    return done


@pytest.mark.skipif(
    os.environ.get("CI") != "true" and not (shutil.which("curl") and shutil.which("jq")),
    reason="THE GUIDE NOT TRIED: install curl and jq",
)
def test_every_command_does_what_the_guide_says(
    bureau: Any, officer: Any, approver: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        put(bureau, officer, approver, title=f"新增停车位{number}")
    for signal in (request_started, request_finished):  # as the test client does
        monkeypatch.setattr(signal, "receivers", [])
    with make_server("127.0.0.1", 0, WSGIHandler(), handler_class=Silent) as server:
        server.timeout = 0.02
        values = guide.values(f"http://127.0.0.1:{server.server_port}")
        for one in guide.EXAMPLES:
            command = one.for_site(values)
            assert "<" not in command
            done = run(command, tmp_path, server)
            told, failed = done.communicate(timeout=5)
            assert done.returncode == 0, (one.key, failed)
            assert one.shows in told, (one.key, told[:500])


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
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    headers = elsewhere.get("/api/v1/schema/?format=json").json()["components"]["headers"]
    assert set(headers) == {"RateLimit", "RateLimit-Policy"}
