"""No flag alone turns a city's database into a toy."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from credit_portal.accounts import sign_in
from credit_portal.common import clock, demonstration
from credit_portal.common.errors import Conflict

pytestmark = pytest.mark.django_db


@pytest.fixture
def real(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database without the mark, and an environment that claims demonstration."""
    settings.DEMO, settings.TESTING, settings.CLOCK_ROW = True, False, True
    monkeypatch.setattr(demonstration, "is_marked", lambda: False)
    monkeypatch.setattr(sign_in, "is_marked", lambda: False)


def test_a_clone_of_the_tests_is_marked() -> None:
    assert demonstration.is_marked()


def test_an_unmarked_server_is_not(settings: Any) -> None:
    from django.db import connection

    settings.TESTING = False
    with connection.cursor() as cursor:
        cursor.execute("set local portal.throwaway = ''")
    assert not demonstration.is_marked()


def test_its_clock_does_not_move(real: None) -> None:
    with pytest.raises(Conflict):
        clock.advance_to(clock.now() + timedelta(days=1))
    with pytest.raises(Conflict):
        clock.begin_at(clock.now() - timedelta(days=1))


def test_nobody_signs_in_by_one_click(real: None, officer: Any, client: Client) -> None:
    type(officer).objects.update(is_demo=True)
    assert client.post(f"/accounts/demo/{officer.pk}/").status_code == 404
