"""Clocks of cases: started, met or late, stopped, run again, extended; each explains itself."""

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, ProgrammingError, transaction

from credit_portal.audit.models import AuditEvent
from credit_portal.common.actors import SYSTEM
from credit_portal.common.clock import TZ
from credit_portal.common.errors import Conflict, DomainError, Invalid, NotFound
from credit_portal.workflow import selectors, services
from credit_portal.workflow.models import Deadline, DeadlineExtension

pytestmark = pytest.mark.django_db
DUTY = "test.duty"


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=TZ)


def start(case: Any, body: Any, **more: Any) -> Deadline:
    basis = more or {"rule": "INFO-REPLY"}
    return services.start_deadline(
        kind=DUTY, case=case, organisation=body, start_on=date(2026, 3, 2), **basis
    )


def test_it_counts_by_rule_and_keeps_the_version(new_case: Any, bureau: Any) -> None:
    deadline = start(new_case(), bureau)
    assert (deadline.due_on, deadline.provisional) == (date(2026, 3, 30), False)
    assert deadline.rule is not None
    assert (deadline.rule.code, deadline.rule.version) == ("INFO-REPLY", 1)
    assert deadline.explanation["rule"]["basis_zh"] == "《政府信息公开条例》第三十三条"
    assert deadline.explanation["due"] == "2026-03-30"


def test_it_counts_a_free_period_and_takes_a_date(new_case: Any, bureau: Any) -> None:
    by_period = start(new_case(), bureau, unit="calendar_day", count=30, roll=True)
    by_date = start(new_case(), bureau, due_on=date(2026, 12, 31))
    assert by_period.due_on == date(2026, 4, 1)
    assert (by_date.due_on, by_date.unit, by_date.rule) == (date(2026, 12, 31), "", None)
    assert "2026年12月31日" in by_date.explanation["sentence_zh"]


def test_an_unknown_year_makes_it_provisional(new_case: Any, bureau: Any) -> None:
    assert start(new_case(), bureau, unit="working_day", count=300).provisional
    assert not start(new_case(), bureau, unit="year", count=3).provisional


@pytest.mark.parametrize(
    "basis",
    [
        {"rule": None}, {"unit": "month"}, {"count": 3}, {"unit": "month", "count": 0},
        {"unit": "week", "count": 1}, {"due_on": date(2026, 3, 1)},
        {"rule": "INFO-REPLY", "due_on": date(2026, 4, 1)}, {"rule": "NO-SUCH"},
    ],
)  # fmt: skip
def test_it_refuses_a_senseless_basis(new_case: Any, bureau: Any, basis: dict[str, Any]) -> None:
    with pytest.raises((Invalid, NotFound)):
        start(new_case(), bureau, **basis)
    assert not Deadline.objects.exists()


def test_one_deadline_of_a_kind_is_open_per_case(new_case: Any, bureau: Any) -> None:
    case = new_case()
    start(case, bureau)
    with pytest.raises(Conflict):
        start(case, bureau)
    services.cancel(DUTY, case)
    assert start(case, bureau).is_open
    found = selectors.deadline_of(DUTY, case)
    assert found is not None and found.is_open


def test_several_clocks_start_as_one_after_the_other_or_none(new_case: Any, bureau: Any) -> None:
    case, alone, day = new_case(), new_case(), date(2026, 3, 2)
    codes = {"test.first": "HOT-FIRST", DUTY: "INFO-REPLY"}
    made = services.start_deadlines(case=case, organisation=bureau, start_on=day, rules=codes)
    singly = [
        services.start_deadline(kind=kind, case=alone, organisation=bureau, start_on=day, rule=code)
        for kind, code in codes.items()
    ]
    same = ("kind", "rule_id", "unit", "count", "roll", "due_on", "raw_due_on", "explanation")
    for one, other in zip(made, singly, strict=True):
        assert [getattr(one, name) for name in same] == [getattr(other, name) for name in same]
    services.cancel("test.first", case)
    with pytest.raises(Conflict), transaction.atomic():
        services.start_deadlines(case=case, organisation=bureau, start_on=day, rules=codes)
    assert selectors.deadline_of("test.first", case) in (None, made[0])
    with pytest.raises(NotFound), transaction.atomic():
        services.start_deadlines(
            case=new_case(), organisation=bureau, start_on=day, rules={**codes, "x": "NO-SUCH"}
        )
    assert Deadline.objects.count() == 4


@pytest.mark.parametrize(
    ("moment", "outcome"),
    [
        (at(date(2026, 3, 2)), "met"),
        (at(date(2026, 3, 30), 23), "met"),
        (at(date(2026, 3, 31), 0), "late"),
    ],
)
def test_met_until_the_due_day_ends_late_after(
    new_case: Any, bureau: Any, moment: datetime, outcome: str
) -> None:
    case = new_case()
    start(case, bureau)
    closed = services.satisfy(DUTY, case, at=moment)
    assert closed is not None
    assert (closed.outcome, closed.satisfied_on) == (outcome, moment.date())
    assert services.satisfy(DUTY, case, at=moment) is None


