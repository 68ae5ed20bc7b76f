"""Public pages of streets and towns: overview, district, unit, field; figures as CSV and JSON."""

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from credit_portal.common import invariants
from credit_portal.publishing.invariants import COUNTED
from credit_portal.publishing.models.tally import Tally
from credit_portal.publishing.services import publish_all
from tests.commitments import scenes as acts_of
from tests.commitments import sheet_scenes as scenes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Any:
    """Monday 2 March 2026."""
    import time_machine

    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


def put(city: Any, number: int, commitments: int) -> scenes.Street:
    """A street with an approved sheet on display."""
    place = scenes.street(city, number)
    scenes.approved(place, parking=commitments, due=date(2026, 3, 10))
    return place


def judge(place: scenes.Street, office: tuple[Any, Any], outcomes: list[str], clock: Any) -> None:
    """Determine the first commitments of a street after their day."""
    from commitments.models import Commitment

    clock.move_to("2026-03-20 09:00:00+08:00")
    acts_of.sweep()
    rows = Commitment.objects.filter(organisation=place.body, state="registered").order_by("pk")
    for row, outcome in zip(rows, outcomes, strict=False):
        more = {"kept_on": date(2026, 3, 10)} if outcome == "kept" else {}
        acts_of.decide(acts_of.live(row), *office, outcome, **more)
    publish_all()


def test_the_overview_lists_every_unit_and_no_statistical_one(city: Any, client: Client) -> None:
    put(city, 1, 1)
    scenes.street(city, 2)
    scenes.street(city, 9, kind="statistical")
    publish_all()
    text = client.get("/streets/").content.decode()
    assert "示例1街道" in text
    assert "示例2街道" in text
    assert "示例9街道" not in text
    assert "未提交" in text
    assert "style=" not in text


def test_few_are_not_ranked_and_the_page_says_so(
    city: Any, client: Client, credit_officer: Any, credit_reviewer: Any, clock: Any
) -> None:
    big, small = put(city, 1, 6), put(city, 2, 3)
    office = (credit_officer, credit_reviewer)
    judge(big, office, ["kept"] * 5 + ["broken"], clock)
    judge(small, office, ["kept"] * 3, clock)
    found = json.loads(client.get("/streets/?format=json").content)
    rows = {row["division"]: row for row in found["units"]}
    assert len([row for row in found["units"] if row["district"] == scenes.DISTRICT]) == 2
    one, other = rows["999102001"], rows["999102002"]
    assert (one["kept"], one["determined"], one["band"], one["rank"]) == (5, 6, "small", 1)
    assert one["rate"] == 0.8333
    assert one["interval_low"] < 0.8333 < one["interval_high"]
    assert (other["determined"], other["band"], other["rank"]) == (3, "few", None)
    text = client.get("/streets/999102002/").content.decode()
    assert "不参与排名" in text
    assert "第1位" in client.get("/streets/999102001/").content.decode()
    assert "Wilson" in client.get("/streets/999102/").content.decode()


def test_the_page_of_a_unit_shows_fourteen_fields(city: Any, client: Client) -> None:
    place = put(city, 1, 2)
    publish_all()
    answer = client.get("/streets/999102001/")
    text = answer.content.decode()
    assert text.count('aria-labelledby="f-') == 14
    assert "停车承诺第0项" in text
    assert "本年度已由区级部门统一承诺" in text
    assert "2026年3月10日" in text
    assert f"/organisations/{place.body.slug}/" in text
    assert client.get("/streets/999102001/?year=2025").content.decode().count("未提交") > 1


def test_a_field_a_district_and_what_is_none(city: Any, client: Client) -> None:
    put(city, 1, 1)
    publish_all()
    assert "示例1街道" in client.get("/streets/fields/parking/").content.decode()
    assert "示例1街道" not in client.get("/streets/fields/housing/").content.decode()
    assert "示例1街道" in client.get("/streets/999102/").content.decode()
    assert client.get("/streets/fields/weather/").status_code == 404
    assert client.get("/streets/999100/").status_code == 404
    assert client.get("/streets/999999/").status_code == 404
    scenes.street(city, 9, kind="statistical")
    assert client.get("/streets/999102009/").status_code == 404


def test_figures_as_csv_and_the_sheets_as_atom(city: Any, client: Client) -> None:
    put(city, 1, 1)
    publish_all()
    lines = client.get("/streets/?format=csv").content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("division,name_zh")
    assert any(line.startswith("999102001,示例1街道") for line in lines)
    assert "示例1街道办事处2026年" in client.get("/streets/?format=atom").content.decode()
    assert "停车承诺" in client.get("/streets/999102001/?format=atom").content.decode()


def test_the_list_api_finds_a_sheet_and_its_field(city: Any, client: Client) -> None:
    put(city, 1, 1)
    publish_all()
    path = "/api/v1/records/?kind=livelihood_sheet&division=999102001"
    row = json.loads(client.get(path).content)["results"][0]
    assert (row["sheet_year"], row["sheet_total"]) == (2026, 1)
    text = client.get(f"/records/{row['ref']}/").content.decode()
    assert "防返贫帮扶" in text
    assert "/streets/999102001/?year=2026" in text
    path = "/api/v1/records/?category=livelihood&sector=parking&division=999102001"
    assert json.loads(client.get(path).content)["results"][0]["sheet_year"] == 2026


def test_as_many_queries_for_two_as_for_eight(city: Any, client: Client) -> None:
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    paths = ("/streets/", "/streets/999102/", "/streets/fields/parking/")

    def count(path: str) -> int:
        with CaptureQueriesContext(connections["default"]) as found:
            assert client.get(path).status_code == 200
        return len(found)

    for number in (1, 2):
        put(city, number, 1)
    publish_all()
    for path in paths:
        client.get(path)
    first = {path: count(path) for path in paths}
    for number in range(3, 9):
        put(city, number, 1)
    publish_all()
    assert {path: count(path) for path in paths} == first
    assert max(first.values()) <= 18


def test_a_wrong_count_is_found_in_every_dimension(city: Any) -> None:
    put(city, 1, 2)
    publish_all()
    assert invariants.broken(only=["I15"]) == {}
    with connection.cursor() as cursor:
        for one in Tally.Dimension.values:
            lost = f"from (select * from publishing_tally where dimension <> '{one}') p"
            cursor.execute(COUNTED.replace("from publishing_tally", lost))
            assert {row[0] for row in cursor.fetchall()} == {one}
