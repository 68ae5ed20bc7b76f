"""The handler and the person of the import tests."""

from typing import Any

import pytest

from tests.imports import samples


@pytest.fixture
def handler() -> Any:
    """A fresh handler that remembers what it made."""
    return samples.fresh_handler()


@pytest.fixture
def keeper(system_administrator: Any) -> Any:
    """May import."""
    return system_administrator
