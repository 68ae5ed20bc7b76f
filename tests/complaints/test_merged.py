"""Merged cases are answered in one place, each reporter for himself."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from complaints import selectors_links
from complaints.models import Case, CaseLink
from complaints.services import (
    acceptance,
    call_backs,
    clocks,
    dispatch,
    notes,
    replies,
    reporter,
    reviews,
)
from credit_portal.common import acts, invariants
from tests.complaints import scenes as scene
from tests.complaints.scenes import Cast, act, refused
from tests.complaints.test_case_pages import done, page

pytestmark = pytest.mark.django_db


def merge(row: Case, main: Case, actor: Any) -> None:
    """As the hotline merges: a link, no clocks of its own."""
    CaseLink.objects.create(case=row, other=main, kind="merged", maker=actor, made_on="2026-03-02")
    Case.objects.filter(pk=row.pk).update(merged_into=main)
    clocks.fell_away(row)
    row.refresh_from_db()


def two(cast: Cast, **facts: Any) -> tuple[Case, Case, bytes]:
    """A main case, and one from the web that is merged into it with its receipt."""
    main = scene.accepted(cast, **facts)
    row, digest = scene.filed(cast)
    merge(row, main, cast.supervisor)
    return main, row, digest


def test_they_are_answered_in_one_place(cast: Cast) -> None:
    main, row, digest = two(cast)
    second = scene.accepted(cast)
    merge(second, main, cast.supervisor)
    for service, actor, given in (
        (dispatch.dispatch, cast.supervisor, {"lead_id": cast.body.pk, "told": scene.TOLD}),
        (dispatch.sign, cast.supervisor, {}),
        (acceptance.name_body, cast.operator, {"organisation_id": cast.body.pk}),
    ):
        refused("merged_elsewhere", service, actor, second, **given)
    ground = {"ground": "court", "reason": "已立案。"}
    refused("merged_elsewhere", acceptance.refuse, cast.supervisor, row, **ground)
    scene.pass_on(cast, main)
    act(dispatch.sign, cast.handler, main)
    scene.write(cast, main)
    assert invariants.broken() == {}
    act(replies.approve, cast.head, main)
    for one in (row, second):
        one.refresh_from_db()
        assert (one.state, one.answered_on) == ("answered", date(2026, 3, 2))
        assert scene.open_call(one).due_on == date(2026, 3, 2)
        assert one.replies.count() == 0
    assert row.first_response_on == date(2026, 3, 2)
    scene.by_receipt(reporter.rate, digest, satisfied=True)
    row.refresh_from_db()
    main.refresh_from_db()
    assert (row.state, main.state) == ("closed", "answered")
    assert invariants.broken() == {}


@pytest.mark.parametrize("end", ["refused", "withdrawn"])
def test_a_main_case_without_an_answer_sets_them_free(cast: Cast, end: str, travel: Any) -> None:
    main, receipt = scene.filed(cast)
    row = scene.received(cast)
    merge(row, main, cast.supervisor)
    travel.move_to("2026-03-03 09:00:00+08:00")
    if end == "refused":
        act(acceptance.refuse, cast.supervisor, main, ground="court", reason="已立案。")
    else:
        scene.by_receipt(reporter.withdraw, receipt)
    row.refresh_from_db()
    assert (row.state, row.merged_into, row.links.get().undone_on) == (
        "received", None, date(2026, 3, 3),
    )  # fmt: skip
    for kind in ("first_response", "total"):
        assert scene.running(row, kind).start_on == date(2026, 3, 2)
    assert invariants.broken() == {}
    scene.handling(cast, row)


def test_a_case_with_a_body_gets_all_its_clocks_back(cast: Cast) -> None:
    row = scene.dispatched(cast)
    before = {kind: scene.running(row, kind).due_on for kind in ("sign", "handling", "total")}
    clocks.fell_away(row)
    clocks.restored(row)
    assert {kind: scene.running(row, kind).due_on for kind in before} == before
    assert scene.outcomes(row)["first_response"] == "met"
    clocks.restored(row)
    assert invariants.broken() == {}


def test_who_is_not_satisfied_goes_on_by_himself(cast: Cast) -> None:
    main, row, digest = two(cast)
    scene.pass_on(cast, main)
    act(dispatch.sign, cast.handler, main)
    scene.write(cast, main)
    act(replies.approve, cast.head, main)
    scene.by_receipt(
        reporter.rate, digest, satisfied=False, reason="not_done", reopen=True
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.state, row.merged_into) == ("accepted", None)
    assert scene.running(row, "total").start_on == date(2026, 3, 2)
    assert invariants.broken() == {}
    made = scene.open_call(main)
    acts.run(call_backs.reached, actor=cast.operator, call_back_id=made.pk, satisfied=True)
    scene.pass_on(cast, row)


def test_a_review_of_a_merged_one_is_its_own(cast: Cast, credit_reviewer: Any) -> None:
    main, row, digest = two(cast)
    scene.pass_on(cast, main)
    act(dispatch.sign, cast.handler, main)
    scene.write(cast, main)
    act(replies.approve, cast.head, main)
    scene.by_receipt(reporter.ask_review, digest, words="请再看。")
    act(reviews.overturn, credit_reviewer, row, reason="应当单独答复。")
    assert (row.state, row.merged_into, main.state) == ("accepted", None, "answered")
    assert invariants.broken() == {}
    assert [one.case for one in selectors_links.answers_of(row)] == [main], "it stays his answer"


def test_a_merged_one_is_reviewed_with_its_answer_by_who_had_no_hand_in_it(
    cast: Cast, credit_reviewer: Any, second_reviewer: Any
) -> None:
    main, row, digest = two(cast)
    scene.pass_on(cast, main)
    act(dispatch.sign, cast.handler, main)
    scene.write(cast, main)
    act(replies.approve, cast.head, main)
    Case.objects.filter(pk=main.pk).update(dispatcher=credit_reviewer)
    scene.by_receipt(reporter.ask_review, digest, words="请再看。")
    assert scene.told("complaint_review") == {"second_reviewer"}
    shown = page(second_reviewer, row)
    assert scene.ANSWER in shown and "维持" in shown
    refused("four_eyes", reviews.uphold, credit_reviewer, row, reason="答复有据。")
    with pytest.raises(DatabaseError, match="no hand in it"), transaction.atomic():
        Case.objects.filter(pk=row.pk).update(reviewer=credit_reviewer, merged_into=None)
    done(second_reviewer, row, "uphold", reason="答复有据。")
    assert row.state == "closed"


def test_what_is_merged_during_a_review_goes_where_the_review_goes(
    cast: Cast, credit_reviewer: Any
) -> None:
    main, digest = scene.filed(cast)
    scene.answered(cast, main)
    scene.by_receipt(reporter.ask_review, digest, words="请再看。")
    row = scene.received(cast)
    merge(row, main, cast.supervisor)
    assert invariants.broken() == {}
    act(reviews.uphold, credit_reviewer, main, reason="答复有据。")
    row.refresh_from_db()
    assert (row.state, main.state) == ("answered", "closed")
    assert invariants.broken() == {}


@pytest.mark.parametrize("how", ["reopened", "overturned"])
def test_one_whose_own_answer_waited_for_approval_is_answered_anew(
    cast: Cast, credit_reviewer: Any, how: str
) -> None:
    """Its answer is a draft again: the body writes it anew when the case goes on by itself."""
    main, (row, digest) = scene.accepted(cast), scene.filed(cast)
    merge(scene.proposed(cast, row), main, cast.supervisor)
    scene.pass_on(cast, main)
    act(dispatch.sign, cast.handler, main)
    scene.write(cast, main)
    act(replies.approve, cast.head, main)
    row.refresh_from_db()
    assert (row.state, row.replies.get().state) == ("answered", "draft")
    if how == "reopened":
        act(notes.open_again, cast.operator, row, reason="另有其事。")
    else:
        scene.by_receipt(reporter.ask_review, digest, words="请再看。")
        act(reviews.overturn, credit_reviewer, row, reason="应当单独答复。")
    scene.pass_on(cast, row)
    act(dispatch.sign, cast.handler, row)
    scene.write(cast, row)
    act(replies.approve, cast.head, row)
    assert (row.state, row.replies.get().state) == ("answered", "given")
    assert invariants.broken() == {}
