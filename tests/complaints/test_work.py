"""Work lists: what waits for whom, and that what bars somebody bars the lines too."""

from collections import Counter
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import include, path

from complaints.models import Recusal
from complaints.services import dispatch, letters, reporter
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
