"""A deputy decides during the absence, says for whom, and nothing that either of the two wrote."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from commitments import disclosures, policies, selectors
from commitments.models import Commitment, CommitmentEvent, Verification
from credit_portal.accounts.models import RoleGrant
from credit_portal.audit.models import AuditEvent
from tests import factories
from tests.commitments import scenes

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
OVER = date(2026, 4, 1)


def stand_in(deputy: Any, principal: Any, first: date = TODAY, days: int = 60) -> RoleGrant:
    """A confirmed grant of the deputy for the days from `first` on."""
    basis = principal.grants.first()
    grant = RoleGrant.objects.create(
        user=deputy,
        role=basis.role,
        organisation=basis.organisation,
        kind="delegated",
        stands_in_for=basis,
        starts_on=first,
        ends_on=first + timedelta(days=days),
        origin="demo",
    )
    deputy.refresh_from_db()
    return grant


@pytest.fixture
def deputy(bureau: Any) -> Any:
    """Somebody of the bureau without any role of his own."""
    return factories.user(username="deputy", role=None, organisation=bureau, title="办公室主任")


def test_he_approves_and_the_story_says_for_whom(
    submitted: Any, deputy: Any, approver: Any
) -> None:
    stand_in(deputy, approver)
    row = scenes.approve(submitted, deputy)
    assert row.state == "registered"
    event = CommitmentEvent.objects.get(commitment=row, name="registered")
    assert event.actor_title == "办公室主任（代理分管副局长）"
    assert event.data["title_en"] == "办公室主任 (acting for 分管副局长)"
    assert AuditEvent.objects.get(verb="commitments.approve").actor_title == event.actor_title
    steps = scenes.last_document(row)["timeline"]
    assert "办公室主任（代理分管副局长）" in {step["post_zh"] for step in steps}


def test_what_he_saw_is_what_is_published(submitted: Any, deputy: Any, approver: Any) -> None:
    stand_in(deputy, approver)
    seen = disclosures.registration_preview(Commitment.objects.get(pk=submitted.pk), deputy)
    assert "代理" in str(seen)
    scenes.approve(submitted, deputy)


@pytest.mark.parametrize(("first", "days"), [(TODAY + timedelta(1), 5), (date(2026, 2, 1), 28)])
def test_not_before_his_days_nor_after(
    submitted: Any, deputy: Any, approver: Any, first: date, days: int
) -> None:
    stand_in(deputy, approver, first, days)
    with scenes.refused("not_found"):
        scenes.approve(submitted, deputy)


def test_not_what_he_filed_himself(officer: Any, approver: Any, post: Any) -> None:
    stand_in(officer, approver)
    row = scenes.submitted(officer, post)
    with scenes.refused("four_eyes"):
        scenes.approve(row, officer)


def test_not_what_he_filed_for_whom_he_stands_in(
    deputy: Any, approver: Any, bureau: Any, post: Any
) -> None:
    RoleGrant.objects.create(
        user=approver, role_id="filer", organisation=bureau, origin="demo", starts_on=TODAY
    )
    approver.refresh_from_db()
    row = scenes.submitted(approver, post)
    basis = approver.grants.get(role_id="approver")
    RoleGrant.objects.create(
        user=deputy,
        role_id="approver",
        organisation=bureau,
        kind="delegated",
        stands_in_for=basis,
        starts_on=TODAY,
        ends_on=OVER,
        origin="demo",
    )
    deputy.refresh_from_db()
    assert not policies.may_approve(deputy, row)
    assert not selectors.waiting_for_approval(deputy).exists()
    with scenes.refused("four_eyes"):
        scenes.approve(row, deputy)
    refuse_in_database(row, deputy)


def constraint_of(error: IntegrityError) -> str:
    """Name of the constraint that refused."""
    cause: Any = error.__cause__
    return str(cause.diag.constraint_name)


def refuse_in_database(row: Commitment, approver: Any) -> None:
    """The database refuses the approval by itself."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Commitment.objects.filter(pk=row.pk).update(
            state="registered", approver=approver, registered_on=TODAY
        )
    assert constraint_of(refused.value) == "commitment_people_apart"


