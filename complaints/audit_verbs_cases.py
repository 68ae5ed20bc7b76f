"""How notes, looks at files and exports of lists read in the trail and the story."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "complaints.noted": ("记录内部备注", "kept an internal note"),
    "complaints.passed_on": (
        "将补充情况转告承办单位", "passed further facts on to the bodies that handle it",
    ),
    "complaints.file_seen": ("查看附件", "looked at a file"),
    "complaints.exported": ("导出投诉举报清单", "exported a list of complaints"),
}  # fmt: skip
