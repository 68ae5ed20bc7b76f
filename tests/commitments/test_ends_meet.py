"""Acts that meet: an end while a clock stands still, a change under way, an own commitment."""

from datetime import date
from typing import Any

import pytest

from commitments import services
from commitments.models import Commitment
from credit_portal.common import acts
from credit_portal.common.actors import SYSTEM
from credit_portal.directory.services import appoint, create_post
from credit_portal.publishing.models import Decision
from tests import factories
from tests.commitments import scenes, scenes_change

pytestmark = pytest.mark.django_db


@pytest.fixture
def superior(city: Any) -> Any:
    """Decides for the city."""
    return scenes_change.superior(city)


@pytest.fixture
def clerk(bureau: Any) -> Any:
    """Holds a post of the bureau that is not named in public, with an account."""
    user = factories.user(username="clerk", role=None, organisation=bureau, title="科员")
    appoint(actor=SYSTEM, post=user.post, person=user.person, kind="regular",
            starts_on=date(2025, 1, 1))  # fmt: skip
    return user


@pytest.fixture
def own(officer: Any, approver: Any, clerk: Any) -> Commitment:
    """The clerk's own commitment, due by a rule, agreed to and registered."""
    row = scenes.draft(officer, clerk.post, **scenes.RULED)
    for service, actor in ((services.bear_personally, officer), (services.submit, officer),
                           (services.countersign, clerk)):  # fmt: skip
        acts.run(service, actor=actor, commitment_id=row.pk)
    return scenes.approve(Commitment.objects.get(pk=row.pk), approver)


def test_moving_the_date_of_an_own_commitment_publishes_nothing(
    own: Any, officer: Any, superior: Any
) -> None:
    scenes.grant(scenes.ask_longer(own, officer), superior)
    assert not Decision.objects.filter(source_id=str(own.pk)).exists()


def test_a_post_that_becomes_public_publishes_no_own_commitment(own: Any, officer: Any) -> None:
    own.post.is_principal = own.post.is_public = True
    own.post.save()
    scenes.fulfilled(own, officer, date(2026, 3, 2))
    assert Commitment.objects.get(pk=own.pk).personal.is_public is False
    assert not Decision.objects.filter(source_id=str(own.pk)).exists()


def test_the_new_text_of_a_change_is_nobodys_own(registered: Any, officer: Any) -> None:
    case = scenes_change.begun(registered, officer)
    for service in (services.bear_personally, services.bear_by_post):
        with scenes.refused("by_change_only"):
            acts.run(service, actor=officer, commitment_id=case.successor_id)


def test_the_new_text_stays_with_its_body(
    registered: Any, officer: Any, city: Any, bureau: Any
) -> None:
    from tests.commitments.test_lawful_change_people import granted

    case = scenes_change.begun(registered, officer)
    other = create_post(actor=SYSTEM, organisation=city, title_zh="市长", title_en="Mayor",
                        is_principal=True, is_public=True)  # fmt: skip
    with scenes.refused("by_succession_only"):
        acts.run(
            services.edit_draft, actor=granted(officer, "filer", city),
            commitment_id=case.successor_id, expected_version=None, fields={}, post_id=other.pk,
        )  # fmt: skip
