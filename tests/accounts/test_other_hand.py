"""Whoever entered a person proposes no role for it: three looks, or the same two crosswise."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from credit_portal.accounts import services
from credit_portal.accounts.models import Role, RoleGrant, User
from credit_portal.common import clock
from credit_portal.common.errors import NotAllowed


@pytest.fixture
def entered(security_administrator: Any, bureau: Any) -> User:
    """An account that the first administrator has just opened."""
    return services.open_account(
        actor=security_administrator,
        username="zhou",
        display_name="周示例",
        organisation=bureau,
        email="zhou@example.org",
    )


def propose(actor: Any, user: User) -> RoleGrant:
    return services.propose_grant(
        actor=actor,
        user_id=user.pk,
        role=Role.objects.get(pk="filer"),
        organisation=user.organisation,
        starts_on=clock.today(),
    )


def change(actor: Any, user: User, **changes: Any) -> None:
    given = {
        "display_name": user.display_name,
        "organisation": user.organisation,
        "email": user.email,
        "language": user.language,
    }
    services.update_user(actor=actor, user_id=user.pk, version=user.version, **{**given, **changes})


def test_it_refuses_a_role_for_whom_one_entered_oneself(
    entered: User, security_administrator: Any
) -> None:
    with pytest.raises(NotAllowed) as refused:
        propose(security_administrator, entered)
    assert refused.value.code == "entered_by_oneself"


def test_the_other_one_proposes_and_the_first_confirms(
    entered: User, security_administrator: Any, second_security_administrator: Any
) -> None:
    grant = propose(second_security_administrator, entered)
    services.confirm_grant(actor=security_administrator, grant_id=grant.pk)
    assert "filer" in User.objects.get(pk=entered.pk).powers.roles


def test_the_last_hand_counts(
    entered: User, security_administrator: Any, second_security_administrator: Any
) -> None:
    change(second_security_administrator, entered, display_name="周某示例")
    with pytest.raises(NotAllowed):
        propose(second_security_administrator, entered)
    assert propose(security_administrator, entered).is_pending


def test_another_language_is_no_hand(
    entered: User, security_administrator: Any, second_security_administrator: Any
) -> None:
    change(second_security_administrator, entered, language="en")
    assert propose(second_security_administrator, entered).is_pending


def test_the_database_refuses_it_too(
    entered: User, security_administrator: Any, bureau: Any
) -> None:
    with pytest.raises(IntegrityError, match="proposes no role"), transaction.atomic():
        RoleGrant.objects.create(
            user=entered,
            role_id="filer",
            organisation=bureau,
            starts_on=clock.today(),
            origin="administrators",
            granted_by=security_administrator,
        )
