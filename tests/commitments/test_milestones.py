"""Milestones have days of their own: reminded of, reported, or stated as passed."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from commitments import services
from commitments.models import Milestone, MilestoneReport
from credit_portal.common import acts, invariants
from credit_portal.notices.models import Notice
from credit_portal.workflow.models import Deadline
from tests import factories
from tests.commitments import scenes

pytestmark = pytest.mark.django_db
STEPS = [
    {"title_zh": "完成选址", "due_on": date(2026, 3, 10)},
    {"title_zh": "完成主体施工", "due_on": date(2026, 3, 20)},
]


@pytest.fixture
def promise(officer: Any, approver: Any, post: Any) -> Any:
    """A registered promise with two milestones."""
    done = acts.run(
        services.create_draft, actor=officer, post_id=post.pk, fields=scenes.FIELDS,
        milestones=STEPS,
    )  # fmt: skip
    acts.run(services.submit, actor=officer, commitment_id=done.value.pk)
    row = done.value
    row.refresh_from_db()
    return scenes.approve(row, approver)


def report(row: Any, officer: Any, position: int, day: date, **more: Any) -> MilestoneReport:
    step = row.milestones.get(position=position)
    given = {"text_zh": "已完成", **more}
    return acts.run(services.report_milestone, actor=officer, commitment_id=row.pk,
                    milestone_id=step.pk, done_on=day, **given).value  # fmt: skip


def test_each_milestone_has_its_clock(promise: Any) -> None:
    clocks = Deadline.objects.filter(kind="commitments.milestone").order_by("due_on")
    assert [one.due_on for one in clocks] == [date(2026, 3, 10), date(2026, 3, 20)]
    shown = scenes.last_document(promise)["milestones"]
    assert [one["state"] for one in shown] == ["open", "open"]
    assert "2026年3月10日" in shown[0]["sentence_zh"]


def test_it_is_reached_in_time_or_late(promise: Any, officer: Any, go_to: Any) -> None:
    go_to(date(2026, 3, 9))
    report(promise, officer, 1, date(2026, 3, 9))
    go_to(date(2026, 3, 23))
    assert [one["state"] for one in scenes.last_document(promise)["milestones"]] == [
        "reached", "not_reached",
    ]  # fmt: skip
    report(promise, officer, 2, date(2026, 3, 22))
    shown = scenes.last_document(promise)["milestones"][1]
    assert (shown["state"], shown["reached_on"]) == ("late", "2026-03-22")
    outcomes = Deadline.objects.filter(kind="commitments.milestone").order_by("due_on")
    assert [one.outcome for one in outcomes] == ["met", "late"]


def test_a_day_passed_is_told_and_opens_no_verification(
    promise: Any, city: Any, go_to: Any
) -> None:
    factories.user(username="superior", role="approver", organisation=city, title="主任")
    go_to(date(2026, 3, 11))
    go_to(date(2026, 3, 11))
    assert not promise.verifications.exists()
    told = Notice.objects.filter(template="milestone_missed", channel="in_site")
    assert {one.recipient.username for one in told} == {"officer", "superior"}
    assert "2026年3月10日" in scenes.last_document(promise)["timeline"][-1]["detail_zh"]


def test_it_refuses_senseless_reports(promise: Any, officer: Any) -> None:
    with scenes.refused("done_on_future"):
        report(promise, officer, 1, date(2026, 3, 3))
    with scenes.refused("text_missing"):
        report(promise, officer, 1, date(2026, 3, 2), text_zh=" ")
    report(promise, officer, 1, date(2026, 3, 2))
    with scenes.refused("already_reported"):
        report(promise, officer, 1, date(2026, 3, 2))


def test_the_outcome_ends_their_clocks(
    promise: Any, officer: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    scenes.fulfilled(promise, officer, date(2026, 3, 2))
    scenes.decide(scenes.live(promise), credit_officer, credit_reviewer, "kept",
                  kept_on=date(2026, 3, 2))  # fmt: skip
    assert not Deadline.objects.filter(kind="commitments.milestone", outcome="").exists()
    assert invariants.broken() == {}


def test_milestones_of_a_registered_promise_stay(promise: Any, officer: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.filter(position=1).update(due_on=date(2026, 3, 12))
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.filter(position=1).delete()
    made = report(promise, officer, 1, date(2026, 3, 2))
    with pytest.raises(DatabaseError), transaction.atomic():
        MilestoneReport.objects.filter(pk=made.pk).update(done_on=date(2026, 3, 1))
