"""News, policies, help, site map, sitemap, foot and menu as the public reads them."""

from __future__ import annotations

from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client, override_settings
from django.urls import resolve
from django.utils.translation import override

from credit_portal.portal import articles, foot, menu, queries, rates, sitemaps
from credit_portal.publishing import selectors
from tests.api.support import Staff
from tests.api.test_query_counts import count, recorded
from tests.portal.support import put
from tests.publishing import articles_scene as scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


def body_of(address: str) -> str:
    """The page at an address."""
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.fixture
def shown(credit_officer: Any, credit_reviewer: Any) -> dict[str, str]:
    """References of a notice, a policy in force, one that ended, one to come, and a help."""
    rows: dict[str, tuple[str, dict[str, Any]]] = {
        "notice": ("notices", {}),
        "now": ("policies", {"title_zh": "现行办法", "number_zh": "示例政发〔2026〕1号",
                             "force_from": date(2026, 3, 2)}),
        "ended": ("policies", {"title_zh": "旧办法", "force_until": date(2026, 3, 1)}),
        "coming": ("standards", {"title_zh": "新标准", "force_from": date(2026, 3, 3)}),
        "help": ("help", {"title_zh": "怎样查询", "body_zh": "<script>alert(1)</script>"}),
    }  # fmt: skip
    return {
        name: scene.shown(credit_officer, credit_reviewer, section, **texts).article.ref
        for name, (section, texts) in rows.items()
    }


def test_lists_show_their_sections_and_nothing_else(shown: dict[str, str]) -> None:
    page = body_of("/news/")
    assert shown["notice"] in page and shown["now"] not in page and "怎样查询" not in page
    assert shown["notice"] not in body_of("/news/?category=alerts")
    assert shown["notice"] in body_of("/news/?format=atom")
    page = body_of("/policies/")
    assert all(shown[name] in page for name in ("now", "ended", "coming"))
    assert "现行办法" in page  # its title
    assert "示例政发〔2026〕1号" in page and shown["notice"] not in page
    for state, name in (("in_force", "now"), ("ended", "ended"), ("coming", "coming")):
        page, feed = (body_of(f"/policies/?state={state}{more}") for more in ("", "&format=atom"))
        for other in ("now", "ended", "coming"):
            assert (shown[other] in page) is (shown[other] in feed) is (other == name)
        assert f"category=policies&amp;state={state}" in page
    found = [shown["now"] in body_of(f"/policies/?q={words}") for words in ("现行", "旧")]
    assert found == [True, False]
    assert articles.newest(3)[0].ref == shown["notice"]
    page = body_of("/")
    assert f'href="/records/{shown["notice"]}/"' in page.split('id="notices"')[1].split("</ul>")[0]
    assert 'href="/news/"' in page.split('id="notices"')[1]


def test_the_page_of_an_article_escapes_and_tells_its_state(shown: dict[str, str]) -> None:
    page = body_of(f"/records/{shown['ended']}/")
    assert "已失效" in page and "<h2>总体要求</h2>" in page and 'href="/ledger/"' in page
    assert "Bodies keep their promises." in body_of(f"/en/records/{shown['notice']}/")
    for page in (body_of("/help/"), body_of(f"/records/{shown['help']}/")):
        assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    assert shown["notice"] in body_of("/search/?q=专项治理")


def test_lists_ask_as_often_for_three_articles_as_for_one(
    credit_officer: Any, credit_reviewer: Any
) -> None:
    desk = Staff.at_the_desk(credit_officer).client
    places = [(Client(), "/news/"), (Client(), "/policies/"), (desk, "/staff/articles/")]
    found = []
    for more in (1, 2):
        for number in range(more):
            for section in ("notices", "policies"):
                scene.shown(
                    credit_officer, credit_reviewer, section, title_zh=f"信息{more}-{number}"
                )
        found.append([count(client, address) for client, address in places])
    told = [recorded(places[at][1], number) for at, number in enumerate(found[1])]
    assert found[0] == found[1] == told


def test_articles_stand_in_no_figure(
    shown: dict[str, str], bureau: Any, officer: Any, approver: Any
) -> None:
    put(bureau, officer, approver)
    rows = selectors.published()
    assert set(queries.outcome_counts(rows)) - {""} == {"open"}
    assert rates.ground().records == {bureau.pk: 1}
    for address in ("/commitments/", "/breaches/", "/streets/"):
        page = body_of(address)
        assert not any(ref in page for ref in shown.values()), address


def test_the_site_map_leads_only_where_there_is_something() -> None:
    page = body_of("/site-map/")
    for group in menu.tree():
        for one in group["doors"]:
            assert f'href="{one["url"]}"' in page
            assert resolve(one["url"]).view_name == one["name"]
    assert menu.address("portal:no-such-door") == ""


def test_the_sitemap_is_one_file_or_an_index(shown: dict[str, str], monkeypatch: Any) -> None:
    page = body_of("/sitemap.xml")
    assert all(f"/records/{ref}/" in page for ref in shown.values())
    for part in ("/news/", "/help/", "/about/privacy/", "/organisations/"):
        assert part in page
    monkeypatch.setattr(sitemaps, "ONE_FILE", 10)
    monkeypatch.setattr(sitemaps, "PART", 2)
    tree = ElementTree.fromstring(body_of("/sitemap.xml"))
    assert tree.tag.endswith("sitemapindex")
    files = [place.text or "" for place in tree.iter(f"{NAMESPACE}loc")]
    told = [body_of(file.removeprefix("http://testserver")) for file in files]
    for ref in shown.values():
        assert sum(f"/records/{ref}/</loc>" in text for text in told) == 1
    assert "/news/" in told[0] and Client().get("/sitemap.xml?part=x").status_code == 404


NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
FOOT = {
    "FOOT_HOST_ZH": "示例市政府", "FOOT_HOST_EN": "", "FOOT_UNDERTAKER_ZH": "",
    "FOOT_UNDERTAKER_EN": "", "FOOT_CONTACT_ZH": "", "FOOT_CONTACT_EN": "",
    "FOOT_ICP_NUMBER": "辽ICP备00000000号", "FOOT_POLICE_NUMBER": "辽公网安备 21010202000001号",
    "FOOT_SITE_CODE": "", "FOOT_MISTAKES_URL": "",
}  # fmt: skip


def test_the_foot_carries_what_the_settings_give() -> None:
    with override_settings(**FOOT):
        told = foot.imprint()
        assert told["police_url"].endswith("code=21010202000001") and told["undertaker"] == ""
        page = body_of("/about/")
        with override("en"):
            assert foot.imprint()["host"] == "示例市政府"
    assert "主办单位：示例市政府" in page.replace(" ", "") and "beian.miit.gov.cn" in page
    assert "承办单位" not in page and "标识码" not in page
