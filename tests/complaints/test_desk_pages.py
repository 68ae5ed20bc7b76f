"""The operator's page without JavaScript, and the pages around it."""

from __future__ import annotations

import csv
import io
import re
import time
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from complaints import desk_selectors
from complaints.desk_endings import BY_NAME, ENDINGS
from complaints.models import Call, CannedText, Case, DeskDraft, OperatorStatus, ShiftNote
from complaints.vault.commands import Vault
from credit_portal.common import clock
from credit_portal.imports.tables import write_xlsx
from tests.api.test_query_counts import count, recorded
from tests.complaints import desk_scenes as scenes

pytestmark = pytest.mark.django_db
DESK = "/staff/hotline/"


@pytest.fixture
def client(hotline_operator: Any) -> Client:
    """The operator's browser."""
    found = Client()
    found.force_login(hotline_operator)
    return found


def test_a_call_by_plain_forms(client: Client, vault_keys: Any, bureau: Any) -> None:
    given = scenes.typed(accused_zh=bureau.name_zh, name="王小明", mobile="139 1234 5678")
    page = client.post(DESK, {**given, "step": "check"})
    assert page.status_code == 200
    assert "王小明" in page.content.decode()
    assert not Case.objects.exists()
    done = client.post(DESK, {**given, "step": "save", "idempotency_key": "k1"})
    row, text = Case.objects.get(), done.content.decode()
    number = re.sub(r"<[^>]+>", "", re.search(r'id="case-number">(.*?)</dd>', text)[1])  # type: ignore[index]
    pin = re.sub(r"<[^>]+>", "", re.search(r'id="case-pin">(.*?)</dd>', text)[1])  # type: ignore[index]
    assert number == row.number
    assert re.fullmatch(r"\d{6}", pin)
    assert row.accused == bureau
    assert "no-store" in done["Cache-Control"]
    again = client.post(DESK, {**given, "step": "save", "idempotency_key": "k1"})
    assert again.status_code == 302
    assert Case.objects.count() == 1
    new = client.post(f"{DESK}pin/{row.pk}/")
    assert 'id="case-pin"' in new.content.decode()


def test_what_is_wrong_is_said_beside_the_field(client: Client) -> None:
    given = scenes.typed(category="77", mobile="12", happened_on="2999-01-01")
    page = client.post(DESK, {**given, "step": "save"})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"category", "mobile", "happened_on"}


#: Markup and a formula in one; both must come back as they were typed.
EVIL = "=HYPERLINK(1)<img src=x onerror=alert(1)>"
TYPED = ("accused_zh", "title_zh", "facts_zh", "name", "firm", "address")


def test_markup_and_formulas_stay_text_in_every_field(
    client: Client, vault_keys: Any, hotline_operator: Any, hotline_supervisor: Any
) -> None:
    given = scenes.typed(**dict.fromkeys(TYPED, EVIL), commitment_ref="=1+<b>1</b>")
    assert client.post(f"{DESK}draft/", given).status_code == 200
    pages = [
        client.post(DESK, {**given, "step": "check"}),
        client.post(DESK, {**given, "step": "save", "mobile": EVIL}),
        client.get(f"{DESK}?restore"),
        client.post(DESK, {**given, "step": "save"}),
        client.get(f"{DESK}cases/"),
        client.get(f"/staff/complaints/{Case.objects.get().pk}/"),
        client.get("/staff/complaints/"),
    ]
    assert [page.status_code for page in pages] == [200, 422, 200, 200, 200, 200, 200]
    for page in pages:
        assert "<img src=x" not in page.content.decode()
        assert "=1+<b>" not in page.content.decode()
    assert escape(EVIL) in pages[0].content.decode()
    row = Case.objects.get()
    assert [getattr(row, name) for name in TYPED[:3]] == [EVIL] * 3
    found = client.post(f"{DESK}find/", {"number": row.number})
    assert found.json()["case"]["title"] == EVIL
    assert found["Content-Type"].startswith("application/json")


def test_what_was_typed_is_guarded_in_tables(
    client: Client, hotline_supervisor: Any, bureau: Any
) -> None:
    bureau.name_zh = EVIL
    bureau.save(update_fields=["name_zh"])
    scenes.logged(hotline_supervisor, accused_id=bureau.pk, facts={"title_zh": EVIL})
    lines = client.get("/staff/complaints/export/").content.decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(lines)) for cell in line]
    assert f"'{EVIL}" in cells
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx([("S", ["A"], [[EVIL]])])))
    assert book.active["A2"].value == f"'{EVIL}"


