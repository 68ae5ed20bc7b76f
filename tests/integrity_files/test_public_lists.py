"""Public pages of breach records: the list, the page of a body, the statistics."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import time_machine
from django.test import Client

from credit_portal.portal import paging
from credit_portal.publishing import services as publishing
from credit_portal.publishing.models import Displayed
from credit_portal.publishing.selectors import published
from integrity_files import selectors_statistics
from integrity_files.models import Record
from integrity_files.services import objection_decision as decision
from tests.integrity_files import objection_scenes, record_scenes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


def get(address: str) -> str:
    """What anybody is shown."""
    answer = Client().get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.fixture
def two(credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any) -> list[Record]:
    """A general and a serious record of the bureau, on display."""
    people = (credit_officer, credit_reviewer, officer, bureau)
    general = record_scenes.decided(*people)
    serious = record_scenes.decided(*people, severity="serious", paper_number="（2025）示例02号")
    publishing.publish_all()
    return [Record.objects.get(pk=row.pk) for row in (general, serious)]


def test_what_narrows_the_list(two: list[Record], bureau: Any, other_bureau: Any) -> None:
    general, serious = (row.ref for row in two)
    for query, found in [
        ("", (True, True)), ("severity=serious", (False, True)),
        ("severity=general", (True, False)),
        ("category=B02&sector=procurement", (True, True)), ("category=B01", (False, False)),
        (f"body={bureau.slug}", (True, True)), (f"body={other_bureau.slug}", (False, False)),
        ("year=2026", (True, True)), ("year=2025", (False, False)),
        ("state=ordered", (True, True)), ("state=objection", (False, False)),
        ("q=判决", (True, True)), ("q=（2025）示例02号", (False, True)),
        ("sort=ends", (True, True)), ("sort=old&severity=serious", (False, True)),
        ("severity=splendid&sort=odd&state=x&district=2", (True, True)),
    ]:  # fmt: skip
        page = get(f"/breaches/?{query}")
        assert (general in page, serious in page) == found, query
    assert page.count("%E2%80%9C") == 0
    facets = get("/breaches/")
    assert "?severity=serious" in facets and f"?body={bureau.slug}" in facets
    assert "?state=ordered" in facets
    assert general in get("/breaches/?format=atom") and "<feed" in get("/breaches/?format=atom")
    empty = get("/breaches/?severity=minor")
    assert "没有失信记录符合" in empty and "/breaches/statistics/" in empty


def test_pages_follow_each_other_in_every_order(two: list[Record], monkeypatch: Any) -> None:
    monkeypatch.setattr(paging, "SIZE", 1)
    refs = {row.ref for row in two}
    for sort in ("", "changed", "old", "ends"):
        first = get(f"/breaches/?sort={sort}")
        (after,) = [part.split('"')[0] for part in first.split('rel="next" href="')[1:2]]
        second = get("/breaches/" + after.replace("&amp;", "&"))
        seen = [next(ref for ref in refs if ref in page) for page in (first, second)]
        assert set(seen) == refs, sort
    order = get("/breaches/?sort=ends")
    assert two[0].ref in order  # twelve months before thirty-six


def test_the_mark_and_the_page_of_the_body(
    two: list[Record], bureau: Any, other_bureau: Any, credit_officer: Any
) -> None:
    row = objection_scenes.accepted(two[0].ref, credit_officer)[0]
    publishing.publish_all()
    page = get("/breaches/?state=objection")
    assert two[0].ref in page and two[1].ref not in page and "异议处理中" in page
    assert row.accepted_on is not None
    body = get(f"/organisations/{bureau.slug}/")
    assert f"/breaches/?body={bureau.slug}&amp;severity=serious" in body
    assert "没有公示中的失信记录" in get(f"/organisations/{other_bureau.slug}/")
    assert Displayed.objects.get(ref=two[1].ref).severity == "serious"


def test_the_statistics_say_the_numbers_of_the_lists(two: list[Record], travel: Any) -> None:
    for day, number in (("2026-03-02", 2), ("2029-01-20", 2), ("2029-01-21", 0)):
        travel.move_to(f"{day} 09:00:00+08:00")  # no job notes that a display has ended
        shown = list(published("breach"))
        assert len(shown) == number
        tables = selectors_statistics.on_display()
        for name, value in (
            ("category", lambda row: row.category), ("severity", lambda row: row.severity),
            ("sector", lambda row: row.sector), ("district", lambda row: row.division_code[:6]),
        ):  # fmt: skip
            assert {line.code: line.n for line in tables[name]} == Counter(map(value, shown)), name


def test_the_statistics(
    two: list[Record], credit_officer: Any, credit_reviewer: Any, second_reviewer: Any, travel: Any
) -> None:
    bare = get("/breaches/statistics/")
    objection_scenes.filed(two[0].ref)
    objection_scenes.tip(two[0].ref)
    assert get("/breaches/statistics/") == bare  # what nobody accepted is in no figure
    row, _code = objection_scenes.proposed(two[0].ref, credit_officer)
    objection_scenes.act(decision.decide, second_reviewer, row)
    publishing.publish_all()
    lines = get("/breaches/statistics/?format=csv").splitlines()
    for line in ("category,B02,", "severity,serious,", "sector,procurement,", "month,2026-03,"):
        assert sum(line in one for one in lines) == 1, line
    assert any(one.startswith("objections,rejected,") for one in lines)
    english = get("/en/breaches/statistics/")
    assert "Shares are told of 20 or more" in english and "(50.0%)" not in english
    travel.move_to("2029-03-02 09:00:00+08:00")
    assert "severity," not in get("/breaches/statistics/?format=csv")
