"""What time does: reminders, escalation, moved dates; once each."""

from datetime import date
from typing import Any

import pytest

from commitments.models import CommitmentEvent
from credit_portal.common.invariants import broken
from credit_portal.notices.models import Channel, Notice
from tests import factories
from tests.commitments import scenes

pytestmark = pytest.mark.django_db


def told(template: str) -> set[str]:
    """Who has an in-site notice of this template."""
    rows = Notice.objects.filter(template=template, channel=Channel.IN_SITE)
    return set(rows.values_list("recipient__username", flat=True))


def test_the_filer_is_reminded_then_the_approver_then_the_superior(
    city: Any, registered: Any, go_to: Any
) -> None:
    factories.user(username="above", role="approver", organisation=city, title="副市长")
    go_to(date(2026, 3, 5))
    assert told("due_soon") == {"officer"}
    go_to(date(2026, 3, 25))
    assert told("due_soon") == {"officer", "approver"}
    assert told("due_soon_superior") == set()
    go_to(date(2026, 3, 30))
    assert told("due_soon_superior") == {"above"}
    before = Notice.objects.count()
    scenes.sweep()
    assert Notice.objects.count() == before


def test_a_passed_date_is_told_to_the_body_and_to_the_credit_office(
    registered: Any, credit_officer: Any, go_to: Any
) -> None:
    go_to(date(2026, 4, 1))
    assert told("verification_opened") == {"officer", "approver", "credit_officer"}


def test_after_five_days_the_superior_is_told_once(city: Any, registered: Any, go_to: Any) -> None:
    factories.user(username="above", role="approver", organisation=city, title="副市长")
    go_to(date(2026, 4, 4))
    assert told("overdue_superior") == set()
    go_to(date(2026, 4, 6))
    assert told("overdue_superior") == {"above"}
    scenes.sweep()
    assert CommitmentEvent.objects.filter(name="escalated").count() == 1


def test_what_is_determined_is_neither_opened_nor_escalated(
    registered: Any, officer: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    scenes.fulfilled(registered, officer, date(2026, 3, 1))
    scenes.decide(
        scenes.live(registered),
        credit_officer,
        credit_reviewer,
        "kept",
        kept_on=date(2026, 3, 1),
    )
    go_to(date(2026, 5, 1))
    assert registered.verifications.count() == 1
    assert not CommitmentEvent.objects.filter(name__in=["due_passed", "escalated"]).exists()


def test_the_sweep_asks_the_same_number_of_questions_of_two_and_of_ten(
    officer: Any, approver: Any, post: Any, credit_officer: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from commitments.services.due import _cases
    from credit_portal.workflow.models import Deadline

    counts = []
    for size in (2, 10):
        for number in range(size):
            scenes.registered(officer, approver, post, title_zh=f"第{size}批第{number}项")
        keys = list(Deadline.objects.values_list("pk", flat=True))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert _cases(keys)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_invariants_hold_after_a_whole_life(
    registered: Any, standing: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    go_to(date(2026, 4, 9))
    scenes.decide(scenes.live(registered), credit_officer, credit_reviewer, "broken")
    first = standing.periods.first()
    scenes.decide(scenes.live(standing, first), credit_officer, credit_reviewer, "not_reported")
    found = {code: rows for code, rows in broken().items() if code.startswith("commitments.")}
    assert found == {}