def test_notes_and_texts_stay_text(client: Client, hotline_supervisor: Any) -> None:
    client.post(f"{DESK}notes/", {"text_zh": EVIL})
    boss = Client()
    boss.force_login(hotline_supervisor)
    given = {"shortcut": "hi", "title_zh": EVIL, "text_zh": f'"{EVIL}', "use": "call"}
    assert boss.post(f"{DESK}texts/new/", {**given, "active": "on"}).status_code == 302
    assert boss.post(f"{DESK}texts/new/", {**given, "shortcut": EVIL}).status_code == 422
    for address in (DESK, f"{DESK}notes/", f"{DESK}texts/"):
        page = boss.get(address).content.decode()
        assert "<img src=x" not in page
        assert escape(EVIL) in page, address


@pytest.mark.parametrize("ending", [one.name for one in ENDINGS])
def test_a_call_ends_without_a_case(client: Client, ending: str) -> None:
    given = scenes.typed(title_zh="问一问")
    client.post(f"{DESK}draft/", given)
    answer = client.post(f"{DESK}end/", {"ending": ending, "draft_id": given["draft_id"]})
    assert answer.status_code == 302
    row = Call.objects.get()
    assert (row.outcome, row.office_zh) == (BY_NAME[ending].outcome, BY_NAME[ending].office_zh)
    assert not DeskDraft.objects.exists()
    assert not Case.objects.exists()


def test_each_ending_has_a_key_and_its_sentence(client: Client) -> None:
    page = client.get(DESK).content.decode()
    assert sorted(one.key for one in ENDINGS) == list("0123456789")
    for one in ENDINGS:
        assert f'value="{one.name}" data-ending="{one.key}"' in page
        assert escape(str(one.sentence)) in page
    kinds = {one.outcome for one in ENDINGS}
    assert kinds == {"consulted", "elsewhere", "abusive", "dropped", "emergency"}
    assert "110" in str(BY_NAME["emergency"].sentence) and "119" in str(
        BY_NAME["emergency"].sentence
    )


def test_a_case_is_found_by_its_number_and_the_caller_known_by_his_pin(
    client: Client, hotline_operator: Any, hotline_supervisor: Any, credit_office: Any
) -> None:
    made = scenes.logged(hotline_operator)
    number, pin = made.case.number, scenes.pin_of(made)
    said = f"{number[:3]} {number[3:6]}-{number[6:]}".lower()
    found = client.post(f"{DESK}find/", {"number": said}).json()
    assert (found["case"]["number"], found["pin"]) == (number, False)
    assert client.post(f"{DESK}find/", {"number": said, "pin": pin}).json()["pin"] is True
    wrong = client.post(f"{DESK}find/", {"number": said, "pin": "x"})
    assert (wrong.status_code, wrong.json()["code"]) == (404, "pin_wrong")
    made.case.refresh_from_db()
    assert made.case.pin_failures == 1
    own = scenes.logged(hotline_supervisor, accused_id=credit_office.pk).case
    assert client.post(f"{DESK}find/", {"number": own.number}).status_code == 404


def test_a_draft_is_restored_after_a_crash(client: Client) -> None:
    given = scenes.typed(title_zh="没说完的一件事")
    del given["is_secret"]
    assert client.post(f"{DESK}draft/", given).json() == {"version": 1}
    assert client.post(f"{DESK}draft/", given).status_code == 412
    assert "?restore" in client.get(DESK).content.decode()
    page = client.get(f"{DESK}?restore")
    assert "没说完的一件事" in page.content.decode()
    form = page.context["form"]
    assert form["draft_id"].value() == given["draft_id"]
    assert form["is_secret"].value() is False  # as it stood, not as it begins
    client.post(f"{DESK}discard/", {"draft_id": given["draft_id"]})
    assert not DeskDraft.objects.exists()


def test_facts_are_added_from_the_page(client: Client, vault: Vault, hotline_operator: Any) -> None:
    row, call = scenes.logged(hotline_operator).case, scenes.talking(hotline_operator)
    given = scenes.typed(add_to=str(row.pk), call_id=str(call.pk), facts_zh="补充：又催了一次。")
    assert client.post(f"{DESK}add/", given).status_code == 302
    assert row.notes.get().text == "补充：又催了一次。"
    assert client.post(f"{DESK}add/", {"add_to": "x"}).status_code == 404


