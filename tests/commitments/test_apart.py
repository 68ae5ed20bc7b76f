"""Who judges had no part in it; two accounts of one person are one person."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from commitments import policies, selectors
from commitments.models import Commitment, Verification
from credit_portal.accounts.models import Role, RoleGrant, User
from credit_portal.directory.models import Appointment, Person
from tests import factories
from tests.commitments import scenes

pytestmark = pytest.mark.django_db
OVER = date(2026, 4, 1)
Judge = Callable[..., Any]


def grant(user: Any, role: str, over: Any) -> None:
    """One more role."""
    RoleGrant.objects.create(
        user=user,
        role=Role.objects.get(pk=role),
        starts_on=factories.START,
        organisation=over,
        origin="demo",
    )
    user.refresh_from_db()


def end_grants(user: Any, role: str) -> None:
    """Take the role away again."""
    RoleGrant.objects.filter(user=user, role=role).delete()
    user.refresh_from_db()


@pytest.fixture
def judge(city: Any, credit_office: Any) -> Judge:
    """Somebody of the credit office who may both propose and confirm."""

    def make(username: str = "judge", **more: Any) -> Any:
        user = factories.user(
            username=username,
            role="credit_officer",
            organisation=credit_office,
            title=username,
            granted_on=city,
        )
        grant(user, "credit_reviewer", city)
        User.objects.filter(pk=user.pk).update(**more)
        user.refresh_from_db()
        return user

    return make


@pytest.mark.parametrize("role", ["filer", "approver"])
def test_whoever_acts_for_the_body_does_not_judge_it(
    judge: Judge, bureau: Any, registered: Any, credit_officer: Any, go_to: Any, role: str
) -> None:
    user = judge()
    grant(user, role, bureau)
    go_to(OVER)
    task = scenes.live(registered)
    with scenes.refused("acts_for_body"):
        scenes.propose(task, user, "broken")
    scenes.propose(task, credit_officer, "broken")
    with scenes.refused("acts_for_body"):
        scenes.confirm(task, user)
    assert not selectors.to_verify(user).exists() and not selectors.to_confirm(user).exists()


def test_nor_whoever_filed_it_once(
    judge: Judge, bureau: Any, approver: Any, post: Any, go_to: Any
) -> None:
    user = judge()
    grant(user, "filer", bureau)
    row = scenes.registered(user, approver, post)
    end_grants(user, "filer")
    go_to(OVER)
    task = scenes.live(row)
    with scenes.refused("took_part"):
        scenes.propose(task, user, "broken")
    assert not selectors.to_verify(user).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Verification.objects.filter(pk=task.pk).update(proposer=user)


def test_nor_whoever_approved_it_once(
    judge: Judge, bureau: Any, officer: Any, credit_officer: Any, post: Any, go_to: Any
) -> None:
    user = judge()
    grant(user, "approver", bureau)
    row = scenes.registered(officer, user, post)
    end_grants(user, "approver")
    go_to(OVER)
    task = scenes.propose(scenes.live(row), credit_officer, "broken")
    with scenes.refused("took_part"):
        scenes.confirm(task, user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Verification.objects.filter(pk=task.pk).update(confirmer=user)


def test_nor_whoever_reported_on_it(judge: Judge, bureau: Any, registered: Any, go_to: Any) -> None:
    user = judge()
    grant(user, "filer", bureau)
    scenes.fulfilled(registered, user, date(2026, 3, 1))
    end_grants(user, "filer")
    task = scenes.live(registered)
    assert not policies.may_verify(user, registered)
    assert not selectors.to_verify(user).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Verification.objects.filter(pk=task.pk).update(proposer=user)


def test_nor_whoever_answers_for_it(
    judge: Judge, registered: Any, credit_officer: Any, credit_reviewer: Any, post: Any, go_to: Any
) -> None:
    holder = Appointment.objects.get(post=post).person
    user = judge(person=holder)
    go_to(OVER)
    task = scenes.live(registered)
    with scenes.refused("own_record"):
        scenes.propose(task, user, "kept", kept_on=scenes.DUE)
    scenes.propose(task, credit_officer, "kept", kept_on=scenes.DUE)
    with scenes.refused("own_record"):
        scenes.confirm(task, user)
    scenes.confirm(task, credit_reviewer)


def test_a_later_holder_may(judge: Judge, registered: Any, post: Any, go_to: Any) -> None:
    Appointment.objects.filter(post=post).update(ends_on=scenes.DUE)
    person = Person.objects.create(name="新任示例")
    Appointment.objects.create(post=post, person=person, kind="regular", starts_on=OVER)
    go_to(OVER)
    task = scenes.propose(scenes.live(registered), judge(person=person), "broken")
    assert task.state == "proposed"


def test_one_active_account_per_person(officer: Any, approver: Any) -> None:
    person = Person.objects.create(name="张示例")
    User.objects.filter(pk=officer.pk).update(person=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=approver.pk).update(person=person)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    User.objects.filter(pk=approver.pk).update(person=person)


def test_the_second_account_does_not_approve_what_the_first_filed(
    submitted: Any, officer: Any, approver: Any
) -> None:
    one_person(officer, approver)
    assert not selectors.waiting_for_approval(approver).exists()
    with scenes.refused("four_eyes"):
        scenes.approve(submitted, approver)
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=submitted.pk).update(
            state="registered", approver=approver, registered_on=OVER
        )


def test_nor_confirm_what_the_first_proposed(judge: Judge, registered: Any, go_to: Any) -> None:
    first, second = judge("first"), judge("second")
    go_to(OVER)
    task = scenes.propose(scenes.live(registered), first, "broken")
    one_person(first, second)
    assert not selectors.to_confirm(second).exists()
    with scenes.refused("four_eyes"):
        scenes.confirm(task, second)
    with pytest.raises(IntegrityError), transaction.atomic():
        Verification.objects.filter(pk=task.pk).update(confirmer=second)


def one_person(closed: Any, active: Any) -> None:
    """The closed account and the active one are the same person's."""
    person = Person.objects.create(name="王示例")
    User.objects.filter(pk=closed.pk).update(person=person, is_active=False)
    User.objects.filter(pk=active.pk).update(person=person)
    closed.refresh_from_db()
    active.refresh_from_db()
