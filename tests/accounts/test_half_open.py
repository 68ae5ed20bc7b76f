"""A sign-in that waits for its second step ends with the password that led to it."""

import pytest
from django.core.cache import cache
from django.test import Client

from credit_portal.accounts import services
from credit_portal.accounts.models import FactorReset, User
from tests.accounts import door


@pytest.fixture
def member(officer: User) -> User:
    """An officer with a password."""
    cache.clear()
    return door.with_password(officer)


@pytest.fixture
def waiting(member: User) -> Client:
    """A browser that has given the password."""
    client = Client()
    assert door.first_step(client, member.username)["Location"] == door.SECOND_STEP
    return client


def change(member: User) -> None:
    """Another password."""
    services.set_password(actor=member, user=member, password="Another-good-one2", reset=False)


def test_the_second_step_is_void_after_a_change_of_password(waiting: Client, member: User) -> None:
    change(member)
    answer = door.second_step(waiting, door.code_of(member))
    assert (answer.status_code, answer["Location"]) == (302, door.LOGIN)
    assert waiting.get("/accounts/profile/").status_code == 302
    assert "从头登录" in waiting.get(door.LOGIN).content.decode()
    assert door.second_step(waiting, door.code_of(member))["Location"] == door.LOGIN


def test_so_is_the_page_of_the_lost_factor(waiting: Client, member: User) -> None:
    change(member)
    assert waiting.post("/accounts/login/lost/")["Location"] == door.LOGIN
    assert not FactorReset.objects.exists()


def test_so_are_both_once_the_account_is_closed(waiting: Client, member: User) -> None:
    User.objects.filter(pk=member.pk).update(is_active=False)
    assert door.second_step(waiting, door.code_of(member))["Location"] == door.LOGIN
    assert waiting.post("/accounts/login/lost/")["Location"] == door.LOGIN


def test_the_same_password_goes_on(waiting: Client, member: User) -> None:
    assert waiting.get(door.SECOND_STEP).status_code == 200
    assert door.second_step(waiting, door.code_of(member))["Location"] == "/staff/"
