"""My work, the demonstration clock, and what the navigation offers."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from commitments.services import discard_draft
from credit_portal.common import acts, clock
from credit_portal.desk import worklist
from credit_portal.workflow.registry import WorkItem
from tests.commitments import scenes

TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def monday() -> Any:
    """2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


def item(days: int | None, *, overdue: bool = False, kind: str = "待办") -> WorkItem:
    """A work item that is due in so many days."""
    due_on = None if days is None else TODAY + timedelta(days=days)
    return WorkItem(title=f"{days}", url="/", kind=kind, due_on=due_on, overdue=overdue)


def test_groups_by_urgency_and_leaves_out_the_empty() -> None:
    found = worklist.groups([item(-3, overdue=True), item(-2), item(0), item(7), item(8)], TODAY)
    assert [(group.code, [line.item.title for line in group.lines]) for group in found] == [
        ("over", ["-3"]), ("week", ["-2", "0", "7"]), ("later", ["8"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (item(0), "今天到期"),
        (item(5), "还有5天"),
        (item(-3, overdue=True), "逾期3天"),
        (item(-3), "已等待3天"),
        (item(None), ""),
    ],
)
def test_days_in_words(given: WorkItem, words: str) -> None:
    assert worklist.days(given, TODAY) == words


def test_home_needs_a_sign_in(client: Client, db: None) -> None:
    for url in ("/staff/", "/staff/imports/", "/staff/clock/"):
        assert client.get(url)["Location"] == f"/accounts/login/?next={url}"


def test_an_empty_list_says_what_will_come(client: Client, auditor: Any) -> None:
    client.force_login(auditor)
    assert "没有待办事项" in client.get("/staff/").content.decode()


def test_each_sees_his_own_work(
    client: Client, officer: Any, approver: Any, stranger: Any, post: Any
) -> None:
    row = scenes.submitted(officer, post)
    for user, seen in ((approver, True), (officer, False), (stranger, False)):
        client.force_login(user)
        assert (row.title_zh in client.get("/staff/").content.decode()) is seen


def test_one_kind_can_be_chosen(client: Client, officer: Any, approver: Any, post: Any) -> None:
    scenes.registered(officer, approver, post, title_zh="临近到期的承诺")
    scenes.draft(officer, post, title_zh="未完的草稿")
    client.force_login(officer)
    both = client.get("/staff/").content.decode()
    assert "临近到期的承诺" in both
    assert "未完的草稿" in both
    drafts = client.get("/staff/", {"kind": "您的草稿"}).content.decode()
    assert "临近到期的承诺" not in drafts
    assert "未完的草稿" in drafts
    assert "临近到期的承诺" in client.get("/staff/", {"kind": "胡乱"}).content.decode()


def test_after_a_case_comes_the_next_one(
    client: Client, officer: Any, approver: Any, post: Any
) -> None:
    row = scenes.registered(officer, approver, post, title_zh="临近到期的承诺")
    first, second = (scenes.draft(officer, post, title_zh=f"草稿{n}") for n in (1, 2))
    client.force_login(officer)

    def after(case: Any) -> str:
        address = client.get("/staff/next/", {"after": f"/staff/commitments/{case.pk}/"})
        return str(address["Location"])

    assert str(row.pk) in client.get("/staff/next/")["Location"]
    assert str(first.pk) in after(row) and str(second.pk) in after(first)
    assert str(row.pk) in after(second)
    client.get("/staff/", {"kind": "您的草稿"})
    assert str(first.pk) in after(second)
    for case in (first, second):
        acts.run(discard_draft, actor=officer, commitment_id=case.pk)
    assert after(second) == "/staff/"
    assert "“您的草稿”已全部办完" in client.get("/staff/").content.decode()


def test_the_navigation_shows_only_what_one_may_open(
    client: Client, officer: Any, auditor: Any
) -> None:
    client.force_login(auditor)
    page = client.get("/staff/").content.decode()
    assert "/staff/imports/" not in page
    assert "/staff/commitments/" not in page
    client.force_login(officer)
    page = client.get("/staff/commitments/new/").content.decode()
    assert '<a href="/staff/commitments/" aria-current="page">' in page


def move(client: Client, day: date, **more: Any) -> Any:
    """Send the form of the clock."""
    return client.post("/staff/clock/", {"day": day.isoformat(), **more})


def test_the_clock_moves_forwards_only(client: Client, officer: Any) -> None:
    client.force_login(officer)
    assert move(client, TODAY).status_code == 422
    assert move(client, TODAY - timedelta(days=1)).status_code == 422
    assert move(client, TODAY + timedelta(days=9999)).status_code == 422
    assert clock.today() == TODAY
    key = str(uuid4())
    for _turn in range(2):
        answer = move(client, TODAY + timedelta(days=3), idempotency_key=key)
    assert clock.today() == TODAY + timedelta(days=3)
    assert answer.status_code in {302, 422}


@pytest.mark.parametrize("day", ["", "明天", "2026-02-30", "\0"])
def test_the_clock_refuses_garbage(client: Client, officer: Any, day: str) -> None:
    client.force_login(officer)
    assert client.post("/staff/clock/", {"day": day}).status_code == 422
