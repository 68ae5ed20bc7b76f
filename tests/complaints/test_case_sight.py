"""What each reads of a case: no body learns who reported, nobody learns of what bars him."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from complaints import selectors
from complaints.case_sight import view_of
from complaints.models import CannedText, Case
from complaints.services import caller, dispatch, letters, notes, reporter
from credit_portal.audit import verbs
from credit_portal.common.actors import ANYBODY
from credit_portal.files import services as files
from tests import factories
from tests.api.support import Staff
from tests.commitments.scenes import picture
from tests.complaints import case_scenes as scene
from tests.complaints import exchange_scenes
from tests.complaints.case_scenes import monday  # noqa: F401 - a fixture
from tests.complaints.test_case_pages import browser, done, page, press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "vault_keys")]
#: What tells who reported.
TELLING = ("王小明", "13912345678", "139 1234 5678", "和平路")
ADDED = "王小明补充：对方又来威胁我"


@pytest.fixture
def row(hotline_operator: Any, hotline_supervisor: Any, case_handler: Any, bureau: Any) -> Case:
    """A case with everything that bodies must not read."""
    made = scene.handled(hotline_operator, hotline_supervisor, case_handler, bureau)
    scene.added(made, ADDED)
    scene.do(notes.keep, hotline_operator, made, text="王小明情绪激动")
    return made


def everywhere(user: Any, row: Case) -> str:
    """All that the pages and the API show to the user of his cases."""
    client = browser(user)
    names = ("complaint_desk:index", "complaint_desk:export")
    pages = [client.get(reverse(name)).content.decode() for name in names]
    pages.append(page(user, row))
    pages += [client.get(reverse("desk:home")).content.decode()]
    staff = Staff(user)
    pages += [staff.get(path).content.decode() for path in ("complaints/", f"complaints/{row.pk}/")]
    return "\n".join(pages)


def test_a_body_reads_the_text_for_it_and_no_more(
    row: Case, case_handler: Any, approver: Any
) -> None:
    for user in (case_handler, approver):
        shown = everywhere(user, row)
        assert "反映人称某工程款被拖欠两年。" in shown
        assert [word for word in (*TELLING, "威胁", "情绪激动") if word in shown] == []


def test_the_hotline_reads_what_was_reported(row: Case, hotline_operator: Any) -> None:
    shown = page(hotline_operator, row)
    assert scene.SECRET in shown and ADDED in shown and scene.TITLE in shown


def test_words_of_the_title_find_nothing_for_a_body(
    row: Case, case_handler: Any, hotline_operator: Any
) -> None:
    there = reverse("complaint_desk:index") + "?q=王小明"
    assert row.number not in browser(case_handler).get(there).content.decode()
    assert row.number in browser(hotline_operator).get(there).content.decode()


def test_retaliation_is_told_to_no_body(
    row: Case, hotline_supervisor: Any, case_handler: Any
) -> None:
    scene.by_receipt(reporter.report_retaliation, row, "他们停了我的水")
    assert "他们停了我的水" in page(hotline_supervisor, row)
    shown = page(case_handler, row)
    assert "他们停了我的水" not in shown and "报复" not in shown


def test_nothing_that_a_body_sees_changes_by_it(
    row: Case, hotline_supervisor: Any, case_handler: Any
) -> None:
    staff = Staff(case_handler)
    before = _seen(case_handler, staff, row)
    scene.by_receipt(reporter.report_retaliation, row, "他们停了我的水")
    assert _seen(case_handler, staff, row) == before
    assert "反映遭打击报复" in page(hotline_supervisor, row)


def _seen(user: Any, staff: Staff, row: Case) -> list[str]:
    """What he is shown of the case, without what is different each time that it is asked for."""
    client = browser(user)
    pages = [client.get(reverse(f"complaint_desk:{name}")) for name in ("index", "export")]
    shown = [one.content.decode() for one in (*pages, staff.get(f"complaints/{row.pk}/"))]
    tokens = r'(name="csrfmiddlewaretoken" value|nonce|name="[a-z_]*key" value)="[^"]*"'
    return [re.sub(tokens, "", one) for one in (*shown, page(user, row))]


def test_whoever_reviews_reads_no_reasons_but_those_of_the_case(
    hotline_operator: Any, hotline_supervisor: Any, credit_reviewer: Any, bureau: Any
) -> None:
    row = scene.received(hotline_operator, bureau)
    done(hotline_supervisor, row, "refuse", ground="no_facts", reason="没有可以核实的事实。")
    scene.by_receipt(reporter.ask_review, row, "请重新审查。")
    said = row.notes.create(
        kind="reason", text="申请理由不充分。", author=hotline_supervisor, on=row.received_on
    )
    row.events.create(
        place=9, act_id=said.pk, name="unseal_refused", on=row.received_on, note_id=said.pk,
        actor_id="x", at="2026-03-02T09:00:00+08:00",
    )  # fmt: skip
    assert "申请理由不充分。" not in page(credit_reviewer, row)
    assert "申请理由不充分。" in page(hotline_supervisor, row)


def test_facts_are_passed_on_in_other_words_with_their_file(
    row: Case, hotline_operator: Any, case_handler: Any
) -> None:
    note = row.notes.get(text=ADDED)
    note.file = files.store(
        upload=picture("a.png"), owner=ANYBODY, purpose="complaints", anonymous=True
    )
    note.save(update_fields=["file"])
    own = reverse("complaint_desk:file", args=[note.pk])
    assert browser(case_handler).get(own).status_code == 404
    done(hotline_operator, row, "pass-on", text="反映人补充了照片。", note_id=str(note.pk))
    copied = row.notes.get(for_body=True)
    assert "反映人补充了照片。" in page(case_handler, row)
    there = reverse("complaint_desk:file", args=[copied.pk])
    assert browser(case_handler).get(there).status_code == 200
    assert browser(hotline_operator).get(own).status_code == 200


def test_who_is_recused_finds_nothing(
    row: Case, hotline_operator: Any, hotline_supervisor: Any, case_handler: Any
) -> None:
    for user in (hotline_operator, case_handler):
        row.recusals.create(user=user, maker=hotline_supervisor, made_on=row.received_on)
        client = browser(user)
        assert client.get(reverse("complaint_desk:case", args=[row.pk])).status_code == 404
        assert press(user, row, "note", text="看看").status_code == 404
        for name in ("complaint_desk:index", "complaint_desk:export", "desk:home"):
            assert row.number not in client.get(reverse(name)).content.decode()
        assert Staff(user).get(f"complaints/{row.pk}/").status_code == 404
        assert Staff(user).get("complaints/").json()["results"] == []


def test_whoever_reviews_reads_masked_facts_where_no_text_was_made(
    hotline_operator: Any, hotline_supervisor: Any, credit_reviewer: Any, bureau: Any
) -> None:
    row = scene.received(hotline_operator, bureau)
    assert not selectors.visible_to(credit_reviewer).exists()
    done(hotline_supervisor, row, "refuse", ground="no_facts", reason="没有可以核实的事实。")
    scene.by_receipt(reporter.ask_review, row, "我叫王小明，请重新审查。")
    shown = page(credit_reviewer, row)
    assert "请重新审查。" in shown and "【手机号】" in shown
    assert [word for word in TELLING if word in shown] == []
    done(credit_reviewer, row, "overturn", reason="事实可以核实。")
    assert row.state == "accepted"


def test_details_go_along_only_as_the_dispatcher_chose(
    hotline_operator: Any, hotline_supervisor: Any, case_handler: Any, bureau: Any
) -> None:
    """An exact sum tells the body that owes it who reported."""
    row = scene.accepted(hotline_operator, bureau, amount="1234567.89", people=7, is_secret=True)
    there = reverse("complaint_desk:dispatch", args=[row.pk])
    answer = browser(hotline_supervisor).get(there)
    form = answer.context["form"]
    assert 'name="details"' in answer.content.decode()
    assert set(dict(form.fields["details"].choices)) == {"day", "amount", "people"}
    assert form.initial["details"] == []
    to = {"lead_id": bureau.pk, "told": scene.TOLD}
    scene.do(dispatch.dispatch, hotline_supervisor, row, **to, details=["people"])
    shown = page(case_handler, row)
    assert "1,234,567.89" not in shown and "2026年2月10日" not in shown
    assert view_of(case_handler, row).details() == {"people": 7}
    assert Staff(case_handler).get(f"complaints/{row.pk}/").json()["happened_on"] is None
    assert "1,234,567.89" in page(hotline_supervisor, row)
    scene.do(dispatch.take_back, hotline_supervisor, row, reason="另派。")
    scene.do(dispatch.dispatch, hotline_supervisor, row, **to, details=["day", "amount"])
    assert "1,234,567.89" in page(case_handler, row)
    assert Staff(case_handler).get(f"complaints/{row.pk}/").json()["happened_on"] == "2026-02-10"


def test_whoever_writes_an_answer_finds_the_canned_ones(
    row: Case, case_handler: Any, approver: Any, hotline_supervisor: Any
) -> None:
    for use, title in (("reply", "答复范本"), ("call", "来电范本")):
        CannedText.objects.create(
            shortcut=use, title_zh=title, text_zh="您好。", use=use, author=hotline_supervisor
        )
    shown = page(case_handler, row)
    assert "答复范本" in shown and "来电范本" not in shown
    assert "答复范本" not in page(approver, row)


def test_a_joint_body_reads_its_own_part(
    hotline_operator: Any, hotline_supervisor: Any, case_handler: Any, bureau: Any,
    other_bureau: Any,
) -> None:  # fmt: skip
    row = scene.handled(hotline_operator, hotline_supervisor, case_handler, bureau, other_bureau)
    other = factories.user(
        username="other_handler", role="case_handler", organisation=other_bureau, title="科员"
    )
    done(case_handler, row, "draft", text="牵头单位的草稿。", verified="no")
    assert "牵头单位的草稿。" not in page(other, row)
    assert press(other, row, "draft", text="x").status_code == 403
    done(other, row, "opinion", opinion="协办单位的意见。")
    assert "协办单位的意见。" in page(case_handler, row)


def test_moments_are_shown_to_the_hotline_alone(
    row: Case, hotline_operator: Any, case_handler: Any
) -> None:
    assert "09:00" in page(hotline_operator, row)
    assert "09:00" not in page(case_handler, row)


def test_no_body_sees_the_clocks_with_the_other_platform(
    hotline_operator: Any, hotline_supervisor: Any, case_handler: Any, approver: Any, bureau: Any
) -> None:
    staff = exchange_scenes.Staff(
        hotline_operator, hotline_supervisor, case_handler, approver, bureau
    )
    row = staff.dispatched(exchange_scenes.case_of())
    scene.do(letters.issue, hotline_supervisor, row, text="请尽快签收。")
    ours = ("12345工单结果报送", "12345平台限办日", "投诉办理总时限")
    for user in (case_handler, approver):
        shown = page(user, row)
        assert [word for word in ours if word in shown] == []
    assert "工单签收" in page(case_handler, row) and "督办函回复" in page(approver, row)
    shown = page(hotline_supervisor, row)
    assert [word for word in ours if word not in shown] == []


def test_whoever_reviews_sees_the_clock_of_the_review_alone(
    hotline_operator: Any, hotline_supervisor: Any, credit_reviewer: Any, bureau: Any
) -> None:
    row = scene.received(hotline_operator, bureau)
    done(hotline_supervisor, row, "refuse", ground="no_facts", reason="没有可以核实的事实。")
    scene.by_receipt(reporter.ask_review, row, "请重新审查。")
    row.refresh_from_db()
    view = view_of(credit_reviewer, row)
    assert view.tells_clock("complaints.review") and view.tells_clock("complaints.handling")
    assert not any(view.tells_clock(f"complaints.{one}") for one in ("total", "result", "order"))
    assert "投诉复查" in page(credit_reviewer, row)


def test_no_body_learns_who_wrote_down_what_the_reporter_said(
    hotline_operator: Any, hotline_supervisor: Any, case_handler: Any, bureau: Any
) -> None:
    """A title there would say that he telephoned."""
    row = scene.handled(hotline_operator, hotline_supervisor, case_handler, bureau)
    scene.do(caller.add, hotline_operator, row, words="又催了一次。")
    said = [str(verbs.sentence(f"complaints.{name}")) for name in ("received", "added")]
    for user, title in ((case_handler, ""), (hotline_operator, hotline_operator.title)):
        told = view_of(user, row).story()
        by_text = {str(one["text"]): one["actor"] for one in told}
        assert [by_text[one] for one in said] == [title, title]


def test_who_works_for_no_body_asks_a_short_question(
    hotline_operator: Any, case_handler: Any
) -> None:
    questions = [str(selectors.visible_to(one).query) for one in (hotline_operator, case_handler)]
    assert ["complaints_assignment" in one for one in questions] == [False, True]
