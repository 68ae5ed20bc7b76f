"""One click per role in demonstration mode, and no such door anywhere else."""

from typing import Any

import pytest
from django.test import Client

from credit_portal.accounts import services
from credit_portal.accounts.models import User
from credit_portal.audit.models import AuditEvent
from credit_portal.common.actors import SYSTEM


@pytest.fixture
def demo_user(bureau: Any, settings: Any) -> User:
    """A demonstration filer; the portal runs as demonstration."""
    settings.DEMO = True
    return services.ensure_demo_user(
        actor=SYSTEM,
        username="demo.filer",
        display_name="钱示例",
        organisation=bureau,
        roles=[("filer", bureau)],
    )


def test_the_page_offers_each_role(client: Client, demo_user: User) -> None:
    page = client.get("/accounts/login/").content.decode()
    door = f"/accounts/demo/{demo_user.pk}/"
    for words in ("承诺填报员", "示例市住房保障局", "为本单位填报承诺", door):
        assert words in page


def test_one_click_signs_in_and_is_noted(client: Client, demo_user: User) -> None:
    assert client.post(f"/accounts/demo/{demo_user.pk}/")["Location"] == "/staff/"
    assert client.session["_auth_user_id"] == str(demo_user.pk)
    assert AuditEvent.objects.filter(verb="accounts.demo_sign_in").count() == 1


def test_a_second_click_in_the_same_session_renews_it(client: Client, demo_user: User) -> None:
    for _click in range(2):
        assert client.post(f"/accounts/demo/{demo_user.pk}/")["Location"] == "/staff/"
    assert demo_user.sessions.count() == 1


def test_it_takes_a_post(client: Client, demo_user: User) -> None:
    assert client.get(f"/accounts/demo/{demo_user.pk}/").status_code == 405


def test_other_accounts_are_not_opened_so(client: Client, demo_user: User, officer: User) -> None:
    assert client.post(f"/accounts/demo/{officer.pk}/").status_code == 404


def test_it_is_not_there_outside_demonstration(
    client: Client, demo_user: User, settings: Any
) -> None:
    settings.DEMO = False
    assert client.post(f"/accounts/demo/{demo_user.pk}/").status_code == 404
    assert "demo.filer" not in client.get("/accounts/login/").content.decode()
    assert "_auth_user_id" not in client.session


def test_a_demonstration_account_has_no_password_to_change(client: Client, demo_user: User) -> None:
    client.post(f"/accounts/demo/{demo_user.pk}/")
    answer = client.get("/accounts/password/change/", follow=True)
    assert answer.redirect_chain[-1][0] == "/staff/"
