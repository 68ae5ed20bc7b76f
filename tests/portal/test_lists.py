"""Lists and search: what they find, how they narrow, page and refuse."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from credit_portal.common import clock
from credit_portal.portal import feeds, filters, formats, paging
from credit_portal.portal.templatetags.portal import excerpt, highlight
from credit_portal.publishing.models import Displayed
from tests.portal.support import commitment, put
from tests.publishing.support import publish, source

pytestmark = pytest.mark.django_db


def get(address: str) -> Any:
    """Answer to an anonymous visitor."""
    return Client().get(address)


@pytest.fixture
def three(bureau: Any, other_bureau: Any, officer: Any, approver: Any) -> Any:
    """Three commitments of two bodies."""
    return [
        put(bureau, officer, approver, "供暖管网改造", sector="housing", outcome="broken"),
        put(bureau, officer, approver, "新增停车位一百个"),
        put(other_bureau, officer, approver, "农村公路养护", sector="travel", outcome="kept"),
    ]


def test_two_characters_find_a_record(three: Any) -> None:
    body = get("/search/?q=供暖").content.decode()
    assert three[0].ref in body
    assert three[1].ref not in body
    assert "<mark>供暖</mark>" in body


def test_every_word_must_occur_in_any_order(three: Any) -> None:
    assert three[0].ref in get("/search/?q=改造 住房").content.decode()
    assert three[0].ref not in get("/search/?q=改造 公路").content.decode()


def test_a_reference_and_a_body_are_found(three: Any, bureau: Any) -> None:
    assert three[2].ref in get(f"/search/?q={three[2].ref}").content.decode()
    assert f"/organisations/{bureau.slug}/" in get("/search/?q=住房保障").content.decode()


def test_a_word_in_the_text_is_shown_where_it_stands(three: Any) -> None:
    body = get("/search/?q=年内完成").content.decode()
    assert "<mark>年内完成</mark>" in body


def test_nothing_found_says_what_to_try() -> None:
    body = get("/search/?q=没有这样的词").content.decode()
    assert "没有包含“没有这样的词”的公开记录" in body
    assert 'href="/records/"' in body


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("?outcome=broken", {0}),
        ("?sector=travel", {2}),
        ("?outcome=broken&outcome=kept", {0, 2}),
        ("?kind=commitment", {0, 1, 2}),
        ("?year=1999", set()),
        ("?due=passed", set()),
    ],
)
def test_conditions_narrow_the_board(
    three: Any, query: str, kept: set[int], time_machine: Any
) -> None:
    time_machine.move_to("2026-09-20T10:00:00+08:00", tick=False)
    body = get(f"/commitments/{query}").content.decode()
    assert {i for i, row in enumerate(three) if row.ref in body} == kept


def test_facets_count_and_link(three: Any, bureau: Any) -> None:
    body = get("/records/").content.decode()
    assert f"body={bureau.slug}" in body
    assert "3 条记录" in body


def test_pages_lead_forwards_and_back(three: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "SIZE", 2)
    first = get("/records/").context["page"]
    second = get("/records/" + first.next_url).context["page"]
    back = get("/records/" + second.previous_url).context["page"]
    refs = [row.ref for row in first.rows + second.rows]
    assert sorted(refs) == sorted(row.ref for row in three)
    assert [row.ref for row in back.rows] == [row.ref for row in first.rows]
    assert second.next_url == "" and first.previous_url == ""


@pytest.mark.parametrize(
    "query",
    ["?cursor=garbage", "?cursor=%F0%9F%98%80", "?cursor=W10"],
)
def test_a_broken_page_address_is_400(query: str) -> None:
    assert get(f"/records/{query}").status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "?year=" + "9" * 400,
        "?year=abc",
        "?outcome=nonsense",
        "?due=never",
        "?sector=%00",
        "?q=%00%01",
        "?q=" + "长" * 5000,
        "?q=%25_%5C",
        "?body=../../x",
        "?sort=sideways&unknown=1",
    ],
)
def test_garbage_in_the_address_does_no_harm(three: Any, query: str) -> None:
    for path in ("/search/", "/records/", "/commitments/", "/organisations/"):
        assert get(path + query).status_code == 200


def test_wildcards_are_ordinary_characters(three: Any) -> None:
    assert "0 条记录" in get("/search/?q=%25%25").content.decode()


def test_the_question_can_be_told_back() -> None:
    from django.http import QueryDict

    asked = filters.read(
        QueryDict("q=供暖&outcome=broken&outcome=broken&kind=commitment&year=2026")
    )
    assert asked.query() == filters.read(QueryDict(asked.query()[1:])).query()
    assert asked.outcomes == ("broken",)
    assert "year" not in asked.query(year="")


def test_an_outcome_of_an_old_record_comes_to_the_top_of_the_feed(
    bureau: Any, officer: Any, approver: Any
) -> None:
    promise = {"source": source(), "kind": "commitment"}
    first = publish(bureau, officer, approver, document=commitment(bureau), **promise)
    old = Displayed.objects.get(rec=first.rec)
    for number in range(feeds.COUNT + 2):
        put(bureau, officer, approver, f"后来的承诺{number}")
    feed = "/feeds/records.atom"
    assert old.ref not in get(feed).content.decode()
    document = commitment(bureau, outcome="broken")
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        publish(bureau, officer, approver, document=document, **promise)
        for address in (feed, f"/organisations/{bureau.slug}/?format=atom"):
            body = get(address).content.decode()
            assert 0 < body.index(old.ref) < body.index("后来的承诺51")


def test_lists_are_feeds_too(three: Any) -> None:
    for address in (
        "/feeds/records.atom",
        "/records/?format=atom",
        "/search/?q=供暖&format=atom",
        "/commitments/?outcome=broken&format=atom",
        "/en/feeds/records.atom",
    ):
        answer = get(address)
        assert answer["Content-Type"].startswith("application/atom+xml")
        assert three[0].ref in answer.content.decode()
    assert three[2].ref not in get("/search/?q=供暖&format=atom").content.decode()


def test_query_count_does_not_grow_with_rows(
    bureau: Any,
    officer: Any,
    approver: Any,
    django_assert_max_num_queries: Any,
    settings: Any,
) -> None:
    settings.DEMO = False  # the loading banner asks at most once in two seconds
    for number in range(2):
        put(bureau, officer, approver, f"承诺{number}")
    with django_assert_max_num_queries(10) as two:
        get("/records/")
    for number in range(12):
        put(bureau, officer, approver, f"更多{number}")
    with django_assert_max_num_queries(10) as many:
        get("/records/")
    assert len(two) == len(many)


def test_a_list_is_a_table_too(three: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = get("/commitments/?q=市住房&format=csv")
    text = b"".join(answer.streaming_content).decode()
    assert answer["Content-Type"].startswith("text/csv") and text.startswith("\ufeff")
    lines = text.split("\r\n")
    assert three[0].ref in text and three[2].ref not in text and len(lines) == 4 and not lines[-1]
    monkeypatch.setattr(formats, "MOST", 2)
    monkeypatch.setattr(formats, "CHUNK", 1)
    lines = b"".join(get("/records/?format=csv").streaming_content).decode().split("\r\n")
    assert len(lines) == 5 and "/api/v1/records/" in lines[3]


def test_other_forms_ask_the_same(three: Any, bureau: Any) -> None:
    page = get(f"/search/?q=供暖&body={bureau.slug}&year={three[0].published_at.year}")
    json = next(form["url"] for form in page.context["formats"] if form["label"] == "JSON")
    assert [row["ref"] for row in get(json).json()["results"]] == [three[0].ref]
    several = get("/commitments/?outcome=broken&outcome=kept").context["formats"]
    assert [form["label"] for form in several] == ["Atom", "CSV"]
    for query, found in (("?district=210100&severity=x", 0), ("?district=21", 3)):
        assert get(f"/records/{query}").context["total"].value == found


def test_where_nothing_is_found_something_else_is_offered(three: Any) -> None:
    page = get("/search/?q=供暖 查无此词&kind=commitment")
    assert [hint["label"] for hint in page.context["hints"]] == ["“供暖”"]
    page = get("/search/?q=供暖&sector=travel")
    assert [hint["url"] for hint in page.context["hints"]] == ["?" + "q=%E4%BE%9B%E6%9A%96"]
    assert get("/search/?q=查无此词").context["hints"] == []


def test_one_character_says_what_it_can(three: Any) -> None:
    assert get("/search/?q=暖").context["newest_only"] == 2000
    assert get("/search/?q=供暖").context["newest_only"] == 0


def test_found_words_are_marked_as_they_are_written() -> None:
    assert highlight("＜ＡＢＣ＞１２３", ["abc", "c>1"]) == "＜<mark>ＡＢＣ＞１</mark>２３"
    assert highlight("<b>", ["b"]) == "&lt;<mark>b</mark>&gt;"
    assert excerpt({"text_zh": "依据第１２号文件办理"}, "", ["12号"]) == "依据第１２号文件办理"


def test_the_next_due_day_comes_first(
    bureau: Any, officer: Any, approver: Any, time_machine: Any
) -> None:
    rows = [
        put(bureau, officer, approver, f"供暖{day}", due_on=f"2027-01-{day}")
        for day in (20, 10, 15)
    ]
    time_machine.move_to("2027-01-12T10:00:00+08:00", tick=False)
    page = get("/commitments/?q=供暖&sort=due").context["page"]
    assert [row.ref for row in page.rows] == [rows[2].ref, rows[0].ref]
