"""Whoever keeps out of a case sees nothing of it any more, for good; what he had goes on."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from complaints import selectors
from complaints.models import Recusal
from complaints.services import call_backs, recusals
from credit_portal.common import acts
from credit_portal.workflow.selectors import my_work
from tests import factories
from tests.complaints import scenes as scene
from tests.complaints.scenes import Cast, act, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def second_handler(bureau: Any) -> Any:
    """Another handler of the body."""
    return factories.user(
        username="second_handler", role="case_handler", organisation=bureau, title="信访科副科长"
    )


def keep_out(actor: Any, row: Any) -> None:
    """He keeps out of it himself."""
    acts.run(recusals.recuse_self, actor=actor, case_id=row.pk, answer=lambda _done: {})


def test_a_handler_keeps_out_and_another_goes_on(cast: Cast, second_handler: Any) -> None:
    row = scene.handling(cast)
    assert row.number in {item.reference for item in my_work(cast.handler)}
    keep_out(cast.handler, row)
    assert not selectors.visible_to(cast.handler).exists()
    assert row.number not in {item.reference for item in my_work(cast.handler)}
    assert scene.told("complaint_to_take_over") == {"second_handler"}
    assert "/relations/" in next(
        item.url for item in my_work(second_handler) if item.reference == row.number
    )
    act(recusals.take_over, second_handler, row)
    assert row.assignments.get().handler == second_handler
    refused("nothing_to_take_over", recusals.take_over, second_handler, row)
    recused = row.events.get(name="recused")
    assert recused.data == {}
    scene.write(Cast(cast.operator, cast.supervisor, second_handler, cast.head, cast.body), row)


def test_a_supervisor_has_somebody_keep_out(cast: Cast, second_handler: Any) -> None:
    row = scene.handling(cast)
    people = recusals.people_of(cast.supervisor, row)
    assert {one.username for one in people} == {
        "hotline_operator", "case_handler", "second_handler", "approver",
    }  # fmt: skip
    given = {"user_id": cast.handler.pk}
    refused("not_allowed", recusals.recuse, cast.operator, row, **given)
    act(recusals.recuse, cast.supervisor, row, **given)
    refused("recused_already", recusals.recuse, cast.supervisor, row, **given)
    refused("person_unknown", recusals.recuse, cast.supervisor, row, user_id=cast.supervisor.pk)
    assert not selectors.visible_to(cast.handler).exists()
    assert row.events.get(name="recused_by_head").data == {"user": str(cast.handler.pk)}


def test_a_call_that_he_took_is_free_again(cast: Cast) -> None:
    row = scene.answered(cast)
    made = scene.open_call(row)
    scene.call(call_backs.take, cast.operator, made)
    keep_out(cast.operator, row)
    made.refresh_from_db()
    assert made.taker is None


def test_it_is_never_undone(cast: Cast) -> None:
    row = scene.handling(cast)
    keep_out(cast.handler, row)
    for change in (Recusal.objects.all().delete, lambda: Recusal.objects.update(user=cast.head)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_page_lets_one_go(cast: Cast) -> None:
    row = scene.handling(cast)
    client = Client()
    client.force_login(cast.handler)
    page = reverse("relations:case", args=[row.pk])
    assert "keep-out" in client.get(page).content.decode()
    done = client.post(f"{page}keep-out/", {"version": str(row.version)})
    assert done["Location"] == reverse("desk:home")
    assert client.get(page).status_code == 404
    assert row.number not in client.get(reverse("desk:home")).content.decode()
