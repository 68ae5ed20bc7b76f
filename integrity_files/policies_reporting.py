"""Who sees, prepares and releases what is reported upward."""

from __future__ import annotations

from typing import Any

from integrity_files.models.reporting import ReportBatch

SEE = "integrity_files.see_reports"
PREPARE = "integrity_files.prepare_reports"
RELEASE = "integrity_files.release_reports"
IMPORT = "integrity_files.import_leads"
VERBS = {
    SEE: {"credit_officer", "credit_reviewer", "auditor"},
    PREPARE: {"credit_officer"},
    RELEASE: {"credit_reviewer"},
    IMPORT: {"credit_officer"},
}
FRESH = {RELEASE}
WORDS: dict[str, tuple[str, str]] = {
    SEE: (
        "查看向上级平台报送失信记录的批次和回执",
        "see the batches reported to the sharing platform and what was answered",
    ),
    PREPARE: (
        "组织报送批次，登记回执，修正后重报",
        "prepare batches, enter answers, report anew what was mended",
    ),
    RELEASE: (
        "放行文件方式的报送批次（不得放行本人组织的）",
        "release batches that go by file, never one's own",
    ),
    IMPORT: (
        "导入法院失信名单和行政处罚名单作为失信线索",
        "import lists of courts and of penalties as leads",
    ),
}


def covers(user: Any, verb: str, batch: ReportBatch) -> bool:
    """Whether he holds the verb over every body of the batch."""
    lines = batch.lines.select_related("item__record__organisation")
    bodies = {line.item.record.organisation for line in lines}
    return all(user.may(verb, body) for body in bodies)
