"""The life of a one-off commitment through the services."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from commitments import services
from commitments.models import Commitment, Verification
from credit_portal.common import acts
from credit_portal.common.errors import Conflict, NotAllowed
from credit_portal.publishing.models import Decision, Displayed
from credit_portal.publishing.services import publish_all
from credit_portal.workflow.selectors import deadline_of
from integrity_files.services import file_of
from tests.commitments import scenes

pytestmark = pytest.mark.django_db


def entries(kind: str) -> list[tuple[str, str, date]]:
    """What stands in the files, read as the owner of the case would: category, outcome, day."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.purpose', 'test', true)")
        cursor.execute(
            "select category_id, data->>'outcome', occurred_on from integrity_files_fileentry"
            " where subject_kind = %s",
            [kind],
        )
        return list(cursor.fetchall())


def test_approval_registers_starts_the_clock_and_publishes(registered: Any) -> None:
    row = Commitment.objects.get(pk=registered.pk)
    assert (row.state, row.outcome, row.registered_on) == ("registered", "open", date(2026, 3, 2))
    deadline = deadline_of("commitments.due", row)
    assert deadline is not None
    assert (deadline.due_on, deadline.is_open) == (scenes.DUE, True)
    publish_all()
    shown = Displayed.objects.get()
    assert shown.title_zh == row.title_zh
    row.refresh_from_db()
    assert row.ref == shown.ref


def test_a_passed_date_opens_a_verification_and_no_verdict(
    registered: Any, go_to: Any, clock: Any
) -> None:
    go_to(scenes.DUE)
    assert not Verification.objects.exists()
    go_to(date(2026, 4, 1))
    task = scenes.live(registered)
    assert (task.opened_because, task.state) == ("due", "open")
    registered.refresh_from_db()
    assert registered.outcome == "open"
    document = scenes.last_document(registered)
    assert document["outcome"] == "open"
    assert "不是结论" in document["status"]["sentence_zh"]
    scenes.sweep()
    assert Verification.objects.count() == 1
    assert registered.events.filter(name="due_passed").count() == 1


def test_broken_is_confirmed_by_a_second_person_and_enters_both_files(
    registered: Any, go_to: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    go_to(date(2026, 4, 1))
    scenes.decide(scenes.live(registered), credit_officer, credit_reviewer, "broken")
    row = Commitment.objects.get(pk=registered.pk)
    assert (row.outcome, row.outcome_on) == ("broken", date(2026, 4, 1))
    assert entries("organisation") == [("O1", "broken", scenes.DUE)]
    document = scenes.last_document(registered)
    assert (document["outcome"], document["status"]) == ("broken", None)
    assert document["findings_zh"] == "已现场核实。"
    publish_all()
    assert Displayed.objects.get().outcome == "broken"


def test_an_early_report_is_verified_as_kept(
    registered: Any, officer: Any, credit_officer: Any, credit_reviewer: Any, clock: Any
) -> None:
    clock.move_to("2026-03-20 09:00:00+08:00")
    scenes.fulfilled(registered, officer, date(2026, 3, 18))
    document = scenes.last_document(registered)
    assert document["status"]["code"] == "reported"
    assert document["reports"] == []
    task = scenes.live(registered)
    with scenes.refused("outcome_too_early"):
        scenes.propose(task, credit_officer, "broken")
    scenes.decide(task, credit_officer, credit_reviewer, "kept", kept_on=date(2026, 3, 18))
    row = Commitment.objects.get(pk=registered.pk)
    assert (row.outcome, row.kept_on) == ("kept", date(2026, 3, 18))
    assert scenes.last_document(registered)["reports"][0]["text_zh"] == "已全部建成"
    assert entries("organisation") == [("O1", "kept", date(2026, 3, 18))]
    deadline = deadline_of("commitments.due", row)
    assert deadline is not None and deadline.outcome == "met"


def test_kept_late_is_an_outcome_of_its_own(
    registered: Any, officer: Any, go_to: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    go_to(date(2026, 4, 8))
    scenes.fulfilled(registered, officer, date(2026, 4, 7))
    task = scenes.live(registered)
    with scenes.refused("kept_after_due"):
        scenes.propose(task, credit_officer, "kept", kept_on=date(2026, 4, 7))
    scenes.decide(task, credit_officer, credit_reviewer, "kept_late", kept_on=date(2026, 4, 7))
    assert entries("organisation") == [("O1", "kept_late", scenes.DUE)]


def test_partly_kept_needs_no_day(
    registered: Any, go_to: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    go_to(date(2026, 4, 1))
    scenes.decide(scenes.live(registered), credit_officer, credit_reviewer, "partly_kept")
    assert Commitment.objects.get(pk=registered.pk).outcome == "partly_kept"


def test_an_insufficient_report_is_closed_and_the_clock_goes_on(
    registered: Any, officer: Any, credit_officer: Any, go_to: Any
) -> None:
    scenes.fulfilled(registered, officer, date(2026, 3, 1))
    task = scenes.live(registered)
    acts.run(
        services.dismiss_verification,
        actor=credit_officer,
        verification_id=task.pk,
        reason="验收文件缺失",
    )
    go_to(date(2026, 4, 1))
    second = scenes.live(registered)
    with scenes.refused("outcome_needed"):
        acts.run(
            services.dismiss_verification,
            actor=credit_officer,
            verification_id=second.pk,
            reason="再等等",
        )


def test_a_returned_outcome_is_proposed_anew(
    registered: Any, go_to: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    go_to(date(2026, 4, 1))
    task = scenes.propose(scenes.live(registered), credit_officer, "broken")
    acts.run(
        services.return_outcome, actor=credit_reviewer, verification_id=task.pk, reason="证据不足"
    )
    task.refresh_from_db()
    scenes.decide(task, credit_officer, credit_reviewer, "partly_kept")
    assert Commitment.objects.get(pk=registered.pk).outcome == "partly_kept"


def test_nothing_is_reported_after_the_outcome(
    registered: Any, officer: Any, go_to: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    go_to(date(2026, 4, 1))
    scenes.decide(scenes.live(registered), credit_officer, credit_reviewer, "broken")
    with scenes.refused("already_determined"):
        scenes.fulfilled(registered, officer, date(2026, 4, 1))


def test_the_entry_goes_to_the_holder_on_the_due_day(
    registered: Any, post: Any, go_to: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    from credit_portal.common.actors import SYSTEM
    from credit_portal.directory.models import Appointment, Person
    from credit_portal.directory.services import appoint, end_appointment

    first = Appointment.objects.get(post=post)
    go_to(date(2026, 4, 10))
    end_appointment(actor=SYSTEM, appointment=first, ends_on=date(2026, 4, 2))
    newcomer = Person.objects.create(name="王示例")
    appoint(actor=SYSTEM, post=post, person=newcomer, starts_on=date(2026, 4, 3))
    scenes.decide(scenes.live(registered), credit_officer, credit_reviewer, "broken")
    for person, found in ((first.person, 1), (newcomer, 0)):
        entries_of = file_of(person, actor=credit_reviewer, purpose="review", case_number="1")
        assert [(one.data["outcome"], one.occurred_on) for one in entries_of] == [
            ("broken", scenes.DUE)
        ] * found


def test_a_draft_can_be_approved_by_nobody(draft: Any, approver: Any) -> None:
    with pytest.raises(Conflict):
        scenes.approve(draft, approver)


def test_the_filer_without_the_role_cannot_approve(submitted: Any, colleague: Any) -> None:
    with pytest.raises(NotAllowed):
        scenes.approve(submitted, colleague)
    assert not Decision.objects.exists()
