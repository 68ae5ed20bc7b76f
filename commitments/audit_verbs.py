"""How acts on commitments read in the audit trail."""

from __future__ import annotations

from credit_portal.audit import verbs

SENTENCES: dict[str, tuple[str, str]] = {
    "commitments.draft": ("起草承诺", "began a commitment"),
    "commitments.edit": ("修改承诺", "edited a commitment"),
    "commitments.submit": ("提交承诺审核", "submitted a commitment"),
    "commitments.take_back": ("撤回提交的承诺", "took a commitment back"),
    "commitments.discard": ("废弃承诺草稿", "discarded a commitment"),
    "commitments.return": ("退回承诺修改", "returned a commitment"),
    "commitments.approve": ("批准承诺", "approved a commitment"),
    "commitments.take_over": ("从公开清单导入承诺", "took a commitment over from a list"),
    "commitments.bulk": ("批量填报承诺", "filed commitments in bulk"),
    "commitments.add_evidence": ("添加佐证材料", "added evidence"),
    "commitments.remove_evidence": ("移除佐证材料", "removed evidence"),
    "commitments.read_evidence": ("查看佐证材料", "opened evidence"),
    "commitments.export": ("导出承诺列表", "exported the list of commitments"),
    "commitments.report": ("报告履行情况", "reported performance"),
    "commitments.due_passed": ("约定日期已过，启动核实", "due date passed, verification opened"),
    "commitments.escalated": ("逾期，通知上级单位", "overdue, superior body told"),
    "commitments.date_moved": ("日历更新，期限重算", "calendar loaded, date counted anew"),
    "commitments.outcome_overtaken": (
        "期限调整，履行结论退回核实",
        "date moved, proposed outcome returned",
    ),
    "commitments.open_verification": ("启动核实", "opened a verification"),
    "commitments.propose_outcome": ("提出履行结论", "proposed an outcome"),
    "commitments.return_outcome": ("退回履行结论", "returned an outcome"),
    "commitments.confirm_outcome": ("确认履行结论", "confirmed an outcome"),
    "commitments.dismiss_verification": ("结束核实，未作结论", "closed a verification"),
}


def register() -> None:
    """Register the sentences."""
    verbs.register(SENTENCES)
