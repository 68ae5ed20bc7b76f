"""`/admin/`: reference data and accounts, to look at; nobody changes anything there."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from credit_portal.common.admin import ReadOnlyAdmin


@pytest.fixture
def signed_in(client: Client, system_administrator: Any) -> Client:
    """The system administrator with the right to look into the admin."""
    client.force_login(system_administrator)
    return client


def test_it_asks_to_sign_in_at_our_own_door(client: Client, db: None) -> None:
    response = client.get("/admin/", follow=True)
    assert response.request["PATH_INFO"] == reverse("account_login")


def test_it_refuses_other_staff(client: Client, officer: Any) -> None:
    client.force_login(officer)
    assert client.get("/admin/", follow=True).status_code == 403
    page = reverse("admin:directory_organisation_changelist")
    assert client.get(page, follow=True).status_code == 403


@pytest.mark.parametrize("model", ["division", "organisation", "post", "appointment"])
def test_it_lists_the_directory(signed_in: Client, post: Any, model: str) -> None:
    assert signed_in.get(reverse(f"admin:directory_{model}_changelist")).status_code == 200
    assert signed_in.get(f"/admin/directory/{model}/add/").status_code == 404


def test_it_shows_a_body_and_changes_nothing(signed_in: Client, bureau: Any) -> None:
    page = reverse("admin:directory_organisation_change", args=[bureau.pk])
    assert bureau.name_zh in signed_in.get(page).content.decode()
    assert signed_in.post(page, {"name_zh": "x"}).status_code == 405


def test_accounts_are_not_the_system_administrators(signed_in: Client) -> None:
    assert signed_in.get(reverse("admin:accounts_user_changelist")).status_code == 403


def test_passwords_are_changed_at_our_own_door(signed_in: Client) -> None:
    response = signed_in.get(reverse("admin:password_change"))
    assert response["Location"] == reverse("account_change_password")


def test_all_of_ours_is_read_only() -> None:
    ours = {config.label for config in apps.get_app_configs() if "portal" in config.name}
    shown = {m: a for m, a in admin.site._registry.items() if m._meta.app_label in ours}
    assert shown
    assert all(isinstance(shows, ReadOnlyAdmin) for shows in shown.values())
