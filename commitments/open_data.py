"""What open data tells of commitments, sheets, old accounts and campaigns beyond the columns of
all records; taken from the public documents alone, and without any person's name."""

from __future__ import annotations

from commitments.codes_old_accounts import CaseState
from credit_portal.publishing.open_data.columns import Column, count


def _texts(name: str, zh: str, en: str) -> tuple[Column, Column]:
    """A text in both languages."""
    return (
        Column(f"{name}_zh", "string", f"{zh}（中文）", f"{en}, in Chinese", f"document.{name}_zh"),
        Column(f"{name}_en", "string", f"{zh}（英文）", f"{en}, in English", f"document.{name}_en"),
    )


def _number(name: str, zh: str, en: str, path: str) -> Column:
    return Column(name, "integer", zh, en, f"document.{path}", unit_zh="件", unit_en="cases")


COMMITMENT = (
    Column("shape", "string", "承诺形式：one_off一次性，standing持续性",
           "One-off (one_off) or standing commitment (standing)", "document.shape"),
    *_texts("matter", "承诺事项", "What was promised"),
    *_texts("measure", "完成标准", "How it is measured"),
    *_texts("beneficiaries", "受益对象", "For whom"),
    *_texts("legal_basis", "承诺依据", "Legal ground of the promise"),
    *_texts("authority", "职权依据", "Authority to promise"),
    Column("post_title_zh", "string", "责任岗位（中文）", "Post responsible, in Chinese",
           "document.post.title_zh"),
    Column("post_title_en", "string", "责任岗位（英文）", "Post responsible, in English",
           "document.post.title_en"),
    Column("registered_on", "date", "登记公开日", "Day of registration", "document.registered_on"),
    Column("outcome_on", "date", "结果认定日", "Day on which the outcome was determined",
           "document.outcome_on"),
    Column("kept_on", "date", "实际履行日", "Day on which it was kept", "document.kept_on"),
    *_texts("findings", "核验结论", "Findings of the verification"),
    Column("milestones", "integer", "阶段节点数", "How many milestones it has",
           unit_zh="个", unit_en="milestones", sql=count("milestones")),
    Column("evidence_files", "integer", "公开佐证材料数", "How many files of evidence are public",
           unit_zh="份", unit_en="files", sql=count("evidence")),
    Column("target", "decimal", "持续性承诺的目标值", "Target of a standing commitment",
           "document.standing.target"),
    Column("target_unit_zh", "string", "目标值单位（中文）", "Unit of the target, in Chinese",
           "document.standing.unit_zh"),
    Column("target_unit_en", "string", "目标值单位（英文）", "Unit of the target, in English",
           "document.standing.unit_en"),
    *(Column(f"periods_{name}", "integer", zh, en, f"document.series.{name}",
             unit_zh="期", unit_en="periods")
      for name, zh, en in (
          ("determined", "已认定周期数", "Periods determined"),
          ("kept", "其中履行", "Of these kept"),
          ("broken", "其中未履行", "Of these broken"),
          ("not_reported", "其中未报告", "Of these not reported"),
          ("no_cases", "其中无办件", "Of these without cases"))),
    Column("old_account_paper_year", "integer", "所涉旧账文件年份",
           "Year of the document, where it grew out of an old account",
           "document.old_account.paper_year"),
    Column("sheet_year", "integer", "所属年度民生承诺清单的年份", "Year of the yearly sheet",
           "document.sheet.year"),
    Column("sheet_division", "string", "所属清单的街道乡镇代码", "Street or town of that sheet",
           "document.sheet.division"),
)  # fmt: skip
SHEET = (
    Column("year", "integer", "年度", "Year", "document.year"),
    Column("unit", "string", "街道乡镇代码", "Code of street or town", "document.division.code"),
    _number("commitments", "承诺数", "Commitments in it", "total"),
    Column("fields_empty", "integer", "无承诺的领域数", "Fields without a commitment",
           unit_zh="个", unit_en="fields",
           sql="(select count(*) from jsonb_array_elements(d.doc -> 'fields') one"
               " where one -> 'commitments' = '0')"),
    Column("submitted_on", "date", "报送日", "Day of filing", "document.submitted_on"),
    Column("approved_on", "date", "审核日", "Day of approval", "document.approved_on"),
)  # fmt: skip
OLD_ACCOUNTS = (
    Column("as_of", "date", "统计截至日", "Counted as of", "document.as_of"),
    _number("received", "收到", "Received", "received"),
    *(_number(f"n_{name}", zh, en, f"counts.{name}") for name, zh, en in (
        ("open", "待答复", "To be answered"),
        ("accepted", "已登记为承诺", "Registered as commitments"),
        ("settled", "已办结", "Settled"),
        ("ended", "依法终止或无效", "Promise ended lawfully or void"),
        ("contested", "有争议", "Contested"),
        ("upheld", "认定成立", "Upheld"),
        ("silent", "逾期未答复", "Not answered in time"),
        ("closed", "认定不成立", "Not upheld"))),
)  # fmt: skip
CAMPAIGN = (
    Column("state", "string", "专项整治进度", "Where the campaign stands", "document.state",
           "campaign_state"),
    Column("starts_on", "date", "开始日", "First day", "document.starts_on"),
    Column("ends_on", "date", "结束日", "Last day", "document.ends_on"),
    Column("as_of", "date", "统计截至日", "Counted as of", "document.as_of"),
    _number("baseline", "底数", "Cases frozen at the beginning", "figures.baseline"),
    *(_number(f"n_{state.value}", zh, en, f"figures.{state.value}") for state, zh, en in (
        (CaseState.OPEN, "办理中", "Open"),
        (CaseState.CLAIMED, "申报办结", "Said to be settled"),
        (CaseState.SETTLED, "验收办结", "Settled, accepted"),
        (CaseState.REOPENED, "回头看重新办理", "Reopened at the look-back"))),
    _number("n_overdue", "超出整治方案期限", "Beyond their planned day", "figures.overdue"),
)  # fmt: skip
