"""How acts on letters and answers on paper read in the audit trail and the story."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "integrity_files.letter_drafted": ("拟写函件", "drafted a letter"),
    "integrity_files.letter_changed": ("修改函件草稿", "changed the draft of a letter"),
    "integrity_files.letter_sent_back": ("退回函件草稿", "sent the draft of a letter back"),
    "integrity_files.letter_given_up": ("放弃函件草稿", "gave the draft of a letter up"),
    "integrity_files.letter_issued": ("签发函件", "issued a letter"),
    "integrity_files.letter_seen": ("查阅函件存档", "looked at the archive copy of a letter"),
    "integrity_files.letter_answer_entered": ("登记纸质复函", "entered an answer on paper"),
    "integrity_files.letter_answer_checked": ("核对纸质复函", "checked an answer on paper"),
    "integrity_files.letter_answer_refused": (
        "纸质复函登记核对不符",
        "found that the entry of an answer does not agree with the paper",
    ),
    "integrity_files.letter_scan_seen": ("查阅纸质复函扫描件", "looked at the scan of an answer"),
}
STORY: dict[str, tuple[str, str]] = {
    name.removeprefix("integrity_files.letter_"): words
    for name, words in SENTENCES.items()
    if name.startswith("integrity_files.letter_")
}
