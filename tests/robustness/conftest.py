"""Cases of the cast to throw at, and no throttle, which would only hide answers."""

from typing import Any

import pytest

from credit_portal.common.throttle import ClientThrottle
from tests.api.conftest import clock, draft, registered, submitted, verification

__all__ = ["clock", "draft", "registered", "submitted", "unhurried", "verification"]


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The throttle has a test of its own."""
    monkeypatch.setattr(ClientThrottle, "allow_request", lambda *arguments: True)


@pytest.fixture
def who(request: pytest.FixtureRequest) -> Any:
    """A member of the cast by name; None for nobody."""
    name = request.param
    return None if name == "nobody" else request.getfixturevalue(name)


@pytest.fixture
def target(request: pytest.FixtureRequest) -> Any:
    """A case of the cast by name."""
    found = request.getfixturevalue(request.param)
    found.kind = request.param
    return found
