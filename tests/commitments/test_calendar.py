"""Dates in a year whose holidays are not announced: nothing adverse rests on them."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments import services, work
from commitments.models import Verification
from credit_portal.common import acts
from credit_portal.common.actors import SYSTEM
from credit_portal.notices.models import Notice
from credit_portal.publishing.services import publish_all
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.services import load_calendar
from tests.commitments import scenes
from tests.workflow.test_load_calendar import TEXT

pytestmark = pytest.mark.django_db


@pytest.fixture
def december(officer: Any, approver: Any, post: Any, clock: Any) -> Any:
    """A standard measured in December 2026, to be reported within two working days of it."""
    clock.move_to("2026-12-01 09:00:00+08:00")
    fields = scenes.STANDING | {"starts_on": date(2026, 12, 1), "report_within": 2}
    return scenes.registered(officer, approver, post, **fields)


def test_a_provisional_date_opens_nothing_until_the_calendar_is_there(
    december: Any, go_to: Any
) -> None:
    period = december.periods.first()
    assert (period.report_due_on, period.report_provisional) == (date(2027, 1, 4), True)
    go_to(date(2027, 1, 20))
    assert not Verification.objects.exists()
    load_calendar(actor=SYSTEM, text=TEXT)
    period.refresh_from_db()
    assert (period.report_due_on, period.report_provisional) == (date(2027, 1, 4), False)
    assert december.events.filter(name="date_moved").exists()
    assert scenes.last_document(december)["periods"][0]["report_due_on"] == "2027-01-04"
    scenes.sweep()
    assert scenes.live(december, period).opened_because == "due"


def test_figures_are_not_late_by_a_provisional_date(
    december: Any, officer: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    go_to(date(2027, 1, 20))
    period = december.periods.first()
    scenes.figures(december, officer, period, "99", "100")
    task = scenes.live(december, period)
    with scenes.refused("outcome_against_figures"):
        scenes.propose(task, credit_officer, "kept_late")
    scenes.decide(task, credit_officer, credit_reviewer, "kept")


def test_no_adverse_outcome_rests_on_a_provisional_due_date(
    officer: Any, approver: Any, post: Any, credit_officer: Any, clock: Any
) -> None:
    clock.move_to("2026-12-18 09:00:00+08:00")
    row = scenes.registered(
        officer,
        approver,
        post,
        due_on=None,
        due_rule="INFO-ACTIVE",
        due_start=date(2026, 12, 18),
    )
    assert row.due_provisional
    clock.move_to("2027-03-01 09:00:00+08:00")
    scenes.fulfilled(row, officer, date(2027, 2, 26))
    with scenes.refused("outcome_provisional"):
        scenes.propose(scenes.live(row), credit_officer, "broken")


MOVED = (
    "year,kind,date,name_zh,name_en,number,url\n2027,notice,,国务院通知2027,,x,\n"
    "2027,makeup,2027-01-02,元旦,New Year,,\n2027,makeup,2027-01-03,元旦,New Year,,\n"
    "2027,makeup,2027-01-09,元旦,New Year,,\n"
)


@pytest.fixture
def counted(officer: Any, approver: Any, post: Any, clock: Any) -> Any:
    """A one-off promise whose due date is counted into a year that is not announced."""
    clock.move_to("2026-12-21 09:00:00+08:00")
    more = {"due_on": None, "due_rule": "COM-REPORT", "due_start": date(2026, 12, 21)}
    row = scenes.registered(officer, approver, post, **more)
    assert row.due_provisional
    return row


def test_a_proposal_that_a_calendar_contradicts_goes_back(
    counted: Any, officer: Any, credit_officer: Any, clock: Any
) -> None:
    due = counted.due_on
    clock.move_to(f"{due} 09:00:00+08:00")
    scenes.fulfilled(counted, officer, due)
    task = scenes.propose(scenes.live(counted), credit_officer, "kept", kept_on=due)
    load_calendar(actor=SYSTEM, text=MOVED)
    task.refresh_from_db()
    counted.refresh_from_db()
    assert (task.state, task.due_on) == ("returned", counted.due_on)
    assert counted.due_on < due
    assert counted.events.get(name="outcome_overtaken").actor_id == "system"
    told = Notice.objects.filter(template="calendar_moved", recipient=credit_officer)
    assert {notice.context["old_due_on"] for notice in told} == {due.isoformat()}


def test_a_proposal_that_still_fits_stays(
    counted: Any, officer: Any, credit_officer: Any, clock: Any
) -> None:
    clock.move_to("2026-12-28 09:00:00+08:00")
    done_on = date(2026, 12, 24)
    scenes.fulfilled(counted, officer, done_on)
    task = scenes.propose(scenes.live(counted), credit_officer, "kept", kept_on=done_on)
    load_calendar(actor=SYSTEM, text=MOVED)
    task.refresh_from_db()
    counted.refresh_from_db()
    assert (task.state, task.due_on) == ("proposed", counted.due_on)


def test_a_calendar_locks_promises_before_their_deadlines(counted: Any) -> None:
    with CaptureQueriesContext(connection) as queries:
        load_calendar(actor=SYSTEM, text=MOVED)
    locks = [one["sql"] for one in queries if "FOR UPDATE" in one["sql"]]
    tables = [sql.split('FROM "')[1].split('"')[0] for sql in locks]
    wanted = ("commitments_commitment", "workflow_deadline")
    first = [tables.index(table) for table in wanted]
    assert first == sorted(first)


#: Announces the year, and leaves every day that is counted as it was.
SAME = (
    "year,kind,date,name_zh,name_en,number,url\n2027,notice,,国务院通知2027,,x,\n"
    "2027,makeup,2027-10-09,国庆节,National Day,,\n"
)


def test_what_waited_while_a_calendar_came_is_not_registered_provisionally(
    officer: Any, approver: Any, post: Any, clock: Any
) -> None:
    clock.move_to("2026-12-21 09:00:00+08:00")
    more = {"due_on": None, "due_rule": "COM-REPORT", "due_start": date(2026, 12, 21)}
    row = scenes.submitted(officer, post, **more)
    assert row.due_provisional
    load_calendar(actor=SYSTEM, text=SAME)
    with scenes.refused("due_moved"):
        scenes.approve(row, approver)
    row.refresh_from_db()
    said: dict[str, Any] = {"reason": "日历已公布", "expected_version": row.version}
    acts.run(services.return_for_changes, actor=approver, commitment_id=row.pk, **said)
    acts.run(services.submit, actor=officer, commitment_id=row.pk)
    row.refresh_from_db()
    row = scenes.approve(row, approver)
    deadline = Deadline.objects.get(kind="commitments.due")
    assert (row.due_on, row.due_provisional) == (deadline.due_on, False)
    assert not deadline.provisional


def test_a_provisional_date_that_has_passed_does_not_count_as_passed(
    counted: Any, officer: Any, credit_officer: Any, clock: Any
) -> None:
    publish_all()
    counted.refresh_from_db()
    clock.move_to("2027-02-20 09:00:00+08:00")
    scenes.sweep()
    assert [item.overdue for item in work.items(officer)] == [False]
    assert counted.ref not in Client().get("/commitments/?due=passed").content.decode()
    reason: dict[str, Any] = {"reason": "报告尚不能说明问题"}
    task = acts.run(
        services.open_verification, actor=credit_officer, commitment_id=counted.pk, **reason
    ).value
    acts.run(services.dismiss_verification, actor=credit_officer, verification_id=task.pk, **reason)
    task.refresh_from_db()
    assert task.state == "dismissed"


def test_what_has_certainly_passed_needs_an_outcome(
    registered: Any, credit_officer: Any, go_to: Any
) -> None:
    publish_all()
    registered.refresh_from_db()
    go_to(date(2026, 4, 1))
    assert registered.ref in Client().get("/commitments/?due=passed").content.decode()
    with scenes.refused("outcome_needed"):
        acts.run(
            services.dismiss_verification,
            actor=credit_officer,
            verification_id=scenes.live(registered).pk,
            reason="报告尚不能说明问题",
        )
