"""The walk of the HTML checker, and the page that nginx shows while the portal is down."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from email.message import Message
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from ops import html_check

ROOT = Path(__file__).resolve().parents[2]


def test_pages_of_one_template_have_one_shape() -> None:
    one, other = (
        html_check.shape(f"http://a/records/{ref}/?version=1")
        for ref in ("SY-C2026-0001234S", "SY-N2025-0000005Z")
    )
    assert one == other == "/records/*/?version"
    assert html_check.shape("http://a/organisations/x/") == "/organisations/*/?"
    assert html_check.shape("http://a/news/?q=1") != html_check.shape("http://a/policies/?q=1")


def test_the_walk_is_bounded_and_tells_dead_links(monkeypatch: pytest.MonkeyPatch) -> None:
    many = "".join(f'<a href="/records/{number:06}/">r</a>' for number in range(9))
    pages = {
        "/": '<a href="/a/">a</a><a href="/gone/">x</a><a href="https://b.example/">b</a>',
        "/a/": '<a href="/staff/">s</a>' + many,
    }

    def fetch(address: str) -> tuple[int, str, bytes]:
        path = address.removeprefix("http://a")
        known = path in pages or path.startswith("/records/0")
        return (200 if known else 404), "text/html", pages.get(path, "").encode()

    monkeypatch.setattr(html_check, "fetch", fetch)
    walk = html_check.Walk("http://a", most=50, each=2)
    walk.whole()
    assert walk.broken == {"http://a/gone/": 404}
    assert sum("/records/0" in address for address in walk.pages) == 2
    assert not any("staff" in address or "b.example" in address for address in walk.pages)


def test_slow_pages_are_named_and_judged_by_both_readings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    once = {"/slow/": 0.5, "/cold/": 0.9, "/quick/": 0.01}
    monkeypatch.setattr(html_check, "reread", lambda address: 0.4 if "slow" in address else 0.02)
    assert html_check.slow(once, 1, 0.3) == 1
    told = capsys.readouterr().out
    assert "p50 500 ms" in told and "max 900 ms; 2 of 3 above 300 ms" in told
    assert "900 ms, again 20 ms: /cold/" in told and "/quick/" not in told
    assert html_check.slow({"/slow/": 0.5}, 1, 0.6) == 0


def test_a_walk_asks_for_pages_that_no_front_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    conf = (ROOT / "ops/nginx/portal.conf").read_text(encoding="utf-8")
    (personal,) = re.findall(r'"~\*\((.+)\)=" 1', conf)
    assert html_check.UNCACHED["Cookie"].partition("=")[0] in personal.split("|")
    sent: list[str | None] = []

    def urlopen(asked: urllib.request.Request, timeout: int) -> Any:
        sent.append(asked.get_header("Cookie"))
        raise urllib.error.HTTPError(asked.full_url, 404, "", Message(), BytesIO(b"none"))

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)
    assert html_check.fetch("http://a/") == (404, "", b"none")
    assert sent == [html_check.UNCACHED["Cookie"]]


def test_the_page_of_nginx_needs_nothing_else() -> None:
    page = (ROOT / "ops/nginx/pages/unavailable.html").read_text(encoding="utf-8")
    assert "<script" not in page and not re.search(r"(?:src|href)=\"(?!/(?:en/)?\")", page)
    assert 'lang="zh-Hans"' in page and 'lang="en"' in page
    conf = (ROOT / "ops/nginx/portal.conf").read_text(encoding="utf-8")
    assert "error_page 502 504 /unavailable.html;" in conf
    assert "COPY ops/nginx/pages /srv/pages" in (ROOT / "Dockerfile").read_text(encoding="utf-8")
