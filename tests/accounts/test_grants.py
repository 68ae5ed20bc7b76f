"""A role takes two administrators, none of them the person who gets it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from credit_portal.accounts import services
from credit_portal.accounts.models import Role, RoleGrant, User
from credit_portal.audit.selectors import history
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, DomainError, Invalid, NotAllowed
from tests import factories


@pytest.fixture
def propose(security_administrator: Any, colleague: Any, bureau: Any) -> Any:
    """Propose a role for the colleague."""

    def run(**changes: Any) -> RoleGrant:
        given = {
            "actor": security_administrator,
            "user_id": colleague.pk,
            "role": Role.objects.get(pk=changes.pop("code", "approver")),
            "organisation": bureau,
            "starts_on": clock.today(),
        }
        return services.propose_grant(**{**given, **changes})

    return run


def test_it_has_no_effect_until_a_second_administrator_confirms(
    propose: Any, colleague: Any, bureau: Any, second_security_administrator: Any
) -> None:
    grant = propose(reason="轮岗")
    assert grant.is_pending
    assert "approver" not in User.objects.get(pk=colleague.pk).powers.roles
    services.confirm_grant(actor=second_security_administrator, grant_id=grant.pk)
    assert "approver" in User.objects.get(pk=colleague.pk).powers.roles
    verbs = [(event.verb, event.reason_text) for event in history(grant)]
    assert verbs == [("accounts.confirm_grant", ""), ("accounts.propose_grant", "轮岗")]


def test_the_proposer_cannot_confirm(propose: Any, security_administrator: Any) -> None:
    grant = propose()
    with pytest.raises(NotAllowed) as refused:
        services.confirm_grant(actor=security_administrator, grant_id=grant.pk)
    assert refused.value.code == "second_person_needed"
    assert RoleGrant.objects.get(pk=grant.pk).is_pending


def test_it_refuses_to_confirm_what_a_closed_account_proposed(
    propose: Any,
    city: Any,
    security_administrator: Any,
    second_security_administrator: Any,
) -> None:
    third = factories.user(
        username="third", role="security_administrator", organisation=city, title="安全管理员"
    )
    grant = propose(actor=third)
    services.set_active(actor=security_administrator, user_id=third.pk, active=False, reason="滥用")
    with pytest.raises(Conflict) as refused:
        services.confirm_grant(actor=second_security_administrator, grant_id=grant.pk)
    assert refused.value.code == "grant_proposer_gone"
    assert RoleGrant.objects.get(pk=grant.pk).is_pending


def test_nobody_grants_to_himself(propose: Any, security_administrator: Any) -> None:
    with pytest.raises(NotAllowed) as refused:
        propose(user_id=security_administrator.pk)
    assert refused.value.code == "grant_to_oneself"


def test_the_person_concerned_cannot_confirm(
    propose: Any, second_security_administrator: Any
) -> None:
    grant = propose(
        code="security_administrator",
        organisation=None,
        user_id=second_security_administrator.pk,
    )
    with pytest.raises(NotAllowed):
        services.confirm_grant(actor=second_security_administrator, grant_id=grant.pk)


@pytest.mark.parametrize("who", ["officer", "auditor", "system_administrator"])
def test_only_security_administrators_grant(propose: Any, who: str, request: Any) -> None:
    with pytest.raises(NotAllowed):
        propose(actor=request.getfixturevalue(who))
    assert not RoleGrant.objects.filter(role_id="approver").exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"organisation": None}, "organisation_missing"),
        ({"code": "auditor"}, "role_everywhere"),
        ({"ends_on": date(2001, 1, 1)}, "ends_too_early"),
        ({"code": "auditor", "organisation": None}, "duties_apart"),
        ({"code": "system_administrator", "organisation": None}, "duties_apart"),
        ({"code": "filer"}, "granted_already"),
    ],
)
def test_it_refuses_what_does_not_fit(propose: Any, changes: dict[str, Any], code: str) -> None:
    before = RoleGrant.objects.count()
    with pytest.raises(DomainError) as refused:
        propose(**changes)
    assert refused.value.code == code
    assert RoleGrant.objects.count() == before


def test_a_decided_grant_is_not_decided_again(
    propose: Any, second_security_administrator: Any
) -> None:
    grant = propose()
    services.refuse_grant(actor=second_security_administrator, grant_id=grant.pk, reason="重复")
    for decide in (services.confirm_grant, services.refuse_grant):
        extra = {"reason": "x"} if decide is services.refuse_grant else {}
        with pytest.raises(Conflict) as refused:
            decide(actor=second_security_administrator, grant_id=grant.pk, **extra)
        assert refused.value.code == "grant_not_pending"


def test_ending_takes_effect_at_once(
    officer: Any, bureau: Any, security_administrator: Any
) -> None:
    grant = officer.grants.get()
    services.end_grant(actor=security_administrator, grant_id=grant.pk, reason="调离")
    assert not User.objects.get(pk=officer.pk).powers.held
    with pytest.raises(Conflict):
        services.end_grant(actor=security_administrator, grant_id=grant.pk, reason="调离")


def test_ending_needs_a_reason(officer: Any, security_administrator: Any) -> None:
    with pytest.raises(Invalid):
        services.end_grant(
            actor=security_administrator, grant_id=officer.grants.get().pk, reason="  "
        )


def test_two_security_administrators_must_remain(
    security_administrator: Any, second_security_administrator: Any
) -> None:
    grant = second_security_administrator.grants.get()
    with pytest.raises(Conflict) as refused:
        services.end_grant(actor=security_administrator, grant_id=grant.pk, reason="调离")
    assert refused.value.code == "too_few_administrators"


@pytest.mark.parametrize(
    "broken",
    [
        {"granted_by": "self"},
        {"seconded_by": "self"},
        {"seconded_by": "giver"},
        {"origin": "demo"},
        {"granted_by": None},
        {"ends_on": date(2000, 1, 1)},
    ],
)
def test_the_database_refuses_too(
    broken: dict[str, Any], colleague: Any, security_administrator: Any, bureau: Any
) -> None:
    people = {"self": colleague, "giver": security_administrator}
    given: dict[str, Any] = {
        "user": colleague,
        "role_id": "approver",
        "organisation": bureau,
        "starts_on": clock.today(),
        "granted_by": security_administrator,
    }
    given |= {name: people.get(value, value) for name, value in broken.items()}
    if given.get("seconded_by"):
        given["seconded_at"] = clock.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(**given)


def test_a_grant_ends_by_itself(
    propose: Any, colleague: Any, second_security_administrator: Any, bureau: Any
) -> None:
    grant = propose(ends_on=clock.today() + timedelta(days=3), kind="acting")
    services.confirm_grant(actor=second_security_administrator, grant_id=grant.pk)
    clock.advance_to(clock.now() + timedelta(days=3))
    assert "approver" in User.objects.get(pk=colleague.pk).powers.roles
    clock.advance_to(clock.now() + timedelta(days=1))
    assert "approver" not in User.objects.get(pk=colleague.pk).powers.roles
