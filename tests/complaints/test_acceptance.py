"""Accepting, refusing, naming body and law: what each does to the clocks, and what is refused."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from complaints import web_progress
from complaints.services import acceptance
from credit_portal.audit.models import AuditEvent
from tests import factories
from tests.complaints import scenes as scene
from tests.complaints import web_scenes
from tests.complaints.scenes import Cast, act, refused

pytestmark = pytest.mark.django_db


def test_what_is_accepted_was_responded_to(cast: Cast) -> None:
    row = scene.received(cast)
    assert scene.running(row, "first_response").due_on == date(2026, 3, 3)
    assert scene.running(row, "total").due_on == date(2026, 3, 16)
    act(acceptance.accept, cast.operator, row)
    assert (row.state, row.acceptor, row.first_response_on) == (
        "accepted", cast.operator, date(2026, 3, 2),
    )  # fmt: skip
    assert scene.outcomes(row) == {"first_response": "met", "total": ""}
    refused("state_conflict", acceptance.accept, cast.operator, row)
    trail = AuditEvent.objects.filter(target_id=str(row.pk))
    assert {one.verb for one in trail} == {"complaints.received", "complaints.accepted"}


def test_a_refusal_needs_ground_and_reason_and_names_where_to_turn(cast: Cast) -> None:
    row = scene.received(cast)
    words = {"ground": "court", "reason": "已由法院立案审理。"}
    refused("not_allowed", acceptance.refuse, cast.operator, row, **words)
    refused("ground_unknown", acceptance.refuse, cast.supervisor, row, **{**words, "ground": "x"})
    refused("words_missing", acceptance.refuse, cast.supervisor, row, **{**words, "reason": " "})
    assert acceptance.remedy_of(row) == ""
    act(acceptance.refuse, cast.supervisor, row, **words)
    assert (row.state, row.refusal, row.ended_on) == ("refused", "court", date(2026, 3, 2))
    assert str(acceptance.remedy_of(row))
    assert scene.outcomes(row) == {"first_response": "met", "total": "met"}


@pytest.mark.usefixtures("vault_keys", "credit_office", "easy_work")
def test_nobody_learns_by_a_report_of_his_own_that_there_is_another(cast: Cast) -> None:
    row, _code = web_scenes.filed()
    given = {"ground": "same_again", "reason": "已有同一事项。"}
    refused("maybe_another", acceptance.refuse, cast.supervisor, row, **given)
    act(acceptance.refuse, cast.supervisor, scene.received(cast), **given)
    assert not {"merged", "merge_undone", "set_free"} & set(web_progress.TEXTS)
    assert web_progress.TEXTS["answered_with_main"] == web_progress.TEXTS["answered"]


def test_another_law_counts_from_the_day_of_receipt(cast: Cast, travel: Any) -> None:
    row = scene.received(cast)
    travel.move_to("2026-03-04 09:00:00+08:00")
    refused("regime_unknown", acceptance.set_regime, cast.operator, row, regime="other")
    act(acceptance.set_regime, cast.operator, row, regime="petition")
    total = scene.running(row, "total")
    assert (total.start_on, scene.rule_of(row, "total")) == (date(2026, 3, 2), "XF-DONE")
    assert scene.rule_of(row, "first_response") == "XF-REG"


def test_the_body_is_named_while_none_has_it(cast: Cast, other_bureau: Any) -> None:
    post = factories.post_with_holder(
        cast.body, title_zh="局长", title_en="Director", holder="王示例", since=date(2024, 1, 1)
    )
    row = scene.received(cast)
    row.accused_post = post
    row.save(update_fields=["accused_post"])
    refused("body_unknown", acceptance.name_body, cast.operator, row, organisation_id=uuid4())
    act(acceptance.name_body, cast.operator, row, organisation_id=cast.body.pk)
    assert row.accused_post == post
    act(acceptance.name_body, cast.operator, row, organisation_id=other_bureau.pk)
    assert (row.accused, row.accused_post) == (other_bureau, None)


def test_what_a_body_has_keeps_its_body_and_law(cast: Cast, other_bureau: Any) -> None:
    row = scene.dispatched(cast)
    for service, given in (
        (acceptance.name_body, {"organisation_id": other_bureau.pk}),
        (acceptance.set_regime, {"regime": "petition"}),
    ):
        refused("dispatched_already", service, cast.operator, row, **given)


def test_somebody_else_changed_it_meanwhile(cast: Cast) -> None:
    row = scene.received(cast)
    refused("stale", acceptance.accept, cast.operator, row, expected_version=row.version + 1)


def test_nobody_else_accepts(cast: Cast, officer: Any, auditor: Any) -> None:
    row = scene.received(cast)
    for user in (cast.handler, cast.head, officer, auditor):
        refused("not_found", acceptance.accept, user, row)
