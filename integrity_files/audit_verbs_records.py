"""How acts on records read in the audit trail, and in the story of a record."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "integrity_files.record_ordered": ("责令限期整改", "ordered rectification"),
    "integrity_files.record_extended": ("延长整改期限", "extended the time to rectify"),
    "integrity_files.record_report_filed": ("提交整改报告", "handed in a report of rectification"),
    "integrity_files.record_report_accepted": ("整改验收通过", "accepted the rectification"),
    "integrity_files.record_report_refused": ("整改验收未通过", "did not accept the rectification"),
    "integrity_files.record_settled": (
        "整改验收通过，不予认定",
        "accepted the rectification; no record is made",
    ),
    "integrity_files.record_noticed": ("送达失信认定告知书", "served the notice"),
    "integrity_files.record_statement_filed": ("提交陈述申辩", "handed in a statement"),
    "integrity_files.record_heard": ("听取陈述申辩", "considered the statement"),
    "integrity_files.record_proposed": ("提出失信认定", "proposed the determination"),
    "integrity_files.record_sent_back": ("退回失信认定建议", "sent the proposal back"),
    "integrity_files.record_drop_proposed": (
        "提出不予认定",
        "proposed not to pursue it",
    ),
    "integrity_files.record_dropped": ("确认不予认定", "confirmed that it is not pursued"),
    "integrity_files.record_decided": ("作出失信认定", "decided the determination"),
    "integrity_files.record_hidden": ("紧急隐藏失信记录", "hid a record in an emergency"),
    "integrity_files.record_hiding_confirmed": ("确认紧急隐藏", "confirmed an emergency hiding"),
    "integrity_files.record_hiding_ended": ("结束紧急隐藏", "ended an emergency hiding"),
    "integrity_files.record_hiding_lapsed": (
        "紧急隐藏未经确认，恢复公示",
        "showed a record again whose hiding nobody confirmed",
    ),
    "integrity_files.record_hiding_over": (
        "紧急隐藏结束，公示期已过或已终止",
        "ended an emergency hiding; no day of display is left",
    ),
    "integrity_files.record_court_hiding_ended": (
        "依法院文书结束隐藏，恢复公示",
        "showed a record again, the order of the court having ended",
    ),
    "integrity_files.record_motion_proposed": (
        "提出更正、撤销或恢复公示",
        "proposed to correct, revoke or show a record again",
    ),
    "integrity_files.record_motion_decided": (
        "决定更正、撤销或恢复公示",
        "decided to correct, revoke or show a record again",
    ),
    "integrity_files.record_motion_returned": (
        "退回更正、撤销或恢复公示的建议",
        "sent a proposal about a determined record back",
    ),
    "integrity_files.record_motion_recalled": (
        "撤回更正、撤销或恢复公示的建议",
        "took the own proposal about a determined record back",
    ),
    "integrity_files.record_corrected": ("更正失信记录", "corrected a record"),
    "integrity_files.record_revoked": ("撤销失信记录", "revoked a record"),
    "integrity_files.record_repaired": ("信用修复，终止公示", "was repaired, its display ended"),
    "integrity_files.record_prolonged": (
        "因虚假修复材料延长公示",
        "is shown longer, false material was handed in for its repair",
    ),
    "integrity_files.record_marked": ("标注异议处理中", "marked a record as under objection"),
    "integrity_files.record_unmarked": ("取消异议标注", "took the objection mark away"),
    "integrity_files.record_ground_gone": (
        "线索依据已不成立",
        "the ground of its lead fell away",
    ),
    "integrity_files.record_responsible_named": (
        "登记责任岗位和责任人（保密）",
        "named who is responsible (confidential)",
    ),
    "integrity_files.record_responsible_seen": (
        "查阅责任岗位和责任人",
        "looked at who is responsible",
    ),
    "integrity_files.record_file_seen": ("查阅失信记录文件", "looked at a file of a record"),
}
STORY: dict[str, tuple[str, str]] = {
    name.removeprefix("integrity_files.record_"): words
    for name, words in SENTENCES.items()
    if name.startswith("integrity_files.record_")
}
#: Steps that the body does not read in the story: they show what is being weighed.
OFFICE_ONLY = frozenset({
    "proposed", "sent_back", "drop_proposed", "responsible_named", "motion_proposed",
    "motion_decided", "motion_returned", "motion_recalled",
})  # fmt: skip
