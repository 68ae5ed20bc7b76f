"""Pages that would grow with the city: what they leave out is found by a name, a filter, a page."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from credit_portal.common import clock
from credit_portal.portal import calendar, incentives, queries, rates, removals
from credit_portal.portal.views import incentives as register
from credit_portal.publishing import tallies
from tests.portal.support import commitment, put
from tests.publishing.support import document, publish, source

pytestmark = pytest.mark.django_db
OFFER = {
    "kind": "cash", "kind_zh": "资金奖励", "kind_en": "Cash", "industry": "equipment",
    "industry_zh": "装备制造", "industry_en": "Equipment", "firm": "newly_settled",
    "firm_zh": "新落户企业", "firm_en": "Newly settled", "measure": "percent",
    "terms_zh": "按设备投资额", "terms_en": "",
}  # fmt: skip
REGISTER = "/commitments/incentives/"


@pytest.fixture
def offers(bureau: Any, other_bureau: Any, officer: Any, approver: Any) -> list[Any]:
    """Two bodies that offer the same two things, the second more of both."""
    return [
        put(body, officer, approver, f"{kind}{value}", incentives=[
            {**OFFER, "kind": kind, "value": value}])
        for body, value in ((bureau, "5"), (other_bureau, "20"))
        for kind in ("cash", "rent")
    ]  # fmt: skip


@pytest.fixture
def removed(
    bureau: Any, other_bureau: Any, officer: Any, approver: Any, credit_reviewer: Any
) -> None:
    """Two records of one body withdrawn, one of another."""
    for body in (bureau, bureau, other_bureau):
        thing = source()
        publish(body, officer, approver, source=thing, document=document("一项"))
        publish(
            body, officer, credit_reviewer, source=thing, document=None, act="withdraw",
            basis="W01", reason="objection_upheld",
        )  # fmt: skip


def test_the_directory_reads_all_bodies_once_and_no_division(bureau: Any) -> None:
    with CaptureQueriesContext(connection) as found:
        assert bureau.name_zh in Client().get("/organisations/").content.decode()
    asked = [one["sql"] for one in found if 'FROM "directory_organisation"' in one["sql"]]
    assert len(asked) == 1
    assert "directory_division" not in asked[0]


def test_one_statement_counts_as_the_others_do(
    bureau: Any, other_bureau: Any, officer: Any, approver: Any, time_machine: Any
) -> None:
    time_machine.move_to("2026-03-02T10:00:00+08:00", tick=False)
    for outcome in ("kept", "kept", "broken", "open"):
        put(bureau, officer, approver, outcome=outcome)
    put(other_bureau, officer, approver, outcome="kept")
    for body in (bureau, other_bureau):
        ending = commitment(body, outcome="kept")
        publish(
            body, officer, approver, kind="commitment", document=ending, until=date(2026, 3, 31)
        )
    publish(other_bureau, officer, approver, document=document("另一种"))
    time_machine.move_to("2026-04-01T00:00:00+08:00", tick=False)
    found = rates.ground()
    cells = tallies.by_key(tallies.Dimension.BODY, "commitment")
    for body, kept, all_ in ((bureau, 2, 4), (other_bureau, 1, 2)):
        told, known = found.counts[body.pk], cells[str(body.pk)]
        assert told["kept"] == known["kept"] == kept
        assert {code: told[code] for code in queries.DETERMINED} == {
            code: known[code] for code in queries.DETERMINED
        }
        assert found.records[body.pk] == queries.records_by_body([body])[body.pk] == all_


def test_the_register_comes_by_pages(offers: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "SIZE", 3)
    first = Client().get(REGISTER)
    second = Client().get(f"{REGISTER}{first.context['next_url']}")
    shown = [one.ref for page in (first, second) for one in page.context["rows"]]
    assert sorted(shown) == sorted(one.ref for one in offers)
    assert (len(first.context["rows"]), second.context["next_url"]) == (3, "")
    assert second.context["previous_url"] == "?page=1"
    assert first.context["contests"] and not second.context["contests"]
    assert first.context["offers"] == second.context["offers"] == 4
    assert 'rel="next"' in first.content.decode() and 'rel="prev"' in second.content.decode()
    narrowed = Client().get(f"{REGISTER}?kind=cash&page=nonsense")
    assert (len(narrowed.context["rows"]), narrowed.context["next_url"]) == (2, "")
    table = Client().get(f"{REGISTER}?format=csv").content.decode()
    assert all(one.ref in table for one in offers)


def test_of_many_contests_the_widest_stand_there(
    offers: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register, "WIDEST", 1)
    answer = Client().get(REGISTER)
    assert (len(answer.context["contests"]), answer.context["contested"]) == (1, 2)
    assert "共 2 项，此处列差距最大的 1 项" in answer.content.decode()
    assert "The 1 widest apart of 2" in Client().get(f"/en{REGISTER}").content.decode()


def test_a_filter_offers_each_value_once(offers: list[Any]) -> None:
    choices = {one["name"]: one["values"] for one in Client().get(REGISTER).context["choices"]}
    assert choices["industry"] == [("equipment", "装备制造")]
    assert {code for code, _label in choices["kind"]} == {"cash", "rent"}
    assert choices.keys() == set(incentives.FILTERS)


def test_a_body_that_removed_little_is_found_by_its_name(
    removed: None, bureau: Any, other_bureau: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not Client().get("/removals/").context["has_finder"]
    monkeypatch.setattr(removals, "BODIES", 1)
    first = Client().get("/removals/?act=withdraw")
    assert [one["name"] for one in first.context["by_body"]] == [bureau.name_zh]
    text = first.content.decode()
    assert 'name="named"' in text and '<input type="hidden" name="act" value="withdraw">' in text
    assert "此处列数量最多的二十个单位" in text
    found = Client().get(f"/removals/?act=withdraw&named={other_bureau.name_zh[1:]}")
    (row,) = found.context["by_body"]
    assert (row["name"], row["total"]) == (other_bureau.name_zh, 1)
    assert other_bureau.slug in row["url"] and "named" not in row["url"]
    assert found.context["total"] == 3
    none = Client().get("/removals/?named=<b>nobody").content.decode()
    assert "这里没有名称含此文字的单位" in none and "<b>nobody" not in none


def test_the_filter_offers_the_bodies_with_most_and_the_one_asked_for(
    removed: None, bureau: Any, other_bureau: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removals, "OFFERED", 1)

    def offered(query: str) -> set[str]:
        choices = Client().get(f"/removals/{query}").context["choices"]
        return {code for code, _name in choices[-1]["values"]}

    assert offered("") == {bureau.slug}
    assert offered(f"?body={other_bureau.slug}") == {bureau.slug, other_bureau.slug}
    assert offered("?body=nobody") == {bureau.slug}


def test_a_calendar_holds_what_is_near_those_to_come_first(
    bureau: Any, officer: Any, approver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = clock.today()
    for days in (-calendar.BACK - 1, -20, -10, 0, 30, calendar.ON + 1):
        due = today + timedelta(days=days)
        put(bureau, officer, approver, f"第{days}日", due_on=due.isoformat())
    put(bureau, officer, approver, "已兑现", due_on=today.isoformat(), outcome="kept")

    def near() -> list[int]:
        content = Client().get(f"/organisations/{bureau.slug}/due.ics").content
        found = Calendar.from_ical(content)
        assert "最多" in str(found["x-wr-caldesc"])
        return [(one.decoded("dtstart") - today).days for one in found.walk("VEVENT")]

    assert near() == [0, 30, -10, -20]
    monkeypatch.setattr(calendar, "MOST", 3)
    assert near() == [0, 30, -10]
