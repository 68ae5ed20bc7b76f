"""A deputy and the one he stands in for never decide each other's changes."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from credit_portal.accounts.models import RoleGrant, User
from credit_portal.audit.models import AuditEvent
from credit_portal.common import clock
from credit_portal.common.errors import NotAllowed
from credit_portal.workflow import change_selectors, changes
from credit_portal.workflow.models import Change
from tests import factories
from tests.workflow.conftest import Number, propose_number

pytestmark = pytest.mark.django_db


@pytest.fixture
def deputy(system_administrator: Any) -> User:
    """Stands in for the first system administrator for ten days."""
    user = factories.user(
        username="deputy", role=None, organisation=system_administrator.organisation, title="科长"
    )
    return stand_in(user, system_administrator)


def stand_in(user: User, principal: User) -> User:
    """The user with the principal's role, as his deputy."""
    basis = principal.grants.get()
    RoleGrant.objects.create(
        user=user,
        role=basis.role,
        organisation=basis.organisation,
        kind="delegated",
        stands_in_for=basis,
        starts_on=clock.today(),
        ends_on=clock.today() + timedelta(days=9),
        origin="demo",
    )
    user = User.objects.get(pk=user.pk)
    user.fresh = True
    return user


def refuse(change: Change, actor: Any) -> None:
    """Neither the pages, nor the service, nor the database let him decide."""
    assert actor not in change_selectors.may_decide(change)
    assert not change_selectors.waiting_for(actor).exists()
    assert change_selectors.own(change, actor)
    with pytest.raises(NotAllowed) as refusal:
        changes.confirm_change(actor=actor, change_id=change.pk, payload_sha=change.payload_sha)
    assert refusal.value.code == "change_own"
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Change.objects.filter(pk=change.pk).update(
            state="confirmed", decided_by=actor, decided_at=clock.now()
        )
    cause: Any = refused.value.__cause__
    assert cause.diag.constraint_name == "change_people_apart"


def test_it_refuses_the_deputy_of_the_proposer(
    number: Number, change: Change, deputy: User
) -> None:
    refuse(change, deputy)
    assert number.value == 1


def test_another_deputy_decides(
    number: Number, change: Change, second_system_administrator: Any, bureau: Any
) -> None:
    user = factories.user(username="other", role=None, organisation=bureau, title="科长")
    user = stand_in(user, second_system_administrator)
    assert user in change_selectors.may_decide(change)
    changes.confirm_change(actor=user, change_id=change.pk, payload_sha=change.payload_sha)
    assert number.value == 2


def test_it_refuses_the_one_in_whose_name_it_was_proposed(
    number: Number, deputy: User, system_administrator: Any
) -> None:
    refuse(propose_number(deputy), system_administrator)
    assert number.value == 1


def test_it_refuses_him_after_the_days_too(
    number: Number, deputy: User, system_administrator: Any
) -> None:
    change = propose_number(deputy)
    clock.advance_to(clock.now() + timedelta(days=20))
    system_administrator.fresh = True
    refuse(change, system_administrator)


def test_what_his_deputy_did_before_the_days_he_decides(
    number: Number, change: Change, second_system_administrator: Any, system_administrator: Any
) -> None:
    clock.advance_to(clock.now() + timedelta(days=1))
    stand_in(system_administrator, second_system_administrator)
    assert [change] == list(change_selectors.waiting_for(second_system_administrator))
    changes.confirm_change(
        actor=second_system_administrator, change_id=change.pk, payload_sha=change.payload_sha
    )
    assert number.value == 2


def test_the_trail_says_for_whom_he_acted(
    number: Number, deputy: User, second_system_administrator: Any
) -> None:
    change = propose_number(deputy)
    assert change.proposed_title == f"科长（代理{second_system_administrator.title}）"
    event = AuditEvent.objects.get(verb="changes.propose")
    assert event.actor_title == change.proposed_title