def test_what_was_not_performed_is_neither_met_nor_late(new_case: Any, bureau: Any) -> None:
    case = new_case()
    start(case, bureau)
    closed = services.close_missed(DUTY, case)
    assert closed is not None
    closed.refresh_from_db()
    assert (closed.outcome, closed.satisfied_on, closed.is_open) == ("missed", None, False)
    assert services.close_missed(DUTY, case) is None


def test_the_legal_day_is_that_of_the_city_not_of_utc(new_case: Any, bureau: Any) -> None:
    case = new_case()
    start(case, bureau)
    with time_machine.travel(datetime.fromisoformat("2026-03-30T16:30:00+00:00"), tick=False):
        closed = services.satisfy(DUTY, case)  # 00:30 of the 31st in Shanghai
    assert closed is not None and closed.outcome == "late"


def test_a_pause_moves_the_due_day_by_its_working_days(
    new_case: Any, bureau: Any, officer: Any
) -> None:
    case = new_case()
    start(case, bureau)
    stopped = services.suspend(
        DUTY, case, ground="third_party_opinion", actor=officer, on=date(2026, 3, 11)
    )
    assert stopped.due_on == date(2026, 3, 30)
    assert "暂停计时" in stopped.explanation["sentence_zh"]
    again = services.resume(DUTY, case, actor=officer, on=date(2026, 3, 18))
    assert (again.due_on, again.suspended_on) == (date(2026, 4, 7), None)
    assert "暂停计时7天不计" in again.explanation["sentence_zh"]
    verbs = AuditEvent.objects.filter(target_id=str(again.pk)).values_list("verb", flat=True)
    assert set(verbs) == {"workflow.suspend", "workflow.resume"}


def test_stopped_on_its_last_day_it_still_has_that_day(
    new_case: Any, bureau: Any, officer: Any
) -> None:
    case = new_case()
    start(case, bureau)
    services.suspend(DUTY, case, ground="appraisal", actor=officer, on=date(2026, 3, 30))
    resumed = services.resume(DUTY, case, actor=officer, on=date(2026, 4, 20))
    assert resumed.due_on == date(2026, 4, 20)


def test_satisfying_a_stopped_clock_closes_its_pause(
    new_case: Any, bureau: Any, officer: Any
) -> None:
    case = new_case()
    start(case, bureau)
    services.suspend(DUTY, case, ground="appraisal", actor=officer, on=date(2026, 3, 30))
    closed = services.satisfy(DUTY, case, at=at(date(2026, 5, 6)))
    assert closed is not None and closed.outcome == "met"
    assert closed.pauses.get().resumed_on == date(2026, 5, 6)


@pytest.mark.parametrize(
    ("on", "code"),
    [(date(2026, 3, 31), "deadline_over"), (date(2026, 3, 1), "pause_too_early")],
)
def test_it_is_not_stopped_outside_its_time(
    new_case: Any, bureau: Any, officer: Any, on: date, code: str
) -> None:
    case = new_case()
    start(case, bureau)
    with pytest.raises(DomainError) as caught:
        services.suspend(DUTY, case, ground="appraisal", actor=officer, on=on)
    assert caught.value.code == code


def test_stopping_twice_or_running_on_is_a_conflict(
    new_case: Any, bureau: Any, officer: Any
) -> None:
    case, day = new_case(), date(2026, 3, 10)
    start(case, bureau)
    with pytest.raises(Conflict):
        services.resume(DUTY, case, actor=officer, on=day)
    services.suspend(DUTY, case, ground="appraisal", actor=officer, on=day)
    with pytest.raises(Conflict):
        services.suspend(DUTY, case, ground="appraisal", actor=officer, on=day)
    with pytest.raises(Invalid):
        services.resume(DUTY, case, actor=officer, on=date(2026, 3, 9))
    services.resume(DUTY, case, actor=officer, on=date(2026, 3, 12))
    with pytest.raises(Invalid):
        services.suspend(DUTY, case, ground="appraisal", actor=officer, on=date(2026, 3, 11))


def test_the_rule_allows_one_extension_on_the_same_count(
    new_case: Any, bureau: Any, officer: Any
) -> None:
    case = new_case()
    start(case, bureau)
    with pytest.raises(Conflict):
        services.extend(DUTY, case, ground="complex", actor=officer, count=21, on=date(2026, 3, 9))
    longer = services.extend(DUTY, case, ground="complex", actor=officer, on=date(2026, 3, 9))
    assert longer.due_on == date(2026, 4, 28)  # 40 working days from the start
    with pytest.raises(Conflict) as caught:
        services.extend(DUTY, case, ground="complex", actor=officer, on=date(2026, 3, 9))
    assert caught.value.code == "extended_enough"


