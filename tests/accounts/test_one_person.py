"""A role needs three people; a second account is not a second person."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from credit_portal.accounts import services
from credit_portal.accounts.models import Role, RoleGrant, User
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, NotAllowed
from credit_portal.directory.models import Person


def one_person(closed: Any, active: Any) -> None:
    """A closed account of the person, and the active one."""
    person = Person.objects.create(name="王示例")
    User.objects.filter(pk=closed.pk).update(person=person, is_active=False)
    User.objects.filter(pk=active.pk).update(person=person)
    closed.refresh_from_db()
    active.refresh_from_db()


def proposed(actor: Any, user: Any, bureau: Any) -> RoleGrant:
    """A grant that waits for confirmation."""
    return services.propose_grant(
        actor=actor,
        user_id=user.pk,
        role=Role.objects.get(pk="approver"),
        organisation=bureau,
        starts_on=clock.today(),
    )


def test_nobody_grants_to_his_other_account(
    security_administrator: Any, colleague: Any, bureau: Any
) -> None:
    one_person(colleague, security_administrator)
    with pytest.raises(NotAllowed) as refused:
        proposed(security_administrator, colleague, bureau)
    assert refused.value.code == "grant_to_oneself"


@pytest.mark.parametrize("closed", ["proposer", "concerned"])
def test_the_other_account_does_not_confirm(
    security_administrator: Any,
    second_security_administrator: Any,
    colleague: Any,
    bureau: Any,
    closed: str,
) -> None:
    grant = proposed(security_administrator, colleague, bureau)
    first = security_administrator if closed == "proposer" else colleague
    one_person(first, second_security_administrator)
    with pytest.raises(NotAllowed) as refused:
        services.confirm_grant(actor=second_security_administrator, grant_id=grant.pk)
    assert refused.value.code == "second_person_needed"
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.filter(pk=grant.pk).update(
            seconded_by=second_security_administrator, seconded_at=clock.now()
        )


def test_a_second_account_of_a_person_is_not_reopened(
    security_administrator: Any, colleague: Any, officer: Any
) -> None:
    one_person(colleague, officer)
    with pytest.raises(Conflict) as refused:
        services.set_active(
            actor=security_administrator, user_id=colleague.pk, active=True, reason="复职"
        )
    assert refused.value.code == "person_has_account"
