"""From when repair may be asked for, and why: a table over both orders and all severities. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from integrity_files import rules_display, rules_repair
from integrity_files.codes import Severity
from integrity_files.display import Span, period
from integrity_files.rules_repair import Facts

NAMES = {one.code: one.name_zh for one in rules_display.SETS}
LEVELS = {"minor": "轻微", "general": "一般", "serious": "严重"}


def facts(rule_set: str, severity: str, day: date, **more: Any) -> Facts:
    """What the rule needs of a record determined on this day."""
    rule = next(
        one for one in rules_display.RULES if (one.rule_set, one.severity) == (rule_set, severity)
    )
    found = period(Span(rule.is_shown, rule.shortest, rule.longest), day)
    with translation.override("zh-hans"):
        name = str(Severity(severity).label)
    given: dict[str, Any] = {
        "rules": NAMES[rule_set], "severity": name, "determined_on": day,
        "shortest_until": found.shortest_until, "repair_from": found.repair_from,
        "last_day": found.last_day, **more,
    }  # fmt: skip
    return Facts(**given)


TABLE = [
    ("R58", "minor", "2024-02-29", "2024-02-29"), ("R58", "minor", "2026-03-31", "2026-03-31"),
    ("R58", "general", "2023-11-30", "2024-03-01"), ("R58", "general", "2024-11-30", "2025-03-01"),
    ("R58", "general", "2025-05-31", "2025-09-01"), ("R58", "general", "2026-01-20", "2026-04-21"),
    ("R58", "general", "2026-03-31", "2026-07-01"), ("R58", "serious", "2024-02-29", "2025-03-01"),
    ("R58", "serious", "2025-12-31", "2027-01-01"), ("R58", "serious", "2026-03-31", "2027-04-01"),
    ("R36", "minor", "2026-04-01", "2026-04-01"), ("R36", "minor", "2028-02-29", "2028-02-29"),
    ("R36", "general", "2026-04-01", "2026-07-02"), ("R36", "general", "2026-11-30", "2027-03-01"),
    ("R36", "general", "2026-12-02", "2027-03-03"), ("R36", "general", "2027-10-31", "2028-02-01"),
    ("R36", "general", "2027-11-30", "2028-03-01"), ("R36", "serious", "2026-04-01", "2027-04-02"),
    ("R36", "serious", "2027-02-28", "2028-02-29"), ("R36", "serious", "2028-02-29", "2029-03-01"),
]  # fmt: skip


@pytest.mark.parametrize(("rule_set", "severity", "determined", "first"), TABLE)
def test_the_first_day_and_its_reason(
    rule_set: str, severity: str, determined: str, first: str
) -> None:
    given = facts(rule_set, severity, date.fromisoformat(determined))
    day = date.fromisoformat(first)
    assert rules_repair.earliest(given) == day
    before = date.fromordinal(day.toordinal() - 1)
    refused = rules_repair.refusal(given, before)
    assert (refused or ("",))[0] == "repair_early"
    assert rules_repair.refusal(given, day) is None
    with translation.override("zh-hans"):
        text = rules_repair.sentence(given)
    told = f"自{day.year}年{day.month}月{day.day}日起"
    assert told in text and LEVELS[severity] in text and NAMES[rule_set] in text
    assert ("履行义务后即可" in text) is (severity == "minor")


def test_the_sentence_reads_as_people_speak() -> None:
    given = facts("R36", "general", date(2026, 12, 2))
    with translation.override("en"):
        told = rules_repair.sentence(given)
    assert told.startswith("Repair may be asked for from 3 Mar 2027 on, because under ")
    assert told.endswith("ends with 2 Mar 2027.")
    other = facts("R36", "general", date(2026, 12, 2), law="示例条例第十条")
    with translation.override("zh-hans"):
        assert "示例条例第十条" in rules_repair.sentence(other)


@pytest.mark.parametrize("severity", ["minor", "general", "serious"])
@pytest.mark.parametrize("rule_set", ["R58", "R36"])
@pytest.mark.parametrize(
    ("until", "first"),
    [("2026-01-01", None), ("2030-06-30", "2030-07-01"), ("2029-02-28", "2029-03-01")],
)
def test_false_material_moves_the_day(
    rule_set: str, severity: str, until: str, first: str | None
) -> None:
    day = date(2026, 2, 1) if rule_set == "R58" else date(2026, 5, 1)
    plain = facts(rule_set, severity, day)
    given = facts(rule_set, severity, day, barred_until=date.fromisoformat(until))
    wanted = date.fromisoformat(first) if first else plain.repair_from
    assert rules_repair.earliest(given) == wanted
    with translation.override("zh-hans"):
        assert ("虚假材料" in rules_repair.sentence(given)) is (first is not None)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"is_revoked": True, "is_determined": False}, "repair_revoked"),
        ({"is_determined": False}, "repair_not_determined"),
        ({"repaired_on": date(2026, 9, 1)}, "repair_twice"),
        ({"objected_on": date(2026, 9, 1)}, "repair_objected"),
        ({"last_day": date(2026, 9, 30)}, "repair_expired"),
        ({"last_day": date(2026, 10, 1)}, None),
    ],
)
def test_what_bars_it_is_said_in_words(more: dict[str, Any], code: str | None) -> None:
    found = rules_repair.refusal(facts("R36", "general", date(2026, 5, 1), **more),
                                 date(2026, 10, 1))  # fmt: skip
    assert (found[0] if found else None) == code
    assert found is None or len(found[1]) > 10


def test_the_checklist_says_what_is_missing() -> None:
    given = facts("R36", "general", date(2026, 5, 1))

    def missing(day: date, **more: bool) -> list[str]:
        items = rules_repair.checklist(given, day, **more)
        return [one.code for one in rules_repair.missing(items)]

    assert missing(date(2026, 8, 1)) == ["shortest", "duty", "pledge"]
    assert missing(date(2026, 8, 2), has_evidence=True, is_pledged=True) == []
    barred = facts("R36", "general", date(2026, 5, 1), barred_until=date(2029, 1, 1),
                   corrected_on=date(2026, 6, 1))  # fmt: skip
    items = rules_repair.checklist(barred, date(2026, 9, 1), is_pledged=True)
    assert [one.code for one in rules_repair.missing(items)] == ["honest"]


@pytest.mark.parametrize(
    ("last_day", "today", "until", "wanted"),
    [
        ("2027-05-01", "2026-09-01", "2029-09-01", "2029-09-01"),
        ("2030-05-01", "2026-09-01", "2029-09-01", None),
        ("2026-08-31", "2026-09-01", "2029-09-01", None),
        (None, "2026-09-01", "2029-09-01", None),
    ],
)
def test_display_after_false_material(
    last_day: str | None, today: str, until: str, wanted: str | None
) -> None:
    day = date.fromisoformat(last_day) if last_day else None
    found = rules_repair.longer_display(day, date.fromisoformat(today), date.fromisoformat(until))
    assert found == (date.fromisoformat(wanted) if wanted else None)


def test_three_years_to_the_day() -> None:
    assert rules_repair.without_repair_until(date(2028, 2, 29), 36) == date(2031, 2, 28)