def test_bodies_are_found_while_typing(client: Client, bureau: Any, post: Any) -> None:
    found = client.post(f"{DESK}bodies/", {"q": "住房"}).json()["bodies"]
    assert [one["id"] for one in found] == [str(bureau.pk)]
    about = client.post(f"{DESK}body/", {"body_id": str(bureau.pk)}).json()
    assert [one["title"] for one in about["posts"]] == ["局长"]
    assert about["commitments"] == []
    assert client.post(f"{DESK}body/", {"body_id": "x"}).status_code == 404
    assert client.get(f"{DESK}bodies/?q=住房").status_code == 405


def test_the_team_sees_who_talks(client: Client, vault: Vault, hotline_operator: Any) -> None:
    client.post(f"{DESK}status/", {"status": "away"})
    assert OperatorStatus.objects.get().status == "away"
    scenes.talking(hotline_operator)
    page = client.get(f"{DESK}team/").content.decode()
    assert hotline_operator.display_name in page
    assert scenes.NUMBER not in page


def test_no_count_tells_how_many_cases_there_are(client: Client, hotline_operator: Any) -> None:
    """Whoever is accused would subtract the cases that he sees."""
    for outcome in ("case", "consulted", "dropped"):
        Call.objects.create(
            switch_id=outcome, operator=hotline_operator, outcome=outcome, rang_at=clock.now(),
            answered_at=clock.now(),
        )  # fmt: skip
    assert desk_selectors.calls_today() == {"talked": 2, "dropped": 1}
    assert [one.calls for one in desk_selectors.team()] == [3]
    assert "已接听处理" in client.get(reverse("hotline:team")).content.decode()


def test_asking_for_calls_keeps_no_session_open(client: Client) -> None:
    session = client.session
    session["seen_at"] = time.time() - 29 * 60
    session.save()
    client.post(reverse("hotline:live"))
    assert client.session["seen_at"] < time.time() - 28 * 60
    client.get(reverse("hotline:notes"))
    assert client.session["seen_at"] > time.time() - 60


def test_queues_show_what_one_may_see(
    client: Client, hotline_operator: Any, hotline_supervisor: Any, credit_office: Any
) -> None:
    scenes.logged(hotline_operator)
    own = scenes.logged(hotline_supervisor, accused_id=credit_office.pk).case
    page = client.get(f"{DESK}cases/?queue=received").content.decode()
    assert "工程尾款拖欠" in page
    assert own.number not in page  # nobody of the office that is accused sees it, count included
    assert "待审核 1" in re.sub(r"\s+", " ", page)


def test_queues_ask_as_recorded(client: Client, hotline_operator: Any) -> None:
    address = f"{DESK}cases/"
    for _case in range(2):
        scenes.logged(hotline_operator)
    few = count(client, address)
    for _case in range(10):
        scenes.logged(hotline_operator)
    many = count(client, address)
    assert few == many == recorded(address, many)


def test_notes_and_texts_by_page(client: Client, hotline_supervisor: Any) -> None:
    assert client.post(f"{DESK}notes/", {"text_zh": "三号线有杂音。"}).status_code == 302
    boss = Client()
    boss.force_login(hotline_supervisor)
    assert "三号线有杂音。" in boss.get(DESK).content.decode()
    boss.post(f"{DESK}notes/{ShiftNote.objects.get().pk}/")
    assert "三号线有杂音。" not in boss.get(DESK).content.decode()
    given = {"shortcut": "hi", "title_zh": "问候", "text_zh": "您好。", "use": "call"}
    given["active"] = "on"
    assert client.post(f"{DESK}texts/new/", given).status_code == 403
    assert boss.post(f"{DESK}texts/new/", given).status_code == 302
    row = CannedText.objects.get()
    assert "您好。" in client.get(DESK).content.decode()
    off = {key: value for key, value in given.items() if key != "active"}
    assert boss.post(f"{DESK}texts/{row.pk}/", {**off, "version": "1"}).status_code == 302
    assert "您好。" not in client.get(DESK).content.decode()


def test_others_are_kept_out(officer: Any, credit_office: Any) -> None:
    stranger = Client()
    assert stranger.get(DESK).status_code == 302
    stranger.force_login(officer)
    assert stranger.get(DESK).status_code == 403
    assert stranger.post(f"{DESK}live/").status_code == 403


def test_a_rehearsal_is_for_demonstrations(client: Client, vault: Vault, settings: Any) -> None:
    assert client.post(f"{DESK}rehearse/").status_code == 404
    settings.DEMO = True
    assert client.post(f"{DESK}rehearse/").status_code == 302
    assert Call.objects.get().answered_at is not None
