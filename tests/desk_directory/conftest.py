"""A pair of system administrators, and the way from a proposal to its confirmation."""

from typing import Any

import pytest
from django.test import Client

from credit_portal.workflow.models import Change
from tests import factories


@pytest.fixture
def second_system_administrator(city: Any) -> Any:
    """The other keeper of reference data."""
    return factories.user(
        username="second_keeper", role="system_administrator", organisation=city, title="系统管理员"
    )


@pytest.fixture
def page(client: Client) -> Any:
    """`page(user, address, **posted)`: a signed-in GET, or a POST when something is posted."""

    def ask(user: Any, address: str, **posted: Any) -> Any:
        client.force_login(user)
        path = address if address.startswith("/") else f"/staff/directory/{address}"
        return client.post(path, posted) if posted else client.get(path)

    return ask


@pytest.fixture
def confirm(page: Any, second_system_administrator: Any) -> Any:
    """Let the second administrator confirm the only waiting change."""

    def run() -> Any:
        change = Change.objects.get(state="waiting")
        return page(
            second_system_administrator,
            f"/staff/changes/{change.pk}/confirm/",
            payload_sha=change.payload_sha,
        )

    return run
