"""Merging and relating cases: reversible, no chains, answered in one place."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints import desk_selectors, selectors_links, web_progress
from complaints.models import Case
from complaints.services import dispatch, letters, links, motions, replies, reporter
from credit_portal.common import invariants
from tests.complaints import scenes as scene
from tests.complaints.scenes import Cast, act, refused

pytestmark = pytest.mark.django_db


def merge(cast: Cast, row: Case, main: Case) -> None:
    """The supervisor merges a case into another."""
    act(links.merge, cast.supervisor, row, into_id=main.pk)


def test_merging_is_undone_and_the_clocks_run_from_their_first_day(cast: Cast, travel: Any) -> None:
    row, main = scene.received(cast), scene.accepted(cast)
    first = scene.running(row, "total").start_on
    merge(cast, row, main)
    assert row.merged_into == main
    assert scene.outcomes(row) == {"first_response": "met", "total": "cancelled"}
    assert invariants.broken() == {}
    travel.move_to("2026-03-12 09:00:00+08:00")
    act(links.undo_merge, cast.supervisor, row)
    assert row.merged_into is None
    again = {kind: scene.running(row, kind).start_on for kind in ("route", "total")}
    assert again == dict.fromkeys(again, first) == dict.fromkeys(again, date(2026, 3, 2))
    link = row.links.get()
    assert (link.undoer, link.undone_on) == (cast.supervisor, date(2026, 3, 12))
    scene.sweep()
    assert invariants.broken() == {}
    merge(cast, row, main)
    assert row.links.count() == 2


def test_who_is_merged_before_anybody_examined_it_hears_that_it_is_accepted(cast: Cast) -> None:
    (row, _digest), main = scene.filed(cast), scene.accepted(cast)
    assert list(desk_selectors.queue(cast.operator, "received")) == [row]
    merge(cast, row, main)
    assert (row.state, row.acceptor, row.first_response_on) == (
        "accepted", cast.supervisor, date(2026, 3, 2),
    )  # fmt: skip
    told = [str(one["text"]) for one in web_progress.story(row)]
    assert told == [str(web_progress.TEXTS[name]) for name in ("accepted", "received")]
    Case.objects.filter(pk=row.pk).update(state="received", accepted_on=None)
    assert not desk_selectors.queue(cast.operator, "received").exists()


def test_there_are_no_chains_and_no_circles(cast: Cast, other_bureau: Any) -> None:
    one, two, three = (scene.received(cast) for _ in range(3))
    merge(cast, one, two)
    refused("main_merged", links.merge, cast.supervisor, three, into_id=one.pk)
    refused("has_merged", links.merge, cast.supervisor, two, into_id=three.pk)
    refused("merged_already", links.merge, cast.supervisor, one, into_id=three.pk)
    refused("same_case", links.merge, cast.supervisor, three, into_id=three.pk)
    refused("not_merged", links.undo_merge, cast.supervisor, three)
    refused("not_allowed", links.merge, cast.operator, three, into_id=two.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=two.pk).update(merged_into=three)
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=three.pk).update(merged_into=one)
    elsewhere = Case.objects.get(pk=three.pk)
    Case.objects.filter(pk=three.pk).update(accused=other_bureau)
    refused("other_body", links.merge, cast.supervisor, elsewhere, into_id=two.pk)


def test_what_has_ended_takes_no_other_and_what_was_answered_joins_none(cast: Cast) -> None:
    row, digest = scene.filed(cast)
    answered = scene.answered(cast)
    refused("not_open", links.merge, cast.supervisor, answered, into_id=row.pk)
    waiting = scene.received(cast)
    refused("main_ended", links.merge, cast.supervisor, waiting, into_id=answered.pk)
    scene.by_receipt(reporter.withdraw, digest)
    refused("main_ended", links.merge, cast.supervisor, waiting, into_id=row.pk)


def test_the_answer_of_the_main_case_is_that_of_the_merged_one(cast: Cast) -> None:
    main, row = scene.accepted(cast), scene.received(cast)
    merge(cast, row, main)
    refused(
        "merged_elsewhere", dispatch.dispatch, cast.supervisor, row, lead_id=cast.body.pk,
        told=scene.TOLD,
    )  # fmt: skip
    assert selectors_links.answers_of(row) == []
    scene.pass_on(cast, main)
    act(dispatch.sign, cast.handler, main)
    scene.write(cast, main)
    assert selectors_links.answers_of(row) == []
    act(replies.approve, cast.head, main)
    row.refresh_from_db()
    assert [one.text_zh for one in selectors_links.answers_of(row)] == [scene.ANSWER]
    refused("answered_with_main", links.undo_merge, cast.supervisor, row)


def test_related_cases_name_each_other_to_who_sees_both(cast: Cast) -> None:
    row, other = scene.dispatched(cast), scene.received(cast)
    act(links.relate, cast.operator, row, other_id=other.pk)
    refused("related_already", links.relate, cast.operator, other, other_id=row.pk)
    found = selectors_links.links_of(cast.operator, other)
    assert [(one.case.pk, one.kind, one.is_main) for one in found] == [(row.pk, "related", False)]
    assert selectors_links.links_of(cast.handler, row) == []
    act(links.unrelate, cast.operator, other, other_id=row.pk)
    refused("not_related", links.unrelate, cast.operator, row, other_id=other.pk)
    assert selectors_links.links_of(cast.operator, row) == []


def test_the_page_merges_by_number_and_undoes(cast: Cast) -> None:
    row, main = scene.received(cast), scene.received(cast)
    client = Client()
    client.force_login(cast.supervisor)
    page = reverse("relations:case", args=[row.pk])
    assert main.number not in client.get(page).content.decode()
    wrong = client.post(f"{page}merge/", {"number": "00000000X", "version": str(row.version)})
    assert wrong.status_code == 422
    done = client.post(f"{page}merge/", {"number": main.number.lower(), "version": "1"})
    assert done["Location"] == page
    assert main.number in client.get(page).content.decode()
    row.refresh_from_db()
    assert client.post(f"{page}undo-merge/", {"version": "1"}).status_code == 422
    assert client.post(f"{page}undo-merge/", {"version": str(row.version)}).status_code == 302
    row.refresh_from_db()
    assert row.merged_into is None
    client.force_login(cast.operator)
    assert client.post(f"{page}merge/", {"number": main.number}).status_code == 403


def test_what_was_granted_and_what_stood_still_outlives_a_merge(cast: Cast, travel: Any) -> None:
    """With the merge requests lapse and letters end; afterwards the case has the days it had."""
    row, main = scene.handling(cast), scene.accepted(cast)
    scene.decide(cast.supervisor, scene.asked(cast, row))
    scene.decide(cast.supervisor, scene.asked(cast, row, "pause", "appraisal"))
    travel.move_to("2026-03-06 09:00:00+08:00")
    act(motions.resume, cast.handler, row)
    before = {kind: scene.running(row, kind).due_on for kind in ("handling", "total")}
    assert before == dict.fromkeys(before, date(2026, 3, 26))
    made = scene.asked(cast, row, "pause", "appraisal")
    letter = act(letters.issue, cast.supervisor, row, text="请尽快办理。")
    merge(cast, row, main)
    made.refresh_from_db()
    letter.refresh_from_db()
    assert (made.state, letter.state) == ("lapsed", "ended")
    assert scene.outcomes(letter) == {"letter": "cancelled"}
    scene.sweep()
    assert invariants.broken() == {}
    travel.move_to("2026-03-25 09:00:00+08:00")
    act(links.undo_merge, cast.supervisor, row)
    assert {kind: scene.running(row, kind).due_on for kind in before} == before
    refused("extended_enough", motions.ask, cast.handler, row, kind="extension", reason="仍需。")
    scene.sweep()
    assert scene.told("complaint_overdue") <= {"hotline_supervisor"}
    assert invariants.broken() == {}


def locked(pair: tuple[Case, Case], service: Any, actor: Any, **given: Any) -> list[Case]:
    """In which order an act locks two cases."""
    with CaptureQueriesContext(connection) as asked:
        act(service, actor, pair[0], **given)
    locks = [one["sql"] for one in asked if "FOR UPDATE" in one["sql"]]
    return [one for sql in locks for one in pair if str(one.pk) in sql][:2]


@pytest.mark.parametrize("turned", [False, True])
def test_two_cases_are_locked_in_one_order_from_either_end(cast: Cast, turned: bool) -> None:
    """By key, so that whoever merges and whoever relates the same two wait for each other; the main
    case before what is merged into it, as where it is answered."""
    first, last = sorted((scene.received(cast), scene.received(cast)), key=lambda row: str(row.pk))
    pair = (last, first) if turned else (first, last)
    other = pair[1].pk
    assert locked(pair, links.relate, cast.operator, other_id=other) == [first, last]
    assert locked(pair, links.merge, cast.supervisor, into_id=other) == [first, last]
    assert locked(pair, links.unrelate, cast.operator, other_id=other) == [pair[1], pair[0]]
