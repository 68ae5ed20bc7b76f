"""What a letter about a record says to begin with; the drafter changes what he likes."""

from __future__ import annotations

from typing import Any

from credit_portal.common.i18n import localized
from integrity_files.codes_letters import LetterKind
from integrity_files.letter_pdf import day_zh
from integrity_files.models import Record

END = {
    LetterKind.NOTICE: "特此告知。",
    LetterKind.ORDER: "特此责令。",
    LetterKind.DECISION: "特此决定。",
    LetterKind.LETTER: "请予支持，并将有关情况函复我单位。",
}


def of_record(row: Record, kind: str) -> dict[str, Any]:
    """Kind, addressee, title and text of a letter about a record, in Chinese: letters are official
    documents. An order, a notice and a decision go to the body; a letter (函) to another organ."""
    found = LetterKind(kind) if kind in LetterKind.values else LetterKind.LETTER
    to_body = found != LetterKind.LETTER
    makers = {
        LetterKind.ORDER: _order, LetterKind.NOTICE: _notice, LetterKind.DECISION: _decision,
        LetterKind.LETTER: _letter,
    }  # fmt: skip
    title, paragraphs = makers[found](row)
    return {
        "kind": found.value,
        "addressee": str(row.organisation_id) if to_body else "",
        "addressee_zh": localized(row.organisation, "name") if to_body else row.paper_organ,
        "title_zh": title[:200],
        "body_zh": "\n".join([*[one for one in paragraphs if one], END[found]]),
    }


def _order(row: Record) -> tuple[str, list[str]]:
    body = row.organisation.name_zh
    return f"关于责令{body}限期整改的通知", [
        f"经核实，你单位存在以下问题：{row.lead.title_zh}。",
        f"根据国发〔2016〕76号、发改财金〔2023〕1103号文件，自{day_zh(row.ordered_on)}起责令你单位"
        f"限期整改：{row.order_zh}",
        "整改完成后，请提交整改报告及证明材料，由我单位组织验收。",
    ]


def _notice(row: Record) -> tuple[str, list[str]]:
    return f"关于拟认定{row.organisation.name_zh}政务失信的告知书", [
        f"一、事实：{row.facts_zh or row.lead.title_zh}",
        f"二、理由：{row.reasons_zh}" if row.reasons_zh else "",
        f"三、依据：{row.basis_zh}" if row.basis_zh else "",
        "你单位有权在规定期限内提出陈述、申辩；逾期未提出的，视为放弃。",
    ]


def _decision(row: Record) -> tuple[str, list[str]]:
    day = day_zh(row.decided_on) if row.decided_on else ""
    shown = (
        f"公示期自{day_zh(row.first_day)}起至{day_zh(row.last_day)}止。"
        if row.first_day and row.last_day else ""
    )  # fmt: skip
    repair = f"自{day_zh(row.repair_from)}起可以申请信用修复。" if row.repair_from else ""
    return f"关于认定{row.organisation.name_zh}政务失信的决定", [
        f"经调查核实：{row.facts_zh or row.lead.title_zh}",
        f"依据{row.paper_organ}《{row.paper_title}》，文号{row.paper_number}，"
        f"{day}认定你单位构成政务失信，程度为{_severity(row)}。" if row.paper_title else "",
        shown + repair,
        "你单位对本决定有异议的，可以向我单位提出异议申请。",
    ]  # fmt: skip


def _severity(row: Record) -> str:
    return {"minor": "轻微", "general": "一般", "serious": "严重"}.get(row.severity, "")


def _letter(row: Record) -> tuple[str, list[str]]:
    return f"关于商请协助核实{row.organisation.name_zh}有关情况的函", [
        f"我单位正在办理涉及{row.organisation.name_zh}的政务失信事项：{row.name_zh}。",
        f"现商请贵单位协助提供{row.paper_title or '有关文书'}"
        f"{f'，文号{row.paper_number}，' if row.paper_number else ''}的办理情况和相关材料。",
    ]
