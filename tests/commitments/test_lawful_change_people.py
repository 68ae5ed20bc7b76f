"""The superior body decides, never the body itself, never whoever wrote it; the database too."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from commitments import selectors_change as selectors
from commitments import services
from commitments.models import Commitment, LawfulChange
from credit_portal.accounts.models import Role, RoleGrant, User
from credit_portal.common import acts
from tests.commitments import scenes, scenes_change

pytestmark = pytest.mark.django_db


@pytest.fixture
def superior(city: Any) -> Any:
    """Decides for the city."""
    return scenes_change.superior(city)


@pytest.fixture
def laid(registered: Any, officer: Any) -> LawfulChange:
    """A case before the superior body."""
    return scenes_change.laid(registered, officer)


def granted(user: Any, role: str, body: Any) -> Any:
    """The user with one more role, read anew."""
    RoleGrant.objects.create(
        user=user, role=Role.objects.get(pk=role), organisation=body,
        starts_on=date(2020, 1, 1), origin="demo",
    )  # fmt: skip
    found = User.objects.get(pk=user.pk)
    found.fresh = True
    return found


def test_the_body_itself_does_not_decide(laid: Any, approver: Any) -> None:
    with scenes.refused("superior_only"):
        scenes_change.approve(laid, approver)


def test_nor_somebody_of_the_body_who_holds_the_superior_grant(
    laid: Any, approver: Any, city: Any
) -> None:
    both = granted(approver, "approver", city)
    with scenes.refused("own_body"):
        scenes_change.approve(laid, both)


def test_nor_whoever_wrote_it(registered: Any, superior: Any, city: Any) -> None:
    both = granted(superior, "filer", city)
    case = scenes_change.laid(registered, both)
    with scenes.refused("four_eyes"):
        scenes_change.approve(case, both)


def test_nor_another_account_of_the_same_person(laid: Any, officer: Any, city: Any) -> None:
    officer.is_active = False
    officer.save()
    other = User.objects.create(
        username="other", display_name="示例", organisation=city, person=officer.person
    )
    other = granted(other, "approver", city)
    with scenes.refused("four_eyes"):
        scenes_change.approve(laid, other)


def test_it_waits_with_the_superior_only(
    laid: Any, superior: Any, approver: Any, stranger_approver: Any
) -> None:
    assert [case.pk for case in selectors.to_decide(superior)] == [laid.pk]
    assert not selectors.to_decide(approver).exists()
    assert not selectors.to_decide(stranger_approver).exists()


def test_a_stranger_does_not_see_it(laid: Any, stranger: Any) -> None:
    with scenes.refused("not_found"):
        selectors.case(stranger, laid.pk)


def test_a_draft_is_seen_by_the_body_only(
    registered: Any, officer: Any, credit_officer: Any
) -> None:
    case = scenes_change.begun(registered, officer)
    assert selectors.case(officer, case.pk) == case
    with scenes.refused("not_found"):
        selectors.case(credit_officer, case.pk)


def test_only_its_filer_takes_it_back(laid: Any, colleague: Any) -> None:
    with scenes.refused("not_filer"):
        acts.run(services.take_back_change, actor=colleague, change_id=laid.pk)


def test_without_a_fresh_proof_nothing_is_decided(laid: Any, superior: Any) -> None:
    superior.fresh = False
    with scenes.refused("reauthentication_needed"):
        scenes_change.approve(laid, superior)


def _refused_by_the_database(change: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


def test_the_database_keeps_its_own_watch(laid: Any, officer: Any, registered: Any) -> None:
    cases = LawfulChange.objects.filter(pk=laid.pk)
    today = date(2026, 3, 2)
    decided = {"state": "approved", "superior": registered.organisation, "decided_on": today}
    _refused_by_the_database(lambda: cases.update(decider=officer, **decided))
    rows = Commitment.objects.filter(pk=registered.pk)
    _refused_by_the_database(lambda: rows.update(outcome="changed_lawfully", outcome_on=today))
    _refused_by_the_database(lambda: rows.update(outcome="withdrawn_lawfully", outcome_on=today))
    new = Commitment.objects.filter(pk=laid.successor_id)
    _refused_by_the_database(
        lambda: new.update(
            state="registered", approver=registered.approver, registered_on=today,
            submitted_at=registered.submitted_at,
        )
    )  # fmt: skip


def test_what_is_decided_stays(laid: Any, superior: Any) -> None:
    scenes_change.approve(laid, superior)
    _refused_by_the_database(
        lambda: LawfulChange.objects.filter(pk=laid.pk).update(ground="force_majeure")
    )
