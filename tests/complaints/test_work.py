"""Work lists: what waits for whom, and that what bars somebody bars the lines too."""

from collections import Counter
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import include, path

from complaints.models import Recusal
from complaints.services import caller, dispatch, letters, notes, reporter, web_acts
from complaints.work import items
from credit_portal.workflow import feeds
from tests import factories
from tests.complaints import scenes as scene
from tests.complaints.scenes import Cast, act, again

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
desk = ([path("<uuid:pk>/", lambda _request, pk: HttpResponse(pk), name="case")], "complaint_desk")
urlpatterns = [path("staff/complaints/", include(desk))]


def kinds(user: Any) -> Counter[str]:
    """Lines by what there is to do."""
    return Counter(str(item.kind) for item in items(again(user)))


def test_each_step_waits_for_whoever_takes_it(
    cast: Cast, credit_reviewer: Any, vault_keys: Any
) -> None:
    scene.received(cast)
    scene.accepted(cast)
    scene.dispatched(cast)
    row = scene.handling(cast)
    scene.asked(cast, row)
    act(letters.issue, cast.supervisor, row, text="请尽快办理。")
    scene.proposed(cast)
    named = {"name": "王小明", "mobile": "13912345678"}
    scene.answered(cast, scene.received(cast, identity=named))
    scene.answered(cast)
    web, digest = scene.filed(cast)
    scene.answered(cast, web)
    scene.by_receipt(reporter.ask_review, digest, words="请再看。")
    assert kinds(cast.operator) == {"待审查的投诉": 1, "待回访": 1}
    assert kinds(cast.supervisor) == {
        "待审查的投诉": 1, "待回访": 1, "待派单的投诉": 1, "待审批的延期或中止": 1,
    }  # fmt: skip
    assert kinds(cast.handler) == {"待签收的工单": 1, "待办理的案件": 1}
    assert kinds(cast.head) == {"待审批的答复": 1, "待回复的督办函": 1}
    assert kinds(credit_reviewer) == {"待复查的投诉": 1}


def test_a_line_bears_the_title_that_its_reader_reads(
    cast: Cast, credit_reviewer: Any, vault_keys: Any
) -> None:
    row = scene.received(cast)
    assert [line.title for line in items(again(cast.operator))] == [row.title_zh]
    row = scene.dispatched(cast)
    (line,) = items(again(cast.handler))
    assert line.title == row.told_zh.splitlines()[0] != row.title_zh
    assert line.reference == row.number
    named = {"name": "王小明", "mobile": "13912345678"}
    row = scene.answered(cast, scene.received(cast, identity=named))
    titles = [line.title for line in items(again(cast.operator)) if line.kind == "待回访"]
    assert titles == [row.title_zh]


def test_an_opinion_is_a_line_until_it_is_given(cast: Cast, other_bureau: Any) -> None:
    other = factories.user(
        username="joint", role="case_handler", organisation=other_bureau, title="科员"
    )
    row = scene.pass_on(cast, scene.accepted(cast), joint_ids=[other_bureau.pk])
    assert kinds(other) == {"待出具的协办意见": 1}
    act(dispatch.give_opinion, other, row, opinion="无异议。")
    assert kinds(other) == {}


def test_whoever_is_recused_has_no_line_no_date_and_no_number(cast: Cast) -> None:
    row = scene.dispatched(cast)
    assert [day.title for day in feeds.days_of(cast.handler)]
    Recusal.objects.create(case=row, user=cast.handler, maker=cast.supervisor, made_on="2026-03-02")
    assert kinds(cast.handler) == {}
    assert feeds.days_of(cast.handler) == []


def test_others_ask_nothing_of_the_database(
    cast: Cast, auditor: Any, django_assert_num_queries: Any
) -> None:
    scene.dispatched(cast)
    found = type(auditor).objects.get(pk=auditor.pk)
    assert found.organisation_paths("complaints.take") == []
    with django_assert_num_queries(0):
        assert list(items(found)) == []


def test_a_list_takes_as_many_queries_for_ten_as_for_two(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    counted: list[int] = []
    for _round in range(2):
        for _row in range(2 + 4 * len(counted)):
            scene.dispatched(cast)
        with django_assert_max_num_queries(60) as found:
            kinds(cast.handler)
        counted.append(len(found.captured_queries))
    assert counted[0] == counted[1]


NEW, WARNED = "反映人有新补充", "反映人称遭打击报复，待处理"


def said(user: Any, *wanted: str) -> dict[str, list[str]]:
    """References of his lines of what reporters said."""
    found = [one for one in items(again(user)) if one.kind in wanted]
    return {kind: [str(one.reference) for one in found if one.kind == kind] for kind in wanted}


def test_what_a_reporter_adds_waits_until_it_is_passed_on_or_noted(cast: Cast) -> None:
    row, digest = scene.filed(cast)
    scene.handling(cast, row)
    for words in ("补充一张照片。", "另有一张。"):
        scene.by_receipt(web_acts.add, digest, words=words)
    for user in (cast.operator, cast.supervisor):
        assert said(user, NEW) == {NEW: [row.number]}
    assert said(cast.handler, NEW) == said(cast.head, NEW) == {NEW: []}
    act(notes.pass_on, cast.operator, row, text="反映人补充了照片。")
    assert said(cast.operator, NEW) == {NEW: []}
    scene.by_receipt(web_acts.add, digest, words="还有一张。")
    assert said(cast.operator, NEW) == {NEW: [row.number]}, "on the same day"
    act(notes.keep, cast.operator, row, text="与前次相同。")
    assert said(cast.operator, NEW) == {NEW: []}


def test_what_is_added_to_an_answered_case_waits_too_and_what_was_withdrawn_does_not(
    cast: Cast,
) -> None:
    row, digest = scene.closed(cast), scene.filed(cast)[1]
    act(caller.add, cast.operator, row, words="仍未动工。")
    scene.by_receipt(web_acts.add, digest, words="补充一张照片。")
    scene.by_receipt(reporter.withdraw, digest)
    assert said(cast.operator, NEW) == {NEW: [row.number]}


def test_retaliation_waits_for_who_leads_until_something_is_done(cast: Cast) -> None:
    row, digest = scene.filed(cast)
    scene.by_receipt(web_acts.report_retaliation, digest, words="被停了水。")
    scene.handling(cast, row)
    assert said(cast.supervisor, NEW, WARNED) == {NEW: [], WARNED: [row.number]}
    for user in (cast.operator, cast.handler, cast.head):
        assert said(user, NEW, WARNED) == {NEW: [], WARNED: []}
    act(letters.issue, cast.supervisor, row, text="请说明停水一事。")
    assert said(cast.supervisor, WARNED) == {WARNED: []}
    scene.by_receipt(web_acts.report_retaliation, digest, words="又停了电。")
    assert said(cast.supervisor, WARNED) == {WARNED: [row.number]}
    Recusal.objects.create(
        case=row, user=cast.supervisor, maker=cast.operator, made_on="2026-03-02"
    )
    assert said(cast.supervisor, WARNED) == {WARNED: []}
