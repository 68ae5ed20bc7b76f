"""The two orders on display and repair, as seeded (domain.md 1.2). Pure.

Order 36 is read in press on the final text; applying it to records of public bodies is by analogy
(no. 1103 of 2023 leaves repair to the determining office), so every figure carries how sure it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

FOUND, LIKELY = "found", "mem_high"


@dataclass(frozen=True)
class RuleSet:
    """An order and the determinations it is for."""

    code: str
    name_zh: str
    name_en: str
    effective_from: date
    effective_to: date | None
    source: str
    confidence: str


@dataclass(frozen=True)
class Rule:
    """Months of one severity under one order."""

    rule_set: str
    severity: str
    is_shown: bool
    shortest: int
    longest: int
    note_zh: str
    note_en: str
    confidence: str


SETS = (
    RuleSet(
        "R58",
        "失信行为纠正后的信用信息修复管理办法（试行）（国家发展改革委令第58号）",
        "Trial Measures for Repair of Credit Information (NDRC order 58)",
        date(2023, 5, 1),
        date(2026, 3, 31),
        "国家发展改革委令第58号，2023年5月1日起施行",
        FOUND,
    ),
    RuleSet(
        "R36",
        "信用修复管理办法（国家发展改革委令第36号）",
        "Measures for Credit Repair (NDRC order 36)",
        date(2026, 4, 1),
        None,
        "国家发展改革委令第36号，2026年4月1日起施行；国办发〔2025〕22号",
        FOUND,
    ),
)
RULES = (
    Rule("R58", "minor", False, 0, 3,
         "警告、通报批评和简易程序案件不予公示。",
         "Warnings, notices of criticism and simple procedures are not shown.", LIKELY),
    Rule("R58", "general", True, 3, 36,
         "最短公示三个月，最长三年。", "Shown three months at least, three years at most.", FOUND),
    Rule("R58", "serious", True, 12, 36,
         "食品药品、特种设备、安全生产、消防领域最短公示一年，最长三年。",
         "Food, drugs, special equipment, work safety and fire: one year at least, three at most.",
         LIKELY),
    Rule("R36", "minor", False, 0, 3,
         "轻微失信信息一般不予公示；确需公示的，不超过三个月；履行义务后即可申请修复。",
         "Minor ones are normally not shown, where needed for three months at most; repair may be"
         " asked for as soon as the duty is performed.", FOUND),
    Rule("R36", "general", True, 3, 12,
         "一般失信信息公示三个月至一年。", "General ones are shown three months to a year.", FOUND),
    Rule("R36", "serious", True, 12, 36,
         "严重失信信息公示一年至三年。", "Serious ones are shown one year to three years.", FOUND),
)  # fmt: skip
