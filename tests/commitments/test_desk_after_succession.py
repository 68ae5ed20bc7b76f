"""Templates and last year's commitments of a body that another took over."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from commitments import listing, services
from commitments.models import Commitment
from commitments.services import desk
from credit_portal.common import acts
from credit_portal.directory.selectors import post_in_place
from tests import factories
from tests.commitments import scenes
from tests.commitments.successions import carry_out, line, payload, post_of

pytestmark = pytest.mark.django_db
Keepers = tuple[Any, Any]


@pytest.fixture
def keepers(system_administrator: Any, second_system_administrator: Any) -> Keepers:
    """Who carry successions out."""
    return system_administrator, second_system_administrator


@pytest.fixture
def kept(registered: Any, officer: Any, credit_officer: Any, credit_reviewer: Any) -> Commitment:
    """One that was kept: it stays with the body that made it."""
    scenes.fulfilled(registered, officer, date(2026, 3, 2))
    task = scenes.live(registered)
    scenes.decide(task, credit_officer, credit_reviewer, "kept", kept_on=date(2026, 3, 2))
    return Commitment.objects.get(pk=registered.pk)


def run(service: Any, actor: Any, **given: Any) -> Any:
    return acts.run(service, actor=actor, **given).value


def test_the_successor_copies_what_the_predecessor_promised(
    kept: Commitment,
    stranger: Any,
    bureau: Any,
    other_bureau: Any,
    keepers: Keepers,
    client: Client,
) -> None:
    with scenes.refused("not_found"):
        run(services.copy_last_year, stranger, commitment_id=kept.pk)
    heir = post_of(other_bureau)
    carry_out(keepers, bureau, payload("merge", bureau, line(bureau, heir)))
    kept.refresh_from_db()
    assert kept.organisation == bureau
    client.force_login(stranger)
    page = client.get("/staff/commitments/last-year/?year=2026").content.decode()
    assert kept.title_zh in page
    assert f"/staff/commitments/{kept.pk}/" not in page
    copy = run(services.copy_last_year, stranger, commitment_id=kept.pk)
    assert (copy.organisation, copy.post, copy.due_on.year) == (other_bureau, heir, 2027)
    with scenes.refused("copied_already"):
        run(services.copy_last_year, stranger, commitment_id=kept.pk)


def test_what_was_divided_is_refused_with_a_sentence(
    kept: Commitment, officer: Any, bureau: Any, other_bureau: Any, city: Any, keepers: Keepers
) -> None:
    third = post_of(factories.organisation(name_zh="示例市第三局", parent=city), holder="李示例")
    lines = [
        line(bureau, post_of(other_bureau), scope="sector", sectors=["housing"]),
        line(bureau, third, scope="all"),
    ]
    carry_out(keepers, bureau, payload("split", bureau, *lines))
    assert post_in_place(kept.post) == third
    third.active = False
    third.save(update_fields=["active"])
    with scenes.refused("post_gone"):
        run(services.copy_as_draft, officer, commitment_id=kept.pk)


def test_a_template_never_offers_a_post_that_is_gone(
    kept: Commitment, officer: Any, stranger: Any, bureau: Any, other_bureau: Any,
    keepers: Keepers, client: Client,
) -> None:  # fmt: skip
    made = run(services.make_template, officer, commitment_id=kept.pk, name="养老服务")
    assert desk.initial_of(made)["post"] == kept.post_id
    heir = post_of(other_bureau)
    carry_out(keepers, bureau, payload("merge", bureau, line(bureau, heir)))
    assert not desk.templates_for(officer).exists()
    assert not listing.posts_for(officer).filter(organisation=bureau).exists()
    client.force_login(stranger)
    assert "养老服务" in client.get("/staff/commitments/templates/").content.decode()
    found = desk.template(stranger, made.pk)
    assert desk.initial_of(found)["post"] == heir.pk
    assert client.get(f"/staff/commitments/new/?template={made.pk}").status_code == 200
    run(services.retire_template, stranger, template_id=made.pk)
    assert not desk.templates_for(stranger).exists()
