"""Chromium for the journeys: absent, the journeys are skipped loudly or fail (REQUIRE_BROWSER)."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

__all__ = ["browser", "chromium_path", "pytest_terminal_summary"]

CHROMIUM = next(
    (
        found
        for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ),
    None,
)


FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-gpu-rasterization",
    "--disable-software-rasterizer",
    "--disable-extensions",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Path of the browser; skips without one, fails when REQUIRE_BROWSER=1."""
    if CHROMIUM:
        return CHROMIUM
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail("REQUIRE_BROWSER=1, but no Chromium was found")
    pytest.skip("no Chromium on this machine")


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Any]:
    """Chromium, headless; gone with the module, and with it its driver's event loop, which runs
    in this thread (`tests.plugins.databases` keeps one set of connections all the same)."""
    with started(chromium_path) as found:
        yield found


@contextmanager
def started(chromium_path: str) -> Iterator[Any]:
    """Chromium while it is needed."""
    from playwright.sync_api import sync_playwright

    # The driver's event loop runs in this thread; the tests' own queries are synchronous anyway.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield found
        found.close()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly when the browser journeys did not run."""
    if not CHROMIUM:
        terminalreporter.write_line(
            "!!! BROWSER JOURNEYS NOT RUN: no Chromium on this machine (REQUIRE_BROWSER=1 makes"
            " this a failure) !!!",
            red=True,
            bold=True,
        )
