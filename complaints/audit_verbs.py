"""How acts on complaints read in the audit trail and the story."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "complaints.received": ("登记投诉举报", "received a complaint"),
    "complaints.accepted": ("受理", "accepted it"),
    "complaints.refused": ("不予受理并告知理由", "did not accept it and said why"),
}
STORY: dict[str, tuple[str, str]] = {
    name.removeprefix("complaints."): words for name, words in SENTENCES.items()
}
