"""Boards: each number is that of the list it links to; small samples are named, not ranked."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from credit_portal.common import clock
from credit_portal.common.invariants import broken
from credit_portal.directory.models import Division, Organisation
from credit_portal.portal import boards, charts, rates
from credit_portal.publishing import services, tallies
from credit_portal.publishing.tallies import Dimension
from tests.portal.support import commitment
from tests.publishing.support import decide, publish, source

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(bureau: Any, officer: Any, approver: Any) -> Any:
    """Two kept, one broken, one lawfully changed, one open and past its due day."""
    place = Division.objects.filter(level=Division.Level.DISTRICT).first()
    assert place is not None
    Organisation.objects.filter(pk=bureau.pk).update(division=place)
    passed = (clock.today() - timedelta(days=3)).isoformat()
    given = [
        {"outcome": "kept", "sector": "parking"}, {"outcome": "kept", "sector": "housing"},
        {"outcome": "broken", "sector": "parking"}, {"outcome": "changed_lawfully"},
        {"outcome": "open", "due_on": passed},
    ]  # fmt: skip
    for number, more in enumerate(given):
        document = commitment(bureau, f"第{number}项承诺", **more)
        decide(bureau, officer, approver, kind="commitment", document=document)
    services.publish_all()
    bureau.refresh_from_db()
    return bureau


def test_every_number_is_that_of_its_list(filled: Any) -> None:
    for code in boards.BOARDS:
        answer = Client().get(f"/boards/{code}/")
        cells = [cell for row in answer.context["rows"] for cell in row["cells"] if cell["url"]]
        assert {cell["n"] for cell in cells} >= {1, 2}, code
        for url, n in {cell["url"]: cell["n"] for cell in cells}.items():
            assert Client().get(url).context["total"].value == n, url
        assert "样本太少" in answer.content.decode()
        assert Client().get(f"/en/boards/{code}/").status_code == 200
    assert Client().get("/boards/nothing/").status_code == 404


def test_outcomes_over_time_lead_to_their_records(filled: Any) -> None:
    answer = Client().get("/boards/")
    rows = answer.context["chart"]["rows"]
    linked = [(row["url"], row["total"]) for row in rows if row["total"]]
    linked += [(cell["url"], cell["n"]) for row in rows for cell in row["cells"] if cell["n"]]
    assert linked
    for url, n in linked:
        assert Client().get(url).context["total"].value == n, url
    assert charts.quarters()[-1] == f"{clock.today().year}-{(clock.today().month + 2) // 3}"


def test_only_what_can_be_compared_is_ranked(monkeypatch: pytest.MonkeyPatch) -> None:
    def line(name: str, kept: int, broken: int) -> boards.Line:
        return boards.Line(name, name, name, name, Counter(kept=kept, broken=broken))

    found = [line("few", 1, 0), line("worse", 15, 15), line("better", 29, 1), line("more", 5, 5)]
    for order, names in (
        ("", ["better", "worse", "more", "few"]), ("asc", ["worse", "better", "more", "few"]),
    ):  # fmt: skip
        asked = boards.Asked(boards.BOARDS["bodies"], "commitment", None, "rate", order == "asc")
        assert [one.name for one in boards.ordered(found, asked)] == names
    assert [one.few for one in found] == [True, False, False, True]
    assert rates.COMPARABLE == 20


def test_figures_come_as_csv_and_json_and_narrow_by_year(filled: Any) -> None:
    text = Client().get("/boards/bodies/?format=csv").content.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("key,name_zh,name_en,total,determined,kept")
    assert f"{filled.slug},{filled.name_zh}" in text
    year = clock.today().year
    told = Client().get(f"/boards/bodies/?format=json&year={year}").json()
    assert (told["lines"][0]["total"], told["lines"][0]["past_due"]) == (5, 1)
    assert Client().get(f"/boards/bodies/?format=json&year={year - 1}").json()["lines"] == []
    empty = Client().get(f"/boards/bodies/?year={year - 1}&kind=breach&sort=nothing")
    assert "另选一个年份" in empty.content.decode()


def test_counts_change_with_what_is_displayed(
    filled: Any, officer: Any, approver: Any, credit_reviewer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def counts() -> dict[str, int]:
        found = dict(tallies.total("commitment"))
        assert found == dict(tallies.total("commitment", [filled.pk]))
        assert found == dict(tallies.by_key(Dimension.DISTRICT, "commitment")[filled.division_id])
        return found

    def put(outcome: str, **more: Any) -> None:
        document = commitment(filled, "到期即止", outcome=outcome)
        publish(filled, officer, approver, kind="commitment", source=one, document=document, **more)

    before, one = {"kept": 2, "broken": 1, "changed_lawfully": 1, "open": 1}, source()
    assert counts() == before
    assert tallies.total("article") == {}
    put("kept")
    assert counts() == {**before, "kept": 3}
    put("broken", until=clock.today())
    assert counts() == {**before, "broken": 2}
    with monkeypatch.context() as tomorrow:
        day = clock.today() + timedelta(days=1)
        tomorrow.setattr(clock, "today", lambda: day)
        assert counts() == before  # ended by its day, before a job has noted it
    assert "I15" not in broken()
    publish(
        filled, officer, credit_reviewer, kind="commitment", source=one, act="withdraw",
        document=None,
    )  # fmt: skip
    assert counts() == before
    assert "I15" not in broken()
