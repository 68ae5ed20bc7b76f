"""Each client has an allowance; who has used it up is told when to come back."""

from typing import Any

import pytest
from django.test import Client

from credit_portal.common.throttle import ClientThrottle
from tests.api.support import ROOT, Staff, code, get

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_a_minute(settings: Any) -> None:
    """A small allowance."""
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK,
        "DEFAULT_THROTTLE_RATES": {ClientThrottle.scope: "3/min"},
    }


def test_the_fourth_request_waits(three_a_minute: Any) -> None:
    for _number in range(3):
        assert get("divisions/?limit=1").status_code == 200
    answer = get("divisions/?limit=1")
    assert code(answer, 429) == "throttled"
    assert 1 <= int(answer["Retry-After"]) <= 21
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_others_are_not_kept_waiting(three_a_minute: Any, officer: Any, colleague: Any) -> None:
    for _number in range(4):
        get("divisions/?limit=1")
    other = Client(REMOTE_ADDR="198.51.100.7")
    assert other.get(ROOT + "divisions/?limit=1").status_code == 200
    staff = Staff(officer)
    answers = [staff.get("commitments/").status_code for _number in range(4)]
    assert answers == [200, 200, 200, 429]
    assert Staff(colleague).get("commitments/").status_code == 200


def test_a_forged_forwarding_header_gains_nothing(three_a_minute: Any) -> None:
    answers = [
        get("divisions/?limit=1", X_Forwarded_For=f"203.0.113.{number}") for number in range(4)
    ]
    assert answers[-1].status_code == 429


def test_the_allowance_comes_back_with_time(
    three_a_minute: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("credit_portal.common.throttle.time.monotonic", lambda: now)
    for _number in range(4):
        get("divisions/?limit=1")
    now += 20.5
    assert get("divisions/?limit=1").status_code == 200
    assert get("divisions/?limit=1").status_code == 429


def test_no_query_and_no_address_is_kept(three_a_minute: Any) -> None:
    from django.core.cache import caches

    get("divisions/?limit=1")
    assert "127.0.0.1" not in str(vars(caches["throttle"]))
