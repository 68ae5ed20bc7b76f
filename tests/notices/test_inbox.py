"""One's own notices on the staff side."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from credit_portal.accounts.models import Role
from credit_portal.accounts.services import propose_grant
from credit_portal.common import clock
from credit_portal.notices import selectors
from credit_portal.notices.models import Notice
from credit_portal.notices.services import notify


@pytest.fixture
def notice(officer: Any) -> Notice:
    """A notice in the officer's inbox."""
    notify(
        recipients=[officer],
        template="commitment_registered",
        context={"title": "三日内办结低保申请", "url": "/staff/notices/?unread=1"},
        dedupe_key="r:1",
    )
    return selectors.inbox(officer.pk).get()


def test_it_lists_and_counts(client: Client, officer: Any, notice: Notice) -> None:
    client.force_login(officer)
    page = client.get("/staff/notices/").content.decode()
    assert "已登记公开：三日内办结低保申请" in page
    assert "Registered and public" in client.get("/en/staff/notices/").content.decode()
    assert selectors.unread_count(officer.pk) == 1


def test_opening_marks_it_read_and_leads_there(
    client: Client, officer: Any, notice: Notice
) -> None:
    client.force_login(officer)
    for start in ("", "/en"):
        opened = client.post(f"{start}/staff/notices/{notice.pk}/open/")
        assert opened["Location"] == f"{start}/staff/notices/?unread=1"
    assert selectors.unread_count(officer.pk) == 0


def test_all_are_marked_read(client: Client, officer: Any, notice: Notice) -> None:
    client.force_login(officer)
    assert client.post("/staff/notices/read/").status_code == 302
    assert selectors.unread_count(officer.pk) == 0


def test_anothers_notice_is_not_there(client: Client, colleague: Any, notice: Notice) -> None:
    client.force_login(colleague)
    assert client.post(f"/staff/notices/{notice.pk}/open/").status_code == 404
    assert client.post(f"/staff/notices/{uuid4()}/open/").status_code == 404
    assert "三日内" not in client.get("/staff/notices/").content.decode()
    client.post("/staff/notices/read/")
    assert Notice.objects.get(pk=notice.pk).read_at is None


def test_strangers_are_led_to_the_door(client: Client) -> None:
    assert client.get("/staff/notices/")["Location"].startswith("/accounts/login/")


def test_the_page_costs_the_same_for_more_notices(
    client: Client,
    officer: Any,
    notice: Notice,
    django_assert_num_queries: Any,
    time_machine: Any,
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(officer)
    time_machine.move_to(clock.now(), tick=False)  # sessions note now and then that they live
    client.get("/staff/notices/")
    with CaptureQueriesContext(connection) as few:
        client.get("/staff/notices/")
    for n in range(20):
        notify(
            recipients=[officer],
            template=notice.template,
            context=notice.context,
            dedupe_key=f"more:{n}",
        )
    with django_assert_num_queries(len(few)):
        client.get("/staff/notices/")


def test_other_administrators_hear_of_a_pending_grant(
    security_administrator: Any, second_security_administrator: Any, officer: Any, bureau: Any
) -> None:
    propose_grant(
        actor=security_administrator,
        user_id=officer.pk,
        role=Role.objects.get(pk="approver"),
        organisation=bureau,
        starts_on=clock.today(),
    )
    notices = Notice.objects.filter(template="grant_pending", channel="in_site")
    assert [notice.recipient for notice in notices] == [second_security_administrator]
    assert notices[0].context["url"] == f"/staff/accounts/{officer.pk}/"


def test_one_is_marked_read_and_not_read_again(
    client: Client, officer: Any, notice: Notice
) -> None:
    client.force_login(officer)
    client.post(f"/staff/notices/{notice.pk}/read/", {"group": "results"})
    assert selectors.unread_count(officer.pk) == 0
    back = client.post(f"/staff/notices/{notice.pk}/unread/", {"unread": "1"})
    assert back["Location"] == "/staff/notices/?unread=1"
    assert selectors.unread_count(officer.pk) == 1


def test_marking_all_can_be_taken_back(client: Client, officer: Any, notice: Notice) -> None:
    client.force_login(officer)
    there = client.post("/staff/notices/read/", {"group": "results"})["Location"]
    page = client.get(there).content.decode()
    assert "已全部标为已读" in page
    moment = re.search(r'name="moment" value="([^"]+)"', page)
    assert moment is not None
    client.post("/staff/notices/unread/", {"moment": moment[1]})
    assert selectors.unread_count(officer.pk) == 1
    assert client.post("/staff/notices/unread/", {"moment": "soon"}).status_code == 400


def test_a_group_is_marked_and_shown_alone(client: Client, officer: Any, notice: Notice) -> None:
    client.force_login(officer)
    client.post("/staff/notices/read/", {"group": "deadlines"})
    assert selectors.unread_count(officer.pk) == 1
    assert "三日内" in client.get("/staff/notices/?group=results").content.decode()
    empty = client.get("/staff/notices/?group=deadlines").content.decode()
    assert "没有符合条件的通知" in empty
    assert client.get("/staff/notices/?group=poems&cursor=x").status_code == 400


def test_pages_follow_each_other_without_gaps(client: Client, officer: Any) -> None:
    for number in range(65):
        notify(
            recipients=[officer], template="commitment_registered", dedupe_key=f"n:{number}",
            context={"title": f"第{number:03d}项", "url": "/staff/"},
        )  # fmt: skip
    client.force_login(officer)
    seen: list[str] = []
    address = "/staff/notices/?unread=1"
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r"已登记公开：第(\d+)项", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = "/staff/notices/" + following[1].replace("&amp;", "&") if following else ""
    assert list(dict.fromkeys(seen)) == [f"{number:03d}" for number in reversed(range(65))]
