"""Staff pages of cases: from the call to its end, by everybody who has a part in it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from complaints.models import Assignment, Case
from credit_portal.audit.models import AuditEvent
from tests.complaints import case_scenes as scene
from tests.complaints.case_scenes import monday  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "vault_keys")]


def browser(user: Any) -> Client:
    """Somebody signed in."""
    client = Client()
    client.force_login(user)
    return client


def page(user: Any, row: Case) -> str:
    """The case as the user's browser shows it."""
    answer = browser(user).get(reverse("complaint_desk:case", args=[row.pk]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def press(user: Any, row: Case, name: str, **given: Any) -> Any:
    """Press an act at the version of the row."""
    row.refresh_from_db()
    given.setdefault("version", row.version)
    return browser(user).post(reverse("complaint_desk:act", args=[row.pk, name]), given)


def done(user: Any, row: Case, name: str, **given: Any) -> None:
    """Press an act that is done."""
    answer = press(user, row, name, **given)
    assert answer.status_code == 302, answer.content.decode()
    row.refresh_from_db()


def test_from_the_call_to_the_call_back(
    hotline_operator: Any, hotline_supervisor: Any, case_handler: Any, approver: Any, bureau: Any
) -> None:
    row = scene.received(hotline_operator, bureau)
    done(hotline_operator, row, "accept")
    there = reverse("complaint_desk:dispatch", args=[row.pk])
    shown = browser(hotline_supervisor).get(there).content.decode()
    assert "【手机号】" in shown and scene.SECRET in shown
    given = {"lead_id": bureau.name_zh, "told": scene.TOLD, "version": row.version}
    assert browser(hotline_supervisor).post(there, given).status_code == 302
    done(case_handler, row, "sign")
    done(case_handler, row, "draft", text="已于三月付清。", verified="yes")
    assert "已于三月付清。" in page(case_handler, row)
    done(case_handler, row, "propose")
    done(approver, row, "approve")
    assert row.state == "answered"
    call = row.call_backs.get()
    done(hotline_operator, row, "take-call", call_back_id=call.pk)
    done(hotline_operator, row, "reached", call_back_id=call.pk, satisfied="yes")
    assert row.state == "closed"
    assert "已于三月付清。" in page(hotline_operator, row)


def test_a_refusal_tells_the_remedy(
    hotline_operator: Any, hotline_supervisor: Any, bureau: Any
) -> None:
    row = scene.received(hotline_operator, bureau)
    given = {"ground": "court", "reason": "该事项法院已受理。"}
    assert press(hotline_operator, row, "refuse", **given).status_code == 403
    assert "12388" in page(hotline_supervisor, row)
    empty = press(hotline_supervisor, row, "refuse", ground="court", reason="")
    assert empty.status_code == 422
    done(hotline_supervisor, row, "refuse", **given)
    assert "该事项法院已受理。" in page(hotline_supervisor, row)


def test_a_stale_page_changes_nothing(hotline_operator: Any, bureau: Any) -> None:
    row = scene.received(hotline_operator, bureau)
    done(hotline_operator, row, "set-regime", regime="arrears")
    assert press(hotline_operator, row, "accept", version=1).status_code == 422
    row.refresh_from_db()
    assert (row.state, row.regime) == ("received", "arrears")


def test_a_body_is_named_by_typing(
    hotline_operator: Any, hotline_supervisor: Any, bureau: Any, other_bureau: Any
) -> None:
    row = scene.received(hotline_operator, None)
    assert other_bureau.name_zh in page(hotline_operator, row)
    wrong = press(hotline_operator, row, "name-body", organisation_id="没有这个单位")
    assert wrong.status_code == 422
    done(hotline_operator, row, "name-body", organisation_id=other_bureau.name_zh)
    assert row.accused == other_bureau


def test_a_return_names_who_is_competent_and_that_is_suggested(
    hotline_operator: Any, hotline_supervisor: Any, case_handler: Any, bureau: Any,
    other_bureau: Any,
) -> None:  # fmt: skip
    row = scene.dispatched(hotline_operator, hotline_supervisor, bureau)
    given = {"proper_body_id": other_bureau.name_zh, "reason": "不属本单位职责。"}
    answer = press(case_handler, row, "give-back", **given)
    assert answer["Location"] == reverse("complaint_desk:index")
    assert Assignment.objects.get().proper_body == other_bureau
    there = reverse("complaint_desk:dispatch", args=[row.pk])
    shown = browser(hotline_supervisor).get(there).content.decode()
    assert f'value="{other_bureau.name_zh}"' in shown


def test_a_secret_report_is_suggested_to_the_superior(
    hotline_operator: Any, hotline_supervisor: Any, bureau: Any, city: Any
) -> None:
    row = scene.accepted(hotline_operator, bureau, purpose="report", is_secret=True)
    there = reverse("complaint_desk:dispatch", args=[row.pk])
    shown = browser(hotline_supervisor).get(there).content.decode()
    assert f'value="{city.name_zh}"' in shown
    given = {"lead_id": bureau.name_zh, "told": scene.TOLD}
    refused = browser(hotline_supervisor).post(there, given)
    assert refused.status_code == 422
    assert not Assignment.objects.exists()


def test_time_is_asked_for_by_one_and_granted_by_another(
    hotline_operator: Any, hotline_supervisor: Any, case_handler: Any, bureau: Any
) -> None:
    row = scene.handled(hotline_operator, hotline_supervisor, case_handler, bureau)
    done(case_handler, row, "ask-time", kind="pause", ground="appraisal", reason="等待鉴定。")
    assert press(hotline_operator, row, "grant-time").status_code == 403
    assert press(hotline_supervisor, row, "grant-time").status_code == 422
    done(hotline_supervisor, row, "grant-time", motion_id=row.motions.get().pk)
    assert row.motions.get().state == "granted"
    assert reverse("complaint_desk:act", args=[row.pk, "resume"]) in page(case_handler, row)
    done(hotline_supervisor, row, "resume")
    assert row.motions.get().resumed_on is not None


def test_a_letter_is_answered_by_the_head(
    hotline_operator: Any, hotline_supervisor: Any, case_handler: Any, approver: Any, bureau: Any
) -> None:
    row = scene.handled(hotline_operator, hotline_supervisor, case_handler, bureau)
    done(hotline_supervisor, row, "issue-letter", text="请于期限内书面说明进展。")
    letter = row.letters.get()
    assert (
        press(case_handler, row, "answer-letter", letter_id=letter.pk, text="x").status_code == 403
    )
    done(approver, row, "answer-letter", letter_id=letter.pk, text="正在核实付款。")
    assert "正在核实付款。" in page(hotline_supervisor, row)


def test_a_part_of_another_case_is_not_reached(
    hotline_operator: Any, hotline_supervisor: Any, case_handler: Any, bureau: Any
) -> None:
    rows = [scene.handled(hotline_operator, hotline_supervisor, case_handler, bureau)
            for _number in range(2)]  # fmt: skip
    for row in rows:
        done(case_handler, row, "ask-time", kind="pause", ground="appraisal", reason="等待鉴定。")
    foreign = rows[1].motions.get()
    assert press(hotline_supervisor, rows[0], "grant-time", motion_id=foreign.pk).status_code == 404
    foreign.refresh_from_db()
    assert foreign.state == "asked"


def test_the_list_is_narrowed_and_exported(
    hotline_operator: Any, hotline_supervisor: Any, bureau: Any, other_bureau: Any
) -> None:
    first = scene.received(hotline_operator, bureau)
    second = scene.dispatched(hotline_operator, hotline_supervisor, other_bureau, category="B02")
    client, there = browser(hotline_operator), reverse("complaint_desk:index")

    def found(query: str) -> set[Case]:
        shown = client.get(f"{there}?{query}").content.decode()
        return {row for row in (first, second) if row.number in shown}

    assert found("") == {first, second}
    assert found("state=received") == found("category=B01") == {first}
    assert found(f"body={other_bureau.slug}") == found(f"q={second.number.lower()}") == {second}
    assert found("mine=1") == {first, second}
    assert found("due=over") == set()
    table = client.get(reverse("complaint_desk:export") + "?state=received").content.decode()
    assert first.number in table and second.number not in table
    assert scene.TITLE not in table
    assert AuditEvent.objects.filter(verb="complaints.exported").count() == 1


def test_the_board_counts_what_its_reader_sees(
    hotline_operator: Any, hotline_supervisor: Any, case_handler: Any, bureau: Any
) -> None:
    row = scene.dispatched(hotline_operator, hotline_supervisor, bureau)
    there = reverse("complaint_desk:board")
    shown = browser(hotline_supervisor).get(there).content.decode()
    assert bureau.name_zh in shown
    assert browser(hotline_operator).get(there).status_code == 403
    assert browser(case_handler).get(there).status_code == 403
    row.recusals.create(user=hotline_supervisor, maker=hotline_operator, made_on=row.received_on)
    after = browser(hotline_supervisor).get(there).content.decode()
    assert bureau.name_zh not in after


def test_a_chinese_title_says_so_on_the_english_work_list(
    hotline_operator: Any, hotline_supervisor: Any, bureau: Any
) -> None:
    scene.accepted(hotline_operator, bureau)
    client = browser(hotline_supervisor)
    english, chinese = (client.get(f"{place}/staff/").content.decode() for place in ("/en", ""))
    assert f'lang="zh-Hans">{scene.TITLE}' in english
    assert scene.TITLE in chinese and f'lang="zh-Hans">{scene.TITLE}' not in chinese
