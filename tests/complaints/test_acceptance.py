"""Accepting, refusing, naming body and law: what each does to the clocks, and what is refused."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from complaints import brought, selectors, web_progress
from complaints.services import acceptance, dispatch, links, reporter, reviews
from credit_portal.audit.models import AuditEvent
from credit_portal.common import invariants
from tests import factories
from tests.complaints import scenes as scene
from tests.complaints import web_scenes
from tests.complaints.scenes import Cast, act, refused
from tests.complaints.test_case_pages import done

pytestmark = pytest.mark.django_db


def test_what_is_accepted_was_responded_to(cast: Cast) -> None:
    row = scene.received(cast)
    assert scene.running(row, "first_response").due_on == date(2026, 3, 3)
    assert scene.running(row, "total").due_on == date(2026, 3, 16)
    act(acceptance.accept, cast.operator, row)
    assert (row.state, row.acceptor, row.first_response_on) == (
        "accepted", cast.operator, date(2026, 3, 2),
    )  # fmt: skip
    assert scene.outcomes(row) == {"first_response": "met", "route": "", "total": ""}
    refused("state_conflict", acceptance.accept, cast.operator, row)
    trail = AuditEvent.objects.filter(target_id=str(row.pk))
    assert {one.verb for one in trail} == {"complaints.received", "complaints.accepted"}


def test_a_refusal_needs_ground_and_reason_and_names_where_to_turn(cast: Cast) -> None:
    row = scene.received(cast)
    words = {"ground": "court", "reason": "已由法院立案审理。"}
    refused("not_allowed", acceptance.refuse, cast.operator, row, **words)
    refused("ground_unknown", acceptance.refuse, cast.supervisor, row, **{**words, "ground": "x"})
    refused("words_missing", acceptance.refuse, cast.supervisor, row, **{**words, "reason": " "})
    other = {**words, "ground": "other_law", "office": " "}
    refused("office_missing", acceptance.refuse, cast.supervisor, row, **other)
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
    assert scene.rule_of(row, "first_response") == "XF-NOTICE"


FILED = {"wanted": "complaint", "category": "B01", "urgency": "normal"}


def test_what_was_filed_is_corrected_and_its_clocks_counted_anew(cast: Cast, travel: Any) -> None:
    row, digest = scene.filed(cast)
    scene.accepted(cast, row)
    travel.move_to("2026-03-04 09:00:00+08:00")
    refused("nothing_changed", acceptance.correct, cast.operator, row, **FILED)
    for name in FILED:
        refused("choice_unknown", acceptance.correct, cast.operator, row, **{**FILED, name: "x"})
    assert scene.rule_of(row, "total") == "HOT-SY-COMPLAINT"
    right = {"wanted": "ask", "category": "B02", "urgency": "normal"}
    act(acceptance.correct, cast.operator, row, **right)
    assert (row.purpose, row.category, row.regime) == ("ask", "B02", "hotline")
    total = scene.running(row, "total")
    assert (total.start_on, scene.rule_of(row, "total")) == (date(2026, 3, 2), "HOT-SY-ASK")
    assert row.events.get(name="corrected").data == {
        "before": {"purpose": "complaint", "category": "B01"},
        "after": {"purpose": "ask", "category": "B02"},
    }
    found = selectors.by_receipt(digest)
    assert found is not None and len(web_progress.story(found)) == 2, "inside only"
    scene.pass_on(cast, row)
    refused("dispatched_already", acceptance.correct, cast.operator, row, **FILED)
    assert invariants.broken() == {}


def test_a_secret_report_stays_one(cast: Cast) -> None:
    row = scene.received(cast, purpose="report", is_secret=True)
    refused("secret_report", acceptance.correct, cast.operator, row, **FILED)
    act(acceptance.correct, cast.operator, row, **{**FILED, "wanted": "report", "category": "B02"})
    done(cast.operator, row, "correct", wanted="report", category="B02", urgency="urgent")
    assert (row.purpose, row.category, row.urgency) == ("report", "B02", "urgent")


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


REFUSAL = {"ground": "court", "reason": "已由法院立案审理。"}


def test_what_was_accepted_in_error_is_refused(
    cast: Cast, other_bureau: Any, credit_reviewer: Any
) -> None:
    """Found to be before a court when the body had returned it; asked for, it is reviewed."""
    row, digest = scene.filed(cast)
    scene.dispatched(cast, row)
    wrong = {"reason": "不属于本单位职责。", "proper_body_id": other_bureau.pk}
    refused("state_conflict", acceptance.refuse, cast.supervisor, row, **REFUSAL)
    act(dispatch.give_back, cast.handler, row, **wrong)
    act(acceptance.refuse, cast.supervisor, row, **REFUSAL)
    assert (row.state, row.accepted_on) == ("refused", None)
    assert str(acceptance.remedy_of(row))
    assert {scene.outcomes(row)[kind] for kind in ("route", "total")} == {"met"}
    assert invariants.broken() == {}
    scene.by_receipt(reporter.ask_review, digest, words="请再看。")
    act(reviews.overturn, credit_reviewer, row, reason="应当受理。")
    refused("answered_before", acceptance.refuse, cast.supervisor, row, **REFUSAL)


def test_what_was_answered_is_never_refused(cast: Cast) -> None:
    row, digest = scene.filed(cast)
    scene.answered(cast, row)
    again = {"satisfied": False, "reason": "not_done", "reopen": True}
    scene.by_receipt(reporter.rate, digest, **again)
    row.refresh_from_db()
    assert row.state == "accepted"
    refused("answered_before", acceptance.refuse, cast.supervisor, row, **REFUSAL)


@pytest.mark.parametrize(
    ("facts", "regime", "route", "rule"),
    [
        ({"category": "B02"}, "arrears", "SME-ROUTE", "SME-HANDLE"),
        ({"category": "B12"}, "challenge", "HOT-SY-FORWARD", "GP-CHALLENGE-ANSWER"),
        ({"category": "B05"}, "investment", "HOT-SY-FORWARD", "GOVBREACH-VERIFY"),
    ],
)
def test_what_a_law_gives_to_the_body_begins_when_it_has_the_case(
    cast: Cast, travel: Any, facts: dict[str, Any], regime: str, route: str, rule: str
) -> None:
    row = scene.received(cast, is_business=True, **facts)
    assert (row.regime, set(scene.outcomes(row))) == (regime, {"first_response"})
    scene.accepted(cast, row)
    assert scene.rule_of(row, "route") == route
    assert invariants.broken() == {}
    travel.move_to("2026-03-11 09:00:00+08:00")
    scene.pass_on(cast, row)
    for kind in ("handling", "total"):
        assert scene.rule_of(row, kind) == rule
        assert scene.running(row, kind).start_on == date(2026, 3, 11)
    act(dispatch.take_back, cast.supervisor, row, reason="改派。")
    assert scene.outcomes(row)["total"] == "cancelled"
    assert invariants.broken() == {}


def test_only_a_supplier_challenges_and_a_complaint_is_chosen_by_hand(
    cast: Cast, travel: Any
) -> None:
    """Whoever is no firm goes by the hotline; the law is changed there and back."""
    plain = scene.received(cast, category="B12")
    assert plain.regime == "hotline"
    row = scene.received(cast, category="B12", is_business=True, happened_on=date(2026, 2, 26))
    text = brought.hint(row)
    assert "7" in text and "15" in text
    assert "2026年3月6日" in text
    assert brought.hint(scene.received(cast)) == ""
    travel.move_to("2026-03-03 09:00:00+08:00")
    scene.accepted(cast, row)
    act(acceptance.set_regime, cast.operator, row, regime="hotline")
    assert scene.running(row, "total").start_on == date(2026, 3, 2)
    act(acceptance.set_regime, cast.operator, row, regime="procurement")
    assert scene.outcomes(row)["total"] == "cancelled"
    scene.pass_on(cast, row)
    assert scene.rule_of(row, "total") == "GP-COMPLAIN-DECIDE"
    assert invariants.broken() == {}


def test_the_body_stays_while_others_are_answered_with_it(cast: Cast, other_bureau: Any) -> None:
    main, row = scene.accepted(cast), scene.received(cast)
    act(links.merge, cast.supervisor, row, into_id=main.pk)
    to = {"organisation_id": other_bureau.pk}
    refused("has_merged", acceptance.name_body, cast.operator, main, **to)
    act(links.undo_merge, cast.supervisor, row)
    act(acceptance.name_body, cast.operator, main, **to)
    assert main.accused == other_bureau
