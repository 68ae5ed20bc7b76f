"""By receipt: read the answer and act on it; by number and PIN: how it stands, no more."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from complaints import lead_story, web_door, work_proof
from complaints.codes import CaseState
from complaints.models import Case, CaseNote, SealedOriginal
from complaints.services import acceptance, leads, pins, reviews
from complaints.work_proof import Window
from credit_portal.common import acts, clock
from credit_portal.common.templatetags._dates import long_date
from credit_portal.workflow import receipts
from tests.complaints import web_scenes as scenes
from tests.complaints.web_scenes import TRACK, Visitor
from tests.files import samples

pytestmark = [
    pytest.mark.django_db, pytest.mark.usefixtures("vault_keys", "credit_office", "easy_work")
]  # fmt: skip
WORDS = "还没有付款，请再查。"


@pytest.fixture
def answered(bureau: Any, hotline_supervisor: Any, case_handler: Any, approver: Any) -> Any:
    """An answered report and a visitor who has opened it by its receipt."""
    row, code = scenes.filed(accused_id=bureau.pk)
    return scenes.answered(row, hotline_supervisor, case_handler, approver), opened(code)


def opened(code: str) -> Visitor:
    """A visitor who types the receipt."""
    visitor = Visitor()
    visitor.get(TRACK)
    assert visitor.post(TRACK, code=code).status_code == 200
    return visitor


def test_the_answer_is_read_by_receipt_without_names(answered: Any) -> None:
    row, visitor = answered
    assert "款项已列入本月计划" in visitor.text and row.number in visitor.text
    assert "已答复" in visitor.text and "属实。" not in visitor.text
    for person in (row.acceptor, row.dispatcher):
        assert person.title not in visitor.text
    assert not visitor.client.cookies


def test_wrong_receipts_get_one_answer() -> None:
    visitor = Visitor()
    pages = [visitor.post(TRACK, code=receipts.issue()[0]) for _once in range(3)]
    assert {page.status_code for page in pages} == {422}
    assert len({page.content.replace(_typed(page), b"") for page in pages}) == 1


def _typed(page: Any) -> bytes:
    code: bytes = page.content.split(b'name="code" value="')[1].split(b'"')[0]
    return code


def test_a_crowd_of_wrong_receipts_makes_each_cost_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_door, "WRONG_A_MINUTE", 3)
    monkeypatch.setattr(web_door, "WRONG", Window())
    _row, code = scenes.filed()
    visitor = Visitor()
    wrong = [visitor.post(TRACK, code=receipts.issue()[0]).status_code for _once in range(5)]
    assert wrong == [422, 422, 422, 429, 429]
    assert visitor.post(TRACK, code=code).status_code == 429, "the right one is not told apart"
    counter = scenes.solved(work_proof.again(visitor.hidden["token"]))
    assert visitor.post(TRACK, code=code, counter=counter).status_code == 200
    assert Visitor().post(TRACK, number="00000000X", pin="123456").status_code == 429


def test_facts_and_a_file_are_added_once(bureau: Any) -> None:
    row, code = scenes.filed(accused_id=bureau.pk)
    visitor = opened(code)
    for _twice in range(2):
        answer = visitor.post(TRACK, act="add", words=WORDS, file=scenes.paper())
        assert answer.status_code == 200 and WORDS in visitor.text
    note = CaseNote.objects.get(case=row, kind="more")
    assert note.file is not None and SealedOriginal.objects.get().note == note


def test_another_file_with_the_same_words_is_kept_too(bureau: Any) -> None:
    row, code = scenes.filed(accused_id=bureau.pk)
    visitor = opened(code)
    for more in (
        {},
        {"file": scenes.paper()},
        {"file": SimpleUploadedFile("b.png", samples.picture("PNG", (50, 30)))},
    ):
        visitor.post(TRACK, act="add", words=WORDS, **more)
    assert SealedOriginal.objects.filter(case=row).count() == 2
    assert row.notes.filter(kind="more").count() == 3


def test_a_bad_file_adds_nothing(bureau: Any) -> None:
    row, code = scenes.filed(accused_id=bureau.pk)
    answer = opened(code).post(TRACK, act="add", words=WORDS, file=scenes.paper("a.exe"))
    assert answer.status_code == 422 and "error-summary" in answer.content.decode()
    assert not row.notes.exists()


def test_it_is_withdrawn_once_the_box_is_ticked() -> None:
    row, code = scenes.filed()
    visitor = opened(code)
    assert visitor.post(TRACK, act="withdraw").status_code == 422
    beside = visitor.text.split('aria-labelledby="withdraw"')[1].split("</section>")[0]
    assert "请先勾选下方选项" in beside and 'href="#sure-withdraw"' in beside
    for _twice in range(2):
        assert visitor.post(TRACK, act="withdraw", sure="yes").status_code == 200
    row.refresh_from_db()
    assert row.state == CaseState.WITHDRAWN
    assert row.events.filter(name="withdrawn").count() == 1
    assert visitor.post(TRACK, act="add", words=WORDS).status_code == 409


def test_consent_to_publish_is_taken_back_once_the_box_is_ticked() -> None:
    row, code = scenes.filed()
    assert "keep_private" not in opened(code).text
    Case.objects.filter(pk=row.pk).update(may_publish=True)
    visitor = opened(code)
    assert "keep_private" in visitor.text
    assert visitor.post(TRACK, act="keep_private").status_code == 422
    for _twice in range(2):
        assert visitor.post(TRACK, act="keep_private", sure="yes").status_code == 200
    row.refresh_from_db()
    assert not row.may_publish
    assert row.events.filter(name="consent_withdrawn", actor_id="", at=None).count() == 1


def test_a_review_is_asked_for_once_and_its_reasons_are_read(
    answered: Any, credit_reviewer: Any
) -> None:
    row, visitor = answered
    for _twice in range(2):
        assert visitor.post(TRACK, act="review", words=WORDS).status_code == 200
    row.refresh_from_db()
    assert row.state == CaseState.REVIEW and row.events.filter(name="review_asked").count() == 1
    acts.run(reviews.uphold, actor=credit_reviewer, case_id=row.pk, reason="答复与事实相符。")
    visitor.post(TRACK, act="show")
    assert "答复与事实相符。" in visitor.text and "复查" in visitor.text
    assert "由另一名未经手此件的人员复核" in visitor.text
    row.notes.create(kind="reason", text="指向性太强，不公开。", author=credit_reviewer,
                     on=clock.today())  # fmt: skip
    visitor.post(TRACK, act="show")
    assert "答复与事实相符。" in visitor.text and "指向性太强" not in visitor.text


def test_a_refusal_says_why_and_where_else(hotline_supervisor: Any) -> None:
    row, code = scenes.filed()
    given: dict[str, Any] = {
        "case_id": row.pk,
        "ground": "inspection",
        "reason": "属于纪检监察机关职权。",
    }
    acts.run(acceptance.refuse, actor=hotline_supervisor, **given)
    visitor = opened(code)
    assert "属于纪检监察机关职权。" in visitor.text and "12388" in visitor.text


def test_retaliation_reaches_the_supervisors(bureau: Any, hotline_supervisor: Any) -> None:
    row, code = scenes.filed(accused_id=bureau.pk)
    opened(code).post(TRACK, act="retaliation", words="被调离岗位。")
    row.refresh_from_db()
    assert (
        row.retaliation_on == clock.today()
        and row.notes.get(kind="retaliation").text == "被调离岗位。"
    )


def test_satisfaction_is_told_instead_of_a_call(answered: Any) -> None:
    row, visitor = answered
    assert visitor.post(TRACK, act="rate", satisfied="no").status_code == 422
    for _twice in range(2):
        visitor.post(TRACK, act="rate", satisfied="no", reason="not_done", words=WORDS)
    made = row.call_backs.get(kind="satisfaction")
    assert (made.satisfied, made.reason, made.state) == (False, "not_done", "done")


def test_who_is_not_satisfied_may_have_it_opened_again(answered: Any) -> None:
    row, visitor = answered
    given = {"satisfied": "no", "reason": "not_done", "words": WORDS, "reopen": "on"}
    assert visitor.post(TRACK, act="rate", **given).status_code == 200
    row.refresh_from_db()
    assert row.state == CaseState.ACCEPTED and row.reopened == 1


def look_back(bureau: Any, people: Any, travel: Any) -> tuple[Case, Visitor]:
    """Answered, rated, and opened again by its receipt four weeks later."""
    row, code = scenes.filed(accused_id=bureau.pk)
    scenes.answered(row, *people)
    visitor = opened(code)
    assert visitor.post(TRACK, act="rate", satisfied="yes").status_code == 200
    assert long_date(date(2026, 3, 30), with_weekday=False) in visitor.text
    travel.move_to("2026-03-30 09:00:00+08:00")
    return row, opened(code)


@pytest.mark.parametrize(
    ("answer", "reason", "kept"),
    [
        ("yes", "", (True, True, "")), ("unhappy", "manner", (True, False, "manner")),
        ("part", "", (False, False, "partly")), ("no", "", (False, False, "not_done")),
    ],
)  # fmt: skip
def test_four_weeks_later_it_is_asked_whether_it_was_done(
    travel: Any, bureau: Any, hotline_supervisor: Any, case_handler: Any, approver: Any,
    answer: str, reason: str, kept: Any,
) -> None:  # fmt: skip
    row, visitor = look_back(bureau, (hotline_supervisor, case_handler, approver), travel)
    assert 'name="done"' in visitor.text and 'name="satisfied"' not in visitor.text
    assert visitor.post(TRACK, act="rate", satisfied="yes").status_code == 422
    assert visitor.post(TRACK, act="look_back").status_code == 422
    assert "请选择一项。" in visitor.text
    assert visitor.text.index('id="look-back"') < visitor.text.index('id="story"')
    for _twice in range(2):
        answered = visitor.post(TRACK, act="look_back", done=answer, reason=reason, words=WORDS)
        assert answered.status_code == 200
    made = row.call_backs.get(kind="look_back")
    assert (made.done, made.satisfied, made.reason) == kept


def test_what_becomes_of_its_lead_is_told(answered: Any, hotline_supervisor: Any) -> None:
    row, visitor = answered
    given: dict[str, Any] = {
        "title": "拖欠安置补偿款", "facts": "协议约定当年付清，至今未付。", "category": "B04",
        "happened_on": clock.today(),
    }  # fmt: skip
    acts.run(leads.convert, actor=hotline_supervisor, case_id=row.pk, **given)
    visitor.post(TRACK, act="show")
    assert "后续处理" in visitor.text and str(lead_story.OF_LEAD["opened"]) in visitor.text


def test_a_page_acts_for_half_an_hour_and_only_by_its_own_field() -> None:
    _row, code = scenes.filed()
    visitor = opened(code)
    assert code.replace("-", "") not in visitor.text.replace("-", "")
    visitor.hidden["entry"] = visitor.hidden["entry"][:-2] + "xx"
    assert visitor.post(TRACK, act="withdraw", sure="yes").status_code == 422
    assert Case.objects.get().state == CaseState.RECEIVED


@pytest.mark.parametrize("act", ["add", "retaliation"])
def test_words_outlive_the_half_hour(act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    row, code = scenes.filed()
    visitor, long = opened(code), "第一行。\n<b>第二行</b>。"
    with monkeypatch.context() as patched:
        patched.setattr(web_door, "SECONDS", -1)
        assert visitor.post(TRACK, act=act, words=long).status_code == 422
    assert "第一行。<br>" in visitor.text and 'name="code"' in visitor.text
    assert visitor.post(TRACK, code=receipts.issue()[0]).status_code == 422
    assert {"act": act, "words": long}.items() <= visitor.hidden.items()
    assert "entry" not in visitor.hidden
    assert visitor.post(TRACK, code=code).status_code == 200
    typed = visitor.text.split(f'id="id_{act}_words"')[1].split("</textarea>")[0]
    assert "第一行。\n&lt;b&gt;第二行&lt;/b&gt;。" in typed and not row.notes.exists()
    assert visitor.post(TRACK, act=act, words=long).status_code == 200
    assert row.notes.count() == 1 and not visitor.client.cookies


def test_words_that_cannot_be_sent_any_more_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    _row, code = scenes.filed()
    visitor = opened(code)
    assert visitor.post(TRACK, act="review", words=WORDS).status_code == 409
    assert WORDS in visitor.text
    with monkeypatch.context() as patched:
        patched.setattr(web_door, "SECONDS", -1)
        visitor.post(TRACK, act="review", words=WORDS)
    assert visitor.post(TRACK, code=code).status_code == 200
    assert WORDS in visitor.text and "id_review_words" not in visitor.text


def test_number_and_pin_tell_the_state_only() -> None:
    row, _code = scenes.filed()
    pin, hashed = pins.issue()
    Case.objects.filter(pk=row.pk).update(pin_hash=hashed)
    visitor = Visitor()
    assert visitor.post(TRACK, number=row.number, pin=pin).status_code == 200
    assert str(row.get_state_display()) in visitor.text
    assert row.title_zh not in visitor.text and "entry" not in visitor.hidden
    wrong = visitor.post(TRACK, number=row.number, pin="000000" if pin != "000000" else "1")
    other = visitor.post(TRACK, number="00000000X", pin="000000")
    assert {wrong.status_code, other.status_code} == {422}
    row.refresh_from_db()
    assert row.pin_failures == 1


def test_progress_knows_the_receipt_and_leads_on() -> None:
    row, code = scenes.filed()
    page = Client().post("/progress/", {"code": code}).content.decode()
    assert row.number in page and TRACK in page and row.title_zh not in page
