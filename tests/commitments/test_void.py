"""An unlawful promise ends void: found by one, confirmed by another, no breach of the promise."""

from datetime import date
from typing import Any

import pytest

from commitments import disclosures, services
from commitments.models import Commitment, Compensation, VoidFinding
from credit_portal.common import acts
from credit_portal.publishing.services import publish_all
from integrity_files.models import FileEntry
from tests.commitments import scenes, scenes_change

pytestmark = pytest.mark.django_db


def test_it_is_public_and_only_the_body_gets_the_entry(
    registered: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    publish_all()
    task = scenes_change.proposed_void(registered, credit_officer)
    scenes.confirm(task, credit_reviewer)
    row = Commitment.objects.get(pk=registered.pk)
    assert row.outcome == "void"
    with acts.reading_as(credit_reviewer, "review 1", scope=["/"]):
        entries = list(FileEntry.objects.filter(source_id=str(task.pk)))
    assert [(one.category_id, one.data["outcome"]) for one in entries] == [("O1", "void")]
    document = scenes.last_document(registered)
    assert document["void"]["ground"] == "tax_unlawful"
    assert document["findings_zh"] == "承诺减免税款，没有法律依据。"
    assert document == disclosures.document(row)


def test_whoever_made_it_is_marked_for_a_lead_and_nobody_reads_that(
    registered: Any, credit_officer: Any, post: Any
) -> None:
    task = scenes_change.proposed_void(registered, credit_officer)
    found = VoidFinding.objects.get(verification=task)
    assert (found.is_lead_ground, found.lead_post, found.lead_on) == (
        True, post, date(2026, 3, 2),
    )  # fmt: skip
    assert "lead" not in str(disclosures.outcome_preview(task, credit_officer))


def test_the_same_person_does_not_confirm(registered: Any, credit_officer: Any, city: Any) -> None:
    from tests.commitments.test_lawful_change_people import granted

    task = scenes_change.proposed_void(registered, credit_officer)
    both = granted(credit_officer, "credit_reviewer", city)
    with scenes.refused("four_eyes"):
        scenes.confirm(task, both)


def test_the_body_does_not_find_it(registered: Any, officer: Any) -> None:
    with scenes.refused("not_allowed"):
        scenes_change.proposed_void(registered, officer)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"ground": "whim"}, "invalid"),
        ({"document_number": ""}, "required"),
        ({"compensation": ""}, "compensation_missing"),
        ({"compensation": "agreed"}, "compensation_due_wrong"),
    ],
)
def test_it_needs_ground_document_and_compensation(
    registered: Any, credit_officer: Any, fields: dict[str, Any], code: str
) -> None:
    with scenes.refused(code):
        scenes_change.proposed_void(registered, credit_officer, **fields)


def test_returned_another_outcome_may_be_found(
    registered: Any, officer: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    task = scenes_change.proposed_void(registered, credit_officer)
    acts.run(
        services.return_outcome, actor=credit_reviewer, verification_id=task.pk, reason="合法。"
    )  # fmt: skip
    scenes.propose(task, credit_officer, "kept", kept_on=date(2026, 3, 2))
    assert not VoidFinding.objects.exists()


def test_a_standing_promise_ends_with_its_clocks_and_pays(
    standing: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    terms = scenes_change.AGREED
    task = scenes_change.proposed_void(standing, credit_officer, **terms)
    scenes.confirm(task, credit_reviewer)
    go_to(date(2026, 5, 20))
    row = Commitment.objects.get(pk=standing.pk)
    assert (row.outcome, row.verifications.count()) == ("void", 1)
    assert Compensation.objects.get(commitment=row).due_on == date(2026, 5, 8)


def test_a_standing_promise_as_a_whole_is_found_nothing_else(
    standing: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    task = scenes_change.proposed_void(standing, credit_officer)
    acts.run(
        services.return_outcome, actor=credit_reviewer, verification_id=task.pk, reason="合法。"
    )  # fmt: skip
    with scenes.refused("outcome_unknown"):
        scenes.propose(task, credit_officer, "kept", kept_on=date(2026, 3, 2))
