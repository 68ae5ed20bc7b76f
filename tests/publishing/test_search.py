"""Search finds what plain LIKE finds, whichever way it goes, in every order and on every page."""

import random
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from credit_portal.common import asking
from credit_portal.common.errors import Invalid
from credit_portal.publishing import documents, listed, listing, search, selectors, services
from credit_portal.publishing.models import Displayed
from tests.publishing.support import decide, document, run_sql

pytestmark = pytest.mark.django_db
PIECES = [
    "供暖", "管网", "停车位", "老旧小区", "老舊小區", "工作日", "日", "内", "〔2026〕", "第12号",
    "，", "。", "（试行）", "100%", "50%_", "\\", "_", "%", "'", '"', "|", "heating", "Healing",
    "parking", "PPP", "5G", "ＡＢＣ", "１２３", "①", "㎡", "ﬁn", "é", "😀", "👨\u200d👩\u200d👧",
    "𠮷野家", "ß", " ", " ", "　", "\n", "ab", "沈政办发", "-", "2026-03", "+", "=cmd",
]  # fmt: skip
ABSENT = ["查无此词", "quixotic", "zz", "😴", "热供", "%%", "\\%", "__", "heatingparking", "暖"]


@pytest.fixture
def shown(bureau: Any, other_bureau: Any, officer: Any, approver: Any) -> int:
    """Records of random texts, of two bodies and two fields."""
    chance = random.Random(7)
    count = 60
    for number in range(count):
        text = "".join(chance.choices(PIECES, k=9))
        more = {
            "sector": chance.choice(["housing", "travel"]),
            "due_on": f"2027-01-{number % 9 + 1:02}",
        }
        body = chance.choice([bureau, other_bureau])
        decide(
            body, officer, approver, document=document(f"{number}{text}", matter_zh=text, **more)
        )
    services.publish_all(count)
    return count


def terms() -> list[str]:
    """Words of every kind: pieces, cuts through two of them, several at once, absent ones."""
    chance = random.Random(11)
    cuts = []
    for _number in range(60):
        text = "".join(chance.choices(PIECES, k=3))
        start = chance.randrange(len(text))
        cuts.append(text[start : start + chance.randrange(1, 6)])
    both = [" ".join(chance.choices(PIECES, k=2)) for _number in range(20)]
    return [*PIECES, *ABSENT, *cuts, *both, "长" * 100, "a\tb"]


def plain(query: str, order: str = "published_at desc, ref desc", also: str = "true") -> list[str]:
    """What LIKE says, without any index or step."""
    words = documents.fold(query).split()
    escaped = [word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for word in words]
    like = " and ".join(["search_text like %s"] * len(escaped)) or "true"
    sql = f"select rec from publishing_displayed where {also} and {like} order by {order}"
    found = run_sql(sql, *(f"%{word}%" for word in escaped))
    return [row[0] for row in found]


#: PROBE, MOST_CANDIDATES, STRIDE, DENSE, PEEK, FEW, and which of the words: all in the newest
#: records; by the index, at once where none of the first has it; by walking on; whatever fits.
WAYS = [
    (2000, 20_000, 20_000, 50, 200, 1000, slice(0, None, 3)),
    (3, 20_000, 5, 1, 2, 20_000, slice(None)), (3, 0, 7, 1, 0, 0, slice(1, None, 3)),
    (3, 4, 5, 1000, 2, 1, slice(2, None, 3)),
]  # fmt: skip
NAMES = ("PROBE", "MOST_CANDIDATES", "STRIDE", "DENSE", "PEEK", "FEW")


def test_every_way_finds_what_like_finds(shown: int, monkeypatch: Any) -> None:
    chosen = selectors.published().filter(sector="housing")
    for *values, some in WAYS:
        for name, value in zip(NAMES, values, strict=True):
            monkeypatch.setattr(search, name, value)
        for text in terms()[some]:
            question = search.read(text)
            if not question:
                continue
            if question.only_newest:
                expected = plain(text, also=f"rec in {_newest(search.PROBE)}")
                assert found(question) == expected, text
                continue
            assert found(question) == plain(text), text
            assert found(question, 2) == plain(text)[:2], text
            rows = search.first(chosen, question, search.Order("due_on", falling=False), 200)
            assert _recs(rows) == plain(text, "due_on, ref", "sector = 'housing'"), text
    _the_index_knows_every_piece_of_a_word()


def _the_index_knows_every_piece_of_a_word() -> None:
    for text in terms():
        for word in search.read(text).words:
            wanted = search.Question((word,)).grams
            sql = (
                "select 1 from publishing_displayed where search_text like %s"
                " and not publishing_grams(search_text) @> %s::text[]"
            )
            like = f"%{connection.ops.prep_for_like_query(word)}%"
            assert run_sql(sql, like, wanted) == [], word


def found(question: search.Question, most: int = 200) -> list[str]:
    """What the search finds, newest first."""
    return _recs(search.first(selectors.published(), question, search.Order(), most))


def _newest(count: int) -> str:
    order = "order by published_at desc, ref desc"
    return f"(select rec from publishing_displayed {order} limit {count})"


