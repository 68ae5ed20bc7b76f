"""The list of contradictions for the credit office: numbers, days, states, never the words."""

from datetime import date
from typing import Any

import pytest

from tests.api.support import Staff
from tests.api.test_query_counts import count, recorded
from tests.commitments import kept, scenes

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/contradictions/"


@pytest.fixture
def promise(clock: Any, officer: Any, approver: Any, post: Any) -> Any:
    """A registered promise."""
    return scenes.registered(officer, approver, post)


def say(promise: Any, number: int) -> None:
    for _one in range(number):
        kept.contradict(promise, happened_on=date(2026, 1, 2), contact="13800001234")


def test_it_tells_no_words(promise: Any, credit_officer: Any) -> None:
    say(promise, 1)
    answer = Staff(credit_officer).client.get(ADDRESS)
    (row,) = answer.json()["results"]
    assert (row["state"], row["commitment"]) == ("filed", str(promise.pk))
    assert kept.FACTS not in answer.content.decode()
    assert "contact" not in row


def test_the_body_gets_nothing(promise: Any, officer: Any) -> None:
    say(promise, 1)
    assert Staff(officer).client.get(ADDRESS).json()["results"] == []


def test_it_asks_as_often_for_two_as_for_twenty(promise: Any, credit_officer: Any) -> None:
    client = Staff(credit_officer).client
    say(promise, 2)
    few = count(client, ADDRESS)
    say(promise, 18)
    many = count(client, ADDRESS)
    assert few == many == recorded(ADDRESS, many)
