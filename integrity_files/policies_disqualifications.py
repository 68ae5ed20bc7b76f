"""Who asks whether bodies are barred from honours."""

from __future__ import annotations

QUERY = "integrity_files.query_disqualifications"
VERBS = {QUERY: {"query_officer", "credit_officer", "credit_reviewer"}}
WORDS: dict[str, tuple[str, str]] = {
    QUERY: (
        "按用途和文号查询单位评优评先资格限制",
        "ask whether bodies are barred from honours, for a purpose under a document number",
    ),
}
SENTENCES: dict[str, tuple[str, str]] = {
    "integrity_files.disqualification_asked": (
        "提交评优评先资格查询",
        "put a query about honours on file",
    ),
    "integrity_files.disqualification_answered": (
        "答复评优评先资格查询",
        "answered a query about honours",
    ),
    "integrity_files.disqualification_seen": (
        "查阅评优评先资格答复",
        "looked at an answer about honours",
    ),
}
