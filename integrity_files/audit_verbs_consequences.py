"""How acts on consequences and on sanctions of persons read in the audit trail and the story."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "integrity_files.consequence_ordered": ("提出惩戒措施", "ordered a consequence"),
    "integrity_files.consequence_confirmed": ("确认惩戒措施", "confirmed a consequence"),
    "integrity_files.consequence_struck": ("不予确认惩戒措施", "did not confirm a consequence"),
    "integrity_files.consequence_reported": (
        "提交落实情况和证明",
        "reported it as carried out, with proof",
    ),
    "integrity_files.consequence_accepted": ("落实情况验收通过", "accepted what was carried out"),
    "integrity_files.consequence_refused": (
        "落实情况验收未通过",
        "did not accept what was carried out",
    ),
    "integrity_files.consequence_overdue": ("逾期未落实", "the day has passed"),
    "integrity_files.consequence_escalated": (
        "逾期未落实，通知上级单位",
        "overdue, superior body told",
    ),
    "integrity_files.consequence_lifted": ("解除惩戒措施", "lifted a consequence"),
    "integrity_files.consequence_proof_seen": (
        "查阅惩戒措施落实证明",
        "looked at the proof of a consequence",
    ),
    "integrity_files.sanction_entered": (
        "登记人员处分（保密）",
        "entered a person's sanction (confidential)",
    ),
    "integrity_files.sanction_confirmed": (
        "核对并确认人员处分（保密）",
        "confirmed the entry of a person's sanction (confidential)",
    ),
    "integrity_files.sanction_refused": (
        "人员处分登记核对不符（保密）",
        "did not confirm the entry of a person's sanction (confidential)",
    ),
    "integrity_files.sanctions_seen": ("查阅人员处分", "looked at sanctions of persons"),
}
STORY: dict[str, tuple[str, str]] = {
    name.removeprefix("integrity_files.consequence_"): words
    for name, words in SENTENCES.items()
    if name.startswith("integrity_files.consequence_")
}
