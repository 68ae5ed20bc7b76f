"""What every test finds: reset locale, its own media and mail, both aliases allowed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

__all__ = ["pytest_collection_modifyitems", "surroundings"]


@pytest.fixture(autouse=True)
def surroundings(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Chinese by default, files in the test's own folder, mail in memory."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    translation.activate("zh-hans")
    yield
    translation.deactivate()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Database tests may use both aliases; `committed` tests get a fresh clone."""
    for item in items:
        if item.get_closest_marker("committed"):
            item.fixturenames.insert(0, "committed_database")  # type: ignore[attr-defined]
