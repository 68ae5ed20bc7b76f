"""How acts on credit repair read in the audit trail, and in the story of an application."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "integrity_files.repair_filed": ("提交信用修复申请", "filed an application for credit repair"),
    "integrity_files.repair_filed_by_form": (
        "通过公开页面提交信用修复申请",
        "filed an application for credit repair by the public form",
    ),
    "integrity_files.repair_confirmed": (
        "确认以本单位名义提交的信用修复申请",
        "confirmed the application filed in the name of the body",
    ),
    "integrity_files.repair_applicant_seen": ("查看信用修复申请人", "looked at who applied"),
    "integrity_files.repair_proof_seen": (
        "查看信用修复申请人身份证明",
        "looked at the proof of who applied",
    ),
    "integrity_files.repair_applicant_erased": ("删除信用修复申请人信息", "erased who applied"),
    "integrity_files.repair_self_corrected": (
        "提交自我纠错或诚信培训材料",
        "handed in self-correction or training",
    ),
    "integrity_files.repair_asked": (
        "一次性告知需补正的材料",
        "asked, once, for the papers that are missing",
    ),
    "integrity_files.repair_completed": ("补正材料", "handed in the missing papers"),
    "integrity_files.repair_accepted": ("受理信用修复申请", "accepted the application"),
    "integrity_files.repair_refused": ("不予受理信用修复申请", "did not accept the application"),
    "integrity_files.repair_extended": ("延长信用修复办理期限", "extended the time of the result"),
    "integrity_files.repair_proposed": ("提出信用修复处理意见", "proposed the result"),
    "integrity_files.repair_sent_back": ("退回信用修复处理意见", "sent the proposed result back"),
    "integrity_files.repair_decided": ("作出信用修复决定", "decided the application"),
    "integrity_files.repair_display_ended": ("终止公示", "ended the display"),
    "integrity_files.repair_sharing_stopped": (
        "停止共享和使用",
        "stopped the sharing and use of the record",
    ),
    "integrity_files.repair_withdrawn": ("撤回信用修复申请", "took the application back"),
    "integrity_files.repair_moot": (
        "失信记录已撤销，申请终止",
        "ended the application, since the record was revoked",
    ),
    "integrity_files.repair_superseded": (
        "失信记录已获信用修复，其他申请终止",
        "ended the application, since the record was repaired by another",
    ),
    "integrity_files.repair_file_seen": (
        "查阅信用修复材料",
        "looked at a file of an application for repair",
    ),
    "integrity_files.repair_certificate_made": (
        "下载信用修复证明",
        "downloaded the certificate of repair",
    ),
}
STORY: dict[str, tuple[str, str]] = {
    name.removeprefix("integrity_files.repair_"): words for name, words in SENTENCES.items()
}
#: Steps that the body does not read in the story: they show what is being weighed.
OFFICE_ONLY = frozenset({"proposed", "sent_back"})