@pytest.mark.parametrize(
    "attempt",
    [
        ({"rule": "GP-CONTRACT"}, date(2026, 3, 3), "not_extendable"),
        ({"rule": "INFO-REPLY"}, date(2026, 3, 31), "deadline_over"),
        ({"due_on": date(2026, 12, 31)}, date(2026, 3, 3), "deadline_is_a_date"),
    ],
)
def test_it_refuses_an_unlawful_extension(
    new_case: Any, bureau: Any, officer: Any, attempt: tuple[dict[str, Any], date, str]
) -> None:
    case, (basis, on, code) = new_case(), attempt
    start(case, bureau, **basis)
    with pytest.raises(Conflict) as caught:
        services.extend(DUTY, case, ground="complex", actor=officer, on=on)
    assert caught.value.code == code
    assert not DeadlineExtension.objects.exists()


def test_many_cases_are_read_in_one_query(
    new_case: Any, bureau: Any, django_assert_num_queries: Any
) -> None:
    cases = [new_case() for _n in range(20)]
    for case in cases:
        start(case, bureau)
    with django_assert_num_queries(1):
        found = selectors.open_by_case([DUTY], "directory.post", [case.pk for case in cases])
    assert set(found) == {case.pk for case in cases}


@pytest.mark.parametrize(
    "values",
    [
        {"outcome": "met"},
        {"outcome": "kept"},
        {"count": None},
        {"unit": ""},
        {"due_on": date(2026, 1, 1)},
        {"provisional": True, "overdue_at": at(date(2026, 5, 1))},
        {"escalated_at": at(date(2026, 5, 1))},
        {"outcome": "met", "satisfied_at": at(date(2026, 5, 1)), "satisfied_on": date(2026, 5, 1)},
        {"outcome": "late", "satisfied_at": at(date(2026, 3, 5)), "satisfied_on": date(2026, 3, 5)},
        {"outcome": "missed", "satisfied_on": date(2026, 3, 5)},
        {"outcome": "cancelled", "suspended_on": date(2026, 3, 5)},
    ],
)
def test_the_database_refuses_senseless_rows(
    new_case: Any, bureau: Any, values: dict[str, Any]
) -> None:
    deadline = start(new_case(), bureau)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline.objects.filter(pk=deadline.pk).update(**values)


def test_deadlines_are_never_deleted_and_extensions_never_changed(
    new_case: Any, bureau: Any, officer: Any
) -> None:
    case = new_case()
    start(case, bureau)
    services.extend(DUTY, case, ground="complex", actor=officer, on=date(2026, 3, 9))
    with pytest.raises(ProgrammingError), transaction.atomic():
        DeadlineExtension.objects.update(count=1)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Deadline.objects.filter(kind=DUTY)._raw_delete("default")


def test_one_counts_as_another_did(new_case: Any, bureau: Any) -> None:
    """With its extension and its pause, from its first day; while it stands still, so does the
    other."""
    case = new_case()
    start(case, bureau)
    services.suspend(DUTY, case, ground="appraisal", actor=SYSTEM, on=date(2026, 3, 9))
    services.resume(DUTY, case, actor=SYSTEM, on=date(2026, 3, 11))
    before = services.extend(DUTY, case, ground="hard", actor=SYSTEM, on=date(2026, 3, 12))
    services.suspend(DUTY, case, ground="appraisal", actor=SYSTEM, on=date(2026, 3, 13))
    twin = services.start_like(Deadline.objects.get(pk=before.pk), case=case, kind="test.other")
    assert (twin.due_on, twin.suspended_on) == (before.due_on, date(2026, 3, 13))
    services.resume("test.other", case, actor=SYSTEM, on=date(2026, 3, 13))
    closed = services.cancel(DUTY, case)
    assert closed is not None
    again = services.start_like(closed, case=case)
    assert (again.start_on, again.rule, again.due_on) == (
        before.start_on,
        before.rule,
        closed.due_on,
    )
    assert (again.extensions.count(), again.pauses.count()) == (1, 2)
    with pytest.raises(Conflict):
        services.start_like(closed, case=case)
    given = start(new_case(), bureau, due_on=date(2026, 12, 31))
    assert services.start_like(given, case=new_case()).due_on == date(2026, 12, 31)


def test_no_right_ends_on_a_provisional_date(new_case: Any, bureau: Any) -> None:
    case = new_case()
    found = services.start_deadline(
        kind=DUTY, case=case, organisation=bureau, start_on=date(2026, 12, 18), rule="INFO-REPLY"
    )
    assert found.provisional
    later = date(2027, 6, 1)
    assert services.extend(DUTY, case, ground="hard", actor=SYSTEM, on=later).provisional
    services.suspend(DUTY, case, ground="appraisal", actor=SYSTEM, on=later)
