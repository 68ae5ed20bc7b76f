"""How acts on objections and tips read in the audit trail and in the story of a case."""

from __future__ import annotations

#: Steps as staff and the objector read them.
STORY: dict[str, tuple[str, str]] = {
    "filed": ("提出异议申请", "objected to a record"),
    "filed_by_desk": ("单位经办人提出异议，记录即时标注", "the body objected; marked at once"),
    "completed": ("补正异议申请", "completed the objection"),
    "facts_added": ("补充异议材料", "added facts to the objection"),
    "withdrawn": ("撤回异议申请", "took the objection back"),
    "returned": ("一次性告知补正", "asked once to complete it"),
    "lapsed": (
        "逾期未补正，异议办理终止，可以重新提出",
        "closed the objection: it was not completed in time and may be filed anew",
    ),
    "refused": ("不予受理异议申请", "did not accept the objection"),
    "accepted": ("受理异议申请，记录已标注", "accepted the objection; the record is marked"),
    "repeated": ("按原处理决定答复", "answered by the earlier decision"),
    "earlier_appealed": (
        "答复所依据的原处理决定正在复核",
        "saw the decision that answered it appealed",
    ),
    "earlier_changed": (
        "答复所依据的原处理决定已经复核变更",
        "saw the decision that answered it changed on appeal",
    ),
    "transferred": ("转送信息提供单位核查", "transferred it to the source organ"),
    "clock_stopped": ("暂停计时", "stopped the clock"),
    "clock_resumed": ("恢复计时", "let the clock run again"),
    "verified": ("核查完毕", "verified the objection"),
    "proposed": ("提出处理意见", "proposed a decision"),
    "sent_back": ("退回处理意见", "sent the proposed decision back"),
    "decided": ("作出处理决定，取消异议标注", "decided the objection; the mark is gone"),
    "appealed": ("申请复核", "appealed"),
    "appeal_proposed": ("提出复核意见", "proposed a decision on the appeal"),
    "appeal_sent_back": ("退回复核意见", "sent the proposal on the appeal back"),
    "appeal_decided": ("作出复核决定", "decided the appeal"),
    "erased": ("删除异议申请人信息和材料", "erased who objected and what was given"),
}
#: The objector is told of what comes of these, not of the steps themselves.
INSIDE = frozenset({"proposed", "sent_back", "appeal_proposed", "appeal_sent_back"})
SENTENCES: dict[str, tuple[str, str]] = {
    **{f"integrity_files.objection_{name}": words for name, words in STORY.items()},
    "integrity_files.objection_party_seen": ("查看异议申请人", "looked at who objected"),
    "integrity_files.objection_proof_seen": (
        "查看异议申请人身份证明",
        "looked at the proof of who objected",
    ),
    "integrity_files.objection_file_seen": ("查看异议材料", "opened a file of an objection"),
    "integrity_files.tip_filed": ("收到纠错线索", "a correction tip came in"),
    "integrity_files.tip_answered": ("答复纠错线索", "answered a correction tip"),
    "integrity_files.tip_file_seen": ("查看纠错线索材料", "opened the file of a correction tip"),
}
