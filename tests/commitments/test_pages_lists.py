"""The board, its table for Excel, and the approval of several filings at once."""

import csv
import io
from datetime import date
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments import approving, export, services
from commitments.models import Commitment
from credit_portal.audit.models import AuditEvent
from credit_portal.common import acts
from tests.commitments import scenes

BOARD = "/staff/commitments/"
EXPORT = "/staff/commitments/export/"
APPROVE = "/staff/commitments/approve/"


@pytest.fixture
def second(client: Client, approver: Any) -> Client:
    """Signed in as the approver."""
    client.force_login(approver)
    return client


@pytest.fixture
def three(officer: Any, post: Any) -> list[Commitment]:
    """Three filings that wait."""
    return [scenes.submitted(officer, post, title_zh=f"第{n}项承诺") for n in (1, 2, 3)]


def chosen(user: Any, rows: list[Commitment]) -> list[str]:
    """What the browser sends for these filings."""
    keys = {row.pk for row in rows}
    return [one.value for one in approving.waiting(user)[0] if one.row.pk in keys]


def states(rows: list[Commitment]) -> list[str]:
    """As they stand in the database, in order."""
    found = dict(Commitment.objects.values_list("pk", "state"))
    return [found[row.pk] for row in rows]


def queries(seen: CaptureQueriesContext) -> int:
    """How many; not counted: the clock (demonstration and tests only) and cache look-ups, which
    depend on how long ago the page was asked for and never on the rows."""
    other = ("common_clockrow", "common_cache")
    return len([q for q in seen.captured_queries if not any(name in q["sql"] for name in other)])


def test_the_board_filters_by_words_state_and_outcome(
    client: Client, officer: Any, post: Any, registered: Any
) -> None:
    client.force_login(officer)
    scenes.draft(officer, post, title_zh="另一项草稿")
    page = client.get(f"{BOARD}?state=draft").content.decode()
    assert "另一项草稿" in page
    assert registered.title_zh not in page
    page = client.get(f"{BOARD}?q=养老&outcome=open&state=registered").content.decode()
    assert registered.title_zh in page
    assert client.get(f"{BOARD}?q=%00&state=zzz&page=999").status_code == 200


def test_the_table_holds_what_the_filters_leave(
    client: Client, officer: Any, post: Any, registered: Any
) -> None:
    client.force_login(officer)
    scenes.draft(officer, post, title_zh="=HYPERLINK(1)")
    answer = client.get(EXPORT)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    titles = [row[1] for row in rows]
    assert titles[0] == "标题"
    assert sorted(titles[1:]) == sorted(["'=HYPERLINK(1)", registered.title_zh])
    assert answer["Content-Disposition"].endswith('.csv"')
    only = client.get(f"{EXPORT}?state=registered").content.decode("utf-8-sig")
    assert "HYPERLINK" not in only


def test_the_table_as_a_workbook(client: Client, officer: Any, post: Any, registered: Any) -> None:
    client.force_login(officer)
    scenes.draft(officer, post, title_zh="=HYPERLINK(1)")
    answer = client.get(f"{EXPORT}?form=xlsx")
    assert answer["Content-Disposition"].endswith('.xlsx"')
    rows = openpyxl.load_workbook(io.BytesIO(answer.content)).active.values
    titles = [row[1] for row in rows][1:]
    assert sorted(titles) == sorted(["'=HYPERLINK(1)", registered.title_zh])
    assert AuditEvent.objects.filter(verb="commitments.export").count() == 1
    assert client.get(f"{EXPORT}?form=exe").status_code == 404


