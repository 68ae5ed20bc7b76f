"""A running portal and a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.people import settle
from tests.journeys.running import Portal, running
from tests.plugins.browser import started


@pytest.fixture(scope="package")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One Chromium for all journeys of this process; each visitor has a context of his own."""
    with started(chromium_path) as found:
        yield found


@pytest.fixture
def bodies(committed_database: str) -> dict[str, Any]:
    """The bodies and people of the journeys."""
    return settle()


@pytest.fixture
def portal(bodies: dict[str, Any]) -> Iterator[Portal]:
    """Web, worker, beat and signer on a database of their own."""
    with running() as found:
        yield found


@pytest.fixture
def sleepy_portal(bodies: dict[str, Any]) -> Iterator[Portal]:
    """The same without any wake-up at commit: beat alone finds the work."""
    with running(wake=False) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh visitor at a desk."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()
