"""Chromium for the journeys: absent, the journeys are skipped loudly or fail (REQUIRE_BROWSER)."""

import os
import shutil
from typing import Any

import pytest

__all__ = ["chromium_path", "pytest_terminal_summary"]

CHROMIUM = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ),
    None,
)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Path of the browser; skips without one, fails when REQUIRE_BROWSER=1."""
    if CHROMIUM:
        return CHROMIUM
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail("REQUIRE_BROWSER=1, but no Chromium was found")
    pytest.skip("no Chromium on this machine")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly when the browser journeys did not run."""
    if not CHROMIUM:
        terminalreporter.write_line(
            "!!! BROWSER JOURNEYS NOT RUN: no Chromium on this machine (REQUIRE_BROWSER=1 makes"
            " this a failure) !!!",
            red=True,
            bold=True,
        )
