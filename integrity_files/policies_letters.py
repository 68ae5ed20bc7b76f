"""Who writes letters for an organ, who issues them, who enters and checks answers on paper."""

from __future__ import annotations

DRAFT = "integrity_files.draft_letters"
ISSUE = "integrity_files.issue_letters"
ENTER = "integrity_files.enter_paper_answers"
VERBS = {
    DRAFT: {"credit_officer"},
    ISSUE: {"credit_reviewer"},
    ENTER: {"credit_officer", "credit_reviewer"},
}
FRESH = {ISSUE}
OFFICE = (DRAFT, ISSUE)
WORDS: dict[str, tuple[str, str]] = {
    DRAFT: ("拟写函件、告知书和决定书", "draft letters, notices and decisions"),
    ISSUE: (
        "签发或退回函件（不得签发本人所拟）",
        "issue letters or send them back, never one's own draft",
    ),
    ENTER: (
        "登记纸质复函，核对他人登记的复函",
        "enter answers on paper, and check those that another clerk entered",
    ),
}
