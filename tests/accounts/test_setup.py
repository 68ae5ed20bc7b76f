"""The first two administrators, the roles as data, and demonstration accounts."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from credit_portal.accounts import services
from credit_portal.accounts.models import Role, RoleGrant, User
from credit_portal.audit.models import AuditEvent
from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import Conflict


def run_command(*arguments: str, **options: Any) -> str:
    """Output of create_first_administrators."""
    out = StringIO()
    call_command("create_first_administrators", *arguments, stdout=out, **options)
    return out.getvalue()


def test_it_opens_two_accounts_with_one_time_passwords(db: None) -> None:
    out = run_command("wang", "zhao", names=["王示例", "赵示例"])
    lines = dict(line.split("\t") for line in out.splitlines() if "\t" in line)
    for username in ("wang", "zhao"):
        user = User.objects.get(username=username)
        assert user.check_password(lines[username])
        assert user.must_change_password
        assert user.may("accounts.manage")
    assert AuditEvent.objects.filter(verb="accounts.first_administrators").count() == 2


def test_it_runs_once(db: None) -> None:
    run_command("wang", "zhao")
    with pytest.raises(CommandError):
        run_command("li", "sun")
    RoleGrant.objects.update(revoked_at="2026-01-01T00:00Z")
    with pytest.raises(CommandError):
        run_command("li", "sun")
    assert User.objects.count() == 2


@pytest.mark.parametrize("names", [("wang",), ("wang", "WANG"), ("a", "b c"), ("x", "")])
def test_it_wants_two_different_people(db: None, names: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run_command(*names)
    assert not User.objects.exists()


def test_passwords_may_come_from_the_environment(db: None, monkeypatch: Any) -> None:
    monkeypatch.setenv("FIRST_ADMINISTRATOR_PASSWORD", "one-good-password")
    out = run_command("wang", "zhao")
    assert "one-good-password" not in out
    assert User.objects.get(username="wang").check_password("one-good-password")


def test_roles_are_loaded_again_without_change(db: None) -> None:
    before = list(Role.objects.values())
    services.load_reference()
    assert list(Role.objects.values()) == before


def demo(city: Any) -> User:
    """A demonstration auditor."""
    return services.ensure_demo_user(
        actor=SYSTEM,
        username="demo.auditor",
        display_name="孙示例",
        organisation=city,
        roles=[("auditor", None)],
    )


def test_a_demonstration_account_is_made_once(city: Any) -> None:
    assert demo(city) == demo(city)
    grant = RoleGrant.objects.get(user__username="demo.auditor")
    assert (grant.origin, grant.duty, grant.granted_by) == ("demo", "audit", None)
    assert not grant.user.has_usable_password()


def test_there_are_none_outside_demonstration(city: Any, settings: Any) -> None:
    settings.DEMO = settings.TESTING = False
    with pytest.raises(Conflict):
        demo(city)
