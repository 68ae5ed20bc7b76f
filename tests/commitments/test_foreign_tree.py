"""Another government's list: it comes by import only, and says what its source says."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from commitments import selectors, services
from commitments.importing.letters import read
from commitments.models import Commitment, CoResponsibility
from commitments.services import takeover
from credit_portal.common import acts
from tests import factories
from tests.commitments import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def filer(city: Any) -> Any:
    """Files for the whole government."""
    return factories.user(username="hall", role="filer", organisation=city, title="秘书")


@pytest.fixture
def signer(city: Any) -> Any:
    """Approves for the whole government."""
    return factories.user(username="signer", role="approver", organisation=city, title="副市长")


def taken_over(actor: Any) -> Commitment:
    """One row of the list."""
    letter = read("100", "We will do it.", "Minister of Health", "Minister of Health; Minister B")
    return acts.run(takeover.take_over, actor=actor, letters=[letter]).value[0]


@pytest.fixture
def row(filer: Any) -> Commitment:
    """A row that waits for approval."""
    return taken_over(filer)


def test_a_filer_of_one_body_cannot_import(officer: Any) -> None:
    with scenes.refused("not_allowed"):
        taken_over(officer)


def test_approvers_of_one_body_do_not_even_see_it(
    row: Commitment, signer: Any, stranger_approver: Any
) -> None:
    with scenes.refused("not_found"):
        scenes.approve(row, stranger_approver)
    assert not selectors.waiting_for_approval(stranger_approver).exists()
    assert scenes.approve(row, signer).state == "registered"


def test_a_grant_over_the_tree_itself_suffices(row: Commitment) -> None:
    own = factories.user(
        username="own", role="approver", organisation=row.organisation, title="Keeper"
    )
    assert scenes.approve(row, own).approver == own


def test_nobody_files_there(row: Commitment, officer: Any, filer: Any) -> None:
    with scenes.refused("not_allowed"):
        scenes.draft(officer, row.post)
    with scenes.refused("foreign_tree"):
        scenes.draft(filer, row.post)
    with scenes.refused("foreign_tree"):
        acts.run(services.copy_as_draft, actor=filer, commitment_id=row.pk)


def test_no_draft_moves_there(row: Commitment, filer: Any, post: Any) -> None:
    mine = scenes.draft(filer, post)
    with scenes.refused("foreign_tree"):
        acts.run(
            services.edit_draft,
            actor=filer,
            commitment_id=mine.pk,
            expected_version=None,
            fields={},
            post_id=row.post_id,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=mine.pk).update(organisation=row.organisation)


def test_the_text_is_its_sources(row: Commitment, filer: Any) -> None:
    acts.run(services.take_back, actor=filer, commitment_id=row.pk)
    with scenes.refused("imported"):
        acts.run(
            services.edit_draft,
            actor=filer,
            commitment_id=row.pk,
            expected_version=None,
            fields={"matter_en": "We promise the opposite."},
        )
    for change in ({"matter_en": "The opposite."}, {"import_sha": "0" * 64}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Commitment.objects.filter(pk=row.pk).update(**change)


def test_what_no_longer_says_so_is_not_approved(row: Commitment, signer: Any) -> None:
    CoResponsibility.objects.filter(commitment=row).delete()
    with scenes.refused("source_changed"):
        scenes.approve(row, signer)


def test_the_credit_office_of_the_government_judges_it(
    row: Commitment, signer: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    scenes.approve(row, signer)
    task = acts.run(
        services.open_verification, actor=credit_officer, commitment_id=row.pk, reason="查询"
    ).value
    scenes.decide(task, credit_officer, credit_reviewer, "kept", kept_on=date(2026, 3, 1))
    row.refresh_from_db()
    assert row.outcome == "kept"
