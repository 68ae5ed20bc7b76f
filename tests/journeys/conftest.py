"""A running portal and a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.people import settle
from tests.journeys.running import Portal, running

# The driver runs an event loop in this thread; the tests' own queries are synchronous all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def bodies(committed_database: str) -> dict[str, Any]:
    """The bodies and people of the journeys."""
    return settle()


@pytest.fixture
def portal(bodies: dict[str, Any], tmp_path: Path) -> Iterator[Portal]:
    """Web, worker and beat on a database of their own."""
    with running(tmp_path) as found:
        yield found


@pytest.fixture
def sleepy_portal(bodies: dict[str, Any], tmp_path: Path) -> Iterator[Portal]:
    """The same without any wake-up at commit: beat alone finds the work."""
    with running(tmp_path, wake=False) as found:
        yield found


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """Chromium, headless."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh visitor at a desk."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()