def test_the_pages_are_bounded(
    client: Client, officer: Any, three: list[Commitment], monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(officer)
    assert "请缩小筛选范围" not in client.get(BOARD).content.decode()
    monkeypatch.setattr(export, "MOST", 2)
    page = client.get(BOARD).content.decode()
    assert "请缩小筛选范围" in page
    assert sum(row.title_zh in page for row in three) == 2


def test_every_export_is_written_down(client: Client, officer: Any, registered: Any) -> None:
    client.force_login(officer)
    client.get(f"{EXPORT}?q=养老")
    event = AuditEvent.objects.get(verb="commitments.export")
    assert event.actor_id == str(officer.pk)


def test_others_find_none_of_it(client: Client, stranger: Any, registered: Any) -> None:
    client.force_login(stranger)
    assert registered.title_zh not in client.get(BOARD).content.decode()
    assert registered.title_zh not in client.get(EXPORT).content.decode("utf-8-sig")


def test_several_are_approved_in_one_act(
    second: Client, approver: Any, three: list[Commitment]
) -> None:
    page = second.get(APPROVE).content.decode()
    assert all(value in page for value in chosen(approver, three))
    answer = second.post(APPROVE, {"chosen": chosen(approver, three[:2])})
    assert answer["Location"] == APPROVE
    assert states(three) == ["registered", "registered", "submitted"]


def test_nothing_chosen_is_said(second: Client, three: list[Commitment]) -> None:
    answer = second.post(APPROVE, {})
    assert answer.status_code == 422
    assert "请至少选择一项承诺" in answer.content.decode()


@pytest.mark.parametrize("value", ["x", "1:2", f"{uuid4()}:{'g' * 64}", "\0"])
def test_garbage_is_refused(second: Client, three: list[Commitment], value: str) -> None:
    assert second.post(APPROVE, {"chosen": [value]}).status_code == 422


def test_all_or_none_when_one_was_changed(
    second: Client, officer: Any, approver: Any, three: list[Commitment]
) -> None:
    seen = chosen(approver, three)
    acts.run(services.take_back, actor=officer, commitment_id=three[1].pk)
    answer = second.post(APPROVE, {"chosen": seen})
    assert answer.status_code == 422
    assert states(three) == ["submitted", "draft", "submitted"]
    page = answer.content.decode()
    assert all(f'id="pick-{row.pk}" checked' in page for row in (three[0], three[2]))


def test_the_same_submission_twice_is_one_act(
    second: Client, approver: Any, three: list[Commitment]
) -> None:
    data = {"chosen": chosen(approver, three), "idempotency_key": str(uuid4())}
    for _turn in range(2):
        assert second.post(APPROVE, data)["Location"] == APPROVE
    assert three[0].events.filter(name="registered").count() == 1


def test_nobody_approves_what_he_wrote(
    client: Client, approver: Any, officer: Any, submitted: Any
) -> None:
    Commitment.objects.filter(pk=submitted.pk).update(authors=[officer.pk, approver.pk])
    client.force_login(approver)
    assert submitted.title_zh not in client.get(APPROVE).content.decode()
    value = f"{submitted.pk}:{scenes.seen(submitted, approver)}"
    assert client.post(APPROVE, {"chosen": [value]}).status_code == 403


def test_a_foreign_filing_is_404(
    client: Client, stranger_approver: Any, approver: Any, submitted: Any
) -> None:
    client.force_login(stranger_approver)
    value = f"{submitted.pk}:{scenes.seen(submitted, approver)}"
    assert client.post(APPROVE, {"chosen": [value]}).status_code == 404


def test_what_fell_due_while_waiting_cannot_be_chosen(
    second: Client, approver: Any, submitted: Any, go_to: Any
) -> None:
    go_to(date(2026, 4, 2))
    second.force_login(approver)
    page = second.get(APPROVE).content.decode()
    assert submitted.title_zh in page
    assert f'id="pick-{submitted.pk}"' not in page


def test_the_list_costs_the_same_for_two_and_for_twelve(
    second: Client, officer: Any, post: Any, three: list[Commitment]
) -> None:
    second.get(APPROVE)
    with CaptureQueriesContext(connection) as few:
        second.get(APPROVE)
    for n in range(9):
        scenes.submitted(officer, post, title_zh=f"再加第{n}项")
    with CaptureQueriesContext(connection) as many:
        second.get(APPROVE)
    assert queries(many) == queries(few)


def test_the_navigation_tells_how_many_wait(second: Client, three: list[Commitment]) -> None:
    page = second.get(reverse("desk:home")).content.decode()
    assert "待我审核<b>3</b>" in page
