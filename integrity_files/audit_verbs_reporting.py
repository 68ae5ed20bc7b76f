"""How acts on reports and imported lists read in the audit trail."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "integrity_files.report_prepared": ("组织报送批次", "prepared a batch to be reported"),
    "integrity_files.report_sending": ("生成报送批次并发送", "made a batch and began to send it"),
    "integrity_files.report_released": ("放行报送批次", "released a batch to be reported"),
    "integrity_files.report_dropped": ("退回报送批次", "put a batch back"),
    "integrity_files.report_stopped": (
        "停止发送内含失效信息的报送批次",
        "stopped a batch in which a record is gone",
    ),
    "integrity_files.report_answered": ("登记报送回执", "entered what the platform answered"),
    "integrity_files.report_again": ("修正后重新报送", "reported anew what was mended"),
    "integrity_files.report_file_seen": ("下载报送批次文件", "downloaded a file of a batch"),
    "integrity_files.leads_imported": ("导入失信线索", "imported leads from a list"),
    "integrity_files.leads_taken_back": ("撤回导入的失信线索", "took imported leads back"),
}