def test_the_database_lets_the_deputy_of_another_approve(
    submitted: Any, deputy: Any, approver: Any
) -> None:
    stand_in(deputy, approver)
    Commitment.objects.filter(pk=submitted.pk).update(
        state="registered", approver=deputy, registered_on=TODAY
    )


def test_the_deputy_of_the_verifier_does_not_confirm_his_proposal(
    registered: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    go_to(OVER)
    task = scenes.propose(scenes.live(registered), credit_officer, "broken")
    stand_in(credit_reviewer, credit_officer, OVER)
    assert not selectors.to_confirm(credit_reviewer).exists()
    with scenes.refused("four_eyes"):
        scenes.confirm(task, credit_reviewer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Verification.objects.filter(pk=task.pk).update(confirmer=credit_reviewer)


def test_nor_the_deputy_of_whoever_took_part(
    registered: Any, officer: Any, bureau: Any, credit_officer: Any, go_to: Any
) -> None:
    go_to(OVER)
    stand_in(credit_officer, officer, OVER)
    with scenes.refused("acts_for_body"):
        scenes.propose(scenes.live(registered), credit_officer, "broken")


def filing_deputy(deputy: Any, approver: Any, bureau: Any) -> None:
    """The approver files too; the deputy stands in for that for ten days."""
    basis = RoleGrant.objects.create(
        user=approver, role_id="filer", organisation=bureau, origin="demo", starts_on=TODAY
    )
    RoleGrant.objects.create(
        user=deputy,
        role_id="filer",
        organisation=bureau,
        kind="delegated",
        stands_in_for=basis,
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=9),
        origin="demo",
    )
    deputy.refresh_from_db()
    approver.refresh_from_db()


@pytest.mark.parametrize("on", [TODAY, TODAY + timedelta(days=20)])
def test_the_holder_does_not_approve_what_was_filed_in_his_name(
    deputy: Any, approver: Any, bureau: Any, post: Any, go_to: Any, on: date
) -> None:
    filing_deputy(deputy, approver, bureau)
    row = scenes.submitted(deputy, post)
    if on > TODAY:
        go_to(on)
    assert not policies.may_approve(approver, row)
    assert not selectors.waiting_for_approval(approver).exists()
    with scenes.refused("four_eyes"):
        scenes.approve(row, approver)
    refuse_in_database(row, approver)


def test_the_holder_approves_what_his_deputy_for_approvals_filed_in_his_own_right(
    officer: Any, approver: Any, post: Any
) -> None:
    stand_in(officer, approver)
    row = scenes.submitted(officer, post)
    assert row in selectors.waiting_for_approval(approver)
    assert scenes.approve(row, approver).state == "registered"


def test_the_verifier_does_not_confirm_what_his_deputy_proposed(
    registered: Any, credit_reviewer: Any, city: Any, credit_office: Any, go_to: Any
) -> None:
    go_to(OVER)
    acting = factories.user(username="acting", role=None, organisation=credit_office, title="科员")
    basis = RoleGrant.objects.create(
        user=credit_reviewer, role_id="credit_officer", organisation=city, origin="demo",
        starts_on=TODAY,
    )  # fmt: skip
    RoleGrant.objects.create(
        user=acting, role_id="credit_officer", organisation=city, kind="delegated",
        stands_in_for=basis, starts_on=OVER, ends_on=OVER, origin="demo",
    )  # fmt: skip
    acting.refresh_from_db()
    task = scenes.propose(scenes.live(registered), acting, "broken")
    assert not selectors.to_confirm(credit_reviewer).exists()
    with scenes.refused("four_eyes"):
        scenes.confirm(task, credit_reviewer)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Verification.objects.filter(pk=task.pk).update(confirmer=credit_reviewer)
    assert constraint_of(refused.value).startswith("commitment_verify")
