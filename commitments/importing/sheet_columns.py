"""Columns of the table of a yearly sheet, as its template names and explains them."""

from __future__ import annotations

from credit_portal.imports.registry import Column

COLUMNS: tuple[Column, ...] = (
    Column("unit", "单位", "Unit", help_zh="已填好，勿改", help_en="Filled in; leave it"),
    Column("year", "年度", "Year", help_zh="已填好，勿改", help_en="Filled in; leave it"),
    Column(
        "sector",
        "领域",
        "Field",
        required=True,
        synonyms=("民生领域",),
        help_zh="十四个民生领域之一；同一领域有多项承诺的，增加行",
        help_en="One of the fourteen; one line for each commitment of a field",
        max_length=40,
    ),
    Column(
        "title_zh",
        "承诺标题",
        "Title",
        synonyms=("标题", "承诺事项"),
        help_zh="一句话说明承诺什么；本年度无承诺的留空",
        help_en="What is promised, in one line; empty where nothing is",
        max_length=200,
    ),
    Column("matter_zh", "承诺内容", "What is promised", synonyms=("内容",)),
    Column("measure_zh", "衡量方式", "What will be measured"),
    Column("evidence_required_zh", "应交佐证", "Evidence required"),
    Column(
        "due_on",
        "履行期限",
        "Due date",
        synonyms=("完成时限",),
        help_zh="到期办结的承诺填日期，例如2026-11-30；长期标准留空并填写以下各栏",
        help_en="The day of a one-off promise; empty for a standing one",
        max_length=40,
    ),
    Column("indicator_zh", "指标", "Indicator", help_zh="长期标准填写", max_length=200),
    Column(
        "figure",
        "指标算法",
        "Figure",
        help_zh="比例（百分比） 或 平均值",
        help_en="Share or average",
        max_length=40,
    ),
    Column(
        "comparison",
        "比较方式",
        "Comparison",
        help_zh="不低于 或 不高于",
        help_en="At least or at most",
        max_length=40,
    ),
    Column("target", "目标值", "Target", max_length=20),
    Column("unit_zh", "计量单位", "Unit of the indicator", max_length=40),
    Column(
        "period",
        "测量周期",
        "Measuring period",
        help_zh="月、季度、半年、年",
        help_en="Month, quarter, half-year, year",
        max_length=40,
    ),
    Column("source_zh", "数据来源", "Source of the figures"),
    Column(
        "nothing_zh",
        "本年度无承诺的原因",
        "Why nothing is promised",
        synonyms=("无承诺原因",),
        help_zh="该领域本年度没有承诺时填写，其余各栏留空",
        help_en="Only where nothing is promised in the field this year",
        max_length=300,
    ),
)
CHOSEN = ("sector", "figure", "comparison", "period")
"""Columns whose cells are chosen from a list."""
