"""A broken word from the lead to its record, objected to, corrected, repaired and gone, each step
clicked by whoever takes it; what stays is a tombstone and its proof in the log."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.ledger import outside, polite
from credit_portal.ledger.note import parse_verifier
from tests import factories
from tests.commitments import scenes
from tests.integrity_files import record_scenes
from tests.journeys import people, steps
from tests.journeys.running import Portal, wait_for

pytestmark = [pytest.mark.committed, pytest.mark.browser]

PROMISE = "三个老旧小区加装电梯于一季度完工"
TITLE = "老旧小区加装电梯承诺逾期未兑现"
NUMBER = "示例政办函〔2026〕31号"
OFFICER, DECIDER, SECOND, THIRD = ("credit_officer", 0), *(("credit_reviewer", n) for n in range(3))
NOTICE = {
    "title_zh": TITLE,
    "agreement_zh": "示例市民生实事清单〔2026〕第9项",
    "performed_zh": "三个小区均未开工。",
    "facts_zh": "承诺一季度完工，至今逾期未完工。",
    "reasons_zh": "未按承诺组织实施，也未说明理由。",
    "basis_zh": "《优化营商环境条例》第三十一条；发改财金〔2023〕1103号",
}
STATEMENT = "一个小区已于三月开工，其余两个正在招标。"
WEIGHED = {
    "weighing_zh": "逾期不长，影响有限，按一般失信认定。",
    "paper_title": "关于认定示例市住房保障局失信行为的函",
    "paper_number": NUMBER,
    "paper_organ": "示例市人民政府",
}
WRONG, RIGHT = NOTICE["performed_zh"], "两个小区未开工，一个小区已于三月开工。"
MARK = "异议处理中"


@pytest.fixture
def bodies(committed_database: str) -> dict[str, Any]:
    """Bodies and people on 1 April 2026, with three reviewers: none of them decides twice."""
    clock.begin_at(datetime(2026, 4, 1, 9, tzinfo=clock.TZ))
    found = people.settle()
    people.give_codes(found)
    for username in ("reviewer_2", "reviewer_3"):
        factories.user(username=username, role="credit_reviewer", organisation=found["office"],
                       title="复核员", granted_on=found["city"])  # fmt: skip
    User.objects.update(is_demo=True)
    return found


def broken(bodies: dict[str, Any]) -> None:
    """The promise was found broken, on 7 April."""
    staff, due = bodies["people"], date(2026, 4, 3)
    row = scenes.registered(
        staff["officer"], staff["approver"], bodies["post"], title_zh=PROMISE, due_on=due
    )
    clock.advance_to(datetime(2026, 4, 7, 9, tzinfo=clock.TZ))
    wait_for("the day has passed", row.verifications.exists)
    scenes.decide(scenes.live(row), staff["verifier"], staff["reviewer"], "broken")


def act(page: Page, name: str, **fields: str) -> None:
    """Unfold an act of the panel, fill it in and do it."""
    steps.open_act(page, name)
    form = page.locator(f".acts form[action$='/{name}/']")
    for field, text in fields.items():
        form.locator(f"[name={field}]").fill(text)
    steps.press(page, name)


def fill(page: Page, fields: dict[str, str]) -> None:
    """Fill in the form of a page of its own."""
    for name, text in fields.items():
        page.locator(f"form.filing [name={name}]").fill(text)


def send(page: Page) -> None:
    """Send the form of a page of its own."""
    page.locator("form.filing button.main").click()
    page.wait_for_load_state()
    steps.check_accessible(page)
    assert page.locator(".messages .success").count() == 1, page.inner_text("main")


def follow(page: Page, name: str) -> None:
    """Follow a link of the page."""
    page.get_by_role("link", name=name).first.click()
    page.wait_for_load_state()
    steps.check_accessible(page)


def order(page: Page, portal: Portal) -> None:
    """The lead is found true; the body is to rectify."""
    steps.sign_in(page, portal, *OFFICER)
    steps.open_work(page, portal, PROMISE)
    steps.press(page, "take")
    act(page, "find_true", finding="经现场核实，三个小区均未开工。")
    follow(page, "责令整改")
    fill(page, {"order": "三十日内开工，并报送施工许可。"})
    send(page)
    assert "可以送达告知书" in page.inner_text("main")  # from which day on


def serve(page: Page, portal: Portal) -> None:
    """The time to rectify has passed: the notice is served."""
    steps.move_clock(page, portal, clock.today() + timedelta(days=31))
    steps.sign_in(page, portal, *OFFICER)
    steps.open_work(page, portal, PROMISE)
    page.locator(".acts a[href$='/notice/']").click()
    steps.check_accessible(page)
    fill(page, NOTICE)
    page.locator("[name=domain]").select_option("investment")
    page.locator("[name=counterparty]").select_option(index=1)
    send(page)


def state(page: Page, portal: Portal) -> None:
    """The body makes its statement."""
    steps.sign_in(page, portal, "filer")
    steps.open_work(page, portal, TITLE)
    page.locator(".acts a[href$='/state/']").click()
    steps.check_accessible(page)
    fill(page, {"text": STATEMENT, "short": STATEMENT})
    send(page)
    assert STATEMENT in page.inner_text("main")


def propose(page: Page, portal: Portal) -> None:
    """The statement is considered, the determination proposed on its document."""
    steps.sign_in(page, portal, *OFFICER)
    steps.open_work(page, portal, TITLE)
    assert STATEMENT in page.inner_text("main")
    act(page, "consider", considered="仅有招标公告，未见施工许可，不予采纳。")
    page.locator(".acts a[href$='/propose/']").click()
    steps.check_accessible(page)
    fill(page, {**WEIGHED, "paper_date": clock.today().isoformat()})
    for name, value in {"item": "G04", "severity": "general", "paper": "S7"}.items():
        page.locator(f"[name={name}]").select_option(value)
    given = record_scenes.paper(33)
    page.locator("[name=file]").set_input_files(
        {"name": "认定函.png", "mimeType": "image/png", "buffer": given.read()}
    )
    send(page)


def decide(page: Page, portal: Portal, who: tuple[str, int], title: str) -> None:
    """A second person decides as proposed."""
    steps.sign_in(page, portal, *who)
    steps.open_work(page, portal, title)
    act(page, "decide")
    assert page.locator(".messages .success").count() == 1, page.inner_text("main")


def surfaces(ref: str, slug: str) -> dict[str, str]:
    """Where the public finds the record, by name."""
    return {
        "page": f"/records/{ref}/",
        "English page": f"/en/records/{ref}/",
        "list": "/records/?kind=breach",
        "search": f"/search/?q={quote('加装电梯')}",
        "body": f"/organisations/{slug}/",
        "feed": "/feeds/records.atom",
        "feed of the body": f"/organisations/{slug}/?format=atom",
        "API": f"/api/v1/records/{ref}/",
        "list of the API": "/api/v1/records/?kind=breach",
        "sitemap": "/sitemap.xml",
    }


def shows(portal: Portal, places: dict[str, str], *words: str) -> list[str]:
    """Names of the places where one of the words stands (as it is, or escaped in JSON)."""
    texts = {name: portal.get(path)[1] for name, path in places.items()}
    return [name for name, text in texts.items() if any(word in text for word in words)]


def object_to_it(page: Page, portal: Portal) -> None:
    """The body objects by its desk, from the page of its record."""
    steps.sign_in(page, portal, "filer")
    steps.visit(page, portal, "/staff/records/")
    page.get_by_role("link", name=TITLE).click()
    page.locator(".acts a[href$='/object/']").click()
    steps.check_accessible(page)
    page.locator("[name=ground]").select_option("facts")
    fill(page, {"words": "其中一个小区已于三月开工，并非均未开工。"})
    send(page)


def find_wrong(page: Page, portal: Portal) -> None:
    """The credit office verifies it and proposes a correction."""
    steps.sign_in(page, portal, *OFFICER)
    steps.open_work(page, portal, TITLE)
    act(page, "verify", reason="已查施工许可，一个小区于三月二十日开工。")
    steps.open_act(page, "propose")
    page.locator(".acts [name=result][value=corrected]").check()
    page.locator(".acts [name=to_performed_zh]").fill(RIGHT)
    page.locator(".acts form[action$='/propose/'] [name=reason]").fill("异议属实，更正履行情况。")
    steps.press(page, "propose")


def ask_for_repair(page: Page, portal: Portal) -> None:
    """The body has made good and asks for repair, after its day."""
    steps.sign_in(page, portal, "filer")
    steps.move_clock(page, portal, clock.today() + timedelta(days=93))
    steps.sign_in(page, portal, "filer")
    steps.visit(page, portal, "/staff/records/")
    page.get_by_role("link", name=TITLE).click()
    follow(page, "申请信用修复")
    fill(page, {"done": "三个小区电梯均已安装并通过验收。"})
    page.locator("[name=upload]").set_input_files(
        {"name": "验收报告.png", "mimeType": "image/png",
         "buffer": record_scenes.paper(120).read()}
    )  # fmt: skip
    page.locator("[name=pledged]").check()
    send(page)


def examine(page: Page, portal: Portal) -> None:
    """The credit office accepts the application and proposes to grant it."""
    steps.sign_in(page, portal, *OFFICER)
    steps.open_work(page, portal, TITLE)
    act(page, "accept")
    steps.open_act(page, "propose")
    page.locator(".acts [name=outcome]").select_option("grant")
    page.locator(".acts [name=finding]").fill("已现场核实，三个小区均已完工。")
    steps.press(page, "propose")


def check_marked(page: Page, portal: Portal, ref: str, places: dict[str, str]) -> None:
    """The mark stands on every surface within seconds of the act."""
    marked = {name: path for name, path in places.items() if name != "sitemap"}
    words = (MARK, "under objection", "Under objection", '"objection":{')
    took = wait_for("marked", lambda: shows(portal, marked, *words) == list(marked))
    assert took < 10
    steps.visit(page, portal, f"/records/{ref}/")


def check_corrected(page: Page, portal: Portal, ref: str, places: dict[str, str]) -> None:
    """What was wrong is gone, and the mark with it; what is right stands there."""
    told = [places[name] for name in ("page", "English page", "API")]
    wait_for("corrected", lambda: all(RIGHT in portal.get(path)[1] for path in told))
    assert shows(portal, places, WRONG, MARK, '"objection":{') == []
    steps.visit(page, portal, f"/records/{ref}/")
    assert RIGHT in page.inner_text("main")


def check_gone(page: Page, portal: Portal, ref: str, places: dict[str, str]) -> None:
    """No surface shows it; its address says that it was there and why it went."""
    kept = shows(portal, places, ref)
    lists = [name for name in places if places[name].find(ref) < 0]
    wait_for("gone", lambda: not set(shows(portal, places, ref, TITLE)) & set(lists), patience=10)
    assert set(kept) >= {"page"}
    for name in ("page", "English page", "API"):
        status, text = portal.get(places[name])
        assert status == 410, name
        assert TITLE not in text and RIGHT not in text and "住房保障局" not in text
    page.goto(portal.url + places["page"])
    steps.check_accessible(page)
    assert "信用修复" in page.inner_text("main")


def check_proof(portal: Portal, ref: str) -> None:
    """The whole log agrees with its signed head, and holds every step of the record to the end."""
    verifier = parse_verifier(portal.get("/ledger/key")[1].strip())
    changes = json.loads(portal.get("/api/v1/changes/")[1])["results"]
    removal = next(one for one in changes if one["ref"] == ref and one["act"] == "repair")
    doors = polite.Client(f"{portal.url}/ledger")
    wait_for("signed", lambda: outside.open_log(doors, verifier).head.size > removal["index"])
    log = outside.open_log(doors, verifier)
    outside.check_everything(log)
    leaves = [json.loads(entry) for entry in log.entries(0)]
    last = leaves[removal["index"]]
    steps_of = [one for one in leaves if one.get("rec") == last["rec"]]
    assert [one["seq"] for one in steps_of] == list(range(1, len(steps_of) + 1))
    acts = [one["act"] for one in steps_of]
    assert acts[0] == "publish" and acts.index("annotate") < acts.index("correct")
    assert steps_of[-1] == last
    assert (last["act"], last["basis"]) == ("repair", "R01")
    assert f"第{removal['index'] + 1}条" in portal.get(f"/records/{ref}/")[1]


def test_a_broken_word_to_its_tombstone(page: Page, portal: Portal, bodies: dict[str, Any]) -> None:
    broken(bodies)
    order(page, portal)
    serve(page, portal)
    state(page, portal)
    propose(page, portal)
    decide(page, portal, DECIDER, TITLE)
    steps.find_record(portal, "加装电梯", TITLE)
    rows = json.loads(portal.get("/api/v1/records/?kind=breach")[1])["results"]
    ref = rows[0]["ref"]
    places = surfaces(ref, bodies["bureau"].slug)
    assert shows(portal, places, ref, TITLE) == list(places)
    steps.visit(page, portal, f"/records/{ref}/")
    assert NUMBER in page.inner_text("main") and STATEMENT in page.inner_text("main")
    object_to_it(page, portal)
    check_marked(page, portal, ref, places)
    find_wrong(page, portal)
    decide(page, portal, SECOND, TITLE)
    check_corrected(page, portal, ref, places)
    ask_for_repair(page, portal)
    examine(page, portal)
    decide(page, portal, THIRD, TITLE)
    check_gone(page, portal, ref, places)
    check_proof(portal, ref)
