"""Home, bodies, calculator, ledger, texts: they stand in both languages, with and without data."""

from typing import Any

import pytest
from django.test import Client

from credit_portal.portal import queries, rates, tree
from tests.portal.support import put

pytestmark = pytest.mark.django_db
PAGES = (
    "/",
    "/search/",
    "/records/",
    "/commitments/",
    "/organisations/",
    "/deadlines/",
    "/ledger/",
    "/about/",
    "/about/whom-we-name/",
    "/about/privacy/",
    "/about/accessibility/",
    "/about/contact/",
    "/news/",
    "/policies/",
    "/help/",
    "/site-map/",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_stands_in_both_languages_without_data(path: str) -> None:
    chinese, english = Client().get(path), Client().get(f"/en{path}")
    assert chinese.status_code == english.status_code == 200
    assert '<html lang="zh-Hans"' in chinese.content.decode()
    assert '<html lang="en"' in english.content.decode()
    assert f'href="/en{path}"' in chinese.content.decode()
    assert f'href="{path}"' in english.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_pages_carry_no_inline_script_or_style_and_set_no_cookie(path: str) -> None:
    answer = Client().get(path)
    body = answer.content.decode()
    assert " style=" not in body and "<style" not in body and " onclick=" not in body
    data = body.count('<script type="application/ld+json"')
    assert body.count("<script") == body.count("<script src=") + data
    assert not answer.cookies


def test_home_figures_link_to_what_they_count(bureau: Any, officer: Any, approver: Any) -> None:
    put(bureau, officer, approver, outcome="kept")
    put(bureau, officer, approver, "另一项", outcome="broken")
    answer = Client().get("/")
    values = [item["value"] for item in answer.context["figures"]]
    assert values[:3] == ["2", "50.0", "1"]
    for item in answer.context["figures"]:
        assert Client().get(item["url"]).status_code == 200


def test_small_samples_are_named_and_not_ranked(bureau: Any, officer: Any, approver: Any) -> None:
    put(bureau, officer, approver, outcome="kept")
    body = Client().get("/organisations/").content.decode()
    assert "样本太少、不参与比较" in body
    assert "100.0%" not in body


def test_a_government_is_rated_with_everything_below_it(
    city: Any, bureau: Any, officer: Any, approver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(bureau, officer, approver, outcome="kept")
    put(bureau, officer, approver, "另一项", outcome="not_reported")
    monkeypatch.setattr(rates, "COMPARABLE", 2)
    row = rates.by_government()[0]
    assert (row["slug"], row["total"], row["kept"], row["few"]) == (city.slug, 2, 1, False)
    assert [one["slug"] for one in rates.by_body()] == [bureau.slug]
    assert "50.0%（2）" in Client().get("/").content.decode()


def test_rates_come_as_csv(bureau: Any, officer: Any, approver: Any) -> None:
    put(bureau, officer, approver, outcome="broken")
    answer = Client().get("/organisations/?format=csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert f"{bureau.slug},{bureau.name_zh}" in answer.content.decode("utf-8-sig")


def test_a_body_page_shows_records_tally_and_names(
    city: Any, bureau: Any, officer: Any, approver: Any
) -> None:
    row = put(bureau, officer, approver, outcome="broken")
    body = Client().get(f"/organisations/{bureau.slug}/").content.decode()
    assert row.ref in body and "1 (100.0%)" in body
    assert row.ref not in Client().get(f"/organisations/{city.slug}/").content.decode()
    assert row.ref in Client().get(f"/organisations/{city.slug}/?all=1").content.decode()
    assert row.ref in Client().get(f"/organisations/{bureau.slug}/?format=atom").content.decode()


def test_an_unknown_body_is_404() -> None:
    assert Client().get("/organisations/no-such-body/").status_code == 404


def test_the_tree_counts_what_stands_below(city: Any, bureau: Any, other_bureau: Any) -> None:
    nodes = tree.build(queries.places(), {bureau.pk: 2, other_bureau.pk: 1, city.pk: 1})
    root = next(node for node in nodes if node["body"].pk == city.pk)
    assert (root["own"], root["all"], len(root["children"])) == (1, 4, 2)


def test_the_calculator_answers_and_explains() -> None:
    address = "/deadlines/?start=2026-09-24&unit=working_day&count=5"
    assert "2026年10月9日 周五" in Client().get(address).content.decode()
    assert "9 Oct 2026, Fri" in Client().get(f"/en{address}").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "start=x",
        "start=2026-09-24&unit=week&count=1",
        "start=2026-09-24&count=-4",
        "start=2026-09-24&unit=year&count=999999999",
        "start=%00",
    ],
)
def test_the_calculator_refuses_garbage_in_words(query: str) -> None:
    answer = Client().get(f"/deadlines/?{query}")
    assert answer.status_code == 200
    assert 'class="error-summary"' in answer.content.decode()


def test_the_ledger_page_shows_size_and_head(bureau: Any, officer: Any, approver: Any) -> None:
    row = put(bureau, officer, approver)
    body = Client().get("/ledger/").content.decode()
    assert row.ref in body and "tlog-tiles" in body and "/ledger/checkpoint" in body


def test_unknown_texts_are_404() -> None:
    assert Client().get("/about/nothing/").status_code == 404


def test_a_wrong_address_gets_the_house_page() -> None:
    answer = Client().get("/no/such/page/")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.content.decode()
