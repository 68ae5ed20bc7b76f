"""What open data tells of public answers beyond the columns of all records."""

from __future__ import annotations

from credit_portal.publishing.open_data.columns import Column

ANSWER = (
    Column("question_zh", "string", "问题（中文）", "Question, in Chinese", "document.question_zh"),
    Column("answer_zh", "string", "答复（中文）", "Answer, in Chinese", "document.answer_zh"),
    Column("answered_in", "string", "答复年月", "Month of the answer", "document.answered_in"),
)
