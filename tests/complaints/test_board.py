"""The board, the list behind it and the queues: what is counted, and what stands first."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from complaints import case_board, desk_selectors
from complaints.models import Case
from complaints.services import acceptance, call_backs, dispatch, letters, replies
from credit_portal.accounts.models import Role, RoleGrant
from tests import factories
from tests.complaints import exchange_scenes
from tests.complaints import scenes as scene
from tests.complaints.scenes import Cast, act, again, call
from tests.complaints.test_case_pages import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_keys")]
NAMED = {"name": "王小明", "mobile": "13912345678"}


def listed(user: Any, address: str, client: Any = None) -> list[Case]:
    """The rows of the list at this address, as its page has them."""
    answer = (client or browser(user)).get(address)
    assert answer.status_code == 200
    rows: list[Case] = answer.context["page"].rows
    return rows


def of_list(user: Any, query: str) -> list[Case]:
    """The rows of the list that is asked so."""
    return listed(user, f"{reverse('complaint_desk:index')}?{query}")


def open_again(cast: Cast, row: Case) -> Case:
    """Whoever reported is not satisfied, and has it opened again."""
    given = {"satisfied": False, "reason": "not_done", "reopen": True}
    call(call_backs.reached, cast.operator, scene.open_call(row), **given)
    row.refresh_from_db()
    return row


@pytest.fixture
def board(cast: Cast, travel: Any, other_bureau: Any) -> Cast:
    """Cases in all states two weeks later: late ones, one that stands still, one of the 12345
    platform, of two bodies; with a number to call and without."""
    scene.received(cast)
    act(acceptance.accept, cast.operator, exchange_scenes.case_of())
    row = scene.accepted(cast, category="B02")
    act(dispatch.dispatch, cast.supervisor, row, lead_id=other_bureau.pk, told=scene.TOLD)
    row = scene.pass_on(cast, scene.accepted(cast), joint_ids=[other_bureau.pk])
    act(dispatch.sign, cast.handler, row)
    scene.asked(cast, row)
    act(letters.issue, cast.supervisor, row, text="请尽快办理。")
    scene.decide(cast.supervisor, scene.asked(cast, scene.handling(cast), "pause", "appraisal"))
    scene.answered(cast)
    scene.answered(cast, scene.received(cast, identity=NAMED))
    scene.closed(cast, scene.received(cast, identity=NAMED))
    row = scene.received(cast, identity=NAMED)
    act(acceptance.refuse, cast.supervisor, row, ground="no_facts", reason="没有事实。")
    open_again(cast, scene.answered(cast))
    row = scene.pass_on(cast, open_again(cast, scene.answered(cast)))
    act(dispatch.sign, cast.handler, row)
    scene.write(cast, row)
    act(replies.approve, cast.head, row)
    call(call_backs.reached, cast.operator, scene.open_call(row), satisfied=True)
    travel.move_to("2026-03-12 09:00:00+08:00")
    scene.received(cast)
    return cast


def each_number_is_as_long_as_its_list(board: Cast) -> None:
    boss = again(board.supervisor)
    client, lengths = browser(boss), dict[str, int]()

    def length(there: str) -> int:
        if there not in lengths:
            lengths[there] = len(listed(boss, there, client))
        return lengths[there]

    tiles = {one["label"]: one for one in case_board.tiles(boss)}
    for one in tiles.values():
        assert one["value"] > 0, one
        assert length(one["url"]) == one["value"], one
    tallies = (
        case_board.by_state, case_board.by_category, case_board.by_body, case_board.by_clock,
    )  # fmt: skip
    seen = {"open": 0, "late": 0, "other": 0}
    for tally in tallies:
        for line in tally(boss):
            for name, there in line.addresses().items():
                assert length(there) == getattr(line, name), (line, name)
                seen[name] += getattr(line, name)
    assert all(seen.values())
    shown = client.get(reverse("complaint_desk:board")).content.decode()
    assert "?what=calls" in shown and "?clock=order&amp;due=over" in shown


def calls_of_today_are_of_those_who_left_a_number(board: Cast) -> None:
    """Those of closed cases wait for their day; of refused ones it is told what was decided."""
    boss = again(board.supervisor)
    assert {row.state for row in of_list(boss, "what=calls")} == {"answered", "refused"}
    assert len(of_list(boss, "what=calls")) == 2


def what_is_late_by_any_clock_shows_its_day(board: Cast) -> None:
    rows: Any = of_list(again(board.supervisor), "due=over")
    assert all(row.late and row.due_on < date(2026, 3, 12) for row in rows)
    days = [row.due_on for row in rows]
    assert days == sorted(days) != []
    (order,) = of_list(again(board.supervisor), "clock=order&due=over")
    assert order.channel == "order"
    table = browser(board.supervisor).get(reverse("complaint_desk:export") + "?due=over")
    lines = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [line["案件编号"] for line in lines] == [row.number for row in rows]
    assert {line["诉求目的"] for line in lines} == {"投诉"}


def list_by_due_day_goes_on_on_the_next_page(board: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrity_files.listing.KEYSET_PAGE", 3)
    client = browser(board.supervisor)
    there, rows = "?order=due", []
    while there:
        page = client.get(reverse("complaint_desk:index") + there).context["page"]
        rows += page.rows
        there = page.next_url
    assert len({row.pk for row in rows}) == len(rows) == Case.objects.count()
    days = [row.due_by for row in rows]
    assert days == sorted(days)
    newest = of_list(again(board.supervisor), "")
    assert newest[0].received_on == date(2026, 3, 12)


def test_each_number_is_as_long_as_its_list(board: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """To make the cases takes longer than to look: whatever only looks does it at the same ones."""
    each_number_is_as_long_as_its_list(board)
    calls_of_today_are_of_those_who_left_a_number(board)
    what_is_late_by_any_clock_shows_its_day(board)
    list_by_due_day_goes_on_on_the_next_page(board, monkeypatch)


def test_no_body_finds_a_case_by_what_is_the_hotlines(staff: exchange_scenes.Staff) -> None:
    row = staff.dispatched(exchange_scenes.case_of())
    for user, rows in ((staff.supervisor, [row]), (staff.handler, [])):
        assert of_list(again(user), "clock=order") == rows
        assert of_list(again(user), "clock=total") == rows
    assert of_list(again(staff.handler), "clock=sign") == [row]
    shown: Any = of_list(again(staff.handler), "")[0]
    assert shown.due_on == scene.running(row, "sign").due_on
    page = browser(staff.handler).get(reverse("complaint_desk:index")).content.decode()
    assert "12345平台限办日" not in page and "今日应回访" not in page


def test_a_case_is_not_found_late_by_a_clock_that_is_not_told(
    staff: exchange_scenes.Staff, travel: Any
) -> None:
    row = staff.dispatched(exchange_scenes.case_of(due_on=date(2026, 3, 3)))
    act(dispatch.sign, staff.handler, row)
    travel.move_to("2026-03-04 09:00:00+08:00")
    assert of_list(again(staff.supervisor), "due=over") == [row]
    assert of_list(again(staff.handler), "due=over") == []


def test_the_queue_of_calls_is_what_can_be_done_today(cast: Cast, travel: Any) -> None:
    scene.answered(cast)
    scene.closed(cast, scene.received(cast, identity=NAMED))
    first = scene.answered(cast, scene.received(cast, identity=NAMED))
    travel.move_to("2026-03-04 09:00:00+08:00")
    second = scene.answered(cast, scene.received(cast, identity=NAMED))
    address = f"{reverse('hotline:cases')}?queue=call_backs"
    assert listed(cast.operator, address) == [first, second]
    call(call_backs.take, cast.operator, scene.open_call(first))
    colleague = desk_selectors.queue(again(cast.supervisor), "call_backs")
    assert list(colleague) == [second]
    assert listed(cast.operator, address) == [first, second]


def test_the_most_urgent_stands_first_in_a_queue(cast: Cast, travel: Any) -> None:
    old = scene.received(cast)
    travel.move_to("2026-03-04 09:00:00+08:00")
    new = scene.received(cast)
    address = reverse("hotline:cases")
    for name in ("received", "mine"):
        assert listed(cast.operator, f"{address}?queue={name}") == [old, new]
    assert listed(cast.operator, f"{address}?queue=today") == [new]


def test_no_queue_shows_what_its_reader_does_not_read_in_full(
    cast: Cast, travel: Any, other_bureau: Any
) -> None:
    """Whoever takes calls about some bodies and handles for his own reads the text made for him."""
    desk = factories.user(
        username="both", role="hotline_operator", organisation=cast.body, title="科员"
    )
    RoleGrant.objects.create(
        user=desk, role=Role.objects.get(pk="case_handler"), organisation=cast.body,
        starts_on=factories.START, origin="demo",
    )  # fmt: skip
    row = scene.received(cast)
    act(acceptance.name_body, cast.supervisor, row, organisation_id=other_bureau.pk)
    scene.dispatched(cast, row)
    travel.move_to("2026-03-30 09:00:00+08:00")
    assert of_list(again(desk), "") == [row]
    assert list(desk_selectors.queue(again(cast.supervisor), "overdue")) == [row]
    assert list(desk_selectors.queue(again(desk), "overdue")) == []
