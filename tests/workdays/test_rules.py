"""Time limits as rows: effective-dated versions that are closed, never rewritten."""

import csv
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction

from credit_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from credit_portal.workdays import selectors, services
from credit_portal.workdays.models import DeadlineRule

pytestmark = pytest.mark.django_db


def revise(actor: Any, code: str = "COM-REVIEW", **more: Any) -> DeadlineRule:
    values: dict[str, Any] = {
        "effective_from": date(2027, 1, 1), "reason": "试行一年后缩短", "changes": {"count": 10},
    }  # fmt: skip
    return services.revise_rule(code=code, actor=actor, **(values | more))


def test_every_shipped_rule_is_loaded_with_its_source() -> None:
    with (services.DATA / "rules.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert DeadlineRule.objects.count() == len(rows) >= 60
    for rule in DeadlineRule.objects.all():
        assert rule.name_zh and rule.name_en and rule.basis_zh and rule.basis_en
        if rule.confidence in ("mem_medium", "mem_low", "design"):
            assert rule.editable, rule


@pytest.mark.parametrize(
    ("code", "unit", "count", "extension"),
    [
        ("INFO-REPLY", "working_day", 20, 20),
        ("LIC-DONE", "working_day", 20, 10),
        ("SME-HANDLE", "calendar_day", 30, 60),
        ("XF-DONE", "calendar_day", 60, 30),
        ("GP-CONTRACT", "working_day", 2, None),
        ("DEC-COMMENT", "calendar_day", 30, None),
        ("DISP-SERIOUS-MAX", "year", 3, None),
    ],
)
def test_the_law_is_in_the_table(code: str, unit: str, count: int, extension: int | None) -> None:
    rule = selectors.rule_on(code, date(2026, 5, 1))
    assert (rule.unit, rule.count, rule.extendable_count) == (unit, count, extension)


def test_regimes_follow_each_other_by_date() -> None:
    assert selectors.rule_on("REP-ALL-58", date(2026, 3, 31)).count == 10
    with pytest.raises(NotFound):
        selectors.rule_on("REP-ALL-58", date(2026, 4, 1))
    with pytest.raises(NotFound):
        selectors.rule_on("REP-ACCEPT", date(2026, 3, 31))
    assert selectors.rule_on("REP-ACCEPT", date(2026, 4, 1)).count == 3


def test_display_periods_and_terms_are_never_rolled() -> None:
    never = DeadlineRule.objects.filter(code__startswith="DIS").exclude(code="DISC-APPEAL")
    assert never.count() >= 12
    assert not never.filter(roll=True).exists()


def test_counting_by_rule_cites_it() -> None:
    result = selectors.compute_by_rule("INFO-REPLY", date(2026, 9, 24))
    assert result.due == date(2026, 10, 29)
    assert result.explanation["rule"]["code"] == "INFO-REPLY"
    assert result.explanation["rule"]["basis_zh"] == "《政府信息公开条例》第三十三条"


def test_a_revision_closes_the_version_before(system_administrator: Any) -> None:
    rule = revise(system_administrator)
    assert (rule.version, rule.count, rule.name_zh) == (2, 10, "承诺审核")
    assert selectors.rule_on("COM-REVIEW", date(2026, 12, 31)).count == 5
    assert selectors.rule_on("COM-REVIEW", date(2027, 1, 1)).count == 10
    assert services.seed_rules() == 0


def test_only_who_keeps_reference_data_may_revise(officer: Any) -> None:
    with pytest.raises(NotAllowed):
        revise(officer)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"changes": {"effective_to": None}}, "rule_unknown"),
        ({"code": "NO-SUCH"}, "rule_unknown"),
        ({"effective_from": date(2019, 1, 1)}, "rule_past"),
        ({"code": "INFO-REPLY"}, "rule_is_law"),
        ({"reason": " "}, "reason_missing"),
        ({"changes": {"count": 99_999}}, "count_out_of_range"),
        ({"changes": {"unit": "week"}}, "unknown_unit"),
    ],
)
def test_it_refuses_a_senseless_revision(
    system_administrator: Any, more: dict[str, Any], code: str
) -> None:
    with pytest.raises((Conflict, Invalid)) as caught, transaction.atomic():
        revise(system_administrator, **more)
    assert caught.value.code == code
    assert selectors.rule_on("COM-REVIEW", date(2030, 1, 1)).version == 1


