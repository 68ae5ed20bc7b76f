"""Columns of the bulk-filing table, as the template names and explains them."""

from __future__ import annotations

from credit_portal.imports.registry import Column

_CHOICE_ZH = "填写选项名称"
_CHOICE_EN = "Name of the choice"

COLUMNS: tuple[Column, ...] = (
    Column(
        "post", "责任岗位", "Responsible post", required=True, synonyms=("岗位", "post"),
        example_zh="局长", example_en="Director",
        help_zh="本单位岗位名称，须与机构目录一致", help_en="Title of a post of the body",
        max_length=200,
    ),
    Column(
        "title_zh", "承诺标题", "Title", required=True, synonyms=("标题", "承诺事项"),
        example_zh="建成社区养老服务中心", example_en="建成社区养老服务中心", max_length=200,
    ),
    Column(
        "matter_zh", "承诺内容", "What is promised", required=True, synonyms=("内容",),
        example_zh="2026年底前在三个社区建成养老服务中心并投入使用",
        example_en="2026年底前在三个社区建成养老服务中心并投入使用",
    ),
    Column(
        "shape", "承诺形式", "Shape", required=True, example_zh="一次性", example_en="One-off",
        help_zh="一次性 或 持续性", help_en="One-off or Standing", synonyms=("形式",),
    ),
    Column(
        "category", "承诺类别", "Kind", required=True, example_zh="民生领域",
        example_en="Livelihood field", synonyms=("类别",),
        help_zh="服务质量、办理时限、保障措施、政策承诺、合同、民生领域、其他承诺",
        help_en="Service quality, Time limit, Guarantee, Policy promise, Contract,"
        " Livelihood field, Other commitment",
    ),
    Column(
        "sector", "领域", "Sector", required=True, example_zh="养老", example_en="Elderly care",
        help_zh="民生领域须为十四个领域之一", help_en="One of the fourteen for a livelihood field",
    ),
    Column("measure_zh", "衡量方式", "What will be measured", required=True,
           example_zh="建成并通过验收的中心数", example_en="建成并通过验收的中心数"),
    Column("beneficiaries_zh", "受益对象", "Who benefits", required=True,
           example_zh="辖区老年人", example_en="辖区老年人"),
    Column("legal_basis_zh", "法律依据", "Legal basis", required=True,
           example_zh="《优化营商环境条例》第三十一条",
           example_en="《优化营商环境条例》第三十一条"),
    Column("authority_zh", "职权依据", "Competent body and authority", required=True,
           example_zh="民政部门法定职责", example_en="民政部门法定职责"),
    Column("evidence_required_zh", "应交佐证", "Evidence required", required=True,
           example_zh="竣工验收文件", example_en="竣工验收文件"),
    Column("due_on", "履行期限", "Due date", synonyms=("截止日期", "完成时限"),
           example_zh="2026-12-25", example_en="2026-12-25",
           help_zh="一次性承诺：日期，或填期限规则与起算日",
           help_en="One-off: a date, or a rule and its start"),
    Column("due_rule", "期限规则", "Time-limit rule", help_zh="期限规则代码",
           help_en="Code of a time-limit rule", max_length=40),
    Column("due_start", "起算日", "Counted from"),
    Column("indicator_zh", "指标", "Indicator", help_zh="持续性承诺填写以下各栏",
           help_en="This and the following: for standing commitments", max_length=200),
    Column("figure", "指标算法", "Figure", help_zh="比例（百分比） 或 平均值",
           help_en="Share or average"),
    Column("comparison", "比较方式", "Comparison", help_zh="不低于 或 不高于",
           help_en="At least or At most"),
    Column("target", "目标值", "Target", max_length=20),
    Column("unit_zh", "单位", "Unit", max_length=40),
    Column("period", "测量周期", "Measuring period", help_zh="月、季度、半年、年",
           help_en="Month, Quarter, Half-year, Year"),
    Column("report_within", "期后几个工作日内报送", "Working days to report", max_length=3),
    Column("source_zh", "数据来源", "Source of the figures"),
    Column("starts_on", "起始日", "Holds from"),
    Column("ends_on", "终止日", "Holds until"),
)
