"""What a reporter does by receipt, and the review that he may ask for."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from complaints import selectors
from complaints.models import Case
from complaints.services import (
    acceptance,
    call_backs,
    dispatch,
    letters,
    replies,
    reporter,
    reviews,
    web_acts,
)
from credit_portal.audit.models import AuditEvent
from credit_portal.common import clock, invariants
from credit_portal.common.errors import DomainError
from credit_portal.ledger.audit_check import written_at
from credit_portal.notices.models import Notice
from credit_portal.notices.outbox import send_pending
from credit_portal.notices.selectors import inbox
from credit_portal.workflow import receipts
from credit_portal.workflow.models import Deadline
from tests.complaints import scenes as scene
from tests.complaints.scenes import Cast, act, by_receipt, refused
from tests.complaints.test_replies import also

pytestmark = pytest.mark.django_db
WORDS = {"words": "请再看一遍。"}
#: Rows of the platform with moments of their own, which acts of reporters write.
ROWS: dict[Any, tuple[str, ...]] = {
    AuditEvent: ("at",),
    Notice: ("created_at", "sent_at", "not_before", "next_attempt_at"),
    Deadline: ("created_at", "updated_at"),
}
MORNING = datetime(2026, 3, 5, 8, tzinfo=clock.TZ)
GROUND = {"ground": "no_facts", "reason": "未写明单位和事实。"}
REASON = {"reason": "经复查，原处理有误。"}


def not_by_receipt(code: str, service: Any, digest: bytes, **given: Any) -> None:
    """It is refused so."""
    with pytest.raises(DomainError) as error:
        by_receipt(service, digest, **given)
    assert error.value.code == code


def test_a_wrong_receipt_opens_nothing(cast: Cast) -> None:
    _code, digest = receipts.issue()
    for service in (web_acts.add, reporter.ask_review, reporter.report_retaliation):
        not_by_receipt("receipt_unknown", service, digest, **WORDS)
    not_by_receipt("receipt_unknown", reporter.withdraw, digest)
    not_by_receipt("receipt_unknown", reporter.rate, digest, satisfied=True)


def test_nothing_tells_when_he_acted(cast: Cast) -> None:
    row, digest = scene.filed(cast)
    by_receipt(web_acts.add, digest, **WORDS)
    by_receipt(reporter.report_retaliation, digest, **WORDS)
    by_receipt(reporter.withdraw, digest)
    assert {(one.at, one.actor_id, one.actor_title) for one in row.events.all()} == {
        (None, "", "")
    }  # fmt: skip
    rows = AuditEvent.objects.filter(target_id=str(row.pk))
    assert {(one.actor_id, one.actor_title) for one in rows} == {("", "")}


def test_no_row_tells_more_than_the_day(cast: Cast, travel: Any, settings: Any) -> None:
    """Trail, clocks and messages that his acts write: their moments and the moments in their keys;
    and nobody reads or receives a message about them before the day is over (T4)."""
    settings.NOTICES_QUIET = "21:00-08:00"
    row, digest = scene.filed(cast)
    scene.handling(cast, row)
    travel.move_to("2026-03-04 15:07:09+08:00")
    send_pending()
    mail.outbox.clear()
    before = {model: set(model.objects.values_list("pk", flat=True)) for model in ROWS}
    by_receipt(web_acts.add, digest, **WORDS)
    by_receipt(reporter.withdraw, digest)
    end = datetime(2026, 3, 4, 23, 59, 59, 999_999, clock.TZ)
    for model, fields in ROWS.items():
        rows = model.objects.exclude(pk__in=before[model])
        assert rows.exists() or model is Deadline
        for one in rows:
            assert abs(written_at(one.pk) - end) < timedelta(seconds=1)
            assert {getattr(one, name) for name in fields} <= {None, end, MORNING}, one
    trail = AuditEvent.objects.filter(target_id=str(row.pk), actor_id="")
    assert len(set(trail.values_list("act_id", flat=True))) == trail.count() == 3
    closed = Deadline.objects.filter(case_id=row.pk, outcome="cancelled")
    assert {one.updated_at for one in closed} == {end}
    assert inbox(cast.handler.pk).filter(template="complaint_added").count() == 0
    send_pending()
    assert mail.outbox == []
    travel.move_to(MORNING)
    assert inbox(cast.handler.pk).filter(template="complaint_added").count() == 1
    send_pending()
    assert {one.to[0] for one in mail.outbox} >= {"case_handler@example.org"}


def test_retaliation_is_told_within_the_hour(cast: Cast, travel: Any) -> None:
    _row, digest = scene.filed(cast)
    travel.move_to("2026-03-07 22:41:00+08:00")
    by_receipt(reporter.report_retaliation, digest, **WORDS)
    assert not inbox(cast.supervisor.pk).filter(template="complaint_retaliation").exists()
    travel.move_to("2026-03-07 23:00:00+08:00")
    assert inbox(cast.supervisor.pk).filter(template="complaint_retaliation").exists()
    mail.outbox.clear()
    send_pending()
    assert [one.to for one in mail.outbox] == [["hotline_supervisor@example.org"]]


def test_what_is_added_stays_with_the_hotline_which_is_told_each_time(cast: Cast) -> None:
    row, digest = scene.filed(cast)
    scene.handling(cast, row)
    for words in ("我是二单元张三，电梯在二单元。", "还有三单元。"):
        by_receipt(web_acts.add, digest, words=words)
    assert row.notes.filter(for_body=True).count() == 0
    told = Notice.objects.filter(template="complaint_added", channel="in_site")
    assert Counter(told.values_list("recipient__username", flat=True)) == {
        "case_handler": 2, "hotline_supervisor": 2,
    }  # fmt: skip
    phoned = scene.received(cast)
    assert reporter._of_hotline(phoned) == [cast.operator]


def test_enough_is_enough_but_retaliation_is_heard(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(reporter, "MOST_ADDITIONS", 2)
    row, digest = scene.filed(cast)
    for words in ("门锁坏了。", "灯也坏了。"):
        by_receipt(web_acts.add, digest, words=words)
    not_by_receipt("enough_added", web_acts.add, digest, **WORDS)
    made = by_receipt(reporter.report_retaliation, digest, **WORDS)
    row.refresh_from_db()
    assert (made.for_body, row.urgency) == (False, "normal")
    assert row.retaliation_on == date(2026, 3, 2)
    assert scene.told("complaint_retaliation") == {"hotline_supervisor"}
    by_receipt(reporter.report_retaliation, digest, **WORDS)
    not_by_receipt("enough_added", reporter.report_retaliation, digest, **WORDS)


def test_a_withdrawal_ends_everything(cast: Cast, travel: Any) -> None:
    row, digest = scene.filed(cast)
    scene.handling(cast, row)
    letter = act(letters.issue, cast.supervisor, row, text="请于三日内说明。")
    by_receipt(reporter.withdraw, digest)
    row.refresh_from_db()
    assert (row.state, row.ended_on) == ("withdrawn", date(2026, 3, 2))
    assert "" not in scene.outcomes(row).values()
    assert "" not in scene.outcomes(letter).values()
    assert selectors.visible_to(cast.handler).filter(pk=row.pk).exists()
    for service in (web_acts.add, reporter.ask_review):
        with pytest.raises(DomainError):
            by_receipt(service, digest, **WORDS)
    not_by_receipt("state_conflict", reporter.withdraw, digest)
    travel.move_to("2026-04-20 09:00:00+08:00")
    scene.sweep()
    assert scene.told("complaint_overdue") == set()
    assert invariants.broken() == {}


def test_a_refusal_is_reviewed_by_somebody_else(cast: Cast, credit_reviewer: Any) -> None:
    row, digest = scene.filed(cast)
    act(acceptance.refuse, cast.supervisor, row, **GROUND)
    assert not selectors.visible_to(credit_reviewer).exists()
    by_receipt(reporter.ask_review, digest, **WORDS)
    assert scene.told("complaint_review") == {"credit_reviewer"}
    assert scene.running(row, "review").due_on == date(2026, 4, 1)
    both = also(cast.supervisor, "credit_reviewer", cast.body.parent)
    refused("four_eyes", reviews.uphold, both, row, **REASON)
    with pytest.raises(DatabaseError, match="no hand in it"), transaction.atomic():
        Case.objects.filter(pk=row.pk).update(reviewer=cast.supervisor)
    refused("words_missing", reviews.overturn, credit_reviewer, row, reason="")
    act(reviews.overturn, credit_reviewer, row, **REASON)
    assert (row.state, row.accepted_on) == ("accepted", date(2026, 3, 2))
    assert acceptance.remedy_of(row) == ""
    assert scene.outcomes(row)["review"] == "met"
    assert invariants.broken() == {}
    scene.pass_on(cast, row)
    not_by_receipt("review_over", reporter.ask_review, digest, **WORDS)
    act(dispatch.sign, cast.handler, row)
    scene.write(cast, row)
    act(replies.approve, cast.head, row)
    by_receipt(reporter.ask_review, digest, **WORDS)
    row.refresh_from_db()
    assert (row.state, row.reviews, row.reviewer) == ("review", 1, None), "the answer is a new one"


def test_a_review_is_reviewed_once_by_a_second_one(
    cast: Cast, credit_reviewer: Any, second_reviewer: Any, travel: Any
) -> None:
    row, digest = scene.filed(cast)
    act(acceptance.refuse, cast.supervisor, row, **GROUND)
    by_receipt(reporter.ask_review, digest, **WORDS)
    travel.move_to("2026-03-30 09:00:00+08:00")
    act(reviews.uphold, credit_reviewer, row, **REASON)
    travel.move_to("2026-04-29 09:00:00+08:00")
    until = reporter.review_until(row)
    assert until is not None and until.due == date(2026, 4, 29)
    Notice.objects.filter(template="complaint_review").delete()
    by_receipt(reporter.ask_review, digest, **WORDS)
    assert scene.told("complaint_review") == {"second_reviewer"}
    refused("four_eyes", reviews.uphold, credit_reviewer, row, **REASON)
    with pytest.raises(DatabaseError, match="no hand in it"), transaction.atomic():
        Case.objects.filter(pk=row.pk).update(reviewer=credit_reviewer)
    act(reviews.uphold, second_reviewer, row, **REASON)
    assert (row.state, row.first_reviewer, row.reviews) == ("closed", credit_reviewer, 2)
    not_by_receipt("review_over", reporter.ask_review, digest, **WORDS)
    assert invariants.broken() == {}


def test_an_answer_is_reviewed_and_stands(cast: Cast, credit_reviewer: Any) -> None:
    row, digest = scene.filed(cast)
    scene.answered(cast, row)
    by_receipt(reporter.ask_review, digest, **WORDS)
    row.refresh_from_db()
    assert (row.state, row.call_backs.get().state) == ("review", "lapsed")
    both = also(cast.head, "credit_reviewer", cast.body.parent)
    refused("own_body", reviews.overturn, both, row, **REASON)
    with pytest.raises(DatabaseError, match="no hand in it"), transaction.atomic():
        Case.objects.filter(pk=row.pk).update(reviewer=cast.head)
    act(reviews.uphold, credit_reviewer, row, **REASON)
    assert (row.state, row.ended_on) == ("closed", date(2026, 3, 2))
    assert invariants.broken() == {}


def test_a_review_is_asked_for_in_time(cast: Cast, travel: Any) -> None:
    row, digest = scene.filed(cast)
    not_by_receipt("review_over", reporter.ask_review, digest, **WORDS)
    scene.answered(cast, row)
    travel.move_to("2026-04-02 09:00:00+08:00")
    not_by_receipt("review_over", reporter.ask_review, digest, **WORDS)


def test_a_case_without_a_named_body_is_reviewed_too(cast: Cast, credit_reviewer: Any) -> None:
    row, digest = scene.filed(cast)
    Case.objects.filter(pk=row.pk).update(accused=None)
    row.refresh_from_db()
    act(acceptance.refuse, cast.supervisor, row, **GROUND)
    by_receipt(reporter.ask_review, digest, **WORDS)
    assert scene.told("complaint_review") == {"credit_reviewer"}
    act(reviews.overturn, credit_reviewer, row, **REASON)
    assert row.state == "accepted"
    assert call_backs.callable_by_phone(row) is False


def test_the_right_to_a_review_does_not_end_on_a_provisional_date(cast: Cast, travel: Any) -> None:
    travel.move_to("2026-12-10 09:00:00+08:00")
    row, _digest = scene.filed(cast)
    scene.answered(cast, row)
    travel.move_to("2027-01-20 09:00:00+08:00")
    assert reporter.may_ask_review(row)