def _recs(rows: list[Displayed]) -> list[str]:
    return [row.rec for row in rows]


def test_pages_lead_through_all_and_back(shown: int, monkeypatch: Any) -> None:
    monkeypatch.setattr(search, "PROBE", 4)
    where, question = search.where_of(selectors.published()), search.read("日内")
    for field, falling, order in (
        ("published_at", True, "published_at desc, ref desc"), ("due_on", False, "due_on, ref"),
    ):  # fmt: skip
        everything = plain("日内", order)
        seen: list[str] = []
        cursor, backs = "", []
        while True:
            page = listed.page(where, question, field, cursor=cursor, limit=2, descending=falling)
            seen += [row.rec for row in page.rows]
            backs.append(page)
            if not page.next:
                break
            cursor = page.next
        assert seen == everything
        if len(backs) > 1:
            back = listed.page(
                where, question, field, cursor=backs[1].previous or "", limit=2, descending=falling
            )
            assert back.rows == backs[0].rows
    with pytest.raises(Invalid):
        listed.page(where, question, "published_at", cursor="W10")


def test_rows_of_lists_are_those_of_the_table(shown: int, bureau: Any) -> None:
    chosen = selectors.published(organisation=bureau).filter(sector="housing")
    where = search.where_of(chosen)
    for question in (search.read(""), search.read("日")):
        for steady in (False, True):
            rows = listed.rows(where, question, search.Order(), 7, documents=True, steady=steady)
            same = search.first(chosen, question, search.Order(), 7)
            assert rows and len(rows) == len(same)
            for row, stored in zip(rows, same, strict=True):
                for name in (*listed.Listed._fields, "title", "organisation_name"):
                    assert getattr(row, name) == getattr(stored, name), name


def test_the_list_api_asks_the_same(shown: int, bureau: Any) -> None:
    for text in ("停车位", "heating", "100%", "查无此词", "日"):
        asked = {"q": text, "organisation": bureau.slug}
        found = listing.stored_rows(asked, None, falling=True, most=100)
        rows = selectors.published(organisation=bureau)
        same = search.first(rows, search.read(text), search.Order(), 100)
        assert [row.ref for row in found] == [row.ref for row in same]


@pytest.mark.parametrize("text", ["工作日", "heating", "查无此词"])
def test_what_is_seen_at_once_or_rare_takes_one_statement(shown: int, text: str) -> None:
    def ask() -> list[listing.Stored]:
        return listing.stored_rows({"q": text}, None, falling=True, most=2)

    expected = ask()  # plans it
    with CaptureQueriesContext(connections[asking.PUBLIC]) as asked:
        assert ask() == expected
    assert sum("common_clockrow" not in one["sql"] for one in asked.captured_queries) == 1
    assert [row.ref for row in expected] == [
        one.ref for one in search.first(selectors.published(), search.read(text), search.Order(), 2)
    ]


def test_a_reference_finds_its_record_and_nothing_asks_nothing(shown: int) -> None:
    one = Displayed.objects.order_by("ref")[3]
    typed = one.ref.lower().replace("-", " ")
    found = search.first(selectors.published(), search.read(typed), search.Order(), 5)
    assert _recs(found) == [one.rec]
    assert not search.read(" 　\n")
    assert search.read("日").only_newest and not search.read("日 内工").only_newest


def test_rare_words_are_found_by_the_index(shown: int) -> None:
    run_sql("set local enable_seqscan = off")
    plan = run_sql(
        "explain select rec from publishing_displayed where"
        ' (publishing_grams(search_text) collate "C") @> %s::text[]', ["查无"],
    )  # fmt: skip
    assert any("displayed_grams" in line for (line,) in plan)


def test_counting_stops_at_the_cap(shown: int) -> None:
    def counted(rows: Any, text: str) -> int:
        where = search.sample(search.where_of(rows), search.read(text), 10)
        sql = f"select count(*) from publishing_displayed where {where.sql}"
        return int(run_sql(sql, *where.parameters)[0][0])

    assert counted(selectors.published(), "sy-z") == 11
    assert counted(selectors.published(), "查无此词") == 0
    assert counted(selectors.published().none(), "sy-z") == 0


@pytest.mark.parametrize("falling", [True, False])
@pytest.mark.parametrize("field", ["published_at", "updated_at", "due_on"])
def test_rows_chosen_by_reference_are_those_of_the_plain_list(
    shown: int, field: str, falling: bool
) -> None:
    where, nothing = search.where_of(selectors.published().filter(sector="travel")), search.read("")
    order = search.Order(field, falling)
    whole = listed.rows(where, nothing, order, shown)
    assert 5 < len(whole) < shown
    assert listed.rows(where, nothing, order, shown, chosen=True) == whole
    cursor, seen = "", []
    while True:
        page = listed.page(
            where, nothing, field, cursor=cursor, limit=4, descending=falling, chosen=True
        )
        seen += page.rows
        if not page.next:
            break
        cursor = page.next
    assert seen == whole
