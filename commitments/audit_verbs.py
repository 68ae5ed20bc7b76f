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
    "commitments.change_begin": ("起草承诺变更或撤回", "began a lawful change"),
    "commitments.change_edit": ("修改承诺变更或撤回", "edited a lawful change"),
    "commitments.change_submit": (
        "提请上级单位批准变更或撤回",
        "laid a lawful change before the superior",
    ),
    "commitments.change_take_back": ("取回变更或撤回申请", "took a lawful change back"),
    "commitments.change_discard": ("放弃变更或撤回申请", "gave a lawful change up"),
    "commitments.change_return": ("退回变更或撤回申请", "returned a lawful change"),
    "commitments.change_refuse": ("不予批准变更或撤回", "refused a lawful change"),
    "commitments.change_approve": ("批准依法变更或撤回", "approved a lawful change"),
    "commitments.compensation_paid": ("报告已支付补偿", "reported compensation paid"),
    "commitments.compensation_overdue": (
        "补偿逾期，通知上级单位",
        "compensation overdue, superior told",
    ),
    "commitments.authority": ("记载承诺权限审查和激励事项", "recorded authority and incentives"),
    "commitments.ask_extend": ("申请延长期限", "asked for a longer period"),
    "commitments.ask_stop": ("申请中止计时", "asked that the clock stand still"),
    "commitments.approve_extend": ("批准延长期限", "granted a longer period"),
    "commitments.approve_stop": ("批准中止计时", "let the clock stand still"),
    "commitments.refuse_extend": ("不批准延长期限", "refused a longer period"),
    "commitments.refuse_stop": ("不批准中止计时", "refused to let the clock stand still"),
    "commitments.withdraw_due_change": ("撤回期限调整申请", "took a request on a due date back"),
    "commitments.resume_clock": ("恢复计时", "let the clock run again"),
    "commitments.report_milestone": ("报告节点达成", "reported a milestone"),
    "commitments.milestone_missed": ("节点日期已过", "the day of a milestone passed"),
    "commitments.make_template": ("存为承诺模板", "kept a commitment as a template"),
    "commitments.retire_template": ("停用承诺模板", "retired a template"),
    "commitments.dismiss_verification": ("结束核实，未作结论", "closed a verification"),
    "commitments.bear_personally": ("列为任职人员本人承诺", "made it a personal commitment"),
    "commitments.bear_by_post": ("改为岗位承诺", "made it the post's commitment"),
    "commitments.countersign": ("本人确认承诺", "agreed to a personal commitment"),
    "commitments.answer": ("回答承诺是否兑现", "answered whether it was kept"),
    "commitments.withdraw_contradiction": ("撤回未兑现的反映", "took a contradiction back"),
    "commitments.read_contradiction": ("查看未兑现的反映", "read a contradiction"),
    "commitments.read_contact": ("查看反映人联系方式", "read the contact of a reporter"),
    "commitments.decide_contradiction": ("核查未兑现的反映", "decided a contradiction"),
    "commitments.comment_contradiction": ("对反映作出说明", "commented on a contradiction"),
    "commitments.erase_contradiction": ("删除反映内容", "erased the words of a contradiction"),
    "commitments.reopen": ("因反映属实重新核实", "reopened a verification"),
}


def register() -> None:
    """Register the sentences."""
    verbs.register(SENTENCES)
