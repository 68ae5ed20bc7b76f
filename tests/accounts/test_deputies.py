"""Standing in for somebody: asked by the holder, given by two, for days, never passed on."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from credit_portal.accounts import capacity, services, sides
from credit_portal.accounts.models import DeputyRequest, Role, RoleGrant, User
from credit_portal.audit.models import AuditEvent
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, DomainError, NotAllowed, NotFound
from tests import factories


def days(first: int = 0, last: int = 10) -> dict[str, date]:
    """First and last day, counted from today."""
    today = clock.today()
    return {
        "starts_on": today + timedelta(days=first),
        "ends_on": today + timedelta(days=last),
    }


@pytest.fixture
def ask(approver: Any, colleague: Any) -> Any:
    """The approver asks that the colleague stand in for him."""

    def run(**changes: Any) -> DeputyRequest:
        given = {
            "actor": approver,
            "basis_id": approver.grants.get().pk,
            "deputy_id": colleague.pk,
            "reason": "出差",
            **days(),
        }
        return services.ask_for_deputy(**{**given, **changes})

    return run


@pytest.fixture
def deputy(ask: Any, security_administrator: Any, second_security_administrator: Any) -> Any:
    """The grant of the deputy, given by two administrators."""

    def run(**changes: Any) -> RoleGrant:
        grant = services.take_up_deputy(actor=security_administrator, request_id=ask(**changes).pk)
        return services.confirm_grant(actor=second_security_administrator, grant_id=grant.pk)

    return run


def again(user: Any) -> User:
    """The user as at the next request."""
    return User.objects.get(pk=user.pk)


def test_it_takes_two_administrators(deputy: Any, colleague: Any, bureau: Any) -> None:
    grant = deputy()
    assert (grant.kind, grant.stands_in_for.user.username) == ("delegated", "approver")
    assert grant.request.state == "taken_up"
    assert again(colleague).may("commitments.approve", bureau)


def test_it_holds_on_its_days_only(deputy: Any, colleague: Any, bureau: Any) -> None:
    deputy(**days(2, 5))
    assert not again(colleague).may("commitments.approve", bureau)
    clock.advance_to(clock.now() + timedelta(days=2))
    assert again(colleague).may("commitments.approve", bureau)
    clock.advance_to(clock.now() + timedelta(days=4))
    assert not again(colleague).may("commitments.approve", bureau)


def test_the_title_says_for_whom(deputy: Any, colleague: Any, bureau: Any) -> None:
    deputy()
    acting = capacity.in_capacity(again(colleague), "commitments.approve", bureau)
    assert acting.title == "综合处副科长（代理分管副局长）"
    assert acting.title_en == "综合处副科长 (acting for 分管副局长)"
    filing = capacity.in_capacity(again(colleague), "commitments.file", bureau)
    assert filing.title == "综合处副科长"


def test_he_is_on_the_side_of_whom_he_deputises_for(
    deputy: Any, colleague: Any, approver: Any, officer: Any
) -> None:
    deputy()
    found = sides.accounts_behind(again(colleague))
    assert found == {colleague.pk, approver.pk}
    assert sides.persons_behind(again(colleague)) == {colleague.person_id, approver.person_id}
    assert sides.accounts_behind(again(approver)) == {approver.pk}
    assert not sides.is_one_side(again(colleague), officer)


def test_what_he_does_on_his_days_is_on_the_side_of_the_holder(
    deputy: Any, colleague: Any, approver: Any
) -> None:
    grant = deputy()
    today, holder = clock.today(), again(approver)
    assert sides.is_one_side(holder, colleague, today)
    assert not sides.is_one_side(holder, colleague, today - timedelta(days=1))
    services.recall_deputy(actor=approver, grant_id=grant.pk)
    assert sides.is_one_side(holder, colleague, today), "recalled, the day counts all the same"
    assert not sides.is_one_side(holder, colleague, today + timedelta(days=1))


def test_the_holder_confirms_no_grant_that_his_deputy_proposed(
    security_administrator: Any, officer: Any, bureau: Any
) -> None:
    basis = security_administrator.grants.get()
    colleague = factories.user(username="acting", role=None, organisation=bureau, title="科员")
    RoleGrant.objects.create(
        user=colleague, role=basis.role, organisation=basis.organisation, kind="delegated",
        stands_in_for=basis, origin="demo", **days(),
    )  # fmt: skip
    acting = again(colleague)
    acting.fresh = True
    grant = services.propose_grant(
        actor=acting, user_id=officer.pk, role=Role.objects.get(pk="case_handler"),
        organisation=bureau, reason="轮岗", starts_on=clock.today(),
    )  # fmt: skip
    with pytest.raises(NotAllowed) as refused:
        services.confirm_grant(actor=security_administrator, grant_id=grant.pk)
    assert refused.value.code == "second_person_needed"
    with pytest.raises(IntegrityError) as kept, transaction.atomic():
        RoleGrant.objects.filter(pk=grant.pk).update(
            seconded_by=security_administrator, seconded_at=clock.now()
        )
    assert constraint_of(kept.value) == "grant_people_apart"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"starts_on": date(2019, 1, 1)}, "outside_basis"),
        ({"ends_on": date(2020, 1, 1)}, "ends_too_early"),
        ({"reason": " "}, "reason_missing"),
        ({"deputy_id": "approver"}, "deputy_is_holder"),
        ({"deputy_id": "stranger"}, "deputy_elsewhere"),
    ],
)
def test_it_refuses_what_does_not_fit(
    ask: Any, approver: Any, stranger: Any, changes: dict[str, Any], code: str
) -> None:
    people = {"approver": approver.pk, "stranger": stranger.pk}
    if "deputy_id" in changes:
        changes = {"deputy_id": people[changes["deputy_id"]]}
    with pytest.raises(DomainError) as refused:
        ask(**changes)
    assert refused.value.code == code
    assert not DeputyRequest.objects.exists()


def test_nobody_asks_for_anothers_grant(ask: Any, officer: Any) -> None:
    with pytest.raises(NotFound):
        ask(actor=officer)


def test_the_same_is_not_asked_twice(ask: Any) -> None:
    ask()
    with pytest.raises(Conflict) as refused:
        ask()
    assert refused.value.code == "asked_already"


def test_what_is_delegated_is_not_passed_on(deputy: Any, colleague: Any, officer: Any) -> None:
    grant = deputy()
    with pytest.raises(Conflict) as refused:
        services.ask_for_deputy(
            actor=colleague, basis_id=grant.pk, deputy_id=officer.pk, reason="x", **days()
        )
    assert refused.value.code == "not_passed_on"
    refuse_in_database("grant_not_passed_on", user=officer, stands_in_for=grant, role_id="approver")


def constraint_of(error: IntegrityError) -> str:
    """Name of the constraint that refused."""
    cause: Any = error.__cause__
    return str(cause.diag.constraint_name)


def refuse_in_database(constraint: str, **changes: Any) -> None:
    """The database alone refuses such a deputy."""
    basis = changes["stands_in_for"]
    given = {
        "organisation": basis.organisation,
        "kind": "delegated",
        "origin": "demo",
        **days(),
        **changes,
    }
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        RoleGrant.objects.create(**given)
    assert constraint_of(refused.value) == constraint


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"role_id": "filer"}, "grant_within_basis"),
        ({"starts_on": date(2001, 1, 1)}, "grant_within_basis"),
        ({"organisation": None}, "grant_within_basis"),
        ({"user": "approver"}, "grant_people_apart"),
        ({"ends_on": None}, "grant_for_a_time_ends"),
        ({"kind": "acting"}, "grant_deputy_names_basis"),
    ],
)
def test_the_database_refuses_too(
    approver: Any, colleague: Any, changes: dict[str, Any], constraint: str
) -> None:
    basis = approver.grants.get()
    if "user" in changes:
        changes = {"user": approver}
    given = {"user": colleague, "role_id": "approver", "stands_in_for": basis} | changes
    refuse_in_database(constraint, **given)


def test_the_holder_does_not_give_it_himself(
    security_administrator: Any, second_security_administrator: Any, auditor: Any
) -> None:
    basis = security_administrator.grants.get()
    with pytest.raises(NotAllowed):
        services.propose_deputy(
            actor=security_administrator,
            basis_id=basis.pk,
            deputy_id=auditor.pk,
            reason="休假",
            **days(),
        )


def test_it_ends_with_its_basis(
    deputy: Any, approver: Any, colleague: Any, bureau: Any, security_administrator: Any
) -> None:
    grant = deputy()
    services.end_grant(
        actor=security_administrator, grant_id=approver.grants.get().pk, reason="调离"
    )
    grant.refresh_from_db()
    assert grant.revoked_at is not None
    assert not again(colleague).may("commitments.approve", bureau)
    assert AuditEvent.objects.filter(verb="accounts.end_grant").count() == 2


def test_the_database_ends_it_with_its_basis(deputy: Any, approver: Any) -> None:
    grant = deputy()
    RoleGrant.objects.filter(pk=grant.stands_in_for_id).update(revoked_at=clock.now())
    grant.refresh_from_db()
    assert grant.revoked_at is not None


def test_the_holder_is_back_early(deputy: Any, approver: Any, colleague: Any, bureau: Any) -> None:
    grant = deputy()
    with pytest.raises(NotFound):
        services.recall_deputy(actor=colleague, grant_id=grant.pk)
    services.recall_deputy(actor=approver, grant_id=grant.pk)
    assert not again(colleague).may("commitments.approve", bureau)


def test_a_request_is_declined_or_taken_back(
    ask: Any, approver: Any, security_administrator: Any
) -> None:
    request = ask()
    services.decline_deputy(actor=security_administrator, request_id=request.pk, reason="人手不足")
    with pytest.raises(Conflict):
        services.withdraw_deputy(actor=approver, request_id=request.pk)
    request = ask()
    services.withdraw_deputy(actor=approver, request_id=request.pk)
    with pytest.raises(Conflict):
        services.take_up_deputy(actor=security_administrator, request_id=request.pk)
