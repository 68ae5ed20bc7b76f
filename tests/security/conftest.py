"""Addresses of the whole portal, and no throttle, which would only hide answers."""

import pytest

from credit_portal.common.throttle import ClientThrottle
from tests.security.addresses import everywhere

__all__ = ["everywhere", "unhurried"]


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The throttle has a test of its own."""
    monkeypatch.setattr(ClientThrottle, "allow_request", lambda *arguments: True)
