"""Roles that say the last word wait after the second signature; grants end as announced."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from credit_portal.accounts import policies, services, verb_words
from credit_portal.accounts.models import Role, RoleGrant, User
from credit_portal.accounts.roles import ROLES
from credit_portal.accounts.services.endings import remind_of_endings
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.directory.models import Person
from credit_portal.notices.models import Notice


@pytest.fixture
def given(
    security_administrator: Any, second_security_administrator: Any, colleague: Any, bureau: Any
) -> Any:
    """A role given to the colleague by two administrators."""

    def run(code: str, **more: Any) -> RoleGrant:
        grant = services.propose_grant(
            actor=security_administrator,
            user_id=colleague.pk,
            role=Role.objects.get(pk=code),
            organisation=bureau,
            **{"starts_on": clock.today(), **more},
        )
        return services.confirm_grant(actor=second_security_administrator, grant_id=grant.pk)

    return run


def holds(user: Any, code: str) -> bool:
    """Whether the role is in effect at the next request."""
    return code in User.objects.get(pk=user.pk).powers.roles


def test_an_approver_waits_for_a_day(given: Any, colleague: Any, settings: Any) -> None:
    settings.GRANT_COOLING_HOURS = 24
    grant = given("approver")
    assert grant.state == "cooling"
    assert not holds(colleague, "approver")
    clock.advance_to(clock.now() + timedelta(hours=23, minutes=59))
    assert not holds(colleague, "approver")
    clock.advance_to(clock.now() + timedelta(minutes=2))
    assert holds(colleague, "approver")
    assert RoleGrant.objects.get(pk=grant.pk).state == "open"


def test_the_database_keeps_no_second_signature_without_its_time(
    security_administrator: Any, second_security_administrator: Any, colleague: Any, bureau: Any
) -> None:
    grant = services.propose_grant(
        actor=security_administrator,
        user_id=colleague.pk,
        role=Role.objects.get(pk="approver"),
        organisation=bureau,
        starts_on=clock.today(),
    )
    with pytest.raises(IntegrityError, match="grant_effective_once"), transaction.atomic():
        RoleGrant.objects.filter(pk=grant.pk).update(
            seconded_by=second_security_administrator, seconded_at=clock.now(), effective_at=None
        )


def test_a_case_handler_does_not(given: Any, colleague: Any, settings: Any) -> None:
    settings.GRANT_COOLING_HOURS = 24
    given("case_handler")
    assert holds(colleague, "case_handler")


def test_it_cannot_be_shortened_in_the_database(given: Any, settings: Any) -> None:
    settings.GRANT_COOLING_HOURS = 24
    grant = given("approver")
    for change in (
        {"effective_at": clock.now()},
        {"role_id": "credit_reviewer"},
        {"ends_on": date(2999, 1, 1)},
        {"organisation": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleGrant.objects.filter(pk=grant.pk).update(**change)


@pytest.mark.parametrize("kind", ["presiding", "acting", "seconded"])
def test_a_duty_for_a_time_has_its_last_day(given: Any, kind: str) -> None:
    with pytest.raises(Invalid) as refused:
        given("approver", kind=kind)
    assert refused.value.code == "ends_on_missing"
    assert given("approver", kind=kind, ends_on=clock.today()).kind == kind


def test_a_deputy_is_not_made_by_a_plain_grant(given: Any) -> None:
    with pytest.raises(Invalid) as refused:
        given("approver", kind="delegated", ends_on=clock.today())
    assert refused.value.code == "deputy_needs_basis"


def test_an_account_without_person_gets_no_role(given: Any, colleague: Any) -> None:
    RoleGrant.objects.filter(user=colleague).update(revoked_at=clock.now())
    User.objects.filter(pk=colleague.pk).update(person=None)
    with pytest.raises(Conflict) as refused:
        given("approver")
    assert refused.value.code == "person_missing"
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(
            user=User.objects.get(pk=colleague.pk),
            role_id="filer",
            organisation=colleague.organisation,
            starts_on=clock.today(),
            origin="demo",
        )


def test_an_account_with_roles_keeps_its_person(officer: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=officer.pk).update(person=None)
    User.objects.filter(pk=officer.pk).update(person=Person.objects.create(name="又一示例"))


def test_closing_an_account_ends_its_grants(
    officer: Any, security_administrator: Any, second_security_administrator: Any
) -> None:
    services.set_active(
        actor=security_administrator, user_id=officer.pk, active=False, reason="离职"
    )
    assert not officer.grants.filter(revoked_at=None).exists()
    with pytest.raises(Conflict) as refused:
        services.set_active(
            actor=security_administrator,
            user_id=second_security_administrator.pk,
            active=False,
            reason="离职",
        )
    assert refused.value.code == "too_few_administrators"


def test_who_has_a_role_is_told_once_before_it_ends(given: Any, colleague: Any) -> None:
    given("case_handler", ends_on=clock.today() + timedelta(days=9))
    assert remind_of_endings() == 0
    clock.advance_to(clock.now() + timedelta(days=2))
    assert remind_of_endings() == 1
    assert remind_of_endings() == 0
    told = Notice.objects.filter(template="grant_ending", recipient=colleague, channel="in_site")
    assert told.count() == 1


def test_every_verb_reads_as_words() -> None:
    asked = {verb for spec in ROLES for verb in policies.verbs_of(spec.code)}
    bare = {verb for verb in asked if not verb.startswith("tests.")}
    assert {verb for verb in bare if verb_words.words_of(verb) == verb} == set()


def test_the_last_word_cools() -> None:
    cooling = {spec.code for spec in ROLES if spec.cools}
    assert {"approver", "credit_reviewer", "security_administrator"} <= cooling
    assert not cooling & {"filer", "credit_officer", "auditor", "monitor"}