def test_two_versions_are_never_in_force_on_one_day() -> None:
    rule = selectors.rule_on("COM-REVIEW", date(2026, 1, 1))
    rule.pk, rule.version, rule.effective_from = None, 2, date(2028, 1, 1)
    rule.entered_on = date(2026, 11, 21)
    with pytest.raises(IntegrityError, match="rule_one_in_force"), transaction.atomic():
        rule.save(force_insert=True)


def test_the_application_cannot_rewrite_a_version() -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        DeadlineRule.objects.filter(code="COM-REVIEW").update(count=1)
    with pytest.raises(ProgrammingError), transaction.atomic():
        DeadlineRule.objects.filter(code="COM-REVIEW").delete()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "lower-case"), ("unit", "week"), ("count", 0), ("count", 5000),
        ("confidence", "sure"), ("extendable_count", 5), ("effective_to", date(2019, 1, 1)),
    ],
)  # fmt: skip
def test_the_database_refuses_a_senseless_rule(field: str, value: Any) -> None:
    rule = selectors.rule_on("COM-REVIEW", date(2026, 1, 1))
    rule.pk, rule.code = None, "COM-NEW"
    setattr(rule, field, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        rule.save(force_insert=True)


def test_it_refuses_a_version_before_the_last_one(system_administrator: Any) -> None:
    revise(system_administrator, effective_from=date(2028, 1, 1))
    with pytest.raises(Conflict) as caught:
        revise(system_administrator, effective_from=date(2027, 6, 1))
    assert caught.value.code == "rule_order"


@time_machine.travel("2026-11-21 04:00Z", tick=False)
def test_a_limit_is_ended_from_today_on(system_administrator: Any) -> None:
    def end(day: date) -> Any:
        return services.end_rule(
            code="COM-REVIEW", last_day=day, actor=system_administrator, reason="不再使用"
        )

    with pytest.raises(Conflict):
        end(date(2026, 11, 20))
    assert end(date(2026, 12, 31)).closed_on == date(2026, 11, 21)
    with pytest.raises(NotFound):
        selectors.rule_on("COM-REVIEW", date(2027, 1, 1))
    with pytest.raises(Conflict):
        end(date(2027, 12, 31))


@pytest.mark.parametrize(
    "sql",
    [
        # ended in the past, ended without saying when that was decided, opened again
        "update workdays_deadlinerule set effective_to = '2026-11-01', closed_on = '2026-11-21'",
        "update workdays_deadlinerule set effective_to = '2026-12-01'",
        "update workdays_deadlinerule set effective_to = null, closed_on = '2026-11-21'",
    ],
)
def test_the_database_refuses_to_end_a_limit_in_the_past(sql: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{sql} where code = 'COM-REVIEW'")


def test_the_database_refuses_a_version_for_the_past(system_administrator: Any) -> None:
    rule = revise(system_administrator)
    rule.pk, rule.version, rule.effective_to = None, 3, None
    rule.effective_from, rule.entered_on = date(2028, 1, 1), None
    with pytest.raises(DatabaseError), transaction.atomic():
        rule.save(force_insert=True)
    rule.entered_on = date(2028, 1, 1)  # not before it takes effect
    with pytest.raises(DatabaseError), transaction.atomic():
        rule.save(force_insert=True)
    rule.entered_on = date(2020, 1, 1)  # earlier than what was entered last
    with pytest.raises(DatabaseError), transaction.atomic():
        rule.save(force_insert=True)
