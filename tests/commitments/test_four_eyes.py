"""Two people, and never the body itself: in the services and in the database."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from commitments import policies, services
from commitments.models import Commitment, CommitmentEvent, PerformanceReport, Verification
from credit_portal.common import acts
from tests import factories
from tests.commitments import scenes

pytestmark = pytest.mark.django_db
OVER = date(2026, 4, 1)


def both(username: str, body: Any, *roles: str, over: Any = None) -> Any:
    """Somebody with several roles."""
    from credit_portal.accounts.models import Role, RoleGrant

    user = factories.user(
        username=username, role=roles[0], organisation=body, title=username, granted_on=over
    )
    for role in roles[1:]:
        RoleGrant.objects.create(
            user=user,
            role=Role.objects.get(pk=role),
            starts_on=factories.START,
            organisation=over or body,
            origin="demo",
            granted_at="2020-01-01T00:00:00Z",
        )
    return user


def test_the_filer_cannot_approve_his_own(bureau: Any, post: Any) -> None:
    user = both("both", bureau, "filer", "approver")
    row = scenes.submitted(user, post)
    with scenes.refused("four_eyes"):
        scenes.approve(row, user)


def test_an_editor_cannot_approve_what_he_wrote(bureau: Any, officer: Any, post: Any) -> None:
    user = both("both", bureau, "filer", "approver")
    row = scenes.draft(officer, post)
    acts.run(
        services.edit_draft,
        actor=user,
        commitment_id=row.pk,
        expected_version=1,
        fields={"title_zh": "改写的标题"},
    )
    acts.run(services.submit, actor=officer, commitment_id=row.pk)
    row.refresh_from_db()
    assert not policies.may_approve(user, row)
    with scenes.refused("four_eyes"):
        scenes.approve(row, user)


@pytest.mark.parametrize("who", ["filer_id", "author"])
def test_the_database_refuses_too(submitted: Any, colleague: Any, who: str) -> None:
    if who == "author":
        Commitment.objects.filter(pk=submitted.pk).update(
            authors=[submitted.filer_id, colleague.pk]
        )
    approver = submitted.filer_id if who == "filer_id" else colleague.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=submitted.pk).update(
            state="registered", approver=approver, registered_on=OVER
        )


def test_a_foreign_approver_sees_nothing(submitted: Any, stranger_approver: Any) -> None:
    with scenes.refused("not_found"):
        scenes.approve(submitted, stranger_approver)


def test_a_body_without_approver_is_served_by_its_superiors(
    city: Any, officer: Any, post: Any
) -> None:
    above = factories.user(username="above", role="approver", organisation=city, title="副市长")
    assert scenes.registered(officer, above, post).approver == above


def test_the_proposer_cannot_confirm(
    registered: Any, city: Any, credit_office: Any, go_to: Any
) -> None:
    user = both("both", credit_office, "credit_officer", "credit_reviewer", over=city)
    go_to(OVER)
    task = scenes.propose(scenes.live(registered), user, "broken")
    with scenes.refused("four_eyes"):
        scenes.confirm(task, user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Verification.objects.filter(pk=task.pk).update(confirmer=user)


def test_verification_is_refused_to_the_body_itself(
    registered: Any, bureau: Any, go_to: Any
) -> None:
    own = both("own", bureau, "credit_officer")
    go_to(OVER)
    with scenes.refused("own_body"):
        scenes.propose(scenes.live(registered), own, "kept", kept_on=scenes.DUE)
    with pytest.raises(IntegrityError), transaction.atomic():
        scenes.live(registered)
        Verification.objects.update(proposer=own, proposer_body=bureau)


def test_and_to_a_body_inside_it(registered: Any, bureau: Any, go_to: Any) -> None:
    inside = factories.organisation(name_zh="示例市住房服务中心", kind="institution", parent=bureau)
    user = both("inside", inside, "credit_officer", over=bureau)
    go_to(OVER)
    with scenes.refused("own_body"):
        scenes.propose(scenes.live(registered), user, "broken")
    with pytest.raises(IntegrityError), transaction.atomic():
        Verification.objects.update(proposer=user, proposer_body=inside, proposer_path=inside.path)


def test_the_credit_office_verifies_its_own_government(
    city: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    mayor = factories.post_with_holder(
        city, title_zh="市长", title_en="Mayor", holder="赵示例", since=date(2024, 1, 1)
    )
    filer = factories.user(username="hall", role="filer", organisation=city, title="秘书")
    signer = factories.user(username="signer", role="approver", organisation=city, title="副市长")
    row = scenes.registered(filer, signer, mayor)
    go_to(OVER)
    scenes.decide(scenes.live(row), credit_officer, credit_reviewer, "broken")
    row.refresh_from_db()
    assert row.outcome == "broken"


def test_a_filer_cannot_verify(registered: Any, officer: Any, go_to: Any) -> None:
    go_to(OVER)
    with scenes.refused("not_allowed"):
        scenes.propose(scenes.live(registered), officer, "kept", kept_on=scenes.DUE)


@pytest.mark.parametrize(
    "statement",
    [
        "update commitments_commitmentevent set name = 'x'",
        "delete from commitments_commitmentevent",
        "truncate commitments_commitmentevent",
        "delete from commitments_performancereport",
        "delete from commitments_commitment",
        "delete from commitments_verification",
        "delete from commitments_commitmentperiod",
    ],
)
def test_the_application_cannot_rewrite_history(registered: Any, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert CommitmentEvent.objects.exists()
    assert not PerformanceReport.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"outcome": "kept"},
        {"outcome": "broken", "outcome_on": None},
        {"outcome": "kept_late", "outcome_on": OVER, "kept_on": scenes.DUE},
        {"outcome": "kept", "outcome_on": OVER, "kept_on": OVER},
        {"due_on": None},
        {"state": "draft"},
        {"title_zh": ""},
        {"sector": "parking", "category": "livelihood", "target": 5},
        {"shape": "standing"},
        {"registered_on": None},
        {"approver": None},
        {"version": 0},
    ],
)
def test_impossible_rows_are_refused_by_the_database(
    registered: Any, values: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=registered.pk).update(**values)
